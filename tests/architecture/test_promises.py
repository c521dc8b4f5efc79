"""docs/promises.md names a test for every promise, and every test that it names exists."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "promises.md"
PROMISES = ("P1", "P2", "P3", "P4", "P5", "P6", "P7", "P10")
ROW = re.compile(r"^\| (P\d+) \|(.*)$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def rows() -> dict[str, str]:
    return dict(ROW.findall(PAGE.read_text(encoding="utf-8")))


def names_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_every_promise_of_the_log_has_its_row() -> None:
    assert tuple(rows()) == PROMISES


@pytest.mark.parametrize("promise", PROMISES)
def test_every_test_that_is_named_for_a_promise_exists(promise: str) -> None:
    named = TEST.findall(rows()[promise])
    assert named
    for file, name in named:
        assert name in names_in(ROOT / file), f"{file} has no {name}"


@pytest.mark.parametrize("promise", PROMISES)
def test_every_promise_was_seen_to_be_broken(promise: str) -> None:
    _, _, broken, said = [cell.strip() for cell in rows()[promise].strip(" |").split(" | ")]
    assert broken
    assert said
