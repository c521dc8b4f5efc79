"""What can be asked. Every field is bound in `bindings.py` and compiled; no function here runs."""

from typing import Never
from uuid import UUID

import strawberry

from domain.vocabulary import Status
from schema.decree_queries import DecreeQueries
from schema.duty_queries import DutyQueries
from schema.oversight_queries import OversightQueries
from schema.people_types import RoleHolder, Viewer
from schema.statistics_queries import StatisticsQueries
from schema.types import (
    Category,
    Complaint,
    ComplaintConnection,
    InboxConnection,
    Node,
    Position,
    Unit,
)


def _compiled() -> Never:
    raise AssertionError("queries are compiled to SQL; this one reached the executor")


@strawberry.type
class Query(StatisticsQueries, DutyQueries, DecreeQueries, OversightQueries):
    @strawberry.field(
        description="The log position that every field of this answer is at least as new as; -1 before any. "
        "Null to the public and to complainants: how the log grows would tell when somebody else filed."
    )
    def as_of(self) -> Position | None:
        _compiled()

    @strawberry.field(description="Who asks, and in which roles.")
    def viewer(self) -> Viewer:
        _compiled()

    @strawberry.field(
        description="Fetch something again by its id; null where it is absent or may not be seen."
    )
    def node(self, id: strawberry.ID) -> Node | None:
        _compiled()

    @strawberry.field(
        description="One complaint by its tracking number; null where it is absent or may not be seen."
    )
    def complaint(self, tracking_number: str) -> Complaint | None:
        _compiled()

    @strawberry.field(description="The complaints the viewer's audience may know of, the latest first.")
    def complaints(
        self,
        first: int | None = None,
        after: str | None = None,
        status: Status | None = None,
    ) -> ComplaintConnection:
        _compiled()

    @strawberry.field(description="What waits for the viewer's unit, the nearest deadline first.")
    def inbox(self, first: int | None = None, after: str | None = None) -> InboxConnection:
        _compiled()

    @strawberry.field(
        description="Who holds which role in an institution, today or from a later day on. For its responsible head "
        "and its inspectorate; empty to everybody else."
    )
    def role_holders(self, institution: UUID) -> list[RoleHolder]:
        _compiled()

    @strawberry.field(description="Every organisation unit.")
    def units(self) -> list[Unit]:
        _compiled()

    @strawberry.field(description="Every complaint category.")
    def categories(self) -> list[Category]:
        _compiled()
