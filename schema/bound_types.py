"""Which column answers which field of a type. What hangs below a complaint grants nothing by itself."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from domain.confidentiality import Level
from domain.notices import WORDS
from domain.vocabulary import Status
from projections.case.tables import CaseFile
from projections.history.tables import HistoryRow
from projections.inbox.tables import InboxRow
from projections.notices.tables import MessageRow, NoticeRow
from projections.offices.tables import AssignmentRow, CategoryRow, UnitRow
from projections.statistics.tables import PlacementRow
from schema.bound_clocks import CLOCK_TYPES, clocks, is_overdue, next_due_at
from schema.bound_documents import DOCUMENT, DOCUMENTS
from schema.bound_seen import SEEN_BEFORE, SEEN_BY_EXCLUDED
from schema.compiler import Many, One, TypeBinding, node_id, not_null
from schema.compiler.rows import Ask, Row

PLACEMENT_TABLE: sa.Table = PlacementRow.__table__  # type: ignore[attr-defined]
NOBODY = UUID(int=0)
"""The person the public claims to be: a row policy that excludes persons needs one to compare with."""


def to(level: Level, column: str) -> Callable[[Row, Ask], Any]:
    """A column shown from this level on, and null below it."""
    return lambda row, ask: sa.case((ask.scope.level >= int(level), row[column]))


def to_officers(column: str) -> Callable[[Row, Ask], Any]:
    """A column for everybody who takes part in the case, and null for the public."""
    return lambda row, ask: sa.case((ask.claims["audience"] != "public", row[column]))


def by_auditor(ask: Ask) -> Any:
    """Whether the viewer audits: an inspectorate's audience."""
    return ask.claims["audience"].like("inspectorate:%")


def unit_in(column: str) -> One:
    """The organisation unit a column names."""
    return One("Unit", on=lambda parent, unit, ask: unit.unit == parent[column])


def _worded(notice: Row, language: str) -> Any:
    """The sentence of a notice's kind; every kind has one."""
    sentences = {kind.value: getattr(words, language) for kind, words in WORDS.items()}
    return sa.case(sentences, value=notice.kind, else_=notice.kind)


def _mailed(notice: Row) -> Any:
    """When the complainant's message went out."""
    message = MessageRow.__table__  # type: ignore[attr-defined]
    taken = sa.and_(
        message.c.event_id == notice.event_id,
        message.c.recipient == notice.complaint,
        message.c.state == "SENT",
    )
    return sa.select(message.c.changed_at).where(taken).scalar_subquery()


def _is_somebodys(_: Row, row: Row, ask: Ask) -> Any:
    live = row.status.not_in([Status.COMPLETED.value, Status.ARCHIVED.value])
    return sa.and_(live, ask.claims["audience"] != "public")


def _in_several_institutions(row: Row) -> Any:
    placed = PLACEMENT_TABLE.alias()
    counted = sa.select(sa.func.count(placed.c.institution.distinct()) > 1)
    return counted.where(placed.c.complaint == row.complaint).scalar_subquery()


def waited(row: Row, ask: Ask) -> Any:
    """Days of waiting for the complainant, those of a wait that goes on included."""
    return row.waited_days + sa.func.coalesce(ask.claims["today"] - row.waiting_since, 0)


UNIT = TypeBinding(
    "Unit",
    source=UnitRow,
    fields={
        "id": node_id("Unit", lambda row, ask: row.unit),
        "code": "code",
        "name": "name",
        "kind": "kind",
        "unitId": "unit",
    },
)
CATEGORY = TypeBinding(
    "Category",
    source=CategoryRow,
    fields={
        "code": "category",
        "labelIndonesian": "label_id",
        "labelEnglish": "label_en",
        "unit": unit_in("unit"),
    },
)
COMPLAINT = TypeBinding(
    "Complaint",
    source=CaseFile,
    fields={
        "id": node_id("Complaint", lambda row, ask: row.complaint),
        "complaintId": "complaint",
        "trackingNumber": "tracking_number",
        "version": "version",
        "status": "status",
        "tier": "tier",
        "channel": "channel",
        "submittedAt": "submitted_at",
        "receivedOn": "received_on",
        "enteredOn": to_officers("entered_on"),
        "backdated": to_officers("backdated"),
        "archiveReason": to_officers("archive_reason"),
        "currentOwner": One("CurrentOwner", on=_is_somebodys),
        "returns": to_officers("returns"),
        "disputes": to_officers("disputes"),
        "crossInstitution": lambda row, ask: sa.case(
            (ask.claims["audience"] != "public", _in_several_institutions(row))
        ),
        "waitingOnComplainantDays": lambda row, ask: sa.case(
            (ask.claims["audience"] != "public", waited(row, ask))
        ),
        "type": "type",
        "nature": to_officers("nature"),
        "slaClass": "sla_class",
        "anonymous": to_officers("anonymous"),
        "confidential": to_officers("confidential"),
        "protectionDecided": to_officers("protection_decided"),
        "category": One("Category", on=lambda case, category, ask: category.category == case.category),
        "institution": unit_in("institution"),
        "unit": unit_in("unit"),
        "headline": to(Level.HEADLINE, "headline"),
        "shownText": to(Level.SHOWN_TEXT, "shown_text"),
        "reviewDueOn": to_officers("review_due_on"),
        "receivedByLiaisonAt": "received_by_liaison_at",
        "dueOn": "due_on",
        "interveneBy": to_officers("intervene_by"),
        "provisional": "provisional",
        "nextDueAt": lambda row, ask: sa.case((ask.claims["audience"] != "public", next_due_at(row))),
        "clocks": clocks(lambda clock, ask: ask.claims["audience"] != "public"),
        "overdueClocks": clocks(
            lambda clock, ask: sa.and_(is_overdue(clock), ask.claims["audience"] != "public")
        ),
        "entryLagDays": lambda row, ask: sa.case(
            (ask.claims["audience"] != "public", row.entered_on - row.received_on)
        ),
        "nationalNumber": to_officers("national_number"),
        "syncedToNational": lambda row, ask: sa.case(
            (
                sa.and_(row.entered_on.is_not(None), ask.claims["audience"] != "public"),
                row.national_number.is_not(None),
            )
        ),
        "initialResponseAt": "initial_response_at",
        "finalAnswerAt": "final_answer_at",
        "completedAt": "completed_at",
        "closedBy": "closed_by",
        "rating": "rating",
        "mayOpen": not_null(lambda row, ask: ask.scope.level >= int(Level.MAY_OPEN)),
        "seenByExcluded": SEEN_BY_EXCLUDED,
        "documents": DOCUMENTS,
        "history": Many(
            "HistoryEntry",
            on=lambda case, entry, ask: sa.and_(
                entry.complaint == case.complaint,
                ask.claims["audience"] != "public",
                sa.or_(sa.not_(entry.for_auditors_only), by_auditor(ask)),
            ),
            order_by=lambda entry, ask: [entry.position.asc()],
            rows=30,
        ),
        "notices": Many(
            "Notice",
            on=lambda case, notice, ask: sa.and_(
                notice.complaint == case.complaint, notice.audience == ask.claims["audience"]
            ),
            order_by=lambda notice, ask: [notice.position.desc(), notice.kind.asc()],
            rows=20,
        ),
        "placements": Many(
            "Placement",
            on=lambda case, placement, ask: sa.and_(
                placement.complaint == case.complaint, ask.claims["audience"] != "public"
            ),
            order_by=lambda placement, ask: [placement.placed_on.asc(), placement.unit.asc()],
            rows=3,
        ),
    },
)
CURRENT_OWNER = TypeBinding(
    "CurrentOwner", fields={"role": not_null("owner_role"), "unit": unit_in("owner_unit")}
)
HISTORY_ENTRY = TypeBinding(
    "HistoryEntry",
    source=HistoryRow,
    fields={
        "position": "position",
        "eventId": "event_id",
        "leafHash": not_null(lambda row, ask: sa.func.encode(row.leaf_hash, "hex")),
        "type": "type",
        "occurredAt": "occurred_at",
        "recordedAt": "recorded_at",
        "actorRole": "actor_role",
        "actorId": lambda row, ask: sa.case((by_auditor(ask), row.actor)),
        "unit": unit_in("unit"),
        "dueOn": "due_on",
        "rule": "rule",
        "clause": "clause",
    },
)
NOTICE = TypeBinding(
    "Notice",
    source=NoticeRow,
    fields={
        "kind": "kind",
        "occurredAt": "occurred_at",
        "eventId": "event_id",
        "indonesian": not_null(lambda row, ask: _worded(row, "id")),
        "english": not_null(lambda row, ask: _worded(row, "en")),
        "sentAt": lambda row, ask: _mailed(row),
    },
)
PLACEMENT = TypeBinding(
    "Placement",
    source=PlacementRow,
    fields={"unit": unit_in("unit"), "kind": "kind", "status": "status", "placedOn": "placed_on"},
)
INBOX_ITEM = TypeBinding(
    "InboxItem",
    source=InboxRow,
    fields={
        "task": "task",
        "arrivedAt": "arrived_at",
        "dueOn": "due_on",
        "complaint": One("Complaint", on=lambda item, case, ask: case.complaint == item.complaint),
    },
)


ASSIGNMENT = TypeBinding(
    "Assignment",
    source=AssignmentRow,
    fields={
        "assignmentId": "assignment",
        "role": "role",
        "unit": unit_in("unit"),
        "validFrom": "valid_from",
        "validUntil": "valid_until",
    },
)
ROLE_HOLDER = TypeBinding(
    "RoleHolder",
    source=AssignmentRow,
    fields={
        "assignmentId": "assignment",
        "personId": "person",
        "role": "role",
        "unit": unit_in("unit"),
        "basis": "basis",
        "validFrom": "valid_from",
        "validUntil": "valid_until",
    },
)
VIEWER = TypeBinding(
    "Viewer",
    source=lambda ask: sa.select(ask.claims["person"].label("person")).subquery(),
    fields={
        "personId": lambda row, ask: sa.func.nullif(row.person, sa.literal(NOBODY, sa.Uuid())),
        "role": lambda row, ask: ask.claims["role"],
        "assignments": Many(
            "Assignment",
            on=lambda viewer, assignment, ask: sa.and_(
                assignment.person == viewer.person,
                assignment.valid_from <= ask.claims["today"],
                sa.or_(assignment.valid_until.is_(None), assignment.valid_until >= ask.claims["today"]),
            ),
            order_by=lambda assignment, ask: [assignment.granted_at.asc()],
            rows=3,
        ),
    },
)

TYPES = (
    UNIT,
    CATEGORY,
    COMPLAINT,
    CURRENT_OWNER,
    *CLOCK_TYPES,
    HISTORY_ENTRY,
    DOCUMENT,
    SEEN_BEFORE,
    NOTICE,
    PLACEMENT,
    INBOX_ITEM,
    ASSIGNMENT,
    ROLE_HOLDER,
    VIEWER,
)
