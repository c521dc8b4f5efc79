"""What is still to be done: lists for whoever handles, leads or inspects. Each is bound in `bound_duties.py`."""

from typing import Never

import strawberry

from domain.deadlines import Clock as ClockName
from schema.duty_types import SupervisionConnection
from schema.types import ComplaintConnection

_SEEN = (
    "Of the complaints the viewer's audience may know of; a liaison's are those of the own unit. Empty to the public "
    "and to complainants."
)


def _compiled() -> Never:
    raise AssertionError("queries are compiled to SQL; this one reached the executor")


@strawberry.type
class DutyQueries:
    @strawberry.field(
        description="The monitoring point is reached, or will be within so many calendar days (3 if not said, 90 at "
        f"most), and nobody has stepped in (BAB VII.A.1.e). The earliest point first. {_SEEN}"
    )
    def at_risk(
        self, within_days: int | None = None, first: int | None = None, after: str | None = None
    ) -> ComplaintConnection:
        _compiled()

    @strawberry.field(
        description="A clock ran out and still runs, any clock or the one that is named; `overdueClocks` says which. "
        f"What is late the longest comes first. {_SEEN}"
    )
    def overdue(
        self, clock: ClockName | None = None, first: int | None = None, after: str | None = None
    ) -> ComplaintConnection:
        _compiled()

    @strawberry.field(
        description="The resolution is late and the complainant has not been told why (BAB VII.A.1.f). What is late "
        f"the longest comes first. {_SEEN}"
    )
    def lacking_constraint_notice(
        self, first: int | None = None, after: str | None = None
    ) -> ComplaintConnection:
        _compiled()

    @strawberry.field(
        description="Questions of supervision that wait for an answer, the oldest first (BAB VII.A.1.g): a liaison's "
        f"own, and for all others whichever tier was asked. {_SEEN}"
    )
    def unanswered_supervision(
        self, first: int | None = None, after: str | None = None
    ) -> SupervisionConnection:
        _compiled()

    @strawberry.field(
        description="Handed back between tiers as often as the policy in force flags, and not complete. The most "
        f"often returned first. {_SEEN}"
    )
    def returned_often(self, first: int | None = None, after: str | None = None) -> ComplaintConnection:
        _compiled()

    @strawberry.field(
        description="The complainant was asked for data and has not sent any (BAB IV.A.1.c, VI.B.1.a.10). Whoever was "
        f"asked first comes first. {_SEEN}"
    )
    def awaiting_complainant(self, first: int | None = None, after: str | None = None) -> ComplaintConnection:
        _compiled()

    @strawberry.field(
        description="Entered by hand, the latest arrival first; `entryLagDays` says how late, `syncedToNational` "
        f"whether the national system has it (BAB IV.A.1.a). {_SEEN}"
    )
    def manual_entries(self, first: int | None = None, after: str | None = None) -> ComplaintConnection:
        _compiled()

    @strawberry.field(
        description="Complete, though nobody of the unit looked at its inbox since it had the case: somebody else "
        f"answered, or ended it (BAB VII.A). The latest first. {_SEEN}"
    )
    def completed_without_view(
        self, first: int | None = None, after: str | None = None
    ) -> ComplaintConnection:
        _compiled()
