"""Notices and the messages that carry them, as they are read."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from projections.columns import TABLE, big, moment, small


class NoticeRow(SQLModel, table=True):
    __tablename__ = "notice"
    __table_args__ = TABLE

    position: int = big(key=True)
    audience: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    complaint: UUID
    event_id: UUID
    occurred_at: datetime = moment()


class MessageRow(SQLModel, table=True):
    __tablename__ = "message"
    __table_args__ = TABLE

    event_id: UUID = Field(primary_key=True)
    recipient: UUID = Field(primary_key=True)
    position: int = big()
    kind: str
    complaint: UUID
    state: str
    attempts: int = small()
    fault: str | None
    changed_at: datetime | None = moment()


class AddressRow(SQLModel, table=True):
    __tablename__ = "address"
    __table_args__ = TABLE

    recipient: UUID = Field(primary_key=True)
    audience: str
    person: UUID | None
    stream: UUID
    version: int = big()
    part: int = small()
    valid_from: date | None
    valid_until: date | None
