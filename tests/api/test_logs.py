import asyncio
import gc
import io
import json
import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from enum import Enum
from uuid import UUID

import pytest
import strawberry
import structlog

from api import logs

SENTINEL = "Sentinelwati"


class Output:
    """What was logged: as text, and line by line."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    @property
    def lines(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.text.splitlines()]


@pytest.fixture
def output() -> Iterator[Output]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    hooks = sys.excepthook, threading.excepthook
    output = Output()
    logs.configure(form="json", stream=output.stream)
    yield output
    root.handlers[:] = handlers
    root.setLevel(level)
    sys.excepthook, threading.excepthook = hooks
    structlog.reset_defaults()


def test_listed_keys_are_written_as_they_are(output: Output) -> None:
    stream = UUID(int=7)
    structlog.get_logger(__name__).info("command_handled", command="Dispose", stream=stream, position=12)
    (line,) = output.lines
    assert line["event"] == "command_handled"
    assert line["level"] == "info"
    assert line["command"] == "Dispose"
    assert line["stream"] == str(stream)
    assert line["position"] == 12
    assert str(line["at"]).endswith("Z")


def test_unlisted_keys_are_dropped_and_counted(output: Output) -> None:
    structlog.get_logger().info("command_handled", name=SENTINEL, **{SENTINEL: 1}, position=3)
    assert output.lines[0]["dropped_keys"] == 2
    assert output.lines[0]["position"] == 3
    assert SENTINEL not in output.text


@pytest.mark.parametrize(
    "value",
    [
        f"Ibu {SENTINEL}",
        {"name": SENTINEL},
        [SENTINEL],
        SENTINEL.encode(),
        f"{SENTINEL}\n",
        ValueError(SENTINEL),
    ],
)
def test_a_listed_key_holds_identifiers_only(output: Output, value: object) -> None:
    structlog.get_logger().info("command_handled", unit=value, rule=value, error=value)
    assert output.lines[0]["dropped_keys"] == 3
    assert SENTINEL not in output.text


def test_a_formatted_event_name_is_not_written(output: Output) -> None:
    structlog.get_logger().info(f"Closed the complaint of {SENTINEL}")
    assert output.lines[0]["event"] == "unnamed"
    assert SENTINEL not in output.text


def test_an_exception_is_told_by_type_and_place_only(output: Output) -> None:
    def fail() -> None:
        try:
            raise KeyError(SENTINEL)
        except KeyError as cause:
            raise ValueError(f"no {SENTINEL}") from cause

    try:
        fail()
    except ValueError:
        structlog.get_logger().exception("step_failed")
    (line,) = output.lines
    assert line["error"] == "ValueError from KeyError"
    assert str(line["place"]).startswith("api/test_logs.py:")
    assert str(line["place"]).endswith(" fail")
    assert "test_an_exception_is_told_by_type_and_place_only > " in str(line["trail"])
    assert SENTINEL not in output.text


def test_of_a_group_of_exceptions_the_members_are_told(output: Output) -> None:
    def fail() -> None:
        raise ValueError(SENTINEL)

    try:
        try:
            fail()
        except ValueError as first:
            raise ExceptionGroup(SENTINEL, [first, KeyError(SENTINEL)]) from None
    except ExceptionGroup:
        structlog.get_logger().exception("step_failed")
    (line,) = output.lines
    assert str(line["error"]).startswith("ExceptionGroup of ValueError and KeyError")
    assert str(line["place"]).endswith(" fail")
    assert SENTINEL not in output.text


def test_a_reader_at_a_terminal_sees_no_more(output: Output) -> None:
    logs.configure(form="console", stream=output.stream)
    try:
        raise ValueError(SENTINEL)
    except ValueError:
        structlog.get_logger().exception("step_failed", name=SENTINEL, position=5)
    assert "step_failed" in output.text
    assert "ValueError" in output.text
    assert SENTINEL not in output.text


def test_what_a_request_binds_is_on_each_of_its_lines_and_no_other(output: Output) -> None:
    with logs.request_bound(request="r-1", actor=UUID(int=1)):
        structlog.get_logger().info("command_handled")
    structlog.get_logger().info("command_handled")
    inside, outside = output.lines
    assert (inside["request"], inside["actor"]) == ("r-1", str(UUID(int=1)))
    assert "request" not in outside


def test_enumerations_and_large_numbers_are_written_plainly(output: Output) -> None:
    class Kind(str, Enum):  # noqa: UP042  (the older form writes itself differently)
        SUBMITTED = "submitted"

    structlog.get_logger().info("command_handled", rule=Kind.SUBMITTED, size=2**64)
    assert output.lines[0]["rule"] == "submitted"
    assert output.lines[0]["size"] == str(2**64)


def test_lines_below_the_level_are_not_written(output: Output) -> None:
    logs.configure(level="warning", form="json", stream=output.stream)
    structlog.get_logger().info("command_handled")
    assert output.text == ""


@pytest.mark.parametrize("name", ["uvicorn.error", "uvicorn.access", "asyncpg", "strawberry.execution"])
def test_of_a_library_only_its_name_and_place_are_kept(output: Output, name: str) -> None:
    logging.getLogger(name).error("GET /?name=%s", SENTINEL)
    (line,) = output.lines
    assert line["event"] == "library_spoke"
    assert line["logger"] == name
    assert str(line["place"]).startswith("api/test_logs.py:")
    assert SENTINEL not in output.text


async def test_a_failing_graphql_document_is_not_repeated(output: Output) -> None:
    @strawberry.type
    class Query:
        @strawberry.field
        def broken(self, name: str) -> str:
            raise ValueError(name)

    answer = await strawberry.Schema(Query).execute(f'{{ broken(name: "{SENTINEL}") }}')
    assert answer.errors
    assert output.lines[0]["logger"] == "strawberry.execution"
    assert SENTINEL not in output.text


def test_a_task_that_failed_unnoticed_is_told_by_type(output: Output) -> None:
    async def fail() -> None:
        raise ValueError(SENTINEL)

    async def forget() -> None:
        task = asyncio.ensure_future(fail())
        await asyncio.wait([task])

    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        runner.run(forget())
        gc.collect()
    assert output.lines[0]["logger"] == "asyncio"
    assert output.lines[0]["error"] == "ValueError"
    assert SENTINEL not in output.text


@pytest.mark.parametrize(
    "failing",
    [
        f"raise ValueError('{SENTINEL}')",
        f"import threading\ndef f(): raise ValueError('{SENTINEL}')\n"
        "t = threading.Thread(target=f); t.start(); t.join()",
    ],
    ids=["main thread", "other thread"],
)
def test_what_nobody_caught_is_told_by_type(failing: str) -> None:
    program = f"from api.logs import configure\nconfigure()\n{failing}"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    line = json.loads(run.stderr)
    assert line["event"] == "uncaught_exception"
    assert line["error"] == "ValueError"
    assert SENTINEL not in run.stdout + run.stderr
