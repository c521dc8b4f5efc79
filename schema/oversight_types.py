"""What leaders and handlers put on record of their own work, as a client reads it; a mutation opens sealed words."""

from datetime import date, datetime
from uuid import UUID

import strawberry

from domain.people import Role
from domain.vocabulary import Indicator, NoteRow, Sanction
from schema.types import Complaint, PageInfo, Unit


@strawberry.type(
    description="A sanction or an appreciation of an officer (BAB IV.A.3, VIII.B.2). It alters no complaint."
)
class ConductRecord:
    record_id: UUID = strawberry.field(description="What `openOfficeRecord` takes to open the reason.")
    officer_id: UUID
    sanction: Sanction | None = strawberry.field(description="Null for an appreciation.")
    triggered_by: list[UUID] = strawberry.field(description="Ids of the events that were the cause.")
    complaint: Complaint | None = strawberry.field(
        description="The complaint that was the cause; null also where the viewer may not see it."
    )
    recorded_by_id: UUID
    recorded_role: Role
    recorded_at: datetime


@strawberry.type(description="One version of a target; it holds until another one takes effect.")
class Target:
    indicator: Indicator
    version: int
    effective_from: date
    value: float = strawberry.field(description="Percent, days or stars.")
    set_role: Role
    set_at: datetime


@strawberry.type(description="An indicator of one unit in a period, against its target (BAB II.B.a).")
class TargetComparison:
    unit: Unit | None
    is_parent: bool = strawberry.field(description="The institution's own figure, which stands first.")
    indicator: Indicator
    target_version: int | None = strawberry.field(description="Null where no target was in force.")
    target: float | None = strawberry.field(
        description="As in force on the period's last day; a target set later does not change it."
    )
    actual: float | None = strawberry.field(
        description="Null where there is nothing to measure; see `statistics` for its definition."
    )
    met: bool | None = strawberry.field(
        description="Days are met from below, everything else from above. Null where either figure is."
    )


@strawberry.type(description="One version of a guideline, policy or technical instruction (BAB II.A.b).")
class Guidance:
    guidance_id: UUID = strawberry.field(description="The same for all its versions.")
    version: int
    is_newest: bool
    issuer: Unit | None
    published_on: date
    title: str | None
    text: str | None
    link: str | None


@strawberry.type
class GuidanceEdge:
    cursor: str
    node: Guidance


@strawberry.type(description="Guidance of every patron, every version of it, the latest first.")
class GuidanceConnection:
    edges: list[GuidanceEdge]
    page_info: PageInfo
    total_count: int = strawberry.field(description="Counted up to 1,000.")
    total_count_is_capped: bool


@strawberry.type(description="An evaluation by the responsible head (BAB II.B.b).")
class Evaluation:
    record_id: UUID = strawberry.field(description="What `openOfficeRecord` takes to open the findings.")
    first_day: date
    last_day: date
    recorded_by_id: UUID
    recorded_at: datetime


@strawberry.type(
    description="A report on performance, and whether its recipient has it (BAB II.C.d, VI.D.2.b)."
)
class PerformanceReport:
    record_id: UUID = strawberry.field(description="What `openOfficeRecord` takes to open the report.")
    first_day: date
    last_day: date
    recipient_id: UUID
    recorded_by_id: UUID
    recorded_role: Role
    recorded_at: datetime
    acknowledged_at: datetime | None


@strawberry.type(description="A note under a clause that is put on record only.")
class OfficeNote:
    record_id: UUID = strawberry.field(description="What `openOfficeRecord` takes to open the text.")
    clause: NoteRow
    unit: Unit | None
    year: int
    recorded_by_id: UUID
    recorded_role: Role
    recorded_at: datetime


@strawberry.type(
    description="Whether a clause that wants a record each year has one. A missing one stops nothing."
)
class YearlyRecord:
    clause: NoteRow
    notes: int
    last_recorded_at: datetime | None
    missing: bool


@strawberry.type(description="How many people hold a role in a unit, and what is open there (BAB III).")
class WorkloadRow:
    unit: Unit | None
    role: Role | None = strawberry.field(description="Null for a unit in which nobody holds a role.")
    officers: int = strawberry.field(description="People who hold the role today.")
    open_cases: int = strawberry.field(
        description="Cases the unit holds that are not complete; the same in every row of the unit."
    )
