"""What can stop a projection, and what only delays it."""

import asyncpg

_PASSING = (
    asyncpg.PostgresConnectionError,
    asyncpg.InternalClientError,  # a connection that ended in the very moment it was used
    asyncpg.OperatorInterventionError,  # a server that shuts down or starts, a statement that took too long
    asyncpg.TransactionRollbackError,
    asyncpg.InsufficientResourcesError,
    asyncpg.LockNotAvailableError,
    asyncpg.InvalidCachedStatementError,  # a migration ran meanwhile
    OSError,  # also a timeout
)


class CursorMoved(Exception):
    """Another runner was quicker, or the tables got another name; nothing was done, and one can look again."""


class GenerationGone(CursorMoved):
    """The tables are not where they were: they got another name, or were dropped."""


class ProjectionStopped(Exception):
    """A projection cannot apply the event at a position. Whatever stands before it is applied."""

    def __init__(self, *, projection: str, position: int, error: str) -> None:
        super().__init__(
            f"Projection {projection} cannot apply the event at position {position} ({error}): run a release "
            "that can."
        )
        self.projection = projection
        self.position = position
        self.error = error


class RebuildRefused(Exception):
    """A rebuild, a flip or a drop would do harm or has no effect; one sentence with the way out."""


def is_passing(error: Exception, conn: asyncpg.Connection | None = None) -> bool:
    """Whether the same work may succeed later: the connection or the server failed, not the event.

    Whatever goes wrong on a connection that is lost by then is put down to that: asyncpg has one error for it and
    for statements that are used wrongly.
    """
    return isinstance(error, _PASSING) or (conn is not None and _is_lost(conn))


def _is_lost(conn: asyncpg.Connection) -> bool:
    try:
        return conn.is_closed()
    except asyncpg.InterfaceError:  # the pool has it back already
        return True
