"""A complaint's row, as it is read."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from projections.columns import TABLE, big, moment, small


class CaseFile(SQLModel, table=True):
    __tablename__ = "case_file"
    __table_args__ = TABLE

    complaint: UUID = Field(primary_key=True)
    tracking_number: str = Field(unique=True)
    channel: str
    submitted_at: datetime = moment()
    status: str
    tier: str
    type: str | None
    nature: str | None
    supervisory_nature: bool | None
    requires_field_inspection: bool | None
    sla_class: str | None
    anonymous: bool
    confidential: bool
    protection_decided: bool
    category: str | None
    institution: UUID | None
    unit: UUID | None
    headline: str | None
    shown_text: str | None
    review_due_on: date | None
    received_by_liaison_at: datetime | None = moment()
    due_on: date | None
    intervene_by: date | None
    provisional: bool
    initial_response_at: datetime | None = moment()
    final_answer_at: datetime | None = moment()
    completed_at: datetime | None = moment()
    closed_by: str | None
    rating: int | None = small()
    version: int = big()
    received_on: date
    entered_on: date | None
    backdated: bool
    archive_reason: str | None
    owner_role: str
    owner_unit: UUID | None
    referred: bool
    returns: int = small()
    disputes: int = small()
    lead: UUID | None
    waiting_since: date | None
    waited_days: int
    viewed_at: datetime | None = moment()
    national_number: int | None


class SupervisionRow(SQLModel, table=True):
    __tablename__ = "supervision"
    __table_args__ = TABLE

    complaint: UUID = Field(primary_key=True)
    number: int = Field(primary_key=True)
    of_tier: str
    asked_on: date
    answered_on: date | None
