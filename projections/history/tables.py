"""The history of a complaint, as it is read."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import SQLModel

from projections.columns import TABLE, big, moment


class HistoryRow(SQLModel, table=True):
    __tablename__ = "history_entry"
    __table_args__ = TABLE

    position: int = big(key=True)
    complaint: UUID
    event_id: UUID
    leaf_hash: bytes
    type: str
    occurred_at: datetime = moment()
    recorded_at: datetime = moment()
    actor: UUID
    actor_role: str
    unit: UUID | None
    due_on: date | None
    rule: str | None
    clause: str | None
    for_auditors_only: bool
