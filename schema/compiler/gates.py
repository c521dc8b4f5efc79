"""A gate that is looked up row by row.

A gate is joined like any table, and the planner chooses the order. It reckons that few rows pass, since it takes the
conditions on both sides for independent; so for a list whose rows nearly all pass it reads every row of the list,
joins, and sorts, to throw away all but one page. Written as a lateral subquery of one row the gate leaves the list's
own index and order standing, and the page ends the scan.
"""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy import ColumnElement, FromClause
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import BooleanClauseList


def looked_up(
    gate: FromClause, condition: ColumnElement[bool]
) -> tuple[FromClause, ColumnElement[bool] | None]:
    """The gate as a lateral subquery under the clauses that speak of it, and the clauses that are left."""
    own = [clause for clause in _clauses(condition) if _speaks_of(clause, gate)]
    left = [clause for clause in _clauses(condition) if not _speaks_of(clause, gate)]
    row = sa.select(*gate.c).where(*own).limit(1).correlate_except(gate).lateral()
    return row, sa.and_(*left) if left else None


def _clauses(condition: ColumnElement[bool]) -> Iterator[ColumnElement[bool]]:
    if isinstance(condition, BooleanClauseList) and condition.operator is operators.and_:
        for clause in condition.clauses:
            yield from _clauses(clause)
    else:
        yield condition


def _speaks_of(clause: ColumnElement[bool], gate: FromClause) -> bool:
    return any(getattr(element, "table", None) is gate for element in sa.sql.visitors.iterate(clause))
