"""Agencies, placements, follow-up actions and what is counted besides, as the recapitulation counts them."""

from datetime import date
from uuid import UUID

from sqlmodel import Field, SQLModel

from projections.columns import TABLE, big, small


class AgencyRow(SQLModel, table=True):
    __tablename__ = "agency"
    __table_args__ = TABLE

    unit: UUID = Field(primary_key=True)
    institution: UUID


class PlacementRow(SQLModel, table=True):
    __tablename__ = "placement"
    __table_args__ = TABLE

    complaint: UUID = Field(primary_key=True)
    unit: UUID = Field(primary_key=True)
    institution: UUID
    kind: str
    status: str
    received_on: date
    placed_on: date
    resumes: str | None
    archive_reason: str | None


class PlacementState(SQLModel, table=True):
    __tablename__ = "placement_history"
    __table_args__ = TABLE

    complaint: UUID = Field(primary_key=True)
    unit: UUID = Field(primary_key=True)
    position: int = big(key=True)
    until: int = big()
    institution: UUID
    kind: str
    status: str
    archive_reason: str | None
    received_on: date
    placed_on: date


class FollowUpAction(SQLModel, table=True):
    __tablename__ = "follow_up_action"
    __table_args__ = TABLE

    position: int = big(key=True)
    complaint: UUID
    unit: UUID
    institution: UUID
    action: str
    days: int
    since_on: date
    acted_on: date


class RatingRow(SQLModel, table=True):
    __tablename__ = "rating"
    __table_args__ = TABLE

    position: int = big(key=True)
    complaint: UUID
    stars: int = small()


class CodingRow(SQLModel, table=True):
    __tablename__ = "coding"
    __table_args__ = TABLE

    position: int = big(key=True)
    complaint: UUID
    type: str | None
    cause: str | None
    resolution: str | None
    lead: UUID | None


class LookRow(SQLModel, table=True):
    __tablename__ = "look"
    __table_args__ = TABLE

    position: int = big(key=True)
    unit: UUID
