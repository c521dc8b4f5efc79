"""A whole system over one test's database: workers, API, and clients that reach it through its HTTP application.

Nothing listens on a port and nothing is faked: requests pass through the same Starlette application that serves.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import httpx

from api.app import create_app
from api.application.organisation import Holder, load_organisation
from api.bootstrap import register_schemas
from api.data import load_organisation as organisation_data
from api.devtools.demo.client import Client
from api.devtools.demo.clock import SetClock
from api.devtools.issuer import DevelopmentIssuer
from api.devtools.officers import Officer, find_officer, officers
from api.parts import Api, Workers, open_api, open_workers
from api.settings import Part, Settings
from domain.people import Role
from eventstore.vault_keys import VaultKeys
from tests.support.database import Database

FIRST_DAY = date(2026, 3, 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """What a test talks to."""

    settings: Settings
    database: Database
    api: Api
    workers: Workers
    issuer: DevelopmentIssuer
    clock: SetClock
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


def settings_for(database: Database, folder: Path) -> Settings:
    """Settings of a system whose every part has its own role in the test's database."""
    settings = Settings(data_dir=folder, log_origin=database.origin)
    return settings.with_addresses({part: database.dsn(part.role) for part in Part})


@asynccontextmanager
async def started(database: Database, folder: Path, *, first_day: date = FIRST_DAY) -> AsyncIterator[System]:
    """A running system with the regency's organisation and its demonstration officers."""
    settings = settings_for(database, folder)
    issuer = DevelopmentIssuer(settings)
    if not settings.vault_keys.exists():
        VaultKeys.create(settings.vault_keys)
    clock = SetClock(settings.zone, first_day)
    stopping = asyncio.Event()
    async with (
        open_workers(settings) as workers,
        open_api(settings, clock=clock, poke=workers.poke) as api,
        asyncio.TaskGroup() as tasks,
    ):
        tasks.create_task(workers.run(stopping))
        await register_schemas(api.store, clock)
        holders = [Holder(person=each.person, role=each.role, unit=each.unit) for each in officers()]
        await load_organisation(api.desk, organisation_data(), holders)
        transport = httpx.ASGITransport(create_app(settings, api))
        async with httpx.AsyncClient(transport=transport, base_url="http://jejak.test", timeout=30) as http:
            try:
                yield System(
                    settings=settings,
                    database=database,
                    api=api,
                    workers=workers,
                    issuer=issuer,
                    clock=clock,
                    http=http,
                )
            finally:
                stopping.set()
