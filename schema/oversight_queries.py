"""Queries about what leaders and handlers put on record. Each is bound in `bound_oversight.py` and compiled."""

from datetime import date
from typing import Never
from uuid import UUID

import strawberry

from domain.vocabulary import NoteRow
from schema.oversight_types import (
    ConductRecord,
    Evaluation,
    GuidanceConnection,
    OfficeNote,
    PerformanceReport,
    Target,
    TargetComparison,
    WorkloadRow,
    YearlyRecord,
)

_FEW = (
    "For the patron, the responsible head and the inspectorate of the viewer's institution; empty to others."
)
_LATEST = "The latest 500, newest first."


def _compiled() -> Never:
    raise AssertionError("queries are compiled to SQL; this one reached the executor")


@strawberry.type
class OversightQueries:
    @strawberry.field(description=f"Sanctions and appreciation (BAB IV.A.3, VIII.B.2). {_FEW} {_LATEST}")
    def conduct_records(self) -> list[ConductRecord]:
        _compiled()

    @strawberry.field(description=f"Evaluations by the responsible head (BAB II.B.b). {_FEW} {_LATEST}")
    def evaluations(self) -> list[Evaluation]:
        _compiled()

    @strawberry.field(
        description=f"Performance reports (BAB II.C.d, VI.D.2.b). {_FEW} Authors find their own. {_LATEST}"
    )
    def performance_reports(self) -> list[PerformanceReport]:
        _compiled()

    @strawberry.field(
        description=f"Notes under clauses that are put on record only. {_FEW} Authors find their own. {_LATEST}"
    )
    def office_notes(self, year: int, clause: NoteRow | None = None) -> list[OfficeNote]:
        _compiled()

    @strawberry.field(
        description=f"The clauses that want a record each year, and which lack one (BAB II.A.a, II.C.b, V). {_FEW}"
    )
    def yearly_records(self, year: int) -> list[YearlyRecord]:
        _compiled()

    @strawberry.field(
        description="Every target an institution ever had (BAB VII.A.1.d). Empty to viewers outside the institution."
    )
    def targets(self, institution: UUID) -> list[Target]:
        _compiled()

    @strawberry.field(
        description="Each indicator against its target, for cases received in a period, both days included "
        "(BAB II.B.a): the institution first, then its units. Empty to viewers outside the institution."
    )
    def target_monitoring(
        self, institution: UUID, received_from: date, received_until: date
    ) -> list[TargetComparison]:
        _compiled()

    @strawberry.field(
        description="Guidance of the patrons, for everybody, with every older version (BAB II.A.b), the latest first."
    )
    def guidance(self, first: int | None = None, after: str | None = None) -> GuidanceConnection:
        _compiled()

    @strawberry.field(
        description="How many people hold which role in each unit of an institution, and how many cases are open there "
        "(BAB III). For its leaders, team, admins, inspectorate and data officers, and for Admin Nasional."
    )
    def workload(self, institution: UUID) -> list[WorkloadRow]:
        _compiled()
