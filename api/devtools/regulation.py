"""docs/regulation.md: every row of the regulation with its commands, rules, events, queries and tests.

The rows are data (docs/regulation.toml); all names in them are held to the code, and the tests are found by their
marker `clause` or `edge_case`, or are named in the row. What is said to be enforced has a test.
"""

import ast
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

from graphql import build_schema

from domain import commands, decree_commands, oversight_commands
from domain.errors import Rule
from domain.wire import TYPES

ROOT = Path(__file__).parents[2]
ROWS = ROOT / "docs" / "regulation.toml"
PAGE = ROOT / "docs" / "regulation.md"
TESTS = ROOT / "tests"
_SHOWN = 4
_STATUS = ("enforced", "recorded", "later")
_HEAD = """# The regulation, row by row

Made by `jejak regulation --write` from [regulation.toml](regulation.toml), the code and the tests; do not edit.

Every row of the *Rencana Aksi SP4N-LAPOR* with what carries it here: the command that asks for it, the rule that
refuses what it forbids, the event that remembers it, the query that shows it, and tests that prove it. **Enforced**:
the rules see to it now. **Recorded**: no software could enforce it; it is put on record or supplied. **Later**: it
comes with a later part, which is named. Rules are the names that refusals carry (`Refused.rule`).
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of the regulation, and where it lives in the code."""

    id: str
    clause: str
    duty: str
    status: str
    commands: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    queries: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeCase:
    """One of the hardest cases; `note` says why it has no test yet."""

    number: int
    question: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Regulation:
    """The chapters with their rows, the edge cases, and the tests: what each is marked with, by its full name."""

    chapters: Mapping[str, tuple[Row, ...]]
    edge_cases: tuple[EdgeCase, ...]
    marks: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(row for rows in self.chapters.values() for row in rows)

    def tests_of(self, row: Row) -> tuple[str, ...]:
        """The tests that the row names, then those that are marked with it."""
        marked = (test for test, marks in self.marks.items() if f"clause {row.id}" in marks)
        return tuple(dict.fromkeys((*row.tests, *marked)))

    def tests_of_case(self, case: EdgeCase) -> tuple[str, ...]:
        """Those marked with the edge case; the one that is the case's own sentence comes first."""
        marked = [test for test, marks in self.marks.items() if f"edge_case {case.number}" in marks]
        return tuple(sorted(marked, key=lambda test: not test.startswith("tests/edge_cases/")))


def load() -> Regulation:
    """The rows as they are written down, with the marks of the tests."""
    written = tomllib.loads(ROWS.read_text(encoding="utf-8"))
    return Regulation(
        chapters={
            chapter["title"]: tuple(_row(row) for row in chapter["row"]) for chapter in written["chapter"]
        },
        edge_cases=tuple(EdgeCase(**case) for case in written["edge_case"]),
        marks=_marks(),
    )


def problems(regulation: Regulation) -> Iterator[str]:
    """What the rows say that is not so, each in one sentence."""
    ids = [row.id for row in regulation.rows]
    yield from (
        f"{row_id} stands there twice." for row_id in sorted({each for each in ids if ids.count(each) > 1})
    )
    known = _known()
    for row in regulation.rows:
        for kind, names in known.items():
            unknown = [name for name in getattr(row, kind) if name not in names]
            yield from (f"{row.id} names {name}, which is none of the {kind}." for name in unknown)
        yield from (
            f"{row.id} names {test}, which is not there."
            for test in row.tests
            if test not in regulation.marks
        )
        if row.status not in _STATUS:
            yield f"{row.id} is {row.status}, which is no status."
        elif row.status == "later" and not row.note:
            yield f"{row.id} comes later and does not say with what."
        elif row.status != "later" and not regulation.tests_of(row):
            yield f"{row.id} is {row.status} and no test proves it."
    for case in regulation.edge_cases:
        if bool(regulation.tests_of_case(case)) == bool(case.note):
            yield f"Edge case {case.number} has neither a test nor a reason, or both."
    marked = {f"clause {row_id}" for row_id in ids} | {
        f"edge_case {case.number}" for case in regulation.edge_cases
    }
    for test, marks in regulation.marks.items():
        yield from (f"{test} is marked with {mark}, which does not exist." for mark in sorted(marks - marked))


def page(regulation: Regulation) -> str:
    """The page in Markdown."""
    parts = [_HEAD]
    for title, rows in regulation.chapters.items():
        parts.append(f"## {title}\n")
        parts.append("| Row | Clause | What it asks | Status | Command | Rule | Event | Query | Tests |")
        parts.append("|---|---|---|---|---|---|---|---|---|")
        parts.extend(_line(row, regulation) for row in rows)
        parts.append("")
    parts.append("## The hardest cases\n")
    parts.append("| Case | Question | Tests |")
    parts.append("|---|---|---|")
    for case in regulation.edge_cases:
        tests = _tests(regulation.tests_of_case(case), f"edge_case({case.number})") or case.note
        parts.append(f"| {case.number} | {case.question} | {tests} |")
    return "\n".join(parts) + "\n"


def _line(row: Row, regulation: Regulation) -> str:
    status = f"**{row.status}**" + (f": {row.note}" if row.note else "")
    cells = (
        row.id,
        row.clause,
        row.duty,
        status,
        _codes(row.commands),
        _codes(row.rules),
        _codes(row.events),
        _codes(row.queries),
        _tests(regulation.tests_of(row), f'clause("{row.id}")'),
    )
    return f"| {' | '.join(cells)} |"


def _codes(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _tests(tests: tuple[str, ...], mark: str) -> str:
    shown = [f"[{name}](../{path})" for path, name in (test.split("::") for test in tests[:_SHOWN])]
    more = len(tests) - _SHOWN
    return "<br>".join([*shown, *([f"and {more} more marked `{mark}`"] if more > 0 else [])])


def _row(written: dict[str, Any]) -> Row:
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in written.items()
    }
    return Row(**values)


def _known() -> Mapping[str, frozenset[str]]:
    """Every name that a row may use, by the field of the row."""
    schema = build_schema((ROOT / "schema" / "schema.graphql").read_text(encoding="utf-8"))
    assert schema.query_type is not None
    asked = [
        *get_args(commands.Command),
        *get_args(commands.OfficeCommand),
        *get_args(decree_commands.DecreeCommand),
        *get_args(oversight_commands.OversightCommand),
        oversight_commands.OpenOfficeRecord,
        commands.OpenContent,
        commands.OpenDocument,
        commands.FetchDocument,
    ]
    return {
        "commands": frozenset(command.__name__ for command in asked),
        "rules": frozenset(Rule),
        "events": frozenset(TYPES),
        "queries": frozenset(schema.query_type.fields),
    }


def _marks() -> dict[str, frozenset[str]]:
    """Every test, as `path::name`, with the rows and edge cases it is marked with."""
    found: dict[str, frozenset[str]] = {}
    for path in sorted(TESTS.rglob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
                marks = frozenset(mark for decorator in node.decorator_list for mark in _marked(decorator))
                found[f"{path.relative_to(ROOT).as_posix()}::{node.name}"] = marks
    return found


def _marked(decorator: ast.expr) -> Iterator[str]:
    if not isinstance(decorator, ast.Call):
        return
    name = ast.unparse(decorator.func).removeprefix("pytest.mark.")
    if name in ("clause", "edge_case"):
        yield from (f"{name} {ast.literal_eval(argument)}" for argument in decorator.args)
