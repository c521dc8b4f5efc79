"""Units, categories, duties, assignments and looks at inboxes, as they are read."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from projections.columns import TABLE, big, moment


class UnitRow(SQLModel, table=True):
    __tablename__ = "unit"
    __table_args__ = TABLE

    unit: UUID = Field(primary_key=True)
    code: str = Field(unique=True)
    name: str
    kind: str
    parent: UUID | None


class CategoryRow(SQLModel, table=True):
    __tablename__ = "category"
    __table_args__ = TABLE

    category: str = Field(primary_key=True)
    label_id: str
    label_en: str
    unit: UUID


class DutyRow(SQLModel, table=True):
    __tablename__ = "duty"
    __table_args__ = TABLE

    institution: UUID = Field(primary_key=True)
    duty: str = Field(primary_key=True)
    unit: UUID


class AssignmentRow(SQLModel, table=True):
    __tablename__ = "assignment"
    __table_args__ = TABLE

    assignment: UUID = Field(primary_key=True)
    person: UUID
    role: str
    unit: UUID
    institution: UUID | None
    basis: str
    valid_from: date
    valid_until: date | None
    granted_at: int = big()


class InboxViewRow(SQLModel, table=True):
    __tablename__ = "inbox_view"
    __table_args__ = TABLE

    unit: UUID = Field(primary_key=True)
    person: UUID = Field(primary_key=True)
    viewed_at: datetime = moment()
