"""What M1 and M2 take away is every check there is, and each of them alone."""

import ast
from itertools import chain

from drills.mutants import PYTHON_TESTS, go_checks, with_one_less
from drills.silent import ROOT, Silencer, places

SOURCE = """
def checked(add, row):
    add("first", "It does not hold.")
    if row:
        yield "second", "Nor does this."
    return [_problem("third", row)]
"""


def left_of(line: int) -> str:
    return ast.unparse(Silencer(line).visit(ast.parse(SOURCE)))


def test_one_place_falls_silent_and_the_others_do_not() -> None:
    for line, gone in ((3, "first"), (5, "second"), (6, "third")):
        left = left_of(line)
        assert [each for each in ("first", "second", "third") if each not in left] == [gone]
    assert "yield from ()" in left_of(5), "the function stays a generator"
    assert left_of(4) == ast.unparse(ast.parse(SOURCE))


def test_every_file_that_finds_something_is_asked_what_its_checks_are_worth() -> None:
    files = chain((ROOT / "eventstore").glob("*.py"), (ROOT / "api").glob("*.py"))
    reporting = [str(file.relative_to(ROOT)) for file in files if list(places(str(file.relative_to(ROOT))))]
    assert sorted(reporting) == sorted(PYTHON_TESTS)


def test_every_part_of_a_condition_is_taken_away_alone() -> None:
    assert list(with_one_less("\tif ", "a || b && c", " {")) == [
        "\tif a && false || b && c {",
        "\tif a || b && c && false {",
    ]


def test_whatever_the_auditor_reports_can_be_taken_away() -> None:
    taken = {(mutant.file, mutant.line) for mutant in go_checks()}
    for file in (ROOT / "conformance" / "auditor").glob("*.go"):
        for number, line in enumerate(file.read_text().splitlines()):
            if any(word in line for word in ("errors.New(", "fmt.Errorf(", "found.add(", ", otherwise")):
                assert (file.name, number) in taken or line.startswith(("var ", "\tmalformed := ")), line
