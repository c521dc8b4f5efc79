"""What the programs say about themselves: event names and identifiers, and never what people wrote.

Only keys on a list are let through, so a careless line loses a word instead of telling a name. Exceptions appear
by type and place in the code; their messages are not ours to repeat, since a database quotes whole rows in them.
The same holds for every library that logs: of its lines only the logger and the place in its code are kept.
"""

import logging
import re
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from enum import Enum
from pathlib import Path
from traceback import walk_tb
from types import TracebackType
from typing import Final, Literal, TextIO
from uuid import UUID

import orjson
import structlog
from structlog.typing import EventDict, WrappedLogger

ALLOWED_KEYS: Final = frozenset(
    {
        # put in by this module
        *("at", "dropped_keys", "error", "event", "level", "logger", "place"),
        # bound once per request
        *("request", "actor", "actor_role", "assignment"),
        # what a line is about: identifiers, constants of the code, and numbers
        *("case", "category", "command", "complaint", "document", "institution", "rule", "unit"),
        *("log_id", "origin", "position", "positions", "root", "size", "stream", "stream_version"),
        *("epoch", "generation", "key_id", "projection", "migration", "schema"),
        *("component", "behind", "age_seconds"),
        *("attempt", "bytes", "cases", "count", "duration_ms", "method", "operation", "route", "status"),
        *("host", "mode", "port", "process", "signal", "version"),
    }
)
"""Keys that may be logged. None of them ever holds what a person wrote, or who a person is outside the system."""

_NAME = re.compile(r"[a-z][a-z0-9_]{2,63}")
_IDENTIFIER = re.compile(r"[\w.:/@+-]{1,200}")
_TEXTS: Final = {
    "error": re.compile(r"[\w.<>]+"),  # a type, not a message
    "event": _NAME,
    "place": re.compile(r"[\w./<>-]+:\d+ [\w<>]+"),
}
_FIRST: Final = ("at", "level", "event")
_LONGEST_TRAIL = 12
_LIBRARY_LINE = "library_spoke"


def configure(
    *,
    level: Literal["debug", "info", "warning", "error"] = "info",
    form: Literal["auto", "console", "json"] = "auto",
    stream: TextIO = sys.stderr,
) -> None:
    """Set logging up for this process, libraries and uncaught exceptions included.

    form: lines for reading, or one JSON object a line; `auto` reads well on a terminal and is JSON elsewhere.
    uvicorn must be started with `log_config=None`, or it brings its own handlers.
    """
    lowest = logging.getLevelNamesMapping()[level.upper()]
    readable = form == "console" or (form == "auto" and stream.isatty())
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            _let_through,
            _describe_exception,
            _console(colors=stream.isatty()) if readable else structlog.processors.JSONRenderer(_as_json),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(lowest),
        logger_factory=structlog.WriteLoggerFactory(stream),
        cache_logger_on_first_use=False,
    )
    _take_over_libraries(lowest)
    sys.excepthook = _log_uncaught
    threading.excepthook = _log_uncaught_in_thread


@contextmanager
def request_bound(**identifiers: object) -> Iterator[None]:
    """Bind identifiers (request, actor, …) to every line until the block ends; they follow the task."""
    tokens = structlog.contextvars.bind_contextvars(**identifiers)
    try:
        yield
    finally:
        structlog.contextvars.reset_contextvars(**tokens)


def _describe_exception(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    """Replace an exception by its type and its place in the code."""
    given = line.pop("exc_info", None)
    if given is True:
        given = sys.exc_info()[1]
    elif isinstance(given, tuple):
        given = given[1]
    if isinstance(given, BaseException):
        line.update(_described(given))
    return line


def _described(exception: BaseException) -> dict[str, str]:
    chain = [_name_of(exception)]
    seen = {id(exception)}
    cause = exception.__cause__ or exception.__context__
    while cause is not None and id(cause) not in seen:
        chain.append(_name_of(cause))
        seen.add(id(cause))
        cause = cause.__cause__ or cause.__context__
    trail = [
        _place(frame.f_code.co_filename, line_number, frame.f_code.co_name)
        for frame, line_number in walk_tb(_first_leaf(exception).__traceback__)
    ]
    described = {"error": " from ".join(chain)}
    if trail:
        described["place"] = trail[-1]
        described["trail"] = " > ".join(trail[-_LONGEST_TRAIL:])
    return described


def _first_leaf(exception: BaseException) -> BaseException:
    """What went wrong, rather than the group of tasks that it ended."""
    while isinstance(exception, BaseExceptionGroup):
        exception = exception.exceptions[0]
    return exception


def _name_of(exception: BaseException) -> str:
    kind = type(exception)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    if isinstance(exception, BaseExceptionGroup):
        return f"{name} of {' and '.join(map(_name_of, exception.exceptions))}"
    return name


def _place(file: str, line_number: int | None, function: str) -> str:
    """The last two parts of the path are enough to find it, and tell nothing of the machine."""
    return f"{'/'.join(Path(file).parts[-2:])}:{line_number} {function}"


def _let_through(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    """Keep listed keys with plain values and constant event names; count what was dropped."""
    kept: EventDict = {}
    dropped = 0
    line.pop("stack_info", None)
    for key, value in {**dict.fromkeys(_FIRST), **line}.items():
        if key == "exc_info":
            kept[key] = value  # described, and gone, in the next step
            continue
        plain = _plain(key, value)
        if key in ALLOWED_KEYS and plain is not None:
            kept[key] = plain
        elif value is not None:
            dropped += 1
    if dropped:
        kept["dropped_keys"] = dropped
    kept.setdefault("event", "unnamed")  # a sentence is no constant: who knows what was formatted into it
    return kept


def _plain(key: str, value: object) -> str | int | float | bool | None:
    """The value as it may be written, or None. Text with a space in it is no identifier."""
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, bool | float):
        return value
    if isinstance(value, int):
        return value if abs(value) < 2**53 else str(value)
    if isinstance(value, UUID | date | Path):
        value = str(value)
    if isinstance(value, str) and _TEXTS.get(key, _IDENTIFIER).fullmatch(value):
        return value
    return None


def _as_json(line: EventDict, **_: object) -> str:
    return orjson.dumps(line).decode()


def _console(*, colors: bool) -> structlog.dev.ConsoleRenderer:
    return structlog.dev.ConsoleRenderer(
        colors=colors, timestamp_key="at", pad_event_to=28, exception_formatter=structlog.dev.plain_traceback
    )


class _LibraryHandler(logging.Handler):
    """Passes on that a library spoke, where, and about which kind of error; not what it said."""

    def emit(self, record: logging.LogRecord) -> None:
        structlog.get_logger().log(
            record.levelno,
            _LIBRARY_LINE,
            logger=record.name,
            place=_place(record.pathname, record.lineno, record.funcName),
            exc_info=record.exc_info,
        )


def _take_over_libraries(lowest: int) -> None:
    root = logging.getLogger()
    root.handlers[:] = [_LibraryHandler()]
    # A library's debug and info lines are about itself, and without their words they tell nobody anything.
    root.setLevel(max(lowest, logging.WARNING))
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "uvicorn.asgi", "strawberry.execution"):
        library = logging.getLogger(name)
        library.handlers.clear()
        library.propagate = True
        library.setLevel(logging.NOTSET)


def _log_uncaught(kind: type[BaseException], exception: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    structlog.get_logger().critical("uncaught_exception", exc_info=exception.with_traceback(trace))


def _log_uncaught_in_thread(problem: threading.ExceptHookArgs) -> None:
    if problem.exc_value is not None:
        structlog.get_logger().critical("uncaught_exception", exc_info=problem.exc_value)
