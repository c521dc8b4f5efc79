"""What a clock was set to: the value that every event carries which starts one.

Nothing pauses a clock and nothing extends it. A case keeps the day each clock started and the limit it was given, so
that the last day can be explained day by day, and moved forward where a later decree takes a day away.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Clock(StrEnum):
    """The clocks that run side by side. A stored value is a promise."""

    NATIONAL_REVIEW = "NATIONAL_REVIEW"  # C1, BAB VI.B.1.a
    INSTITUTION_REVIEW = "INSTITUTION_REVIEW"  # C2, BAB VI.B.1.b
    COMPLETION = "COMPLETION"  # C3, BAB VI.B.1.a.11
    RESOLUTION = "RESOLUTION"  # C4, BAB VI.C
    INTERVENTION = "INTERVENTION"  # C5, BAB VII.A.1.e
    SILENCE = "SILENCE"  # C6, LAPOR! practice
    INTEGRATION_REPLY = "INTEGRATION_REPLY"  # C7, BAB IX.3.e
    EVALUATION = "EVALUATION"  # C8, BAB VII.C.2
    PRIVACY = "PRIVACY"  # C9, UU 27/2022
    STATUTORY_RESPONSE = "STATUTORY_RESPONSE"  # C10, UU 25/2009
    STATUTORY_DECISION = "STATUTORY_DECISION"  # C10, UU 25/2009
    SUPERIOR_ACTION = "SUPERIOR_ACTION"  # C11, PP 48/2016
    FIRST_RESPONSE = "FIRST_RESPONSE"  # C12, LAPOR! practice, advisory


class Counted(StrEnum):
    """What the limit of a clock is counted in, as in `domain.policy.LimitUnit`. Every stored deadline names one."""

    WORKING_DAYS = "WORKING_DAYS"
    CALENDAR_DAYS = "CALENDAR_DAYS"
    HOURS = "HOURS"
    MONTHS = "MONTHS"
    TIMES = "TIMES"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """One clock as it was started: `limit` counted from `started_on`, which is day 0, to the end of `due_on`.

    Both days are the institution's own. `provisional`: a year in between has no decree yet, so `due_on` may move
    forward. An intervention point counts its limit backwards from the end of the resolution.
    """

    clock: Clock
    started_on: date
    limit: int
    counted: Counted
    due_on: date
    provisional: bool


def due_on(deadlines: Iterable[Deadline], clock: Clock) -> date | None:
    """The last day of that clock, where it is among them."""
    return next((deadline.due_on for deadline in deadlines if deadline.clock is clock), None)


def first_due(deadlines: Iterable[Deadline]) -> date | None:
    """The last day of the first clock named, which is what its event is about; None where none starts."""
    return next((deadline.due_on for deadline in deadlines), None)
