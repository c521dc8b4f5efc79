"""Runs of pytest in forks of one process that has imported what they need: few tests take less time than importing.

`python -m drills.trial` reads a line of JSON for each run (the words for pytest, the environment, and a place that is
to be silent, or null) and answers with the exit status.
"""

import asyncio
import importlib
import json
import os
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

import pytest

from drills.silent import ROOT, silence

LONGEST_SECONDS = 600.0


class Trials:
    """The process that is forked."""

    def __init__(self, asked: asyncio.StreamWriter, answers: asyncio.StreamReader) -> None:
        self._asked = asked
        self._answers = answers

    async def pass_(
        self, words: Sequence[str], environment: Mapping[str, str], silent: str | None = None
    ) -> bool:
        """Whether all of these tests pass, up to the first that does not. Raises RuntimeError if they cannot run."""
        self._asked.write(json.dumps([list(words), dict(environment), silent]).encode() + b"\n")
        async with asyncio.timeout(LONGEST_SECONDS):
            status = (await self._answers.readline()).decode().strip()
        if status not in ("0", "1"):
            raise RuntimeError(f"pytest ended with {status or 'nothing'} for {' '.join(words)}")
        return status == "0"


@asynccontextmanager
async def trials(words: Sequence[str]) -> AsyncIterator[Trials]:
    """Ready to run tests, with those of them imported that are files."""
    modules = sorted({each.removesuffix(".py").replace("/", ".") for each in words if each.endswith(".py")})
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "drills.trial", *modules),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield Trials(process.stdin, process.stdout)
    finally:
        process.terminate()
        await process.wait()


def run(words: Sequence[str], environment: Mapping[str, str], silent: str | None) -> int:
    """The exit status of pytest in a fork of this process."""
    child = os.fork()
    if child == 0:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        os.environ.update(environment)
        if silent:
            silence(silent)
        # What is imported already is not rewritten for assertions that tell more.
        os._exit(pytest.main(["-q", "-x", "-p", "no:cacheprovider", "--assert=plain", *words]))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def main(modules: Sequence[str]) -> None:
    """Until nobody asks any more."""
    for module in modules:
        importlib.import_module(module)
    for line in sys.stdin:
        print(run(*json.loads(line)), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
