"""Where the builder stands while it descends a selection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause

from .bindings import Target
from .rows import NO_ROW, NO_SCOPE, Row

Members = list[tuple[str, ColumnElement[Any]]]


@dataclass(frozen=True, slots=True)
class Place:
    """The row at hand and the row of the nearest gate."""

    row: Row = NO_ROW
    scope: Row = NO_SCOPE

    def moved(self, onto: FromClause, from_: FromClause) -> Place:
        """The same rows seen through a subquery that selects all of `from_`'s columns under their names."""
        return Place(self.row.moved(onto, from_), self.scope.moved(onto, from_))


@dataclass(frozen=True, slots=True)
class Reached:
    """The rows a relation leads to, before any page is cut from them."""

    target: Target
    child: FromClause
    gate: FromClause | None
    condition: ColumnElement[bool] | None
    place: Place

    @property
    def own(self) -> tuple[FromClause, ...]:
        """The selectables the relation brought in."""
        return (self.child,) if self.gate is None else (self.child, self.gate)
