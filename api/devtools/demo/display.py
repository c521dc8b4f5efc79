"""How the demonstration looks on a terminal."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from api.devtools.demo import tables

INDENT = 36  # columns before what is said of a step
WIDE = 124  # columns from which a table shows everything


def stage_console() -> Console:
    """A console for people; where nobody says how wide it is, wide enough for every column."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=WIDE)


class Stage:
    """Prints scenes, steps, tables and letters; steps are numbered through the whole demonstration."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self._steps = 0

    @property
    def wide(self) -> bool:
        """Whether every column of a table fits."""
        return self.console.width >= WIDE

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

    def table(self, table: RenderableType, *, indent: int = 2) -> None:
        """A table, with room around it."""
        self.console.print(Padding(table, (1, 0, 1, indent)))

    def count(self, explanation: Sequence[Mapping[str, Any]]) -> None:
        """How working days were counted, and what the days off were."""
        self.console.print(Padding(tables.counted_days(explanation), (1, 0, 1, INDENT)))
        self.note(*tables.days_off(explanation))

    def letter(self, where: str, subject: str, *words: str) -> None:
        """A message that went out. To whom is nobody's business here."""
        body = Group(Text(subject, style="bold"), *(Text(line) for line in words))
        title = f"[bold]✉ {where}[/]"
        self.console.print(
            Padding(Panel(body, title=title, title_align="left", border_style="cyan"), (0, 0, 0, INDENT))
        )
