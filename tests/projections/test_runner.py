"""The runner: every position once and in order, writes and cursor together, whoever else runs and whatever breaks."""

import asyncio
from collections.abc import Iterator
from uuid import uuid4

import asyncpg
import pytest
from structlog.testing import capture_logs

from domain.people import ComplaintId
from eventstore.errors import PositionGap
from projections.catalogue import PROJECTIONS
from projections.runner import Runner
from projections.write import Fact, Projection, Write
from tests.conftest import Connect, Pool
from tests.projections.chronicle import Chronicle, organisation
from tests.projections.facts import about
from tests.support.cast import WITA
from tests.support.database import Database
from tests.support.log import is_waiting, until
from tests.support.samples import confirmed, rated, submitted, verified, with_answer
from tests.support.tamper import tamper

NAMES = {projection.name for projection in PROJECTIONS}
END_PROJECTOR = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE usename = 'jejak_proj' AND datname = current_database()"
)


def watching(seen: list[int], name: str = "watcher") -> Projection:
    """A projection without tables that notes every position it is shown."""

    def watch(fact: Fact) -> Iterator[Write]:
        seen.append(fact.position)
        yield from ()

    return Projection(name=name, handler=watch, queries=PROJECTIONS[0].queries, tables=())


def lives(count: int) -> list[tuple[object, ...]]:
    """Whole histories of complaints, step by step across all of them, as they happen in life."""
    stories = [about(ComplaintId(uuid4()), with_answer(), confirmed(), rated()) for _ in range(count)]
    return list(zip(*stories, strict=True))


async def test_every_position_is_applied_once_and_in_order(chronicle: Chronicle) -> None:
    await chronicle.noted(organisation(), with_answer())
    seen: list[int] = []
    runner = chronicle.another_runner([watching(seen)])

    steps = []
    while applied := await runner.step(limit=7):
        steps.append(applied)

    assert seen == list(range(sum(steps)))
    assert len(seen) == await chronicle.superuser.fetchval("SELECT count(*) FROM ledger.leaf")
    assert set(steps[:-1]) == {7}
    assert await chronicle.cursors() == {"watcher": len(seen) - 1}


async def test_a_projection_that_is_new_begins_at_the_first_position(chronicle: Chronicle) -> None:
    await chronicle.happened(with_answer())
    seen: list[int] = []

    await chronicle.another_runner([*PROJECTIONS, watching(seen)]).catch_up()

    assert seen == list(range(len(with_answer())))
    assert set((await chronicle.cursors()).values()) == {len(seen) - 1}


async def test_at_the_head_nothing_is_locked_and_nothing_written(chronicle: Chronicle) -> None:
    await chronicle.happened(with_answer())
    async with chronicle.superuser.transaction():
        await chronicle.superuser.execute("LOCK TABLE read.cursor IN EXCLUSIVE MODE")

        assert await chronicle.runner.step() == 0


async def test_a_step_that_is_cut_off_leaves_neither_rows_nor_a_moved_cursor(
    chronicle: Chronicle, connect: Connect
) -> None:
    await chronicle.noted(submitted(), verified())
    blocker = await connect()
    async with blocker.transaction():
        await blocker.execute("LOCK TABLE read.history_entry IN EXCLUSIVE MODE")
        step = asyncio.create_task(chronicle.runner.step())
        await until(lambda: is_waiting(blocker, "jejak_proj"), or_done=step)
        await blocker.execute(END_PROJECTOR)
        with pytest.raises((asyncpg.PostgresError, ConnectionError)):
            await step

    cursors = await chronicle.cursors()
    names = [projection.name for projection in PROJECTIONS]
    cut = names.index("history")
    assert {cursors[name] for name in names[:cut]} == {6}
    assert {cursors[name] for name in names[cut:]} == {-1}
    assert await chronicle.rows("SELECT * FROM read.history_entry") == []

    await chronicle.runner.catch_up()
    assert len(await chronicle.rows("SELECT * FROM read.history_entry")) == 7
    assert set((await chronicle.cursors()).values()) == {6}


@pytest.mark.parametrize("lost", [0, 3, 6])
async def test_a_hole_in_the_log_stops_the_runner_at_its_position(chronicle: Chronicle, lost: int) -> None:
    await chronicle.noted(submitted(), verified())
    await tamper(chronicle.superuser, "leaf", "DELETE FROM ledger.leaf WHERE position = $1", lost)

    with pytest.raises(PositionGap) as gap:
        await chronicle.runner.step()
    with capture_logs() as logs, pytest.raises(PositionGap):
        await chronicle.runner.run(asyncio.Event())

    assert gap.value.expected == lost
    assert [(line["event"], line["position"]) for line in logs] == [("projection_gap", lost)]
    assert set((await chronicle.cursors()).values()) == {-1}


async def test_what_stands_before_a_hole_can_be_applied(chronicle: Chronicle) -> None:
    await chronicle.noted(submitted(), verified())
    await tamper(chronicle.superuser, "leaf", "DELETE FROM ledger.leaf WHERE position = 5")

    assert await chronicle.runner.step(limit=5) == 5 * len(PROJECTIONS)
    with pytest.raises(PositionGap):
        await chronicle.runner.step(limit=5)
    assert set((await chronicle.cursors()).values()) == {4}


async def test_two_runners_at_once_apply_every_event_exactly_once(chronicle: Chronicle) -> None:
    await chronicle.noted(organisation())
    stories = lives(5)
    writing = asyncio.Event()

    async def follow(runner: Runner) -> None:
        while await runner.step(limit=3) or not writing.is_set():
            pass

    async def write() -> None:
        for step in stories:
            await chronicle.noted(step)  # type: ignore[arg-type]
        writing.set()

    await asyncio.gather(
        write(), *[follow(chronicle.another_runner()) for _ in range(2)], follow(chronicle.runner)
    )

    together = await chronicle.digests()
    await chronicle.forgotten()
    await chronicle.another_runner().catch_up()
    assert await chronicle.digests() == together
    assert len(await chronicle.rows("SELECT * FROM read.history_entry")) == 5 * len(stories)


async def test_a_runner_without_memory_writes_the_same_rows(chronicle: Chronicle) -> None:
    await chronicle.noted(organisation())
    for step in lives(2):
        await chronicle.happened(step)  # type: ignore[arg-type]
    warm = await chronicle.digests()
    await chronicle.forgotten()

    while await chronicle.another_runner().step(limit=1):
        pass

    assert await chronicle.digests() == warm
    assert "" not in warm.values()


async def test_the_memory_of_cases_is_bounded_and_its_loss_changes_nothing(
    chronicle: Chronicle, monkeypatch: pytest.MonkeyPatch
) -> None:
    await chronicle.noted(organisation())
    stories = lives(4)
    for step in stories:
        await chronicle.happened(step)  # type: ignore[arg-type]
    kept = await chronicle.digests()
    await chronicle.forgotten()
    forgetful = chronicle.another_runner()
    monkeypatch.setattr(forgetful._reader._folds, "_capacity", 1)

    await forgetful.catch_up()

    assert len(forgetful._reader._folds._known) == 1
    assert await chronicle.digests() == kept


async def test_a_lost_connection_is_reported_and_tried_again(chronicle: Chronicle, connect: Connect) -> None:
    await chronicle.noted(submitted(), verified())
    blocker, stop = await connect(), asyncio.Event()

    async def applied() -> bool:
        return set((await chronicle.cursors()).values()) == {6}

    with capture_logs() as logs:
        async with blocker.transaction():
            await blocker.execute("LOCK TABLE read.visible IN EXCLUSIVE MODE")
            running = asyncio.create_task(chronicle.runner.run(stop))
            await until(lambda: is_waiting(blocker, "jejak_proj"), or_done=running)
            await blocker.execute(END_PROJECTOR)
        await until(applied, or_done=running)
        stop.set()
        await running

    assert [(line["event"], line["log_level"]) for line in logs] == [
        ("projection_connection_lost", "warning")
    ]


async def test_a_poke_makes_the_runner_look_at_once(chronicle: Chronicle) -> None:
    stop = asyncio.Event()
    running = asyncio.create_task(chronicle.runner.run(stop, interval=3600))

    async def started() -> bool:
        return (await chronicle.cursors()).keys() == NAMES

    async def applied() -> bool:
        return set((await chronicle.cursors()).values()) == {0}

    await until(started, or_done=running)
    await chronicle.noted(submitted())
    chronicle.runner.poke()
    await until(applied, or_done=running)

    stop.set()
    await running


async def test_a_lock_that_cannot_be_had_in_time_is_no_events_fault(
    chronicle: Chronicle, database: Database, pool: Pool
) -> None:
    await chronicle.noted(submitted())
    setting = f"ALTER ROLE jejak_proj IN DATABASE {database.name} SET lock_timeout = '20ms'"
    await chronicle.superuser.execute(setting)
    hurried = Runner(await pool("jejak_proj"), database.log_id, PROJECTIONS, WITA)
    async with chronicle.superuser.transaction():
        await chronicle.superuser.execute("LOCK TABLE read.history_entry IN EXCLUSIVE MODE")
        with pytest.raises(asyncpg.LockNotAvailableError):
            await hurried.step()

    assert await chronicle.stops() == {}
    await hurried.catch_up()
    assert set((await chronicle.cursors()).values()) == {0}
