"""M1 and M2: each check of the auditor in Go and of `jejak verify` is taken away; a test must miss it.

A check that no test would miss is a check that could vanish unnoticed. In Go a check is a statement that reports or
returns an error, and its mutant has nothing in its place. In Python a check is a name under which something can be
found, each place where it can be, and its mutant finds nothing there.
"""

import asyncio
import os
import re
import shutil
import sys
from collections.abc import Coroutine, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from drills.drill import Drill, Effort, Length, Seen
from drills.silent import places
from drills.site import ROOT
from drills.trial import trials

T = TypeVar("T")
SOURCE = ROOT / "conformance"
AT_ONCE = 2
GO_TESTS = (
    *(f"tests/conformance/{part}.py" for part in ("canonical", "refused", "tampered", "malformed")),
    "--confcutdir=tests/conformance",  # no database is needed, nor what is imported for one
    "-k",
    "not 70000 and not one_spelling",  # which are slow
)
# What reports an error, returns one, or ends with one; each part of a condition before it is a check of its own.
GO_CHECK = re.compile(
    r"^\t+(?:(?P<returned>return )(?P<beside>.*, )?(?!nil\b)(?:err|malformed|otherwise|\S+\(.*\))(?: //.*)?$"
    r"|found\.add\(|fail\(|os\.Exit\(|(?:\w+\.)?err = )"
)
GO_WITH_ERROR = re.compile(r"func .*\berror\)? \{$")
GO_ALTERNATIVES = re.compile(r"(\t+if (?:.*; )?)(.* \|\| .*)( \{)$")
# By the file in which something is found, the tests that have to miss it.
PYTHON_TESTS = {
    "eventstore/verify.py": ("tests/eventstore/test_verify.py", "-k", "not one_changed_byte"),
    "eventstore/verify_event.py": ("tests/eventstore/test_verify_event.py",),
    "eventstore/verify_tiles.py": ("tests/eventstore/test_verify_tiles.py",),
    "eventstore/earlier.py": ("tests/eventstore/test_verify_tiles.py",),
    "eventstore/bundle_verify.py": ("tests/eventstore/test_bundle.py",),
    "api/checking.py": ("tests/api/test_proof_files.py",),
}


@dataclass(frozen=True, slots=True)
class Mutant:
    """A check of the auditor that is taken away: a line of a file, and what may stand there instead."""

    file: str
    line: int
    text: str
    instead: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.file}:{self.line + 1} {self.text.strip()}, as {self.instead[0].strip() or 'nothing'}"


def go_checks() -> Iterator[Mutant]:
    """Every line of the auditor that says that something does not hold, and every part of a condition for it."""
    for file in sorted((SOURCE / "auditor").glob("*.go")):
        lines, with_error = file.read_text().splitlines(), False
        for number, line in enumerate(lines):
            with_error = bool(GO_WITH_ERROR.match(line)) if line.startswith("func ") else with_error
            check = GO_CHECK.match(line)
            if check is None or (check["returned"] and not with_error):
                continue
            passed = (f"return {check['beside'] or ''}nil",) if check["returned"] else ()
            yield Mutant(file.name, number, line, ("", *passed))
            if condition := GO_ALTERNATIVES.match(lines[number - 1]):
                for instead in with_one_less(*condition.groups()):
                    yield Mutant(file.name, number - 1, lines[number - 1], (instead,))


def with_one_less(begin: str, condition: str, end: str) -> Iterator[str]:
    """The line of a condition without one of its alternatives, for each of them."""
    parts = condition.split(" || ")
    for number, part in enumerate(parts):
        yield begin + " || ".join([*parts[:number], f"{part} && false", *parts[number + 1 :]]) + end


async def auditors_checks(effort: Effort) -> Seen:
    """M1."""
    every = chosen(effort, list(go_checks()), 6)
    seen = Seen(checks=["the tests of the auditor fail without it"])
    unbuilt: list[Mutant] = []
    waiting: Iterator[Mutant | None] = iter([None, *every])  # the whole program first

    async def some(folder: Path) -> None:
        environment = {"GOCACHE": str(folder.parent / "go-cache"), "CONFORMANCE_AUDITOR": str(folder / "a")}
        async with trials(GO_TESTS) as tests:
            for mutant in waiting:
                if not await built(mutant, folder, environment) and mutant:
                    unbuilt.append(mutant)  # the compiler misses it: nobody could take it away like that
                elif await tests.pass_(GO_TESTS, environment) == (mutant is not None):
                    seen.wrong.append(f"No test misses {mutant}" if mutant else "The tests fail as it is.")

    await side_by_side(some(effort.grounds.folder / f"M1-{number}") for number in range(AT_ONCE))
    seen.times = f"each of {len(every)} statements that report an error and parts of the conditions for it"
    seen.what = (
        f"{len(every) - len(unbuilt) - len(seen.wrong)} missed by a test, {len(unbuilt)} by the compiler"
    )
    return seen


async def built(mutant: Mutant | None, folder: Path, environment: dict[str, str]) -> bool:
    """Whether the auditor could be built, whole or with the first of what may stand there that its compiler takes."""
    for instead in mutant.instead if mutant else ("",):
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(SOURCE, folder)
        if mutant:
            source = folder / "auditor" / mutant.file
            lines = source.read_text().splitlines()
            lines[mutant.line] = instead
            source.write_text("\n".join(lines) + "\n")
        status, _ = await run([str(folder / "build"), str(folder / "a")], environment | {"UNVETTED": "1"})
        if status == 0:
            return True
    return False


async def verifications_checks(effort: Effort) -> Seen:
    """M2."""
    every = chosen(
        effort, [(*each, tests) for file, tests in PYTHON_TESTS.items() for each in places(file)], 3
    )
    seen = Seen(checks=["the tests of the verification fail without it"])
    asked = {tests for _, _, tests in every}
    waiting = iter([*((None, "", tests) for tests in sorted(asked)), *every])  # as they are first

    async def some() -> None:
        async with trials([test for tests in asked for test in tests]) as running:
            for place, check, tests in waiting:
                if await running.pass_(tests, {}, silent=place) == (place is not None):
                    seen.wrong.append(
                        f"No test misses {check} of {place}." if place else f"{tests[0]} fails."
                    )

    await side_by_side(some() for _ in range(AT_ONCE))
    seen.times = f"each of {len(every)} places where something is found"
    seen.what = "missed by a test: " + ", ".join(sorted({check for _, check, _ in every}))
    return seen


async def side_by_side(parts: Iterable[Coroutine[None, None, None]]) -> None:
    """All of them, until all are done."""
    async with asyncio.TaskGroup() as group:
        for part in parts:
            group.create_task(part)


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
