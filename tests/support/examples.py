"""One event of every type, with fixed values: what the stored form of each is checked with."""

from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, NewType, Union, cast, get_args, get_origin, get_type_hints
from uuid import UUID

from hypothesis import strategies as st

from domain.texts import Named, NameKind, Sealed, Shown, TextKind
from domain.wire import TYPES, AnyEvent

_FIXED: dict[Any, object] = {
    UUID: UUID("6f0d2a52-5f0c-4b0e-9a3c-7d1b5c3e8a41"),
    date: date(2026, 3, 9),
    datetime: datetime(2026, 3, 9, 1, 2, 3, 4, tzinfo=UTC),
    bytes: bytes(range(32)),
    Named: Named(NameKind.DOCUMENT, 3),
    str: "Contoh ≤ “é” \\ /",
    int: 5,
    bool: True,
    Sealed: Sealed(TextKind.NARRATIVE, 1),
    Shown: Shown(TextKind.HEADLINE, 2),
}
_ANY: dict[Any, st.SearchStrategy[Any]] = {
    UUID: st.uuids(),
    date: st.dates(),
    datetime: st.datetimes(timezones=st.just(UTC)),
    bytes: st.binary(max_size=64),
    Named: st.builds(Named, st.sampled_from(NameKind), st.integers(0, 2**15 - 1)),
    str: st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    int: st.integers(-(2**53 - 1), 2**53 - 1),
    bool: st.booleans(),
    Sealed: st.builds(Sealed, st.sampled_from(TextKind), st.integers(0, 2**15 - 1)),
    Shown: st.builds(Shown, st.sampled_from(TextKind), st.integers(0, 2**15 - 1)),
}


def example(event_type: str) -> AnyEvent:
    """The fixed example of this type: every optional value given, every list of one."""
    return cast(AnyEvent, _example_of(TYPES[event_type]))


def events() -> st.SearchStrategy[AnyEvent]:
    """Any event with any values its types allow."""
    return st.one_of([_events_of(kind) for kind in TYPES.values()])


def _example_of(kind: Any) -> object:
    hints = get_type_hints(kind)
    return kind(**{field.name: _fixed(hints[field.name]) for field in fields(kind)})


def _events_of(kind: Any) -> st.SearchStrategy[AnyEvent]:
    hints = get_type_hints(kind)
    return st.builds(kind, **{field.name: _any(hints[field.name]) for field in fields(kind)})


def _fixed(kind: Any) -> object:
    kind = _plain(kind)
    if get_origin(kind) is tuple:
        return (_fixed(get_args(kind)[0]),)
    if get_origin(kind) in (UnionType, Union):
        return _fixed(_some(kind))
    if issubclass(kind, StrEnum):
        return next(iter(kind))
    return _example_of(kind) if kind not in _FIXED and is_dataclass(kind) else _FIXED[kind]


def _any(kind: Any) -> st.SearchStrategy[Any]:
    kind = _plain(kind)
    if get_origin(kind) is tuple:
        return st.lists(_any(get_args(kind)[0]), max_size=3).map(tuple)
    if get_origin(kind) in (UnionType, Union):
        return st.none() | _any(_some(kind))
    if issubclass(kind, StrEnum):
        return st.sampled_from(kind)
    return _events_of(kind) if kind not in _ANY and is_dataclass(kind) else _ANY[kind]


def _plain(kind: Any) -> Any:
    return kind.__supertype__ if isinstance(kind, NewType) else kind


def _some(kind: Any) -> Any:
    return next(member for member in get_args(kind) if member is not NoneType)
