"""An event that cannot be applied stops the projection that fails, says so, and hides nothing."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import replace
from uuid import UUID

import pytest
from structlog.testing import capture_logs

from api.application.waiting import Waiter
from domain.events import ComplaintVerified
from projections.catalogue import PROJECTIONS
from projections.faults import ProjectionStopped
from projections.write import Fact, Projection, Write
from tests.conftest import Pool
from tests.projections.chronicle import Chronicle, organisation
from tests.support.database import Database
from tests.support.log import event as raw_event
from tests.support.samples import forwarded, submitted, verified

HISTORY = (submitted(), *verified())
POISON, LAST = 1, 6  # the position of ComplaintVerified in that history, and of the last event


class CannotBe(Exception):
    """What a broken handler raises."""


def failing(name: str, *, write: Write | None = None) -> Sequence[Projection]:
    """All projections, where one fails at ComplaintVerified: by raising, or by this write after its own."""

    def broken(projection: Projection) -> Projection:
        def handler(fact: Fact) -> Iterator[Write]:
            yield from projection.handler(fact)
            if isinstance(fact.event, ComplaintVerified):
                if write is None:
                    raise CannotBe
                yield write

        return replace(projection, handler=handler)

    return [broken(each) if each.name == name else each for each in PROJECTIONS]


async def test_an_event_that_cannot_be_applied_stops_its_projection_and_no_other(
    chronicle: Chronicle,
) -> None:
    await chronicle.noted(HISTORY)
    runner = chronicle.another_runner(failing("history"))

    with capture_logs() as logs:
        await runner.catch_up()
        await runner.catch_up()

    assert await chronicle.cursors() == dict.fromkeys((p.name for p in PROJECTIONS), LAST) | {
        "history": POISON - 1
    }
    assert await chronicle.stops() == {"history": (POISON, "CannotBe")}
    assert [row["type"] for row in await chronicle.rows("SELECT type FROM read.history_entry")] == [
        "ComplaintSubmitted"
    ]
    assert [
        (line["event"], line["log_level"], line["projection"], line["position"], line["error"])
        for line in logs
    ] == [("projection_stopped", "error", "history", POISON, "CannotBe")]


@pytest.mark.parametrize(
    ("write", "error"),
    [
        # the primary key is there already
        (Write("add_unit", (UUID(int=1), "A", "A", "AGENCY", None)), "UniqueViolationError"),
        (Write("add_unit", ("no uuid", "A", "A", "AGENCY", None)), "DataError"),
        # the driver's one error for statements that are used wrongly and for connections that are lost
        (Write("add_unit", (UUID(int=2), "A")), "InterfaceError"),
        (Write("no_such_statement", ()), "KeyError"),
    ],
)
async def test_a_statement_that_fails_undoes_what_its_event_has_written(
    chronicle: Chronicle, write: Write, error: str
) -> None:
    await chronicle.superuser.execute(
        "INSERT INTO read.unit (unit, code, name, kind) VALUES ($1, 'B', 'B', 'AGENCY')", UUID(int=1)
    )

    def handler(fact: Fact) -> Iterator[Write]:
        yield Write("note_view", (UUID(int=fact.position), UUID(int=0), fact.record.occurred_at))
        if isinstance(fact.event, ComplaintVerified):
            yield write

    await chronicle.noted(HISTORY)

    await chronicle.another_runner([replace(PROJECTIONS[0], handler=handler)]).catch_up()

    assert await chronicle.stops() == {"offices": (POISON, error)}
    assert [row["unit"] for row in await chronicle.rows("SELECT unit FROM read.inbox_view")] == [UUID(int=0)]


@pytest.mark.parametrize("name", ["visible", "offices"])
async def test_nothing_gets_ahead_of_what_says_who_may_see(chronicle: Chronicle, name: str) -> None:
    other = {"visible": "offices", "offices": "visible"}[name]
    await chronicle.noted(HISTORY)

    await chronicle.another_runner(failing(name)).catch_up()

    assert await chronicle.cursors() == dict.fromkeys((p.name for p in PROJECTIONS), POISON - 1) | {
        other: LAST
    }
    assert await chronicle.stops() == {name: (POISON, "CannotBe")}


async def test_rights_are_applied_before_content_in_every_step(chronicle: Chronicle) -> None:
    applied: list[tuple[str, int]] = []

    def noting(projection: Projection) -> Projection:
        def handler(fact: Fact) -> Iterator[Write]:
            applied.append((projection.name, fact.position))
            yield from projection.handler(fact)

        return replace(projection, handler=handler)

    await chronicle.noted(HISTORY)

    await chronicle.another_runner([noting(each) for each in reversed(PROJECTIONS)]).step(limit=3)

    rights = {each.name for each in PROJECTIONS if each.rights}
    assert {name for name, _ in applied[: 3 * len(rights)]} == rights == {"offices", "visible"}


async def test_an_event_nobody_knows_stops_every_projection_before_it(chronicle: Chronicle) -> None:
    await chronicle.noted(submitted())
    await chronicle.appended([raw_event("ThingHappened")], [None])
    await chronicle.noted(verified())

    await chronicle.runner.catch_up()

    assert set((await chronicle.cursors()).values()) == {0}
    assert set((await chronicle.stops()).values()) == {(1, "UnknownEvent")}
    assert (await chronicle.stops()).keys() == {each.name for each in PROJECTIONS if each.rights}


async def test_facts_that_do_not_fit_their_event_stop_the_projections(chronicle: Chronicle) -> None:
    await chronicle.appended([raw_event("ComplaintSubmitted")], [None])

    await chronicle.runner.catch_up()

    assert set((await chronicle.stops()).values()) == {(0, "MalformedFacts")}


async def test_an_event_about_the_log_itself_is_passed_over(chronicle: Chronicle) -> None:
    await chronicle.appended([raw_event("SchemaRegistered", content=b"{}")], [None])

    await chronicle.runner.catch_up()

    assert await chronicle.stops() == {}
    assert set((await chronicle.cursors()).values()) == {0}


async def test_the_next_process_tries_a_stopped_projection_again(chronicle: Chronicle) -> None:
    await chronicle.noted(organisation(), HISTORY)
    await chronicle.another_runner(failing("case")).catch_up()
    assert (await chronicle.stops()).keys() == {"case"}

    await chronicle.another_runner().catch_up()

    assert await chronicle.stops() == {}
    assert len(set((await chronicle.cursors()).values())) == 1
    resumed = await chronicle.digests()
    await chronicle.another_runner().rebuild()
    assert await chronicle.digests() == resumed


async def test_a_process_that_fails_again_stops_at_the_same_place(chronicle: Chronicle) -> None:
    await chronicle.noted(HISTORY)
    await chronicle.another_runner(failing("case")).catch_up()
    before = await chronicle.digests()

    with capture_logs() as logs:
        await chronicle.another_runner(failing("case")).catch_up()

    assert [(line["event"], line["position"]) for line in logs] == [("projection_stopped", POISON)]
    assert await chronicle.stops() == {"case": (POISON, "CannotBe")}
    assert await chronicle.digests() == before


async def test_a_process_goes_on_once_another_one_has_passed_the_event(chronicle: Chronicle) -> None:
    await chronicle.noted(HISTORY)
    stuck = chronicle.another_runner(failing("case"))
    await stuck.catch_up()
    await chronicle.another_runner().catch_up()
    await chronicle.noted(forwarded())

    await stuck.catch_up()

    assert await chronicle.stops() == {}
    assert len(set((await chronicle.cursors()).values())) == 1


async def test_a_rebuild_that_cannot_go_on_leaves_everything_as_it_was(chronicle: Chronicle) -> None:
    await chronicle.happened(organisation(), HISTORY)
    before, cursors = await chronicle.digests(), await chronicle.cursors()

    with pytest.raises(ProjectionStopped) as stopped:
        await chronicle.another_runner(failing("history")).rebuild()

    poison = len(organisation()) + POISON
    assert (stopped.value.projection, stopped.value.position) == ("history", poison)
    assert (await chronicle.digests(), await chronicle.cursors()) == (before, cursors)


async def test_a_rebuild_brings_a_stopped_projection_back(chronicle: Chronicle) -> None:
    await chronicle.noted(organisation(), HISTORY)
    await chronicle.another_runner(failing("visible")).catch_up()

    assert await chronicle.another_runner().rebuild() == len(organisation()) + LAST + 1

    assert await chronicle.stops() == {}
    assert len(set((await chronicle.cursors()).values())) == 1


async def test_whoever_waits_for_a_stopped_projection_is_told_that_it_is_pending(
    chronicle: Chronicle, database: Database, pool: Pool
) -> None:
    await chronicle.noted(HISTORY)
    await chronicle.another_runner(failing("inbox")).catch_up()
    application = await pool("jejak_app")
    seqs = [
        row["seq"] for row in await chronicle.rows("SELECT seq FROM ledger.leaf ORDER BY position LIMIT 2")
    ]
    waiter = Waiter(application, database.log_id, lambda: None, patience=0.01)

    async with asyncio.timeout(30):
        assert await waiter.until_shown(seqs[0]) == (0, True)
        assert await waiter.until_shown(seqs[1]) == (1, False)
