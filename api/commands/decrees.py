"""The commands for calendar and limits: import, load, show. What they load is the system's own act, and recorded."""

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import uuid4

import typer

from api.commands.common import console, local_settings, run
from domain.calendar import DayKind
from domain.errors import RuleBroken

if TYPE_CHECKING:
    from domain.decree_commands import DecreeCommand
    from domain.decrees import Rulebook

calendar = typer.Typer(no_args_is_help=True, help="The days off, by version.")
policy = typer.Typer(no_args_is_help=True, help="The limits, by version.")
FILE = Annotated[Path, typer.Argument(help="A JSON file.", exists=True, dir_okay=False)]


@calendar.command("import")
def import_events(
    file: Annotated[Path, typer.Argument(help="An iCalendar file (.ics).", exists=True, dir_okay=False)],
    year: Annotated[int, typer.Option(min=2000, max=2099, help="The year whose events are taken.")],
    instrument: Annotated[str, typer.Option(help="The decree's full title.")],
    published: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The day it was published.")],
    kind: Annotated[
        DayKind | None,
        typer.Option(help="Of every day; else 'cuti bersama' in a summary means collective leave."),
    ] = None,
    version: Annotated[str | None, typer.Option(help="Else ID- and the day of publication.")] = None,
    settles: Annotated[
        bool, typer.Option("--settles/--amends", help="Whether the decree settles the whole year.")
    ] = True,
    withdrawn: Annotated[
        list[datetime] | None,
        typer.Option(formats=["%Y-%m-%d"], help="A day off that it takes back; repeatable."),
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="A file; else it is printed.")] = None,
    load_it: Annotated[bool, typer.Option("--load", help="Load it at once, without a look at it.")] = False,
) -> None:
    """Read a decree's days from iCalendar, as JSON to look through and then to load: what is loaded never changes."""
    from api.decree_files import read_events, written
    from domain.decree_commands import LoadCalendar

    day = published.date()
    decree = LoadCalendar(
        version=version or f"ID-{day.isoformat()}",
        instrument=instrument,
        published=day,
        settles=year if settles else None,
        days=read_events(file, year, kind),
        withdrawn=tuple(each.date() for each in withdrawn or ()),
    )
    if load_it:
        _load(decree)
    elif output is None:
        print(written(decree), end="")
    else:
        output.write_text(written(decree), encoding="utf-8")


@calendar.command("load")
def load_calendar(file: FILE) -> None:
    """Load a decree on days off; a version is loaded once, and open deadlines move forward where they have to."""
    from api.decree_files import read_decree

    _load(read_decree(file))


@calendar.command("show")
def show_calendar(
    version: Annotated[str | None, typer.Option(help="Else the one in force.")] = None,
    year: Annotated[int | None, typer.Option(help="One year of it.")] = None,
) -> None:
    """The days off of a version, with their instruments."""
    rulebook, _ = run(_rulebook())
    found = rulebook.calendar if version is None else rulebook.calendars.get(version)
    if found is None:
        raise _absent(version, rulebook.calendars)
    years = ", ".join(str(each) for each in sorted(found.decreed_years))
    print(f"{found.version}, decreed: {years}")
    for day in sorted(found.days_off.values(), key=lambda off: off.date):
        if year in (None, day.date.year):
            print(f"{day.date:%Y-%m-%d %a}  {day.kind.value:<16}  {day.name_id} ({day.instrument})")


@policy.command("load")
def load_policy(file: FILE) -> None:
    """Load a whole set of limits; what began under an earlier one goes on, except where this one serves better."""
    from api.decree_files import read_policy

    _load(read_policy(file))


@policy.command("show")
def show_policy(version: Annotated[str | None, typer.Option(help="Else the one in force.")] = None) -> None:
    """The limits of a version, each with its source."""
    rulebook, today = run(_rulebook())
    found = rulebook.policy(today) if version is None else rulebook.policies.get(version)
    if found is None:
        raise _absent(version, rulebook.policies)
    print(f"{found.version}, from {found.effective_from}")
    for limit in found.limits:
        amount = f"{limit.amount} {limit.unit.value.lower().replace('_', ' ')}"
        print(
            f"{limit.name:<19}  {limit.sla_class or '':<16}  {amount:<16}  {limit.source} ({limit.instrument})"
        )


def _load(command: "DecreeCommand") -> None:
    settings = local_settings()
    from api.application.names import SYSTEM
    from api.parts import open_office

    async def work() -> None:
        async with open_office(settings) as office:
            handled = await office.desk.handle_office(command, by=SYSTEM, request=uuid4())
        if isinstance(handled, RuleBroken):
            raise handled

    run(work())
    console.print(f"{command.version}: loaded.", highlight=False)


async def _rulebook() -> tuple["Rulebook", date]:
    """Every version, from the log itself, and the day it is for the institution."""
    settings = local_settings()
    from api.application.decrees import Decrees
    from api.parts import open_office, real_time

    async with open_office(settings) as office:
        rulebook, _ = await Decrees(office.store, settings.zone).rulebook()
    return rulebook, real_time().astimezone(settings.zone).date()


def _absent(version: str | None, loaded: Iterable[str]) -> Exception:
    from api.application.decrees import NothingDecreed

    if version is None:
        return NothingDecreed()
    return typer.BadParameter(
        f"It was never loaded. These were: {', '.join(loaded)}.", param_hint="--version"
    )
