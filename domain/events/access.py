"""Who opened what, and what was refused: facts about people around a case, not of the case itself."""

from dataclasses import dataclass

from domain.people import ComplaintId
from domain.texts import TextKind
from domain.vocabulary import Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentViewed:
    """Somebody opened sealed text. Recorded before anything is decrypted (BAB IV.A.1.e).

    What may be shown for it are texts of these kinds up to this version of the complaint, and none written later.
    """

    complaint: ComplaintId
    purpose: Purpose
    kinds: tuple[TextKind, ...]
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandRefused:
    """Somebody asked for what a rule forbids, and was told so. `complaint` is None where no case was named."""

    complaint: ComplaintId | None
    command: str
    rule: str
    clause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProhibitedActionAttempted:
    """Somebody asked for what BAB IV.A.2 prohibits outright, such as ending a case without an answer."""

    complaint: ComplaintId | None
    command: str
    rule: str
    clause: str
