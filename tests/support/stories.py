"""The demonstration's stories over a test's own system, told to a console that keeps what it was told."""

import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from rich.console import Console

from api.devtools.demo.byhand import ByHand
from api.devtools.demo.client import Client
from api.devtools.demo.display import Stage
from api.devtools.demo.parked import Parked
from api.devtools.demo.returned import Returned
from api.devtools.demo.story import Story
from api.mailing import open_postman
from tests.support.system import System

COLUMNS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Stories:
    """Each of them, to be told."""

    first: Story
    returned: Returned
    parked: Parked
    paper: io.StringIO

    @property
    def text(self) -> str:
        """All that was shown so far."""
        return self.paper.getvalue()


@asynccontextmanager
async def stories(system: System, public: Client | None = None) -> AsyncIterator[Stories]:
    """`public` is who uses the API, signed in or not; by default the ordinary client."""
    paper = io.StringIO()
    client = public or system.public
    people: dict[str, Any] = {
        "public": client,
        "officer": lambda officer: client.officer(system.issuer.token(officer.person)),
        "clock": system.clock,
        "stage": Stage(Console(file=paper, width=COLUMNS, highlight=False)),
    }
    mailbox = system.settings.data_dir / "mail"
    async with open_postman(system.settings, clock=system.clock) as postman:
        hand = ByHand(
            api=system.api, workers=system.workers, postman=postman, superuser=system.database.superuser
        )
        yield Stories(
            first=Story(**people),
            returned=Returned(**people, sweep=hand.sweep),
            parked=Parked(**people, sweep=hand.sweep, post=hand.post, mailbox=mailbox),
            paper=paper,
        )
