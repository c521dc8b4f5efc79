"""Openings and exclusions, as they are read."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from projections.columns import TABLE, big, moment


class OpeningRow(SQLModel, table=True):
    __tablename__ = "opening"
    __table_args__ = TABLE

    position: int = big(key=True)
    complaint: UUID
    event_id: UUID
    person: UUID
    role: str
    purpose: str
    kinds: list[str] = Field(sa_type=sa.ARRAY(sa.Text()))
    version: int = big()
    opened_at: datetime = moment()
    document: UUID | None


class RoleHeldRow(SQLModel, table=True):
    __tablename__ = "role_held"
    __table_args__ = TABLE

    person: UUID = Field(primary_key=True)
    role: str = Field(primary_key=True)
    audience: str = Field(primary_key=True)


class ExclusionRow(SQLModel, table=True):
    __tablename__ = "exclusion"
    __table_args__ = TABLE

    complaint: UUID = Field(primary_key=True)
    excluded: str = Field(primary_key=True)
