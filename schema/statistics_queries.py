"""Queries for the figures of a period. Each is bound in `bound_statistics.py` and compiled."""

from datetime import date
from typing import Never
from uuid import UUID

import strawberry

from schema.statistics_types import EvaluationCell, StatisticsRow
from schema.types import Complaint, Position

_PERIOD = (
    "Of the complaints an institution received in a period, both days included. With `asOf`, as the log stood at that "
    "position: the same report again, whatever happened since. Empty to viewers outside the institution."
)


def _compiled() -> Never:
    raise AssertionError("queries are compiled to SQL; this one reached the executor")


@strawberry.type
class StatisticsQueries:
    @strawberry.field(
        description="The recapitulation of BAB VII: the institution first, then its units, most placements first. "
        f"{_PERIOD}"
    )
    def statistics(
        self, institution: UUID, received_from: date, received_until: date, as_of: Position | None = None
    ) -> list[StatisticsRow]:
        _compiled()

    @strawberry.field(
        description="Number and type received, cause and resolution (BAB II.D.d); the numbers add up to the total of "
        "the institution's row. For those who see no single case, cells of one or two are put together. "
        f"{_PERIOD}"
    )
    def evaluation_dataset(
        self, institution: UUID, received_from: date, received_until: date, as_of: Position | None = None
    ) -> list[EvaluationCell]:
        _compiled()

    @strawberry.field(
        description="By which complaints the placements exceed the total, 50 at most, for the admins and the "
        f"inspectorate, where they may know of them. {_PERIOD}"
    )
    def placed_in_several_units(
        self, institution: UUID, received_from: date, received_until: date, as_of: Position | None = None
    ) -> list[Complaint]:
        _compiled()
