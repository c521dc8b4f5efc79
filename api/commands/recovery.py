"""The commands for the day something was lost: backup, restore, documents, anchor."""

from pathlib import Path
from typing import Annotated

import typer

from api.commands.common import console, local_settings, read_settings, run
from api.recovery import Program, programs_on_path
from api.settings import Settings


def backup(
    folder: Annotated[Path, typer.Argument(help="An empty folder, or one that is not there yet.")],
) -> None:
    """Copy the running database, the newest checkpoint and the documents into a folder. Keys are not copied."""
    settings = local_settings()
    from api.continuity import known_key
    from api.parts import real_time
    from api.recovery import backup as work

    made = run(
        work(
            settings,
            folder,
            administrator=_administrator(settings),
            vkey=known_key(settings),
            program=_programs(settings),
            at=real_time(),
        )
    )
    console.print(
        f"Backed up to {folder}: it holds the {made.signed} entries that were signed, and {made.documents} documents.",
        highlight=False,
    )
    console.print("The vault's key file and the signer's folder are not in it: back them up elsewhere.")
    if made.damaged:
        names = ", ".join(made.damaged)
        console.print(f"Files of documents that are damaged and not in it: {names}.", highlight=False)
        raise typer.Exit(1)


def restore(
    folder: Annotated[Path, typer.Argument(help="A folder that jejak backup made.")],
    target: Annotated[Path, typer.Argument(help="Where the cluster goes: an empty folder, PGDATA.")],
    documents: Annotated[
        Path | None, typer.Option(help="Where the documents go (JEJAK_DOCUMENTS_DIR); what is there stays.")
    ] = None,
) -> None:
    """Put the database of a backup into an empty folder, after comparing every file with the backup's list."""
    read_settings()
    from api.recovery import restore as work

    made = run(work(folder, target, documents))
    console.print(
        f"Restored to {target}: as of {made.made_at}, {made.signed} signed entries, {made.documents} documents. "
        "Give the folder to the account of PostgreSQL, start the server on it, and go on with docs/runbook.md, "
        "Restore.",
        highlight=False,
    )


def documents() -> None:
    """Compare the folder of documents with what the log says was received; exit status 1 where one is not there."""
    settings = local_settings()
    from api.document_folder import compare_with_log

    found = run(compare_with_log(settings))
    for word, which in (("missing", found.missing), ("damaged", found.damaged)):
        for each in which:
            console.print(f"{word} {each}", highlight=False)
    console.print(
        f"{found.received} documents on record, {len(found.missing)} missing, {len(found.damaged)} damaged; "
        f"{found.strays} files that no event names.",
        highlight=False,
    )
    if not found.ok:
        raise typer.Exit(1)


def anchor() -> None:
    """After a restore from a dump: verify the log against what was signed, and let it go on."""
    settings = local_settings()
    from api.continuity import known_key
    from api.recovery import anchor as work

    epoch = run(work(settings, administrator=_administrator(settings), vkey=known_key(settings)))
    console.print(f"Verified and anchored (epoch {epoch}): start the worker.", highlight=False)


def _administrator(settings: Settings) -> str:
    """The address of somebody who may do everything; in development, the embedded server's superuser."""
    if settings.database_url is None and settings.development:
        from api.devtools.system import database_address

        return database_address(settings.data_dir)
    return settings.administrator_address()


def _programs(settings: Settings) -> Program:
    """PostgreSQL's programs: in development the embedded ones."""
    if not settings.development:
        return programs_on_path
    from api.devtools.binaries import account, binaries

    return lambda name: str(binaries(account()) / name)
