"""Words that people wrote. The domain passes them on and reads none, save what is to be shown to all.

A fact carries no free text. Where an event needs some, it holds a handle: the kind of text and the
number of the part beside the event that holds it. Parts can be destroyed; facts stay.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

# Six digits are fewer than any NIK, telephone or account number has. An "@" before a letter is an address,
# a handle, or the user part of a URL; a profile page names an account just as well.
_PERSONAL = re.compile(
    r"""\d(?:[\s.\-‐-―/()+_]{0,3}\d){5}
    |@\s?\w
    |\b(?:facebook|fb|instagram|tiktok|twitter|x|threads|linkedin|wa|t)\.(?:com|net|me)/\w""",
    re.VERBOSE | re.IGNORECASE,
)


class TextKind(StrEnum):
    """What a text is about, and so under which key it is sealed."""

    IDENTITY = "IDENTITY"
    CONTACT = "CONTACT"
    REPRESENTATIVE = "REPRESENTATIVE"
    ACCESSIBILITY = "ACCESSIBILITY"
    CHANNEL_NOTE = "CHANNEL_NOTE"
    PROOF = "PROOF"
    NARRATIVE = "NARRATIVE"
    REDACTED_NARRATIVE = "REDACTED_NARRATIVE"
    OBJECT = "OBJECT"
    REPORTED_NAME = "REPORTED_NAME"
    REASON = "REASON"
    DATA_REQUEST = "DATA_REQUEST"
    SUPPLEMENT = "SUPPLEMENT"
    INITIAL_RESPONSE = "INITIAL_RESPONSE"
    FOLLOW_UP = "FOLLOW_UP"
    FINAL_ANSWER = "FINAL_ANSWER"
    CONTRIBUTION = "CONTRIBUTION"
    PROGRESS = "PROGRESS"
    OFFICE_NOTE = "OFFICE_NOTE"
    CONSTRAINT = "CONSTRAINT"
    PLANNED_ACTION = "PLANNED_ACTION"
    SUPERVISION = "SUPERVISION"
    FINDING = "FINDING"
    COMPLAINANT_REPLY = "COMPLAINANT_REPLY"
    COMPLAINANT_REASON = "COMPLAINANT_REASON"
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


def personal_data_in(text: str) -> bool:
    """Whether a text meant to be shown holds what points to a person: long numbers, addresses, accounts.

    A net for slips, and wide on purpose: a date in figures or a sum of money is caught too. Names are not.

    >>> personal_data_in("Lampu jalan padam sejak 12 Maret 2026")
    False
    >>> personal_data_in("Hubungi 0811-22 33")
    True
    """
    visible = "".join(
        character
        for character in unicodedata.normalize("NFKC", text)
        if unicodedata.category(character) != "Cf"  # zero-width characters would split what is read as one
    )
    return _PERSONAL.search(visible) is not None
