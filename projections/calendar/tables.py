"""Calendar and limits by version, as they are read."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from projections.columns import TABLE, moment, small


class CalendarRow(SQLModel, table=True):
    __tablename__ = "calendar"
    __table_args__ = TABLE

    version: str = Field(primary_key=True)
    instrument: str
    published_on: date
    decreed_years: list[int] = Field(sa_type=sa.ARRAY(sa.Integer))
    loaded_at: datetime = moment()
    position: int = Field(sa_type=sa.BigInteger, unique=True)


class DayOffRow(SQLModel, table=True):
    __tablename__ = "day_off"
    __table_args__ = TABLE

    version: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    kind: str
    name_id: str
    instrument: str


class PolicyRow(SQLModel, table=True):
    __tablename__ = "policy"
    __table_args__ = TABLE

    version: str = Field(primary_key=True)
    instrument: str
    effective_from: date
    supervisory_only: str
    loaded_at: datetime = moment()
    position: int = Field(sa_type=sa.BigInteger, unique=True)


class LimitRow(SQLModel, table=True):
    __tablename__ = "policy_limit"
    __table_args__ = TABLE

    version: str = Field(primary_key=True)
    place: int = Field(sa_type=sa.SmallInteger, primary_key=True)
    name: str
    sla_class: str | None
    amount: int = small()
    unit: str
    source: str
    instrument: str
    effective_from: date
