"""What can stop a projection, and what only delays it."""

import asyncpg

_PASSING = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.OperatorInterventionError,  # a server that shuts down or starts, a statement that took too long
    asyncpg.TransactionRollbackError,
    asyncpg.InsufficientResourcesError,
    asyncpg.LockNotAvailableError,
    asyncpg.InvalidCachedStatementError,  # a migration ran meanwhile
    OSError,  # also a timeout
)


class CursorMoved(Exception):
    """Another runner was quicker with this projection; nothing was done, and the log can be looked at again."""


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


def is_passing(error: Exception) -> bool:
    """Whether the same work may succeed later: the connection or the server failed, not the event."""
    # asyncpg's error for an argument of the wrong type is an InterfaceError too
    return isinstance(error, _PASSING) and not isinstance(error, ValueError)
