"""The command `jejak`."""

import asyncio
import gc
import signal
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Annotated, Any

import typer

from api.commands import decrees, evidence, rebuilding, recovery, roles
from api.commands.common import console, local_settings, read_settings, run
from api.settings import Part, SettingsError
from domain.errors import RuleBroken

app = typer.Typer(
    name="jejak",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="The complaint record that can prove itself.",
)
SCHEMA_FILE = Path(__file__).parents[1] / "schema" / "schema.graphql"


def main() -> None:
    """Run a command; what stands in its way is one sentence, and the exit status is 1."""
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as raised:
        problem = _innermost(raised)
        if not _is_sentence(problem):
            raise
        console.print(f"[bold red]jejak:[/] {problem}", highlight=False, soft_wrap=True)
        sys.exit(1)


def _innermost(raised: Exception) -> Exception:
    """What failed, without the groups that tasks put around it."""
    while isinstance(raised, ExceptionGroup) and len(raised.exceptions) == 1:
        raised = raised.exceptions[0]
    return raised


def _is_sentence(problem: Exception) -> bool:
    """Whether the text was written for whoever runs the command."""
    from api.application.decrees import NothingDecreed
    from api.decree_files import DecreeFileError
    from api.devtools.officers import NoSuchOfficer
    from api.devtools.postgres import EmbeddedPostgresError
    from api.devtools.system import CannotStart
    from eventstore.errors import EventStoreError
    from projections.faults import ProjectionStopped, RebuildRefused

    return isinstance(
        problem,
        SettingsError
        | CannotStart
        | DecreeFileError
        | EmbeddedPostgresError
        | EventStoreError
        | NoSuchOfficer
        | NothingDecreed
        | RuleBroken
        | ProjectionStopped
        | RebuildRefused,
    )


async def _until_signal(work: Callable[[asyncio.Event], Coroutine[Any, Any, None]]) -> None:
    """Run `work` until SIGINT or SIGTERM sets its event."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    await work(stop)


@app.command()
def dev() -> None:
    """Everything on this machine, with demonstration officers and GraphiQL, until Ctrl-C."""
    settings = read_settings()
    from api.devtools.dev import run_dev

    run_dev(settings)


@app.command()
def demo() -> None:
    """Carry three complaints through the procedure over HTTP, and prove the record."""
    settings = read_settings()
    from api.devtools.demo.run import run_demo

    run_demo(settings)


@app.command()
def migrate() -> None:
    """Bring the database at JEJAK_DATABASE_URL up to date and open the log."""
    settings = read_settings()
    from api.bootstrap import prepare_database

    applied = run(
        prepare_database(settings.administrator_address(), settings.origin, settings.role_passwords())
    )
    for name in applied:
        console.print(f"applied {name}", highlight=False)
    console.print("The database is up to date.")


@app.command()
def serve(
    all_in_one: Annotated[
        bool, typer.Option("--all-in-one", help="Sequencer and projector in this process too.")
    ] = False,
) -> None:
    """Answer requests."""
    settings = read_settings()
    from api.serving import serve as answer

    run(answer(settings, all_in_one=all_in_one))


@app.command()
def worker() -> None:
    """Number what was appended and keep the read models up."""
    settings = read_settings()
    from api.parts import open_workers

    async def work(stop: asyncio.Event) -> None:
        async with open_workers(settings) as workers:
            # What is imported stays for good: a full collection would walk it while events wait for their position.
            gc.collect()
            gc.freeze()
            await workers.run(stop)

    run(_until_signal(work))


@app.command()
def postman() -> None:
    """Send the notices that go out by mail; a process of its own, with the vault's keys."""
    settings = read_settings()
    from api.mailing import open_postman

    async def work(stop: asyncio.Event) -> None:
        async with open_postman(settings) as carrier:
            await carrier.run(stop)

    run(_until_signal(work))


@app.command()
def signer() -> None:
    """Sign checkpoints of the log; a process of its own, with a folder of its own."""
    settings = read_settings()
    from api.parts import log_of, pool_for
    from eventstore.signer import run_signer
    from eventstore.signer_store import ensure_key

    async def work(stop: asyncio.Event) -> None:
        ensure_key(settings.signer_folder, settings.origin)
        async with pool_for(settings, Part.SIGNER, size=1) as pool:
            log_id = await log_of(settings, pool)
        address = settings.address(Part.SIGNER)
        await run_signer(address, log_id, settings.origin, settings.signer_folder, stop)

    run(_until_signal(work))


@app.command()
def token(
    role: Annotated[str, typer.Argument(help="A role, such as LIAISON_OFFICER.")],
    unit: Annotated[str | None, typer.Option(help="The code of a unit, such as DINSOS.")] = None,
) -> None:
    """A bearer token for a demonstration officer, alone on the last line. In development only."""
    settings = read_settings()
    from api.devtools.issuer import DevelopmentIssuer
    from api.devtools.officers import find_officer

    issuer = DevelopmentIssuer(settings)
    officer = find_officer(role, unit)
    console.print(f"{officer.role.value} in {officer.unit}, valid for twelve hours:", highlight=False)
    print(issuer.token(officer.person))


@app.command()
def enroll() -> None:
    """Put units, categories, calendar, limits, and the schema of every event into the log; once or again."""
    settings = local_settings()
    from api.application.decrees import load_decrees
    from api.application.organisation import load_organisation
    from api.bootstrap import register_schemas
    from api.data import load_decrees as decree_data
    from api.data import load_organisation as organisation
    from api.data import load_policy
    from api.parts import open_office, real_time

    async def work() -> None:
        async with open_office(settings) as office:
            await register_schemas(office.store, real_time)
            await load_decrees(office.desk, decree_data(), load_policy())
            await load_organisation(office.desk, organisation(), ())

    run(work())
    console.print("Units, categories, calendar, limits and schemas are in the log.")


@app.command("db-url")
def db_url() -> None:
    """The superuser's address of the embedded database that is running."""
    settings = read_settings()
    from api.devtools.system import database_address

    print(database_address(settings.data_dir))


@app.command("print-schema")
def print_schema(
    check: Annotated[bool, typer.Option("--check", help="Only compare with the committed schema.")] = False,
    write: Annotated[bool, typer.Option("--write", help="Write the committed schema anew.")] = False,
) -> None:
    """The schema language of the API."""
    from schema.build import print_schema as printed

    text = printed()
    if write:
        SCHEMA_FILE.write_text(text, encoding="utf-8")
    elif not check:
        print(text, end="")
    elif not SCHEMA_FILE.exists() or SCHEMA_FILE.read_text(encoding="utf-8") != text:
        console.print("schema/schema.graphql is out of date: run jejak print-schema --write.")
        raise typer.Exit(1)


@app.command()
def regulation(
    check: Annotated[bool, typer.Option("--check", help="Only compare with the committed page.")] = False,
    write: Annotated[bool, typer.Option("--write", help="Write the committed page anew.")] = False,
) -> None:
    """Every row of the regulation, with what carries it in the code and the tests."""
    from api.devtools import regulation as rows

    loaded = rows.load()
    wrong = list(rows.problems(loaded))
    for problem in wrong:
        console.print(problem, highlight=False, soft_wrap=True)
    text = rows.page(loaded)
    if write and not wrong:
        rows.PAGE.write_text(text, encoding="utf-8")
    elif not (check or write):
        print(text, end="")
    elif not wrong and (not rows.PAGE.exists() or rows.PAGE.read_text(encoding="utf-8") != text):
        wrong.append("docs/regulation.md is out of date: run jejak regulation --write.")
        console.print(wrong[-1])
    if wrong:
        raise typer.Exit(1)


for command in (
    *(evidence.verify, evidence.mirror, evidence.proof, evidence.bundle),
    *(recovery.backup, recovery.restore, recovery.documents, recovery.anchor),
    *(rebuilding.rebuild, rebuilding.projections),
    *(roles.grant, roles.revoke),
):
    app.command()(command)

app.add_typer(decrees.calendar, name="calendar")
app.add_typer(decrees.policy, name="policy")


if __name__ == "__main__":
    main()
