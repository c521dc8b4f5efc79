"""The gate: which audience may know of which case, and how far it sees."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from projections.columns import TABLE, moment, small


class Visible(SQLModel, table=True):
    __tablename__ = "visible"
    __table_args__ = TABLE

    audience: str = Field(primary_key=True)
    complaint: UUID = Field(primary_key=True)
    level: int = small()
    barred: list[UUID] | None = Field(sa_type=ARRAY(Uuid))
    submitted_at: datetime = moment()
    status: str
    intervene_by: date | None
    late_since: date | None
    documents: list[str] = Field(sa_type=ARRAY(Text()))
