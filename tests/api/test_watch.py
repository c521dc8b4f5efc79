"""How far every part is behind the log: figures, alarms when a limit is crossed and when it is not any more."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg
import httpx
import pytest
from pydantic import SecretStr
from starlette.applications import Starlette
from structlog.testing import capture_logs

from api.application.names import fetches_stream
from api.operations import OperationsRoutes
from api.watch import Figure, Kind, Watch, told
from domain.people import PersonId
from eventstore.log_events import entries_fetched
from eventstore.records import ANY, Item
from eventstore.sequencer import Sequencer
from eventstore.store import Store
from projections import generations
from projections.catalogue import PROJECTIONS
from tests.conftest import Connect, Pool
from tests.projections.chronicle import Chronicle, organisation
from tests.projections.test_stops import CannotBe, failing
from tests.projections.versions import rebuild_of
from tests.support.database import Database
from tests.support.log import append, command, until
from tests.support.samples import submitted, verified

MIRROR = PersonId(UUID(int=7))
LIMITS = {Kind.SEQUENCER: 2.0, Kind.PROJECTION: 5.0, Kind.SIGNER: 60.0, Kind.MIRROR: 3600.0}
LEVELS = {"lag_alarm": "error", "lag_alarm_cleared": "warning"}
TOKEN = "x" * 32


class Clock:
    """A clock that tests set."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now


class Watched:
    """A log, its follower, a clock, and who watches."""

    def __init__(
        self, chronicle: Chronicle, store: Store, sequencer: Sequencer, watch: Watch, clock: Clock
    ) -> None:
        self.chronicle = chronicle
        self.store = store
        self.sequencer = sequencer
        self.watch = watch
        self.clock = clock

    async def later_than_the_last_event(self, seconds: float) -> None:
        """The clock stands so many seconds after the last event was recorded."""
        last = await self.chronicle.superuser.fetchval("SELECT max(recorded_at) FROM ledger.event")
        self.clock.now = last + timedelta(seconds=seconds)

    async def figures(self) -> dict[str, Figure]:
        return {figure.component: figure for figure in await self.watch.look()}

    async def alarms(self) -> list[tuple[str, str]]:
        """What one look logs: each line and its component."""
        with capture_logs() as logs:
            await self.watch.look()
        assert all(line["log_level"] == LEVELS[line["event"]] for line in logs)
        return [(line["event"], line["component"]) for line in logs]


@pytest.fixture
async def watched(database: Database, connect: Connect, pool: Pool) -> Watched:
    chronicle, clock = await Chronicle.opened(database, connect, pool), Clock()
    application = await pool("jejak_app")
    watch = Watch(application, database.log_id, limits=LIMITS, mirrors=frozenset({MIRROR}), clock=clock)
    store = Store(application, database.log_id, database.origin)
    return Watched(chronicle, store, Sequencer(await pool("jejak_seq"), database.log_id), watch, clock)


async def test_where_everything_is_done_nothing_has_an_age(watched: Watched) -> None:
    await watched.chronicle.happened(organisation())
    await watched.chronicle.superuser.execute(
        "INSERT INTO ledger.checkpoint (log_id, size, root, note, published_at)"
        " SELECT log_id, next_position, sha256(''), 'x', now() FROM ledger.seq_state"
    )
    await watched.later_than_the_last_event(1e6)

    figures = await watched.figures()

    assert figures.keys() == {"sequencer", "signer", *(f"projection:{each.name}" for each in PROJECTIONS)}
    assert {figure.age for figure in figures.values()} == {None}
    assert {figure.behind for name, figure in figures.items() if name != "sequencer"} == {0}
    assert await watched.alarms() == []


async def test_an_event_without_a_position_is_the_sequencers_lag(watched: Watched) -> None:
    await watched.chronicle.happened(organisation())
    await watched.store.append([command()])
    await watched.later_than_the_last_event(1.5)

    assert (await watched.figures())["sequencer"].age == 1.5
    assert await watched.alarms() == []
    await watched.later_than_the_last_event(2)
    assert await watched.alarms() == [("lag_alarm", "sequencer")]
    assert await watched.alarms() == []

    await watched.sequencer.step()

    assert (await watched.figures())["sequencer"].age is None


async def test_an_alarm_is_told_once_with_its_figure_and_once_when_it_is_over(watched: Watched) -> None:
    await watched.chronicle.noted(submitted())
    await watched.later_than_the_last_event(5)
    with capture_logs() as logs:
        for _ in range(3):
            await watched.watch.look()
    assert [
        (line["event"], line["log_level"], line["component"], line["behind"], line["age_seconds"])
        for line in logs
    ] == [
        ("lag_alarm", "error", f"projection:{name}", 1, 5.0) for name in sorted(p.name for p in PROJECTIONS)
    ]

    await watched.chronicle.runner.catch_up()

    assert sorted(await watched.alarms()) == sorted(
        ("lag_alarm_cleared", f"projection:{each.name}") for each in PROJECTIONS
    )
    assert await watched.alarms() == []


async def test_the_age_is_that_of_the_oldest_event_and_not_of_the_newest(watched: Watched) -> None:
    await watched.chronicle.noted(submitted())
    await watched.later_than_the_last_event(0)
    oldest = watched.clock.now
    await watched.chronicle.noted(verified())
    watched.clock.now = oldest + timedelta(seconds=90)

    figures = await watched.figures()

    assert {(figures[name].behind, figures[name].age) for name in ("signer", "projection:visible")} == {
        (7, 90.0)
    }


async def test_the_signer_is_behind_by_what_no_checkpoint_covers(watched: Watched) -> None:
    await watched.chronicle.happened(submitted(), verified())
    await watched.chronicle.superuser.execute(
        "INSERT INTO ledger.checkpoint (log_id, size, root, note, published_at)"
        " SELECT log_id, 4, sha256(''), 'x', now() FROM ledger.log"
    )
    await watched.later_than_the_last_event(60)

    assert (await watched.figures())["signer"].behind == 3
    await watched.later_than_the_last_event(59)
    assert await watched.alarms() == [("lag_alarm_cleared", "signer")]


async def test_a_stopped_projection_is_an_alarm_whatever_its_age(watched: Watched) -> None:
    await watched.chronicle.noted(submitted(), verified())
    await watched.chronicle.another_runner(failing("history")).catch_up()
    await watched.later_than_the_last_event(0)

    with capture_logs() as logs:
        await watched.watch.look()

    assert [(line["event"], line["component"], line["error"], line["behind"]) for line in logs] == [
        ("lag_alarm", "projection:history", CannotBe.__name__, 6)
    ]
    await watched.chronicle.another_runner().catch_up()
    assert await watched.alarms() == [("lag_alarm_cleared", "projection:history")]


async def test_an_event_whose_transaction_ended_late_is_as_old_as_it_was_recorded(
    watched: Watched, database: Database, connect: Connect
) -> None:
    """It was under way when the sequencer last looked, and events after it have positions already."""
    slow = await connect("jejak_app")
    transaction = slow.transaction()
    await transaction.start()
    await append(slow, database.log_id, command())
    await watched.store.append([command()])
    await watched.sequencer.step()
    assert (await watched.figures())["sequencer"].age is None
    await transaction.commit()
    recorded = await watched.chronicle.superuser.fetchval("SELECT min(recorded_at) FROM ledger.event")
    watched.clock.now = recorded + timedelta(seconds=30)

    assert (await watched.figures())["sequencer"].age == 30.0


async def test_what_a_sequencer_has_numbered_of_its_chunk_is_not_counted_again(
    watched: Watched, database: Database, connect: Connect
) -> None:
    await watched.store.append([command()])
    await watched.store.append([command()])
    sequencer = await connect("jejak_seq")
    while await watched.chronicle.superuser.fetchval("SELECT count(*) FROM ledger.leaf") < 1:
        await sequencer.execute("SELECT ledger.sequence($1, 1)", database.log_id)
    await watched.later_than_the_last_event(3)

    assert (await watched.figures())["sequencer"].age == 3.0


async def test_a_mirror_is_behind_by_what_it_has_not_fetched(watched: Watched) -> None:
    await watched.chronicle.noted(organisation())
    at = datetime.now(UTC)
    for bundle, width in ((0, 3), (0, 5)):
        fetched = entries_fetched(bundle=bundle, width=width, occurred_at=at)
        await watched.store.append(
            [command(Item(stream=fetches_stream(MIRROR), expected=ANY, event=fetched))]
        )
    await watched.sequencer.step()
    size = await watched.chronicle.superuser.fetchval("SELECT count(*) FROM ledger.leaf")
    await watched.later_than_the_last_event(3600)

    mirror = (await watched.figures())["mirror:1"]

    assert mirror.behind == size - 5
    assert mirror.age is not None
    assert mirror.age >= 3600
    assert str(MIRROR) not in str(told(mirror))


async def test_a_generation_that_follows_has_figures_of_its_own_and_none_when_it_is_dropped(
    watched: Watched, database: Database, connect: Connect, pool: Pool
) -> None:
    await watched.chronicle.happened(organisation())
    made, _ = await (await rebuild_of(database, connect, pool)).build()
    await watched.chronicle.noted(submitted())
    await watched.chronicle.superuser.execute("UPDATE read.cursor SET position = position + 1")
    await watched.later_than_the_last_event(5)
    assert set(await watched.alarms()) == {("lag_alarm", f"projection:{each.name}@2") for each in PROJECTIONS}

    await generations.drop(watched.chronicle.superuser, made.number)

    assert set(await watched.alarms()) == {
        ("lag_alarm_cleared", f"projection:{each.name}@2") for each in PROJECTIONS
    }


async def test_figures_that_cannot_be_read_are_an_alarm_and_the_watch_goes_on(watched: Watched) -> None:
    stop = asyncio.Event()

    with capture_logs() as logs:
        await watched.chronicle.superuser.execute("REVOKE ALL ON read.cursor FROM jejak_app")
        for _ in range(2):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await watched.watch.look()
        watching = asyncio.create_task(watched.watch.run(stop, interval=0.001))
        await watched.chronicle.superuser.execute("GRANT SELECT ON read.cursor TO jejak_app")

        async def told_everything() -> bool:
            await watched.chronicle.cursors()  # lets others go on
            return any(line["event"] == "lag" for line in logs)

        await until(told_everything, or_done=watching)
        stop.set()
        await watching

    lines = [(line["event"], line["component"]) for line in logs if line["event"].startswith("lag_alarm")]
    assert lines == [("lag_alarm", "database"), ("lag_alarm_cleared", "database")]
    assert {"sequencer", "signer"} <= {line["component"] for line in logs if line["event"] == "lag"}


@pytest.fixture
async def http(watched: Watched) -> AsyncIterator[httpx.AsyncClient]:
    routes = OperationsRoutes(watch=watched.watch, token=SecretStr(TOKEN)).routes()
    transport = httpx.ASGITransport(app=Starlette(routes=routes))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        yield client


@pytest.mark.parametrize(
    "given", [None, "", TOKEN, "Bearer ", f"Bearer {TOKEN}x", f"Basic {TOKEN}", "Bearer é"]
)
async def test_without_the_token_there_is_no_such_route(http: httpx.AsyncClient, given: str | None) -> None:
    headers = [] if given is None else [(b"authorization", given.encode())]
    answer = await http.get("/health/lag", headers=headers)
    assert (answer.status_code, answer.text) == (404, "Not Found")


async def test_where_no_token_is_set_nobody_may_ask(watched: Watched) -> None:
    app = Starlette(routes=OperationsRoutes(watch=watched.watch, token=None).routes())
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app), base_url="http://127.0.0.1"
    ) as client:
        for given in ("Bearer ", "Bearer None", "Bearer null"):
            assert (await client.get("/health/lag", headers={"authorization": given})).status_code == 404


async def test_the_figures_are_served_to_whoever_has_the_token(
    watched: Watched, http: httpx.AsyncClient
) -> None:
    await watched.chronicle.noted(submitted())
    await watched.later_than_the_last_event(6)
    bearer = {"authorization": f"Bearer {TOKEN}"}

    answer = await http.get("/health/lag", headers=bearer)

    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    told_of = {each.pop("component"): each for each in answer.json()["components"]}
    assert answer.json()["alarm"] is True
    assert told_of["sequencer"] == {"alarm": False}
    assert told_of["signer"] == {"behind": 1, "age_seconds": 6.0, "alarm": False}
    assert told_of["projection:case"] == {"behind": 1, "age_seconds": 6.0, "alarm": True}
    await watched.chronicle.superuser.execute("REVOKE ALL ON read.cursor FROM jejak_app")
    answer = await http.get("/health/lag", headers=bearer)
    assert (answer.status_code, answer.json()) == (503, {"alarm": True, "components": []})
