"""Documents, as they are listed."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from projections.columns import TABLE, big, moment


class DocumentRow(SQLModel, table=True):
    __tablename__ = "document"
    __table_args__ = TABLE

    document: UUID = Field(primary_key=True)
    complaint: UUID
    about: str
    media_type: str
    size: int
    position: int = big()
    received_at: datetime | None = moment()
    digest: bytes | None
    event_id: UUID | None


class DocumentOpeningRow(SQLModel, table=True):
    __tablename__ = "document_opening"
    __table_args__ = TABLE

    opening: UUID = Field(primary_key=True)
    complaint: UUID
    version: int = big()
