"""`jejak verify`: the whole log recomputed from its stored bytes, and what was found in plain words."""

import asyncpg
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from api.settings import Part, Settings
from eventstore.signer_store import ensure_key
from eventstore.store import find_log
from eventstore.verify import Report, verify_database

EVERY = 500  # events between two movements of the progress bar


async def verify_log(settings: Settings, vkey: str | None, console: Console | None = None) -> Report:
    """Recompute the log in the auditor's role; `console` shows the progress where there is one."""
    conn = await asyncpg.connect(settings.address(Part.AUDIT))
    try:
        log_id = await find_log(conn, settings.origin)
        columns = (TextColumn("  reading entries"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, console=console, transient=True, disable=console is None) as progress:
            task = progress.add_task("", total=None)

            def show(done: int, size: int) -> None:
                if done % EVERY == 0 or done == size:
                    progress.update(task, completed=done, total=size)

            return await verify_database(conn, log_id, vkey, show)
    finally:
        await conn.close()


def verifier_key(settings: Settings) -> str | None:
    """The key to check signatures by, where the signer's folder is at hand."""
    if not settings.signer_folder.exists():
        return None
    return str(ensure_key(settings.signer_folder, settings.origin))


async def verify_and_print(settings: Settings, console: Console, vkey: str | None = None) -> bool:
    """Verify and say what was found; answers whether everything held."""
    report = await verify_log(settings, vkey or verifier_key(settings), console)
    for line in described(report):
        console.print(line, highlight=False, soft_wrap=True)
    return report.ok


def described(report: Report) -> list[str]:
    """The report as lines for people: what held, or what did not and where."""
    if report.ok:
        return [
            f"[bold green]✔[/] {report.size} entries re-hashed: positions dense, streams unbroken, facts and sealed "
            "records as committed",
            f"[bold green]✔[/] the tree of {report.proven_size} leaves has the root of the signed checkpoint; "
            f"{report.checkpoints} checkpoints agree with it",
            *_aside(report),
        ]
    lines = [
        f"[bold red]✘[/] {'position ' + str(problem.position) if problem.position is not None else 'log'}: "
        f"{problem.message} [dim]({problem.check})[/]"
        for problem in report.problems
    ]
    if report.further:
        lines.append(f"[bold red]✘[/] and {report.further} further problems")
    return lines + _aside(report)


def _aside(report: Report) -> list[str]:
    found = []
    if report.unsequenced:
        found.append(f"[dim]· {report.unsequenced} events have no position yet[/]")
    if report.size > report.proven_size:
        found.append(f"[dim]· {report.size - report.proven_size} entries came after the last checkpoint[/]")
    if report.erased:
        found.append(f"[dim]· {report.erased} sealed records were erased[/]")
    return found
