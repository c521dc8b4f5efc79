"""The tables of the demonstration, each from what the API answered."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

Row = Mapping[str, Any]

_WEEK = ("Sen", "Sel", "Rab", "Kam", "Jum", "Sab", "Min")
_START, _WEEKEND, _WORKING = "hari mulai", "akhir pekan", "hari kerja"
_STATES = {"RUNNING": "cyan", "MET": "green", "ENDED": "dim", "BREACHED": "bold red"}
_COUNTED = {"WORKING_DAYS": "working days", "CALENDAR_DAYS": "calendar days"}


def statistics(rows: Sequence[Row]) -> Table:
    """The ten columns of BAB VII."""
    table = Table(header_style="bold", row_styles=["", "dim"], show_edge=False, pad_edge=False)
    table.add_column("Unit Kerja", overflow="fold")
    for heading in ("Belum\nVerif.", "Belum\nTL", "Proses", "Selesai", "Total", "%TL", "RTL", "RHP"):
        table.add_column(heading, justify="right")
    table.add_column("Terakhir\nDilihat")
    for row in rows:
        table.add_row(
            row["unit"],
            *(str(row[name]) for name in ("unverified", "notFollowedUp", "inProcess", "completed", "total")),
            _number(row["followUpPercent"], 0),
            _number(row["averageFollowUpDays"], 1),
            _number(row["averageRating"], 2),
            (row["lastViewedAt"] or "–")[:10],
            style="bold" if row["isParent"] else "",
            end_section=row["isParent"],
        )
    return table


def history(entries: Sequence[Row], zone: ZoneInfo, *, wide: bool) -> Table:
    """What the inspectorate sees of one case; where it is narrow, of units and leaves nothing."""
    table = Table(header_style="bold", show_edge=False, pad_edge=False)
    headings = ("Posisi", "Terjadi", "Peristiwa", "Peran", "Unit / aturan" if wide else "Aturan")
    for heading in (*headings, *(("Daun (leaf)",) if wide else ())):
        table.add_column(heading, no_wrap=True)
    for entry in entries:
        refusal = entry["rule"] is not None
        unit = (entry["unit"] or {}).get("name", "") if wide else ""
        table.add_row(
            entry["position"],
            f"{datetime.fromisoformat(entry['occurredAt']).astimezone(zone):%Y-%m-%d}",
            entry["type"],
            entry["actorRole"],
            f"{entry['rule']} · {entry['clause']}" if refusal else unit,
            *((f"{entry['leafHash'][:10]}…",) if wide else ()),
            style="red" if refusal else "",
        )
    return table


def clocks(rows: Sequence[Row]) -> Table:
    """The clocks of one case side by side, each with the clause that sets it."""
    table = Table(header_style="bold", show_edge=False, pad_edge=False)
    for heading in ("Clock", "State", "From", "Limit", "Last day"):
        table.add_column(heading, no_wrap=True)
    table.add_column("Set by", overflow="fold")
    for row in rows:
        backwards = " before" if row["clock"] == "INTERVENTION" else ""
        table.add_row(
            row["clock"],
            Text(row["state"], style=_STATES[row["state"]]),
            _short(row["startedOn"]),
            f"{row['limit']} {_COUNTED[row['counted']]}{backwards}",
            Text(_short(row["dueOn"]), style="bold"),
            _source(row["statedBy"]),
        )
    return table


def counted_days(days: Sequence[Row]) -> Table:
    """A count, week by week: which working day each day is, and which days are none."""
    table = Table(box=SIMPLE_HEAD, header_style="bold", show_edge=False, pad_edge=False)
    table.add_column("")
    for name in _WEEK:
        table.add_column(name, justify="center", width=5)
    cells = {date.fromisoformat(day["date"]): _cell(day) for day in days}
    first, last = min(cells), max(cells)
    monday = first - timedelta(days=first.weekday())
    while monday <= last:
        week = [monday + timedelta(days=past) for past in range(len(_WEEK))]
        table.add_row(Text(f"{monday:%d %b}", style="dim"), *(cells.get(day, Text()) for day in week))
        monday = week[-1] + timedelta(days=1)
    return table


def days_off(days: Sequence[Row]) -> Iterator[str]:
    """What the days off of a count are, each occasion once."""
    off = [day for day in days if day["why"] not in (_START, _WEEKEND, _WORKING)]
    for why, group in groupby(off, key=lambda day: str(day["why"])):
        dates = [_short(day["date"]) for day in group]
        spell = dates[0] if len(dates) == 1 else f"{dates[0][:2]}–{dates[-1]}"
        yield f"{spell}: {why.partition(' (Keputusan')[0]}"


def inbox(notices: Sequence[Row], zone: ZoneInfo) -> Table:
    """The complainant's tracking inbox, the earliest first; which of them went out as mail."""
    table = Table.grid(padding=(0, 2))
    for notice in reversed(notices):
        table.add_row(
            Text(f"{datetime.fromisoformat(notice['occurredAt']).astimezone(zone):%d %b}", style="dim"),
            Text("✉" if notice["sentAt"] else " ", style="cyan"),
            notice["indonesian"],
        )
    return table


def _cell(day: Row) -> Text:
    if day["counted"] is not None:
        return Text(str(day["counted"]), style="bold green")
    match day["why"]:
        case "hari mulai":
            return Text("●", style="cyan")
        case "akhir pekan":
            return Text("–", style="dim")
        case _:
            return Text("libur", style="red")


def _source(stated: Row | None) -> str:
    """The clause; of another law than the regulation also its short name."""
    if stated is None:
        return ""
    law = stated["instrument"]
    if not law.startswith("Undang-Undang"):
        return str(stated["source"])
    return f"{law.replace('Undang-Undang Nomor', 'UU').replace(' Tahun ', '/')} {stated['source']}"


def _short(day: str) -> str:
    return f"{date.fromisoformat(day):%d %b}"


def _number(value: float | None, places: int) -> str:
    """A figure with a decimal comma; a dash where there is nothing to count."""
    return "–" if value is None else f"{value:.{places}f}".replace(".", ",")
