"""Agencies, placements and follow-up actions, as the recapitulation counts them."""

from datetime import date
from uuid import UUID

from sqlmodel import Field, SQLModel

from projections.columns import TABLE, big


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


class FollowUpAction(SQLModel, table=True):
    __tablename__ = "follow_up_action"
    __table_args__ = TABLE

    position: int = big(key=True)
    complaint: UUID
    unit: UUID
    institution: UUID
    action: str
    days: int
