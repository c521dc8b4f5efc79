"""What a handler sees and what it asks for."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from domain.cases import Case
from domain.texts import Posted, Shown
from domain.wire import AnyEvent
from eventstore.records import RecordedEvent
from projections.folds import Known


@dataclass(frozen=True, slots=True)
class Write:
    """A named statement of the projection's `queries.sql` and its arguments, in order."""

    statement: str
    arguments: tuple[object, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One event with what the log knows about it.

    `known` is what is known of the case with this event applied, and `known_before` the same without it (None at the
    submission). Both are None for events that are not about the state of one complaint.
    """

    event: AnyEvent
    record: RecordedEvent
    position: int
    zone: ZoneInfo
    known: Known | None
    known_before: Known | None

    @property
    def case(self) -> Case | None:
        """What decides who may see the complaint, with this event applied."""
        return None if self.known is None else self.known.case

    @property
    def case_before(self) -> Case | None:
        """The same without it."""
        return None if self.known_before is None else self.known_before.case

    @property
    def day(self) -> date:
        """The day it occurred, in the institution's zone."""
        return self.record.occurred_at.astimezone(self.zone).date()

    def shown(self, text: Shown | Posted | None) -> str | None:
        """The words behind a shown text; None when there are none, or none any more."""
        if text is None:
            return None
        words = self.record.open_parts.get(text.part)
        return None if words is None else words.decode()


Handler = Callable[[Fact], Iterator[Write]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Projection:
    """A named handler, the statements it uses, and the tables it owns (emptied by a rebuild).

    `version` tells rows of different logic apart: it goes up with every change to what the handler or its statements
    write, and then the read models are rebuilt. `rights`: it says who may see, so no other projection gets ahead of
    it. Were it to lag behind, or to stop, what is new would be shown under rights that are old.
    """

    name: str
    handler: Handler
    queries: Path
    tables: tuple[str, ...]
    rights: bool = False
    version: int = 1
