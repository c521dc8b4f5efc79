"""docs/regulation.md holds, the domain stands on its own feet, and nothing in it or in the API can be stopped."""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    build_schema,
)

from api.devtools import regulation
from api.devtools.regulation import EdgeCase, Row
from domain.wire import TYPES, schema_of

ROOT = Path(__file__).parents[2]
DOMAIN = sorted((ROOT / "domain").rglob("*.py"))
LOADED = regulation.load()
# Words for ending a case from outside its procedure, in either language (BAB IV.A.2.a).
STOPPED = re.compile(
    r"stop|reject|cancel|delet|abort|dismiss|terminat|discard|purge|declin|tolak|batal|hapus|henti",
    re.IGNORECASE,
)
# What the words also mean here: a rule against stopping, a sanction, the name of the rung of one.
LAWFUL = frozenset({"NO_STOP", "DISMISSAL"})


def test_the_page_is_what_the_code_and_the_tests_make_of_it() -> None:
    assert list(regulation.problems(LOADED)) == []
    assert regulation.PAGE.read_text(encoding="utf-8") == regulation.page(LOADED)


def test_every_row_and_every_edge_case_stands_on_the_page() -> None:
    text = regulation.PAGE.read_text(encoding="utf-8")
    assert len(LOADED.rows) == 146
    assert all(f"| {row.id} | {row.clause} |" in text for row in LOADED.rows)
    assert [case.number for case in LOADED.edge_cases] == list(range(1, 26))


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ({"commands": ("StopComplaint",)}, "names StopComplaint, which is none of the commands"),
        ({"rules": ("STOP",)}, "names STOP, which is none of the rules"),
        ({"events": ("Stopped",)}, "names Stopped, which is none of the events"),
        ({"queries": ("stopped",)}, "names stopped, which is none of the queries"),
        ({"tests": ("tests/test_no.py::test_no",)}, "is not there"),
        ({"status": "planned"}, "is no status"),
        ({"status": "later"}, "does not say with what"),
        ({"status": "enforced"}, "no test proves it"),
    ],
)
def test_a_row_that_says_what_is_not_so_is_told(row: dict[str, Any], problem: str) -> None:
    told = Row(
        id="Z-1", clause="", duty="", **{"status": "later", "note": "" if "status" in row else "x", **row}
    )
    wrong = replace(LOADED, chapters={**LOADED.chapters, "Z": (told,)})
    assert [each for each in regulation.problems(wrong) if each.startswith("Z-1")]
    assert any(problem in each for each in regulation.problems(wrong))


def test_a_mark_without_a_row_and_a_case_without_a_test_are_told() -> None:
    marks = {**LOADED.marks, "tests/test_z.py::test_z": frozenset({"clause Z-9"})}
    assert any("Z-9" in each for each in regulation.problems(replace(LOADED, marks=marks)))
    cases = (*LOADED.edge_cases, EdgeCase(number=26, question="?"))
    assert any("Edge case 26" in each for each in regulation.problems(replace(LOADED, edge_cases=cases)))
    twice = {**LOADED.chapters, "Z": (LOADED.rows[0],)}
    assert any("twice" in each for each in regulation.problems(replace(LOADED, chapters=twice)))


@pytest.mark.parametrize("path", DOMAIN, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_domain_imports_nothing_outside_the_standard_library(path: Path) -> None:
    allowed = sys.stdlib_module_names | {"domain"}
    assert {name.partition(".")[0] for name in _imports(path)} <= allowed


@pytest.mark.clause("IV-2-a")
def test_nothing_is_called_stopped_rejected_cancelled_or_deleted() -> None:
    """No command, event, status, rule or field; a rule is safest when it cannot be put into words."""
    names = {*_names_of_the_domain(), *_names_of_the_api()}
    assert len(names) > 1000
    assert {name for name in names if STOPPED.search(name)} - LAWFUL == set()


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            yield str(node.module)


def _names_of_the_domain() -> Iterator[str]:
    """Classes and their fields, values of enumerations, stored names of events and of their facts."""
    for path in DOMAIN:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                yield node.name
                yield from _attributes(node)
    for name in TYPES:
        yield name
        properties: Any = schema_of(name)["properties"]
        yield from properties
    for kind in _enumerations():
        yield from (member.value for member in kind)


def _attributes(node: ast.ClassDef) -> Iterator[str]:
    for each in node.body:
        if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name):
            yield each.target.id
        elif isinstance(each, ast.Assign):
            yield from (target.id for target in each.targets if isinstance(target, ast.Name))


def _enumerations() -> Iterator[type[StrEnum]]:
    waiting: list[type[StrEnum]] = list(StrEnum.__subclasses__())
    yield from (kind for kind in waiting if kind.__module__.startswith("domain."))


def _names_of_the_api() -> Iterator[str]:
    schema = build_schema((ROOT / "schema" / "schema.graphql").read_text(encoding="utf-8"))
    for name, kind in schema.type_map.items():
        if name.startswith("__"):
            continue
        yield name
        if isinstance(kind, GraphQLEnumType):
            yield from kind.values
        elif isinstance(kind, GraphQLInputObjectType):
            yield from kind.fields
        elif isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            for field_name, field in kind.fields.items():
                yield field_name
                yield from field.args
