"""Old shapes of events, lifted one version at a time. Stored bytes are never changed: what is read is.

To give an event a new shape: change its class, add below the step that makes the facts of the old version those of
the new one, and let `python -m tests.support.goldens` write down the new version's schema and golden entry. A step
is a pure function of the facts and of the day on which the event occurred, in the institution's zone (some old
shapes lack a date). It keeps the part number of every text, because the words are stored under it. A step that was
once released stays as it is for ever.
"""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

Facts = dict[str, Any]
Step = Callable[[Facts, date], Facts]


def _role_granted_2(facts: Facts, _: date) -> Facts:
    """Nobody could be given a contact; the role of Admin UPP had no name yet."""
    return {**facts, "contact": None}


STEPS: Mapping[str, tuple[Step, ...]] = MappingProxyType({"RoleGranted": (_role_granted_2,)})
"""Event type to its steps: the first one lifts version 1 to 2. A type without steps has one version only."""
