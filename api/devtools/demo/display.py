"""How the demonstration looks on a terminal."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console, Group
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

INDENT = 36  # columns before what is said of a step
WIDE = 124  # columns from which a table shows everything


def stage_console() -> Console:
    """A console for people; where nobody says how wide it is, wide enough for every column."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=WIDE)


class Stage:
    """Prints scenes, steps and tables; steps are numbered through the whole demonstration."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self._steps = 0

    def scene(self, title: str, subtitle: str = "") -> None:
        """A heading."""
        self.console.print()
        self.console.print(Rule(Text(title, style="bold cyan"), align="left", style="cyan"))
        if subtitle:
            self.console.print(Text(f"  {subtitle}", style="dim"))

    def step(self, who: str, did: str, *details: str, day: str = "") -> None:
        """Somebody did something, and what came of it."""
        self._steps += 1
        number = Text(f" {self._steps:>2} ", style="bold white on blue")
        self._line(number, Text(day, style="dim"), Text(who, style="bold"), Text(did))
        self.note(*details)

    def note(self, *details: str) -> None:
        """What there is to say below a step."""
        for detail in details:
            self._line(Text(), Text(), Text(), Text(detail, style="dim"))

    def _line(self, *cells: Text) -> None:
        line = Table.grid(padding=(0, 1))
        for width in (4, 11, 18):
            line.add_column(width=width, no_wrap=True)
        line.add_column()
        line.add_row(*cells)
        self.console.print(line)

    def refused(self, refusal: Mapping[str, Any]) -> None:
        """A refusal: the rule, the clause, both languages, and the way out."""
        body = Group(
            Text(refusal["message"]["indonesian"], style="bold"),
            Text(refusal["message"]["english"]),
            Text(f"→ {refusal['wayOut']['indonesian']}", style="green"),
            Text(f"→ {refusal['wayOut']['english']}", style="green"),
        )
        title = f"[bold red]{refusal['rule']}[/] · {refusal['clause']}"
        self.console.print(
            Padding(Panel(body, title=title, title_align="left", border_style="red"), (0, 0, 0, INDENT))
        )

    def good(self, text: str) -> None:
        """Something held."""
        self.console.print(Text.assemble(("  ✔ ", "bold green"), text))

    def bad(self, text: str) -> None:
        """Something did not hold."""
        self.console.print(Text.assemble(("  ✘ ", "bold red"), text))

    def statistics(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """The ten columns of BAB VII."""
        table = Table(header_style="bold", row_styles=["", "dim"], show_edge=False, pad_edge=False)
        table.add_column("Unit Kerja", overflow="fold")
        for heading in ("Belum\nVerif.", "Belum\nTL", "Proses", "Selesai", "Total", "%TL", "RTL", "RHP"):
            table.add_column(heading, justify="right")
        table.add_column("Terakhir\nDilihat")
        for row in rows:
            table.add_row(
                row["unit"],
                *(
                    str(row[name])
                    for name in ("unverified", "notFollowedUp", "inProcess", "completed", "total")
                ),
                _number(row["followUpPercent"], 0),
                _number(row["averageFollowUpDays"], 1),
                _number(row["averageRating"], 2),
                (row["lastViewedAt"] or "–")[:10],
                style="bold" if row["isParent"] else "",
                end_section=row["isParent"],
            )
        self.console.print(Padding(table, (1, 2)))

    def history(self, entries: Sequence[Mapping[str, Any]]) -> None:
        """What the inspectorate sees of one case."""
        wide = self.console.width >= WIDE
        table = Table(header_style="bold", show_edge=False, pad_edge=False)
        for heading in (
            "Posisi",
            "Terjadi",
            "Peristiwa",
            "Peran",
            *(("Unit / aturan", "Daun (leaf)") if wide else ()),
        ):
            table.add_column(heading, no_wrap=True)
        for entry in entries:
            refusal = entry["rule"] is not None
            about = (
                f"{entry['rule']} · {entry['clause']}" if refusal else (entry["unit"] or {}).get("name", "")
            )
            table.add_row(
                entry["position"],
                entry["occurredAt"][:10],
                entry["type"],
                entry["actorRole"],
                *((about, f"{entry['leafHash'][:10]}…") if wide else ()),
                style="red" if refusal else "",
            )
        self.console.print(Padding(table, (1, 2)))


def _number(value: float | None, places: int) -> str:
    """A figure with a decimal comma; a dash where there is nothing to count."""
    return "–" if value is None else f"{value:.{places}f}".replace(".", ",")
