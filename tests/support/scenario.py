"""Given what has happened, when somebody asks, then this follows.

given(submitted(), verified(), forwarded()).when(dispose()).then_refused(VerifyFirst)
"""

from collections.abc import Iterable
from dataclasses import dataclass

import pytest

from domain.complaint import decide, replay
from domain.errors import RuleBroken
from domain.events import Event
from domain.states import Complaint
from tests.support.requests import Asked

Happened = Event | Iterable[Event]


@dataclass(frozen=True, slots=True)
class Asking:
    """A history and a request to it; nothing is decided before a `then`."""

    history: tuple[Event, ...]
    asked: Asked

    def then(self, *expected: Happened) -> None:
        """Exactly these events follow, and they fit the history."""
        decided = self.decided()
        assert decided == _flat(expected)
        replay((*self.history, *decided))

    def then_refused(self, rule: type[RuleBroken]) -> RuleBroken:
        """This rule and no other refuses it."""
        with pytest.raises(RuleBroken) as caught:
            self.decided()
        assert type(caught.value) is rule
        return caught.value

    def then_is(self, state: type[Complaint]) -> None:
        """It is granted, and leaves the complaint in this state."""
        assert isinstance(replay((*self.history, *self.decided())), state)

    def decided(self) -> tuple[Event, ...]:
        return decide(self.asked.command, replay(self.history), self.asked.occasion())


@dataclass(frozen=True, slots=True)
class History:
    """What has happened so far."""

    events: tuple[Event, ...]

    def when(self, asked: Asked) -> Asking:
        return Asking(self.events, asked)


def given(*happened: Happened) -> History:
    """A history, of single events or of several that belong together."""
    return History(_flat(happened))


def _flat(happened: Iterable[Happened]) -> tuple[Event, ...]:
    events: list[Event] = []
    for each in happened:
        if isinstance(each, Event):
            events.append(each)
        else:
            events.extend(each)
    return tuple(events)
