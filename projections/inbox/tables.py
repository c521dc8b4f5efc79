"""What waits for whom, as it is read."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from projections.columns import TABLE, moment


class InboxRow(SQLModel, table=True):
    __tablename__ = "inbox_item"
    __table_args__ = TABLE

    complaint: UUID = Field(primary_key=True)
    audience: str
    task: str
    arrived_at: datetime = moment()
    due_on: date
