"""A whole system on one machine: database, signer, workers and API, with stand-ins for what a deployment brings."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from api.app import DevelopmentPage, create_app
from api.application.decrees import load_decrees
from api.application.occasions import Clock
from api.application.organisation import Holder, load_organisation
from api.application.postman import INTERVAL as POST_INTERVAL
from api.application.postman import Postman
from api.application.sweep import INTERVAL as SWEEP_INTERVAL
from api.bootstrap import prepare_database, register_schemas
from api.data import load_decrees as decree_data
from api.data import load_organisation as organisation_data
from api.data import load_policy
from api.devtools.children import dying_with_parent, stop
from api.devtools.issuer import DevelopmentIssuer
from api.devtools.officers import officers
from api.devtools.postgres import EmbeddedPostgres
from api.devtools.secrets import address_of, role_passwords
from api.mailing import open_postman
from api.parts import Api, Workers, open_api, open_workers, real_time
from api.rebuilding import renew
from api.serving import server_of
from api.settings import Part, Settings
from eventstore.signer_store import ensure_key
from eventstore.vault_keys import VaultKeys

DATABASE = "jejak"


class CannotStart(Exception):
    """Something outside stands in the way; the text is one sentence with the cause and the command that helps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a system stands on: settings with every address filled in, and who signs its tokens."""

    settings: Settings
    issuer: DevelopmentIssuer
    superuser: str
    verifier_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A system that answers at `url`."""

    ground: Ground
    api: Api
    workers: Workers
    postman: Postman
    url: str
    serving: asyncio.Task[None]
    stop: Callable[[], None]
    """Tell the server to finish; `serving` is done when it has."""


@contextmanager
def prepared(settings: Settings) -> Iterator[Ground]:
    """Start the database, bring it up to date, make the keys, and start the signer; all end with the block."""
    settings.refuse_in_production("make dev")
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    with ExitStack() as started:
        superuser = started.enter_context(_database(settings))
        asyncio.run(prepare_database(superuser, settings.origin, role_passwords(settings.data_dir)))
        settings = _addressed(settings, superuser)
        asyncio.run(renew(settings, superuser))
        if not settings.vault_keys.exists():
            VaultKeys.create(settings.vault_keys)
        issuer = DevelopmentIssuer(settings)
        verifier_key = ensure_key(settings.signer_folder, settings.origin)
        started.enter_context(_signer(settings))
        yield Ground(settings=settings, issuer=issuer, superuser=superuser, verifier_key=str(verifier_key))


@asynccontextmanager
async def running(
    ground: Ground,
    listener: socket.socket,
    *,
    clock: Clock = real_time,
    page: DevelopmentPage | None = None,
    sweep_every: float = SWEEP_INTERVAL,
    post_every: float = POST_INTERVAL,
) -> AsyncIterator[Running]:
    """Workers and API in this event loop, listening; the organisation and its officers are loaded.

    `sweep_every` and `post_every`: seconds between two rounds of what looks after the clocks, and after the mail.
    """
    stopping = asyncio.Event()
    async with (
        open_workers(ground.settings, clock=clock, sweep_every=sweep_every) as workers,
        open_api(ground.settings, clock=clock, poke=workers.poke) as api,
        open_postman(ground.settings, clock=clock, interval=post_every) as postman,
        asyncio.TaskGroup() as tasks,
    ):
        tasks.create_task(workers.run(stopping))
        tasks.create_task(api.tiles.run(stopping))
        tasks.create_task(postman.run(stopping))
        await register_schemas(api.store, clock)
        await load_decrees(api.desk, decree_data(), load_policy())
        holders = [Holder(person=each.person, role=each.role, unit=each.unit) for each in officers()]
        await load_organisation(api.desk, organisation_data(), holders)
        server = server_of(create_app(ground.settings, api, development=page), ground.settings)
        serving = tasks.create_task(server.serve(sockets=[listener]))
        host, port = listener.getsockname()

        def finish() -> None:
            server.should_exit = True

        try:
            yield Running(
                ground=ground,
                api=api,
                workers=workers,
                postman=postman,
                url=f"http://{host}:{port}",
                serving=serving,
                stop=finish,
            )
        finally:
            finish()
            stopping.set()


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one. Raises CannotStart where the port is taken."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError:
        listener.close()
        raise CannotStart(
            f"Port {port} is in use: stop what runs there, or choose another port with JEJAK_PORT={port + 1} make dev."
        ) from None
    return listener


@contextmanager
def _database(settings: Settings) -> Iterator[str]:
    """The superuser's address of the development database."""
    if settings.database_url is not None:
        yield settings.administrator_address()
        return
    server = EmbeddedPostgres(settings.data_dir)
    server.start()
    try:
        asyncio.run(_create_database(server.superuser_dsn()))
        yield server.superuser_dsn(DATABASE)
    finally:
        server.stop()


async def _create_database(address: str) -> None:
    conn = await asyncpg.connect(address)
    try:
        if not await conn.fetchval("SELECT true FROM pg_database WHERE datname = $1", DATABASE):
            await conn.execute(f"CREATE DATABASE {DATABASE}")
    finally:
        await conn.close()


@contextmanager
def _signer(settings: Settings) -> Iterator[None]:
    """The signer as a process of its own, with its own role and folder and no other secret."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("JEJAK_")}
    environment |= {
        "JEJAK_SIGNER_URL": settings.address(Part.SIGNER),
        "JEJAK_SIGNER_DIR": str(settings.signer_folder.resolve()),
        "JEJAK_LOG_ORIGIN": settings.origin,
        "JEJAK_LOG_LEVEL": settings.log_level,
    }
    child = subprocess.Popen(
        [sys.executable, "-m", "api.cli", "signer"],
        env=environment,
        start_new_session=True,  # Ctrl-C reaches us; we end it in our own time
        preexec_fn=dying_with_parent(signal.SIGKILL),
    )
    try:
        yield
    finally:
        stop(child, (signal.SIGTERM, 5.0))


def database_address(folder: Path) -> str:
    """The superuser's address of the embedded server that runs in this folder. Raises EmbeddedPostgresError."""
    return EmbeddedPostgres(folder).superuser_dsn(DATABASE)


def with_local_addresses(settings: Settings) -> Settings:
    """Every part's address at the development database that is running. Raises EmbeddedPostgresError."""
    if settings.database_url is None:
        superuser = database_address(settings.data_dir)
    else:
        superuser = settings.administrator_address()
    return _addressed(settings, superuser)


def _addressed(settings: Settings, superuser: str) -> Settings:
    passwords = role_passwords(settings.data_dir)
    return settings.with_addresses(
        {part: address_of(superuser, part.role, passwords[part.role]) for part in Part}
    )
