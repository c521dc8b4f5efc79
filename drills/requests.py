"""F1: the API process is killed while people file complaints over HTTP, and each of them asks until answered."""

import asyncio
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
from joserfc.jwk import ECKey

from api.application.names import PUBLIC_SCOPE
from api.devtools.operations import SUBMIT
from api.devtools.postgres import free_port
from drills.drill import Drill, Effort, Seen, examined, settled
from drills.journal import Journal, Told
from drills.restoring import at_office, organised
from drills.site import Site, end

CLIENTS = 6
WAIT_SECONDS = 0.05
ITEMS = 1  # a complaint begins with one event


@dataclass(slots=True)
class Filing:
    """One complaint: its request id, every answer it got, and how often it was sent."""

    request: UUID
    answers: list[str] = field(default_factory=list)
    sendings: int = 0


class People:
    """Clients over HTTP that never give up; some ask again long after they were answered."""

    def __init__(self, url: str, journal: Journal) -> None:
        self.url = url
        self._journal = journal
        self._stop = asyncio.Event()
        self.filings: list[Filing] = []
        self.answered = 0

    async def file(self) -> None:
        """File complaints until told to stop; each is carried to its answer."""
        async with httpx.AsyncClient(base_url=self.url, timeout=20) as http:
            while not self._stop.is_set():
                filing = Filing(uuid4())
                self.filings.append(filing)
                await self.insist(http, filing)
                self.answered += 1
                if len(self.filings) % 10 == 0:
                    await self.insist(http, self.filings[len(self.filings) // 2])

    def stop(self) -> None:
        """Let everybody finish what was sent."""
        self._stop.set()

    async def insist(self, http: httpx.AsyncClient, filing: Filing) -> None:
        """Send until there is an answer."""
        while True:
            filing.sendings += 1
            self._journal.sent(PUBLIC_SCOPE, filing.request, ITEMS)
            answer = await self._sent(http, filing.request)
            if answer is not None:
                break
            await asyncio.sleep(WAIT_SECONDS)
        filing.answers.append(
            json.dumps({name: answer[name] for name in ("trackingNumber", "accessCode", "receipts")})
        )
        self._journal.acknowledged(
            PUBLIC_SCOPE,
            filing.request,
            tuple(
                Told(
                    event=UUID(each["eventId"]),
                    stream=None,
                    version=None,
                    leaf_hash=bytes.fromhex(each["leafHash"]),
                )
                for each in answer["receipts"]
            ),
        )

    async def _sent(self, http: httpx.AsyncClient, request: UUID) -> dict[str, Any] | None:
        given = {
            "request": str(request),
            "identity": {"name": "Pengadu Latihan"},
            "narrative": "Lampu jalan padam.",
            "anonymous": False,
        }
        with suppress(httpx.HTTPError, ValueError, KeyError, TypeError):
            response = await http.post("/graphql", json={"query": SUBMIT, "variables": {"input": given}})
            answer: dict[str, Any] = response.json()["data"]["submitComplaint"]
            if answer["__typename"] == "ComplaintSubmitted":
                return answer
        return None


async def api_killed(effort: Effort) -> Seen:
    """F1."""
    dice, often = effort.dice("F1"), effort.often(8, 200)
    seen = Seen(times=f"{often}")
    async with effort.grounds.site("F1") as site:
        await organised(site)
        port = free_port()
        people = People(f"http://127.0.0.1:{port}", site.journal)
        async with at_office(site):
            tasks = [asyncio.create_task(people.file()) for _ in range(CLIENTS)]
            for _ in range(often):
                api = serve(site, port)
                await filed(people, dice.randint(1, 25))
                await asyncio.sleep(dice.random() * 0.3)
                end(api)
            serve(site, port)
            await filed(people, 10)
            people.stop()
            async with asyncio.timeout(120):
                await asyncio.gather(*tasks)
            await settled(site)
        await judged(site, seen, people.filings)
    return seen


def serve(site: Site, port: int) -> Any:
    """Start the API."""
    environment = site.environment(signer_folder=site.signer_folder)
    keys = Path(environment["JEJAK_DATA_DIR"]) / "jwks.json"
    if not keys.exists():  # nobody signs in here, but without a key to check by the API does not start
        keys.write_text(
            json.dumps({"keys": [ECKey.generate_key("P-256", auto_kid=True).as_dict(private=False)]})
        )
    return site.begin(
        ["-m", "api.cli", "serve"],
        environment={
            **environment,
            "JEJAK_PORT": str(port),
            "JEJAK_JWKS_FILE": str(keys),
            "JEJAK_TOKEN_ISSUER": "nobody",
            "JEJAK_TOKEN_AUDIENCE": "nobody",
        },
    )


async def filed(people: People, count: int) -> None:
    """Until so many more complaints were answered."""
    goal = people.answered + count
    async with asyncio.timeout(120):
        while people.answered < goal:  # noqa: ASYNC110  (it is the process under test that is waited for)
            await asyncio.sleep(WAIT_SECONDS)


async def judged(site: Site, seen: Seen, filings: Sequence[Filing]) -> None:
    """One effect and one answer for each complaint, whatever was lost on the way."""
    found = await examined(site, seen, others=True)
    async with site.connected() as conn:
        submitted = await conn.fetchval(
            "SELECT count(*) FROM ledger.event WHERE convert_from(entry, 'UTF8')::json ->> 'type' = $1",
            "ComplaintSubmitted",
        )
    again = sum(len(filing.answers) > 1 for filing in filings)
    seen.require(
        submitted == len(filings), f"{submitted} complaints are stored and {len(filings)} were filed."
    )
    for filing in filings:
        seen.require(len(set(filing.answers)) == 1, f"Request {filing.request} was answered in two ways.")
    seen.what = (
        f"{len(filings):,} complaints filed over HTTP ({found.sendings - found.commands:,} sent again, {again} asked "
        f"again after their answer), {submitted:,} stored, every repeated answer equal to the first"
    )
    seen.checks.append("count of stored complaints, answers compared")


DRILLS = (
    Drill(
        "F1",
        "SIGKILL for the API process while complaints are filed over HTTP; what is not answered is sent again",
        "No half command, one effect each; a retry gets the first answer, access code included",
        api_killed,
    ),
)
