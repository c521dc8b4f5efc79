"""Words that people wrote. The domain passes them on and never reads them.

A fact carries no free text. Where an event needs some, it holds a handle: the kind of text and the
number of the part beside the event that holds it. Parts can be destroyed; facts stay.
"""

from dataclasses import dataclass
from enum import StrEnum


class TextKind(StrEnum):
    """What a text is about, and so under which key it is sealed."""

    IDENTITY = "IDENTITY"
    NARRATIVE = "NARRATIVE"
    REDACTED_NARRATIVE = "REDACTED_NARRATIVE"
    OBJECT = "OBJECT"
    REPORTED_NAME = "REPORTED_NAME"
    REASON = "REASON"
    INITIAL_RESPONSE = "INITIAL_RESPONSE"
    FOLLOW_UP = "FOLLOW_UP"
    FINAL_ANSWER = "FINAL_ANSWER"
    HEADLINE = "HEADLINE"
    SHOWN_TEXT = "SHOWN_TEXT"


@dataclass(frozen=True, slots=True)
class Sealed:
    """A text that only `openContent` or a disclosure can read; encrypted from the moment it arrives."""

    kind: TextKind
    part: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A text an officer wrote to be read without opening (a headline, a redacted text). Not encrypted."""

    kind: TextKind
    part: int
