"""The assembly: every part of a running system, built from settings and closed again in reverse order."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

import asyncpg
import strawberry
import structlog

from api.adapters.blobs import Blobs
from api.adapters.clamd import Scanner
from api.application.front_desk import FrontDesk
from api.application.occasions import Clock, Rules
from api.application.offices import last_actor
from api.application.sweep import INTERVAL, Sweep
from api.application.waiting import Waiter
from api.auth import Authenticator
from api.continuity import confirm_log
from api.document_routes import DocumentRoutes
from api.graphql import Endpoint, Explainer
from api.inspection.inspector import Inspector
from api.log_routes import LogRoutes
from api.operations import OperationsRoutes
from api.settings import Part, Settings
from api.tokens import TokenReader
from api.verifying import verifier_key
from api.watch import Kind, Watch
from eventstore.coalescing import CoalescingStore
from eventstore.sequencer import Sequencer
from eventstore.store import Store, find_log
from eventstore.tile_source import TileSource
from eventstore.vault import LocalVault
from eventstore.vault_keys import VaultKeys
from projections.catalogue import PROJECTIONS
from projections.runner import Runner
from schema.bindings import BINDINGS
from schema.build import build_schema
from schema.compiler import ClaimedPool, Compiler, Request, core_schema, explain

log = structlog.get_logger(__name__)

PATIENCE = 5.0  # seconds a mutation waits for the read models
WRITERS = 8  # connections for commands and what they read
CLOSING = 5.0  # seconds that connections get to end what they do
READERS = 16  # connections kept for queries, each with the claims of whoever asked last
LARGEST_PREPARED = 128 * 1024  # bytes of SQL; a larger statement is planned anew each time
SESSION: Mapping[Part, Mapping[str, str]] = {
    # Milliseconds; and compiled documents are short work whose compilation by the server would cost more.
    Part.APP: {"statement_timeout": "2000", "jit": "off"},
    # A crash may take the last writes and their cursor together; they are made again from the log.
    Part.PROJECTOR: {"synchronous_commit": "off"},
}


def real_time() -> datetime:
    """The clock of every process but a demonstration's."""
    return datetime.now(UTC)


@asynccontextmanager
async def pool_for(settings: Settings, part: Part, *, size: int) -> AsyncIterator[asyncpg.Pool]:
    """Connections in one part's role. At the end they are closed in order, or by force where that takes too long."""
    pool = await asyncpg.create_pool(
        settings.address(part),
        min_size=1,
        max_size=size,
        max_cacheable_statement_size=LARGEST_PREPARED,
        server_settings={"application_name": f"jejak {part.value}", **SESSION.get(part, {})},
    )
    try:
        yield pool
    finally:
        try:
            async with asyncio.timeout(CLOSING):
                await pool.close()  # which ends the connections by force where it is cut short
        except TimeoutError:
            log.warning("pool_closed_by_force", part=part.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """What writes and what it writes with, without anything that listens."""

    desk: FrontDesk
    store: Store
    vault: LocalVault
    pool: asyncpg.Pool


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """What answers requests."""

    endpoint: Endpoint
    desk: FrontDesk
    documents: DocumentRoutes
    store: Store
    pool: asyncpg.Pool
    tiles: TileSource
    log: LogRoutes
    operations: OperationsRoutes


@dataclass(frozen=True, slots=True, kw_only=True)
class Workers:
    """What follows the log: the sequencer numbers it, the runner keeps the read models up, the sweep what is due."""

    sequencer: Sequencer
    runner: Runner
    sweep: Sweep

    def poke(self) -> None:
        """Somebody appended: look now. The sequencer tells the runner when there is something to read."""
        self.sequencer.poke()

    async def run(self, stop: asyncio.Event) -> None:
        """Until told to stop. A fault that is not a lost connection ends both, loudly, and sets `stop`.

        Being cancelled is not enough to end the other one: a connection that is lost in the very moment in which it
        is cancelled can take the cancellation's place.
        """

        async def until_a_fault(work: Coroutine[Any, Any, None]) -> None:
            try:
                await work
            except BaseException:
                stop.set()
                raise

        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(until_a_fault(self.sequencer.run(stop)))
            tasks.create_task(until_a_fault(self.runner.run(stop)))
            tasks.create_task(until_a_fault(self.sweep.run(stop)))


async def log_of(settings: Settings, pool: asyncpg.Pool) -> int:
    """The number of this deployment's log. Raises LogMissing."""
    async with pool.acquire() as conn:
        return await find_log(conn, settings.origin)  # type: ignore[arg-type]


@asynccontextmanager
async def open_workers(
    settings: Settings, *, clock: Clock = real_time, sweep_every: float = INTERVAL
) -> AsyncIterator[Workers]:
    """The sequencer and the projector, each in its own role, and the sweep in the application's."""
    async with AsyncExitStack() as open_parts:
        sequencer_pool = await open_parts.enter_async_context(pool_for(settings, Part.SEQUENCER, size=2))
        projector_pool = await open_parts.enter_async_context(pool_for(settings, Part.PROJECTOR, size=2))
        sweep_pool = await open_parts.enter_async_context(pool_for(settings, Part.APP, size=2))
        log_id = await log_of(settings, sequencer_pool)
        runner = Runner(projector_pool, log_id, PROJECTIONS, settings.zone)
        sequencer = Sequencer(
            sequencer_pool,
            log_id,
            sequenced=runner.poke,
            confirm=partial(confirm_log, settings, projector_pool, log_id),
        )
        store = Store(sweep_pool, log_id, settings.origin)
        rules = Rules(store=store, clock=clock, zone=settings.zone)
        sweep = Sweep(store=store, pool=sweep_pool, rules=rules, interval=sweep_every)
        yield Workers(sequencer=sequencer, runner=runner, sweep=sweep)


@asynccontextmanager
async def open_office(
    settings: Settings, *, clock: Clock = real_time, poke: Callable[[], None] = lambda: None
) -> AsyncIterator[Office]:
    """The desk over its log and its vault. `poke` is called after each append, where the workers are at hand."""
    keys = VaultKeys.load(settings.vault_keys)
    async with (
        pool_for(settings, Part.APP, size=WRITERS + READERS) as pool,
        pool_for(settings, Part.VAULT, size=4) as vault_pool,
    ):
        store = CoalescingStore(pool, await log_of(settings, pool), settings.origin)
        vault = LocalVault(vault_pool, keys, settings.origin)
        rules = Rules(store=store, clock=clock, zone=settings.zone)
        waiter = Waiter(pool, store.log_id, poke, patience=PATIENCE)
        desk = FrontDesk(store=store, vault=vault, pool=pool, rules=rules, waiter=waiter)
        try:
            yield Office(desk=desk, store=store, vault=vault, pool=pool)
        finally:
            await store.close()


@asynccontextmanager
async def open_api(
    settings: Settings, *, clock: Clock = real_time, poke: Callable[[], None] = lambda: None
) -> AsyncIterator[Api]:
    """Everything behind the endpoint, on top of the office."""
    tokens = TokenReader.from_file(settings.token_keys, issuer=settings.issuer, audience=settings.audience)
    async with open_office(settings, clock=clock, poke=poke) as office:
        claimed = ClaimedPool(office.pool, size=READERS)
        schema = build_schema()
        authenticator = Authenticator(tokens=tokens, vault=office.vault, pool=office.pool)
        tiles = TileSource(office.pool, office.store.log_id, settings.tiles_dir)
        endpoint = Endpoint(
            schema=schema,
            compiler=build_compiler(schema, office.vault.fingerprint(b"cursor key")),
            pool=claimed,
            desk=office.desk,
            authenticator=authenticator,
            last_actor=partial(last_actor, office.store, zone=settings.zone),
            zone=settings.zone,
            schema_is_public=settings.development,
            explain=explainer(office.pool) if settings.development else None,
        )
        log = LogRoutes(
            tiles=tiles,
            store=office.store,
            authenticator=authenticator,
            verifier_key=lambda: public_key(settings),
            mirrors=settings.mirrors,
            clock=real_time,
            zone=settings.zone,
        )
        try:
            yield Api(
                endpoint=endpoint,
                desk=office.desk,
                documents=DocumentRoutes(
                    documents=office.desk.documents,
                    blobs=Blobs(office.vault, settings.documents_folder),
                    inspector=Inspector(),
                    scanner=None if settings.clamd_url is None else Scanner(settings.clamd_url),
                    authenticator=authenticator,
                    clock=real_time,
                    zone=settings.zone,
                ),
                store=office.store,
                pool=office.pool,
                tiles=tiles,
                log=log,
                operations=OperationsRoutes(
                    watch=watch_of(settings, office), token=settings.operations_token
                ),
            )
        finally:
            await claimed.close()


def watch_of(settings: Settings, office: Office) -> Watch:
    """Who looks how far every part is behind the log."""
    limits = {
        Kind.SEQUENCER: settings.sequencer_alarm_seconds,
        Kind.PROJECTION: settings.projection_alarm_seconds,
        Kind.SIGNER: settings.signer_alarm_seconds,
        Kind.MIRROR: settings.mirror_alarm_seconds,
    }
    return Watch(office.pool, office.store.log_id, limits=limits, mirrors=settings.mirrors, clock=real_time)


def public_key(settings: Settings) -> str | None:
    """The verifier key to hand out: the one that is set; in development, that of the signer beside us."""
    if settings.log_vkey is not None or not settings.development:
        return settings.log_vkey
    return verifier_key(settings)


def explainer(pool: asyncpg.Pool) -> Explainer:
    """What a query became: its statement, and how PostgreSQL would run it for this viewer."""

    async def explained(prepared: Request, claims: Mapping[str, Any]) -> dict[str, object]:
        async with pool.acquire() as conn:
            found = await explain(conn, prepared, claims)
        return {"statement": found.sql, "plan": found.plan}

    return explained


def build_compiler(schema: strawberry.Schema, cursor_key: bytes) -> Compiler:
    """The compiler over our bindings, checked: a field that is bound wrongly stops the start, not a request."""
    compiler = Compiler(core_schema(schema), BINDINGS, cursor_key=cursor_key, cursor_claims=("audience",))
    compiler.check()
    compiler.install()
    return compiler
