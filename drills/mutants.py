"""M1 and M2: each check of the auditor in Go and of `jejak verify` is taken away; a test must miss it.

A check that no test would miss is a check that could vanish unnoticed. In Go a check is a statement that reports or
returns an error, and its mutant has nothing in its place. In Python a check is a name under which something can be
found, and its mutant never finds it.
"""

import asyncio
import os
import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from drills.drill import Drill, Effort, Length, Seen
from drills.site import ROOT

T = TypeVar("T")
SOURCE = ROOT / "conformance"
GO_FILES = ("entry.go", "tree.go")
GO_TESTS = (
    "tests/conformance/tampered.py",
    "tests/conformance/malformed.py",
    "-k",
    "not 70000",
)  # which is slow
GO_CHECK = re.compile(r"^(\t\t+)(?:return (?:.*, )?|found\.add\()(?:errors\.New|fmt\.Errorf|malformed|\")")
PYTHON_CHECK = re.compile(r"""(?:found|_found|add)\(\s*"(\w+)",|yield \(?\s*"(\w+)",""")
PYTHON_FILES = ("verify.py", "verify_event.py", "verify_tiles.py", "earlier.py")
PYTHON_TESTS = tuple(f"tests/eventstore/test_verify{part}.py" for part in ("", "_event", "_tiles"))
SILENT = """
import os
from eventstore.findings import Findings
from eventstore import verify_event
name, told, faults = os.environ["SILENT"], Findings.add, verify_event.event_faults
def add(self, check, *rest, **more):
    return None if check == name else told(self, check, *rest, **more)
Findings.add = add
verify_event.event_faults = lambda *row: (fault for fault in faults(*row) if fault[0] != name)
"""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A check of the auditor that is taken away: a line of a file."""

    file: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line + 1} {self.text.strip()}"


def go_checks() -> Iterator[Mutant]:
    """Every line of the auditor that says that something does not hold."""
    for file in GO_FILES:
        for number, line in enumerate((SOURCE / "auditor" / file).read_text().splitlines()):
            if GO_CHECK.match(line):
                yield Mutant(file, number, line)


def python_checks() -> list[str]:
    """Every name under which `jejak verify` finds something."""
    texts = [(ROOT / "eventstore" / file).read_text() for file in PYTHON_FILES]
    return sorted({first or second for text in texts for first, second in PYTHON_CHECK.findall(text)})


async def auditors_checks(effort: Effort) -> Seen:
    """M1."""
    every = chosen(effort, list(go_checks()), 6)
    seen = Seen(checks=["the tests of the auditor fail without it"])
    folder = effort.grounds.folder / "M1"
    unbuilt = 0
    for mutant in every:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(SOURCE, folder)
        source = folder / "auditor" / mutant.file
        lines = source.read_text().splitlines()
        lines[mutant.line] = ""
        source.write_text("\n".join(lines) + "\n")
        environment = {
            "GOCACHE": str(effort.grounds.folder / "go-cache"),
            "CONFORMANCE_AUDITOR": str(folder / "a"),
        }
        built, _ = await run([str(folder / "build"), str(folder / "a")], environment)
        if built != 0:
            unbuilt += 1  # the compiler misses it: nobody could take it away like that
            continue
        passed = await tests_pass(GO_TESTS, environment)
        seen.require(not passed, f"No test misses {mutant}")
    seen.times = f"each of {len(every)} statements that report an error"
    seen.what = f"{len(every) - unbuilt} missed by a test, {unbuilt} by the compiler"
    return seen


async def verifications_checks(effort: Effort) -> Seen:
    """M2."""
    every = chosen(effort, python_checks(), 3)
    seen = Seen(checks=["the tests of the verification fail without it"])
    plugin = effort.grounds.folder / "silent_check.py"
    plugin.write_text(SILENT)
    for name in every:
        environment = {"SILENT": name, "PYTHONPATH": str(plugin.parent)}
        passed = await tests_pass((*PYTHON_TESTS, "-p", "silent_check"), environment)
        seen.require(not passed, f"No test misses the check {name}.")
    seen.times = f"each of {len(every)} checks by name"
    seen.what = "missed by a test: " + ", ".join(every)
    return seen


def chosen(effort: Effort, every: list[T], most: int) -> list[T]:
    """All of them in long loops, else some that are thrown."""
    if effort.length is Length.LONG:
        return every
    return effort.dice("mutants").sample(every, min(most, len(every)))


async def tests_pass(tests: Sequence[str], environment: dict[str, str]) -> bool:
    """Whether all of these tests pass, up to the first that does not."""
    words = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests]
    status, said = await run(words, environment)
    if status not in (0, 1):
        raise RuntimeError(f"pytest ended with {status}: {said[-300:]}")
    return status == 0


async def run(words: Sequence[str], environment: dict[str, str]) -> tuple[int, str]:
    """A program's exit status and what it said."""
    process = await asyncio.create_subprocess_exec(
        *words,
        cwd=ROOT,
        env=os.environ | environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    async with asyncio.timeout(600):
        said, _ = await process.communicate()
    return process.returncode or 0, said.decode(errors="replace")


DRILLS = (
    Drill(
        "M1",
        "One check of the auditor in Go is taken out of its source (some in short loops, each in long ones)",
        "A test fails without it",
        auditors_checks,
        needs=("go",),
    ),
    Drill(
        "M2",
        "One check of jejak verify never finds anything (some in short loops, each in long ones)",
        "A test fails without it",
        verifications_checks,
    ),
)
