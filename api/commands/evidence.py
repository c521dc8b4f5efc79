"""The commands for those who do not trust us: verify, mirror, proof, bundle."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from api.commands.common import console, local_settings, run
from api.settings import Part, Settings

if TYPE_CHECKING:
    from eventstore.mirror import Mirror, Mirrored

VKEY = Annotated[str | None, typer.Option(help="The log's verifier key, or a file that holds it.")]
TOKEN = Annotated[
    Path | None,
    typer.Option("--token-file", help="A file with a bearer token of the inspectorate or a mirror."),
]

ASSIGNMENT = Annotated[
    UUID | None,
    typer.Option(help="The assignment in which the token's person reads, where there are several."),
]


def verify(
    source: Annotated[
        str | None,
        typer.Argument(help="An address (https://…/log/), a mirror, a bundle or a proof; else the database."),
    ] = None,
    vkey: VKEY = None,
    checkpoint: Annotated[
        list[Path] | None, typer.Option(help="A signed checkpoint from earlier; repeatable.")
    ] = None,
    token_file: TOKEN = None,
    assignment: ASSIGNMENT = None,
    leaf: Annotated[str | None, typer.Option(help="The leaf hash of the receipt, for a proof.")] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object instead of sentences.")] = False,
) -> None:
    """Recompute what was given from its bytes; exit status 1 where something does not hold."""
    from api.checking import CannotVerify, Given, read_kept, read_key, verify_source
    from api.verdicts import of_database
    from api.verifying import verifier_key, verify_log

    kept = read_kept(checkpoint or [])
    with _progress(quiet=json) as show:
        if source is None:
            settings = local_settings()
            text = str(read_key(vkey)) if vkey is not None else verifier_key(settings)
            verdict = of_database(run(verify_log(settings, text, show, kept)))
        else:
            try:
                digest = None if leaf is None else bytes.fromhex(leaf)
            except ValueError:
                raise CannotVerify("A leaf hash is 64 hexadecimal digits: copy it again.") from None
            token = _token(token_file)
            given = Given(
                source=source, vkey=vkey, token=token, assignment=assignment, earlier=kept, leaf=digest
            )
            verdict = run(verify_source(given, show))
    if json:
        print(verdict.json())
    else:
        for line in verdict.lines():
            Console().print(line, highlight=False, soft_wrap=True)
    if not verdict.ok:
        raise typer.Exit(1)


def mirror(
    folder: Annotated[Path, typer.Argument(help="Where the copy is, or shall be.")],
    url: Annotated[
        str | None, typer.Option(help="The log's address (https://…/log/); else the database.")
    ] = None,
    vkey: VKEY = None,
    token_file: TOKEN = None,
    assignment: ASSIGNMENT = None,
) -> None:
    """Bring a copy of the whole log up to date; whatever is no extension of it is refused."""
    from api.checking import CannotVerify, read_key
    from api.log_client import HttpSource
    from api.verifying import verifier_key
    from eventstore.mirror import Mirror

    settings = local_settings() if url is None else None
    text = vkey if vkey is not None or settings is None else verifier_key(settings)
    if text is None:
        raise CannotVerify(
            "Give the log's verifier key with --vkey: the key itself, or a file that holds it."
        )
    copy = Mirror(folder, read_key(text))

    async def work(show: Callable[[int, int], None]) -> "Mirrored":
        if settings is None:
            async with HttpSource(str(url), _token(token_file), assignment=assignment) as served:
                return await copy.update(served, show)
        return await _from_database(settings, copy, show)

    with _progress(quiet=False) as show:
        done = run(work(show))
    console.print(f"{done.size - done.before} entries added; {folder} holds {done.size}.", highlight=False)


def proof(
    event_id: Annotated[UUID, typer.Argument(help="The event id of a receipt.")],
    output: Annotated[Path | None, typer.Option("--output", "-o", help="A file; else it is printed.")] = None,
) -> None:
    """The tlog-proof of one event, from the database."""
    text = run(_proof_text(local_settings(), event_id))
    if output is None:
        sys.stdout.write(text)
    else:
        output.write_text(text, encoding="utf-8")


def bundle(
    tracking_number: Annotated[str, typer.Argument(help="The tracking number of the case.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="A new folder, or a new .zip file.")],
    recipient: Annotated[UUID | None, typer.Option(help="The id of the person it is for; recorded.")] = None,
    vkey: VKEY = None,
) -> None:
    """One case for the inspectorate, with everything that proves it. Recorded in the log first."""
    from api.application.bundling import TargetTaken, write_bundle

    if output.exists():
        raise TargetTaken(output)
    files = run(_bundled(local_settings(), tracking_number, recipient, vkey))
    write_bundle(files, output)
    console.print(f"{output}: {len(files)} files. jejak verify {output}", highlight=False)


async def _from_database(settings: Settings, copy: "Mirror", show: Callable[[int, int], None]) -> "Mirrored":
    from api.parts import log_of, pool_for
    from eventstore.tile_source import TileSource

    async with pool_for(settings, Part.AUDIT, size=2) as pool:
        return await copy.update(TileSource(pool, await log_of(settings, pool)), show)


async def _proof_text(settings: Settings, event_id: UUID) -> str:
    from api.parts import log_of, pool_for
    from eventstore.bundle import NotSigned, place_of
    from eventstore.tile_source import TileSource

    async with pool_for(settings, Part.AUDIT, size=2) as pool:
        log_id = await log_of(settings, pool)
        async with pool.acquire() as conn:
            place = await place_of(conn, log_id, event_id)  # type: ignore[arg-type]
        if place is None:
            raise _no_such_event()
        position, leaf = place
        found = None if position is None else await TileSource(pool, log_id).proof(position, leaf)
        if found is None:
            raise NotSigned
        return found.encode()


async def _bundled(
    settings: Settings, tracking_number: str, recipient: UUID | None, vkey: str | None
) -> dict[str, bytes]:
    from api.application.bundling import CaseBundler
    from api.auth import COMPLAINT_OF
    from api.checking import CannotVerify, read_key
    from api.parts import open_office, pool_for, public_key, real_time
    from domain.errors import NoSuchCase

    text = str(read_key(vkey)) if vkey is not None else public_key(settings)
    if text is None:
        raise CannotVerify("The bundle names the log's verifier key: set JEJAK_LOG_VKEY, or give --vkey.")
    async with open_office(settings) as office, pool_for(settings, Part.AUDIT, size=2) as auditor:
        number = office.vault.read_tracking_number(tracking_number)
        complaint = await office.pool.fetchval(COMPLAINT_OF, number)
        if complaint is None:
            raise NoSuchCase
        bundler = CaseBundler(
            store=office.store, auditor=auditor, clock=real_time, zone=settings.zone, vkey=text
        )
        return await bundler.files(complaint, recipient)


def _no_such_event() -> Exception:
    from api.checking import CannotVerify

    return CannotVerify("No event has this id: copy it from the receipt again.")


def _token(file: Path | None) -> str | None:
    return None if file is None else file.read_text(encoding="ascii").strip()


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error, where somebody watches."""
    columns = (TextColumn("  reading entries"), BarColumn(), MofNCompleteColumn())
    with Progress(
        *columns, console=console, transient=True, disable=quiet or not console.is_terminal
    ) as progress:
        task = progress.add_task("", total=None)
        yield lambda done, size: progress.update(task, completed=done, total=size)
