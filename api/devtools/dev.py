"""`make dev`: a system that keeps running, with a page to try it on."""

import asyncio
import signal
import socket
from collections.abc import Sequence

from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text
from starlette.requests import Request
from starlette.responses import HTMLResponse
from strawberry.http.ides import get_graphql_ide_html

from api.app import DevelopmentPage, Page
from api.application.names import unit_of
from api.devtools import graphiql, operations
from api.devtools.graphiql import Tab
from api.devtools.officers import Officer, find_officer, officers
from api.devtools.system import DATABASE, Ground, Running, listen, prepared, running
from api.settings import Settings
from domain.people import Role


def run_dev(settings: Settings) -> None:
    """Run until Ctrl-C. Raises CannotStart, EmbeddedPostgresError, MigrationRefused or SettingsError."""
    console = Console()
    listener = listen(settings.host, settings.port)
    with listener, prepared(settings) as ground:
        asyncio.run(_run(ground, listener, console))
    console.print("Stopped; the data stays in", str(settings.data_dir), highlight=False)


async def _run(ground: Ground, listener: socket.socket, console: Console) -> None:
    async with running(
        ground, listener, page=DevelopmentPage(page=graphiql_page(tabs(ground)), files=graphiql.assets())
    ) as system:
        banner(console, system)
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, system.stop)
        await system.serving


def graphiql_page(ready: Sequence[Tab]) -> Page:
    """GraphiQL from files of our own where they are installed, else Strawberry's page, which needs a network."""
    own = graphiql.assets() is not None

    def page(_: Request) -> HTMLResponse:
        if own:
            headers = {
                "content-security-policy": graphiql.CONTENT_SECURITY_POLICY,
                "cache-control": "no-store",
            }
            return HTMLResponse(graphiql.page("/graphql", ready), headers=headers)
        return HTMLResponse(get_graphql_ide_html(graphql_ide="graphiql"))

    return page


def tabs(ground: Ground) -> list[Tab]:
    """The ready operations, each signed in as the officer whose work it is."""
    national = find_officer(Role.NATIONAL_ADMIN)
    county = find_officer(Role.INSTITUTION_ADMIN)
    liaison = find_officer(Role.LIAISON_OFFICER, "DLH")
    auditor = find_officer(Role.INTERNAL_AUDITOR)
    period = {
        "institution": str(unit_of(county.unit)),
        "receivedFrom": "2023-01-01",
        "receivedUntil": "2026-12-31",
    }

    def tab(name: str, query: str, officer: Officer | None, variables: dict[str, object]) -> Tab:
        signed_in = (
            {} if officer is None else {"authorization": f"Bearer {ground.issuer.token(officer.person)}"}
        )
        return Tab(name=name, query=query, variables=variables, headers=signed_in)

    filing: dict[str, object] = {
        "input": {
            "request": "0b9f0f52-9d0e-4c55-8d3a-0d7b7d5f2a11",
            "identity": {"name": "Pengadu Contoh"},
            "narrative": "Lampu jalan di depan pasar padam sejak dua minggu.",
            "anonymous": False,
        }
    }
    return [
        tab("File a complaint (nobody is signed in)", operations.SUBMIT, None, filing),
        tab("The inbox of Admin Nasional", operations.INBOX, national, {"first": 10}),
        tab("The inbox of a liaison", operations.INBOX, liaison, {"first": 10}),
        tab("Recapitulation of the regency", operations.STATISTICS, county, {**period}),
        tab("Units and categories", operations.UNITS, None, {}),
        tab("Ask the calendar", operations.DUE_DATE, None, {"startedOn": "2026-03-13", "workingDays": 3}),
        tab("Limits and calendars, with their sources", operations.LIMITS, None, {}),
        tab("Who am I? (the inspectorate)", operations.VIEWER, auditor, {}),
    ]


def banner(console: Console, system: Running) -> None:
    """Where everything is, and a token for each demonstration officer."""
    ground = system.ground
    places = Table.grid(padding=(0, 2))
    places.add_column(no_wrap=True)
    places.add_column(overflow="fold")
    for name, value in (
        ("GraphiQL", f"{system.url}/graphql"),
        ("API", f"POST {system.url}/graphql"),
        ("Database", f"jejak db-url   ({DATABASE}, data in {ground.settings.data_dir})"),
        ("Log origin", ground.settings.origin),
        ("Verifier key", ground.verifier_key),
    ):
        places.add_row(Text(name, style="bold cyan"), Text(value))
    console.print(places)
    warning = (
        "Token issuer, keys and database are stand-ins for development. They refuse to start in production."
    )
    console.print(Panel(Text(warning, style="bold yellow"), border_style="yellow", expand=False))
    console.print(
        Text(
            "A bearer token for each demonstration officer (one more: jejak token ROLE [--unit UNIT])", "dim"
        )
    )
    for officer in officers():
        console.print(
            Text.assemble(
                (f"{officer.role.value:<18}{officer.unit:<14}", "bold"), ground.issuer.token(officer.person)
            ),
            soft_wrap=True,
        )
    console.print(Text("Ctrl-C stops everything.", style="dim"))
