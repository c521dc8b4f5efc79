"""The types a client reads. Each is bound to a read model in `bindings.py`; none has a resolver of its own.

A field that the viewer's right may empty is nullable; `!` stands only where nothing can be withheld.
"""

import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, NewType
from uuid import UUID

import strawberry

import schema.enums  # noqa: F401, before any of them is used: the schema has its words by then
from domain.notices import NoticeKind
from domain.people import Role, Tier, UnitKind
from domain.texts import TextKind
from domain.vocabulary import (
    ArchiveReason,
    Channel,
    ClosedBy,
    ComplaintType,
    Nature,
    Purpose,
    SlaClass,
    Status,
)
from projections.inbox.handler import Task

if TYPE_CHECKING:
    from schema.clock_types import Clock
    from schema.document_types import Document

Position = NewType("Position", int)
_DIGITS = re.compile(r"[0-9]{1,18}")


def _read_position(given: object) -> Position:
    """Decimal digits, as text or as an integer. Raises ValueError for everything else that `int` would take."""
    text = str(given) if type(given) is int else given
    if not isinstance(text, str) or _DIGITS.fullmatch(text) is None:
        raise ValueError("not a position")
    return Position(int(text))


POSITION = strawberry.scalar(
    name="Position",
    description="A place in the log, counted from 0. A string, since it may outgrow a JavaScript number.",
    serialize=str,
    parse_value=_read_position,
)


@strawberry.interface(description="Anything that can be fetched again by its id.")
class Node:
    id: strawberry.ID


@strawberry.type(description="An organisation unit: a ministry, an institution, or an agency below one.")
class Unit(Node):
    code: str
    name: str
    kind: UnitKind
    unit_id: UUID = strawberry.field(description="What inputs take to name this unit.")


@strawberry.type(description="A complaint category, and the unit it suggests (BAB II.D.b).")
class Category:
    code: str
    label_indonesian: str
    label_english: str
    unit: Unit | None


@strawberry.type(description="One event of a complaint's history, in the order of the log.")
class HistoryEntry:
    position: Position
    event_id: UUID
    leaf_hash: str = strawberry.field(description="Hex SHA-256 of the log entry (RFC 6962 leaf).")
    type: str = strawberry.field(description="The event's name in the log.")
    occurred_at: datetime
    recorded_at: datetime
    actor_role: Role
    actor_id: UUID | None = strawberry.field(
        description="Who acted: an officer's id or a per-case pseudonym. For the inspectorate alone."
    )
    unit: Unit | None
    due_on: date | None = strawberry.field(description="The deadline this event set.")
    rule: str | None = strawberry.field(description="The rule, where the event is a refusal.")
    clause: str | None = strawberry.field(description="The clause the rule stands in.")


@strawberry.type(
    description="A case as one unit reports it; a complaint copied to a unit is placed there too."
)
class Placement:
    unit: Unit | None
    kind: str = strawberry.field(description="INSTITUTION, OWNER or CC.")
    status: Status
    placed_on: date


@strawberry.type(description="Whose turn it is: one role, of one unit or institution.")
class CurrentOwner:
    role: Role
    unit: Unit | None = strawberry.field(description="Null: the national admin.")


@strawberry.type(
    description="Something the complainant, or the viewer's unit, was told. It says nothing of the content."
)
class Notice:
    kind: NoticeKind
    occurred_at: datetime
    event_id: UUID = strawberry.field(description="The event it tells of.")
    indonesian: str
    english: str
    sent_at: datetime | None = strawberry.field(
        description="When the mail server took it; null where it did not go out. For the complainant alone."
    )


@strawberry.type(
    description="One opening of a case's sealed text, or of a document, by somebody whom a conflict has excluded since."
)
class SeenBefore:
    person_id: UUID = strawberry.field(description="An officer.")
    role: Role = strawberry.field(description="In which role it was opened.")
    purpose: Purpose
    kinds: list[TextKind] = strawberry.field(
        description="Which kinds of text it could show; of a document, none."
    )
    document_id: UUID | None = strawberry.field(description="The document that it showed; null for texts.")
    version: Position = strawberry.field(description="The case's version then; nothing later was shown.")
    opened_at: datetime
    event_id: UUID


@strawberry.type(
    description="A complaint, as far as the viewer may see it. Its sealed text is opened by a mutation."
)
class Complaint(Node):
    complaint_id: UUID = strawberry.field(description="What inputs take to name this complaint.")
    tracking_number: str = strawberry.field(description="Public case number; not a secret, never sequential.")
    version: Position = strawberry.field(
        description="Version of the complaint's stream; see `expectedVersion`."
    )
    status: Status
    tier: Tier
    channel: Channel
    submitted_at: datetime
    received_on: date = strawberry.field(
        description="The day it arrived, which for a letter is before an officer entered it."
    )
    entered_on: date | None = strawberry.field(
        description="The day an officer entered it by hand; null for what came in by itself."
    )
    backdated: bool | None = strawberry.field(description="Entered on a later day than it arrived.")
    archive_reason: ArchiveReason | None = strawberry.field(description="Why it is parked; it can go on.")
    current_owner: CurrentOwner | None = strawberry.field(
        description="Who has it now (BAB I.B). Null once it is complete or parked, and to the public."
    )
    returns: int | None = strawberry.field(description="How often a tier handed it back.")
    disputes: int | None = strawberry.field(description="How often the complainant disputed the answer.")
    cross_institution: bool | None = strawberry.field(
        description="Several institutions have it, so the national admin coordinates (BAB VI.D.1.d)."
    )
    waiting_on_complainant_days: int | None = strawberry.field(
        description="Calendar days spent waiting for what the complainant was asked for. No clock stops meanwhile."
    )
    type: ComplaintType | None
    nature: Nature | None
    sla_class: SlaClass | None
    anonymous: bool | None = strawberry.field(description="True until decided otherwise (BAB VI.B.1.a.5).")
    confidential: bool | None = strawberry.field(description="True until decided otherwise (BAB VI.B.1.a.5).")
    protection_decided: bool | None
    category: Category | None
    institution: Unit | None
    unit: Unit | None = strawberry.field(description="The unit that answers.")
    headline: str | None
    shown_text: str | None = strawberry.field(
        description="What an officer redacted to be read without opening."
    )
    review_due_on: date | None
    received_by_liaison_at: datetime | None
    due_on: date | None = strawberry.field(
        description="End of that day in the institution's zone (BAB VI.C)."
    )
    intervene_by: date | None = strawberry.field(description="The monitoring point of BAB VII.A.1.e.")
    provisional: bool = strawberry.field(
        description="The deadline runs into a year without a decree on its days off."
    )
    next_due_at: datetime | None = strawberry.field(
        description="The end of the clock that runs out next; of those that are over, the latest. Null where none runs."
    )
    clocks: list[Annotated["Clock", strawberry.lazy("schema.clock_types")]] = strawberry.field(
        description="Every start of every clock, in order; to the public none."
    )
    overdue_clocks: list[Annotated["Clock", strawberry.lazy("schema.clock_types")]] = strawberry.field(
        description="Those that ran out and still run; to the public none."
    )
    entry_lag_days: int | None = strawberry.field(
        description="Days from arrival to entry by hand; null for what came in by itself."
    )
    national_number: int | None = strawberry.field(
        description="The number under which SP4N-LAPOR! has it, as an officer recorded it; to the public none."
    )
    synced_to_national: bool | None = strawberry.field(
        description="Whether what was entered by hand has a number of SP4N-LAPOR! too (BAB IV.A.1.a). "
        "Null for what came in by itself."
    )
    initial_response_at: datetime | None
    final_answer_at: datetime | None
    completed_at: datetime | None
    closed_by: ClosedBy | None
    rating: int | None
    may_open: bool = strawberry.field(description="Whether `openContent` would open anything to this viewer.")
    seen_by_excluded: list[SeenBefore] = strawberry.field(
        description="What those whom a conflict excludes by now had opened before, in the order of the log "
        "(BAB VI.B.1.b.11). For the admins and the inspectorate; empty to everybody else."
    )
    documents: list[Annotated["Document", strawberry.lazy("schema.document_types")]] = strawberry.field(
        description="Those received that `openDocument` would open to this viewer, in the order they came in."
    )
    history: list[HistoryEntry]
    notices: list[Notice] = strawberry.field(
        description="The tracking inbox: what this viewer's audience was told, the latest first."
    )
    placements: list[Placement]


@strawberry.type(description="One case that waits for the viewer's unit.")
class InboxItem:
    task: Task
    arrived_at: datetime
    due_on: date
    complaint: Complaint | None


@strawberry.type(description="Where a page ends.")
class PageInfo:
    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@strawberry.type
class InboxEdge:
    cursor: str
    node: InboxItem


@strawberry.type(description="What waits for the viewer's unit, the nearest deadline first.")
class InboxConnection:
    edges: list[InboxEdge]
    page_info: PageInfo
    total_count: int = strawberry.field(description="Counted up to 1,000.")
    total_count_is_capped: bool


@strawberry.type
class ComplaintEdge:
    cursor: str
    node: Complaint


@strawberry.type(description="The complaints the viewer's audience may know of, the latest first.")
class ComplaintConnection:
    edges: list[ComplaintEdge]
    page_info: PageInfo
    total_count: int = strawberry.field(description="Counted up to 1,000.")
    total_count_is_capped: bool
