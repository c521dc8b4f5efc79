"""The clocks of every complaint, as they are read."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from projections.columns import TABLE, big, moment


class ClockRow(SQLModel, table=True):
    __tablename__ = "clock"
    __table_args__ = TABLE

    complaint: UUID = Field(primary_key=True)
    position: int = big(key=True)
    clock: str = Field(primary_key=True)
    started_on: date
    amount: int
    counted: str
    due_on: date
    due_at: datetime = moment()
    was_due_on: date | None
    provisional: bool
    state: str
    ended_on: date | None
    unit: UUID | None
    sla_class: str | None
    policy: str | None
    calendar: str | None
    noticed_on: date | None
    ended_by: int | None = big()
    breached_by: int | None = big()
