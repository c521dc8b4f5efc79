"""What leaders and handlers put on record of their own work, as it is read."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from projections.columns import TABLE, moment


def _uuids() -> Any:
    return Field(sa_type=sa.ARRAY(sa.Uuid()))


class ConductRow(SQLModel, table=True):
    __tablename__ = "conduct"
    __table_args__ = TABLE

    record: UUID = Field(primary_key=True)
    institution: UUID
    officer: UUID
    sanction: str | None
    triggered_by: list[UUID] = _uuids()
    about: UUID | None
    recorded_by: UUID
    recorded_role: str
    recorded_at: datetime = moment()


class TargetRow(SQLModel, table=True):
    __tablename__ = "target"
    __table_args__ = TABLE

    institution: UUID = Field(primary_key=True)
    indicator: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    effective_from: date
    hundredths: int
    set_role: str
    set_at: datetime = moment()


class GuidanceRow(SQLModel, table=True):
    __tablename__ = "guidance"
    __table_args__ = TABLE

    guidance: UUID = Field(primary_key=True)
    version: int = Field(primary_key=True)
    institution: UUID | None
    issuer: UUID
    title: str | None
    text: str | None
    link: str | None
    published_on: date


class EvaluationRow(SQLModel, table=True):
    __tablename__ = "evaluation"
    __table_args__ = TABLE

    record: UUID = Field(primary_key=True)
    institution: UUID
    first_day: date
    last_day: date
    recorded_by: UUID
    recorded_role: str
    recorded_at: datetime = moment()


class PerformanceReportRow(SQLModel, table=True):
    __tablename__ = "performance_report"
    __table_args__ = TABLE

    record: UUID = Field(primary_key=True)
    institution: UUID
    first_day: date
    last_day: date
    recipient: UUID
    recorded_by: UUID
    recorded_role: str
    recorded_at: datetime = moment()
    acknowledged_at: datetime | None = moment()


class OfficeNoteRow(SQLModel, table=True):
    __tablename__ = "office_note"
    __table_args__ = TABLE

    record: UUID = Field(primary_key=True)
    clause: str
    institution: UUID | None
    unit: UUID
    year: int
    recorded_by: UUID
    recorded_role: str
    recorded_at: datetime = moment()
