"""What a verification found: problems with their places, the same whatever was verified."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

MOST_PROBLEMS: Final = 1_000  # that are kept; the others are counted


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault and its place. `position` is None for what has none; `message` quotes no stored content."""

    check: str
    position: int | None
    stream: UUID | None
    version: int | None
    message: str


class Findings:
    """Problems in the order in which they were found."""

    def __init__(self) -> None:
        self._problems: list[Problem] = []
        self.further = 0

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Those that are kept."""
        return tuple(self._problems)

    def add(
        self,
        check: str,
        message: str,
        *,
        position: int | None = None,
        stream: UUID | None = None,
        version: int | None = None,
    ) -> None:
        """Note a problem."""
        if len(self._problems) >= MOST_PROBLEMS:
            self.further += 1
            return
        self._problems.append(Problem(check, position, stream, version, message))
