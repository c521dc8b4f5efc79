"""The Go program that `make conformance` built, ready to be run."""

import asyncio
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the auditor said: its lines, and its exit status."""

    status: int
    lines: list[str]

    @property
    def accepted(self) -> bool:
        return self.status == 0


@dataclass(frozen=True, slots=True)
class Auditor:
    """Runs the program; it never shares a process, a library or a line of code with us."""

    program: Path

    def run(self, *words: str | Path) -> Verdict:
        done = subprocess.run([self.program, *words], capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode in (0, 1, 2), done.stderr
        return Verdict(done.returncode, (done.stdout + done.stderr).splitlines())

    def run_whole(self, *words: str | Path) -> Verdict:
        """As `run`, with every problem listed, however many there are."""
        return self.run("-most", "1000000", *words)

    async def beside(self, *words: str | Path) -> Verdict:
        """Run while this process goes on serving."""
        return await asyncio.to_thread(self.run, *words)

    def canonical(self, lines: bytes) -> list[str]:
        """For each line the value that Go reads, as its own library spells it; a hyphen if it refuses it."""
        done = subprocess.run(
            [self.program, "canonical"], input=lines, capture_output=True, timeout=60, check=True
        )
        return [line.decode() for line in done.stdout.splitlines()]  # at line feeds alone


@pytest.fixture(scope="session")
def auditor() -> Auditor:
    """Built by `make conformance`, which says where."""
    program = os.environ.get("CONFORMANCE_AUDITOR")
    assert program, "run this by `make conformance`"
    return Auditor(Path(program))
