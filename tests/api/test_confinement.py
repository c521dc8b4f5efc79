"""Whoever takes over the process that opens a stranger's document gets nothing: tried from inside."""

import asyncio
import json
import platform
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import api
from api.inspection import inspector
from api.inspection.inspector import Inspector
from api.inspection.problems import Problem, Unreadable
from domain.vocabulary import MediaType
from eventstore.errors import Overloaded
from tests.support.documents import drawn, encoded

CONFINED = sys.platform == "linux" and platform.machine() in {"x86_64", "aarch64"}
ATTEMPTS = {
    "reads a key": "open('/etc/passwd').read()",
    "writes a file": "open('left-behind', 'w')",
    "calls out": "socket.socket(socket.AF_INET)",
    "opens a socket": "socket.socket(socket.AF_UNIX)",
    "starts a program": "os.execv('/bin/true', ['true'])",
    "has a child": "os.fork()",
    "lists a folder": "os.listdir('/')",
    "kills its parent": "os.kill(os.getppid(), 9)",
    "looks into its parent": "os.open(f'/proc/{os.getppid()}/environ', os.O_RDONLY)",
    "takes more memory": "bytearray(2 << 30)",
    "raises its limits": "resource.setrlimit(resource.RLIMIT_AS, (-1, -1))",
}
SCRIPT = """
import json, os, resource, socket, sys
from api.inspection.confinement import confine
confine()
said = {}
for name, attempt in json.load(sys.stdin).items():
    try:
        exec(attempt)
    except BaseException as refused:
        said[name] = type(refused).__name__
    else:
        said[name] = "done"
print(json.dumps(said))
"""


def run(script: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", "-c", script],
        input=given,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(Path(api.__file__).parents[1])},
    )


@pytest.mark.skipif(not CONFINED, reason="the filter of system calls is for Linux on x86-64 and arm64")
def test_whoever_takes_over_a_decoder_gets_nothing() -> None:
    said = json.loads(run(SCRIPT, json.dumps(ATTEMPTS)).stdout)
    assert said == {
        **dict.fromkeys(ATTEMPTS, "PermissionError"),
        "takes more memory": "MemoryError",
        "raises its limits": "ValueError",
    }


def test_work_without_end_ends() -> None:
    script = """
from api.inspection import confinement
confinement.CPU_SECONDS = 1
confinement.confine()
while True: pass
"""
    assert run(script).returncode == -9


async def test_a_child_that_dies_or_babbles_is_an_answer_too(monkeypatch: pytest.MonkeyPatch) -> None:
    for program in ("raise SystemExit(3)", "print('SENTINEL')", "while True: print('x' * 1000000)"):
        monkeypatch.setattr(inspector, "_PROGRAM", (sys.executable, "-c", program))
        with pytest.raises(Unreadable) as raised:
            await Inspector().cleaned(b"content", MediaType.PDF)
        assert raised.value.problem is Problem.TOO_INTRICATE


async def test_a_child_that_neither_answers_nor_ends_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    started = []

    async def starts(*words: str, **options: Any) -> asyncio.subprocess.Process:
        started.append(await asyncio.subprocess.create_subprocess_exec(*words, **options))
        return started[-1]

    monkeypatch.setattr(asyncio, "create_subprocess_exec", starts)
    for program in ("import time; time.sleep(600)", "import os, time; os.close(1); time.sleep(600)"):
        monkeypatch.setattr(inspector, "_PROGRAM", (sys.executable, "-c", program))
        with pytest.raises(Unreadable):
            await Inspector(patience=0.2).cleaned(b"content", MediaType.PDF)
    assert [each.returncode for each in started] == [-9, -9]


async def test_when_all_turns_are_taken_one_is_asked_to_come_again() -> None:
    crowded = Inspector(queue=0)
    content = encoded(drawn(), "PNG")
    waiting = [asyncio.ensure_future(crowded.cleaned(content, MediaType.PNG)) for _ in range(3)]
    answers = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(answer) for answer in answers].count(Overloaded) == 1
    assert await crowded.cleaned(content, MediaType.PNG)
