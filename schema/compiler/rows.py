"""What the callables of a binding see: rows, and everything else one may ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol

from sqlalchemy import ColumnElement, FromClause

from .errors import BindingError


class Row:
    """One row of a selectable, by column name: `row.title` or `row["title"]`, and also `row.c.title`."""

    __slots__ = ("_columns", "_name")

    def __init__(self, columns: Mapping[str, ColumnElement[Any]], name: str) -> None:
        self._columns = columns
        self._name = name

    @classmethod
    def of(cls, source: FromClause, name: str) -> Row:
        return cls(dict(source.c.items()), name)

    def moved(self, onto: FromClause, from_: FromClause) -> Row:
        """The row with those of its columns that belong to `from_` replaced by the same columns of `onto`."""
        theirs = {id(column): name for name, column in from_.c.items()}
        return Row(
            {
                name: onto.c[theirs[id(each)]] if id(each) in theirs else each
                for name, each in self._columns.items()
            },
            self._name,
        )

    @property
    def c(self) -> Row:
        return self

    def __getitem__(self, column: str) -> ColumnElement[Any]:
        try:
            return self._columns[column]
        except KeyError:
            raise BindingError([f"{self._name} has no column '{column}'."]) from None

    def __getattr__(self, column: str) -> ColumnElement[Any]:
        if column.startswith("__"):
            raise AttributeError(column)
        return self[column]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)


NO_ROW = Row({}, "The root")
NO_SCOPE = Row({}, "A field reached without a gate (its scope)")


class Args(Protocol):
    """A field's arguments, or the fields of an input object among them.

    A value is a bind parameter. What was left out and what was given as null are the same here: `in` is false, `get`
    gives None, `[]` gives a typed NULL (so that a comparison with it finds nothing).
    """

    def __contains__(self, name: object, /) -> bool: ...
    def __getitem__(self, name: str, /) -> Any: ...
    def get(self, name: str, /) -> Any: ...

    def within(self, name: str, least: Any, most: Any, /) -> Any:
        """As `[]`; at execution, a value below or above refuses the request (BAD_USER_INPUT), naming the bounds."""


class Ask(Protocol):
    """Everything an expression may depend on beside its rows."""

    @property
    def args(self) -> Args:
        """The arguments of the field at hand."""

    @property
    def claims(self) -> Mapping[str, ColumnElement[Any]]:
        """The named values given with each execution, as bind parameters."""

    @property
    def given(self) -> Mapping[str, ColumnElement[Any]]:
        """The named values a mutation gives when its payload is read."""

    @property
    def scope(self) -> Row:
        """The row of the nearest gate this field was reached through."""

    def choice(self, name: str, /) -> Any:
        """An argument's value itself, where the statement's shape depends on it; one statement per value."""

    def id(self, name: str, tag: str, type_: Any, /) -> ColumnElement[Any]:
        """The key inside an opaque id, or NULL where the id is malformed or belongs to another type."""


Expression = Callable[[Row, Ask], Any]
Condition = Callable[[Row, Row, Ask], Any]
Order = Callable[[Row, Ask], list[Any]]
Source = Callable[[Ask], FromClause]
Lateral = Callable[[Row, Ask], FromClause]
