"""A whole system over one test's database: workers, API, and clients that reach it through its HTTP application.

Nothing listens on a port and nothing is faked: requests pass through the same Starlette application that serves.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import asyncpg
import httpx
from starlette.applications import Starlette

from api.app import create_app
from api.application.decrees import load_decrees
from api.application.organisation import Holder, load_organisation
from api.bootstrap import register_schemas
from api.data import load_decrees as decree_data
from api.data import load_organisation as organisation_data
from api.data import load_policy
from api.devtools.demo.client import Client
from api.devtools.demo.clock import SetClock
from api.devtools.issuer import DevelopmentIssuer
from api.devtools.officers import Officer, find_officer, officers
from api.parts import Api, Workers, open_api, open_workers
from api.settings import Mode, Part, Settings
from domain.people import Role
from eventstore.vault_keys import VaultKeys
from tests.support.database import Database
from tests.support.log import until

FIRST_DAY = date(2026, 3, 4)
ISSUER, AUDIENCE = "issuer.test", "jejak.test"


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """What a test talks to."""

    settings: Settings
    database: Database
    api: Api
    workers: Workers
    issuer: DevelopmentIssuer
    clock: SetClock
    app: Starlette
    http: httpx.AsyncClient

    @property
    def public(self) -> Client:
        """Somebody who is not signed in."""
        return Client(self.http, str(self.http.base_url).rstrip("/"))

    def officer(self, role: Role, unit: str | None = None) -> Client:
        """A demonstration officer."""
        return self.as_officer(find_officer(role, unit))

    def as_officer(self, officer: Officer) -> Client:
        return self.public.officer(self.issuer.token(officer.person))

    async def post(self, body: object, **headers: str) -> httpx.Response:
        """One request as it is: bytes are sent as they are, anything else as JSON."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        given = {"content_type": "application/json", **headers}
        raw = [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in given.items()]
        return await self.http.post("/graphql", content=content, headers=raw)

    def bearer(self, role: Role, unit: str | None = None) -> str:
        """What a demonstration officer sends as `Authorization`."""
        return f"Bearer {self.issuer.token(find_officer(role, unit).person)}"

    async def fetch(self, question: str, *arguments: object) -> list[asyncpg.Record]:
        """What a superuser reads in the database, past every right."""
        connection = await asyncpg.connect(self.database.superuser)
        try:
            return list(await connection.fetch(question, *arguments))
        finally:
            await connection.close()

    async def pass_time(self, day: date) -> int:
        """Set the clock to the morning of that day and sweep, until the read models show what came of it."""
        self.clock.move_to(day)
        touched = await self.workers.sweep.step()
        await self.caught_up()
        return touched

    async def caught_up(self) -> None:
        """Returns when every read model has applied all that was appended before."""
        appended = await self.events()

        async def shown() -> bool:
            self.workers.poke()
            [row] = await self.fetch("SELECT min(position) >= $1 AS shown FROM read.cursor", appended - 1)
            return bool(row["shown"])

        await until(shown)

    async def events(self) -> int:
        """How many events the log holds."""
        [row] = await self.fetch("SELECT count(*) AS events FROM ledger.event")
        return int(row["events"])


def settings_for(database: Database, folder: Path, *, mode: Mode = Mode.DEVELOPMENT) -> Settings:
    """Settings of a system whose every part has its own role in the test's database."""
    settings = Settings(
        mode=mode,
        data_dir=folder,
        log_origin=database.origin,
        token_issuer=ISSUER,
        token_audience=AUDIENCE,
        vault_key_file=folder / "vault-keys.json",
        documents_dir=folder / "documents",
        jwks_file=folder / "jwks.json",
    )
    return settings.with_addresses({part: database.dsn(part.role) for part in Part})


async def organise(database: Database, folder: Path) -> None:
    """Put the regency's organisation and its demonstration officers into the log, and the keys into the folder."""
    VaultKeys.create(settings_for(database, folder).vault_keys)
    async with started(database, folder) as system:
        await register_schemas(system.api.store, system.clock)
        await load_decrees(system.api.desk, decree_data(), load_policy())
        holders = [Holder(person=each.person, role=each.role, unit=each.unit) for each in officers()]
        await load_organisation(system.api.desk, organisation_data(), holders)


NEVER = 86_400.0  # seconds: a test sweeps when it means to


@asynccontextmanager
async def started(
    database: Database, folder: Path, *, mode: Mode = Mode.DEVELOPMENT, first_day: date = FIRST_DAY
) -> AsyncIterator[System]:
    """A running system over a database that was organised with the keys in this folder."""
    settings = settings_for(database, folder, mode=mode)
    issuer = DevelopmentIssuer(settings_for(database, folder))
    clock = SetClock(settings.zone, first_day)
    stopping = asyncio.Event()
    async with (
        open_workers(settings, clock=clock, sweep_every=NEVER) as workers,
        open_api(settings, clock=clock, poke=workers.poke) as api,
        asyncio.TaskGroup() as tasks,
    ):
        tasks.create_task(workers.run(stopping))
        app = create_app(settings, api)
        transport = httpx.ASGITransport(
            app, raise_app_exceptions=False
        )  # a fault is answered, as by any server
        async with httpx.AsyncClient(transport=transport, base_url="http://jejak.test", timeout=30) as http:
            try:
                yield System(
                    settings=settings,
                    database=database,
                    api=api,
                    workers=workers,
                    issuer=issuer,
                    clock=clock,
                    app=app,
                    http=http,
                )
            finally:
                stopping.set()
