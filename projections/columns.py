"""How the read models spell what SQLModel cannot guess from a Python type."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

TABLE = {"schema": "read"}


def moment() -> Any:
    """timestamptz: a moment, not a wall clock."""
    return Field(sa_type=sa.DateTime(timezone=True))


def big(*, key: bool = False) -> Any:
    """bigint: a position or a version."""
    return Field(sa_type=sa.BigInteger, primary_key=key)


def small() -> Any:
    """smallint: a level or a number of stars."""
    return Field(sa_type=sa.SmallInteger)
