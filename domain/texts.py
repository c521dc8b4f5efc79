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
_HOST = r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}"
_MAIL = re.compile(rf"[\w.!#$%&'*+/=?^`{{|}}~-]{{1,64}}@{_HOST}", re.ASCII | re.IGNORECASE)
_LINK = re.compile(rf"https://{_HOST}(?:/[!#-;=?A-Z_a-z~]*)?", re.ASCII | re.IGNORECASE)
_LONGEST_MAIL, _LONGEST_LINK = 254, 500  # characters


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


class OfficeTextKind(StrEnum):
    """What a text about the organisation itself is about, and so under which key it is sealed."""

    CONTACT = "CONTACT"
    REASON = "REASON"
    RECORD = "RECORD"
    TITLE = "TITLE"
    GUIDANCE = "GUIDANCE"
    LINK = "LINK"


class NameKind(StrEnum):
    """What a name is the name of."""

    DOCUMENT = "DOCUMENT"


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


@dataclass(frozen=True, slots=True)
class Filed:
    """As `Sealed`, for what the office keeps about its own people and work."""

    kind: OfficeTextKind
    part: int


@dataclass(frozen=True, slots=True)
class Posted:
    """As `Shown`, for what the office publishes."""

    kind: OfficeTextKind
    part: int


@dataclass(frozen=True, slots=True)
class Named:
    """As `Sealed`, for what its sender called a document: it is shown to whoever opens the document."""

    kind: NameKind
    part: int


Text = Sealed | Shown | Filed | Posted | Named


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


def is_mail_address(text: str) -> bool:
    """Whether the whole text is one e-mail address that a message can be sent to as it stands.

    >>> is_mail_address("petugas@example.id")
    True
    >>> is_mail_address("Petugas <petugas@example.id>")
    False
    """
    return len(text) <= _LONGEST_MAIL and _MAIL.fullmatch(text) is not None


def is_secure_link(text: str) -> bool:
    """Whether the whole text is one https address that names a host and no user.

    >>> is_secure_link("https://example.id/pedoman-2026.pdf")
    True
    >>> is_secure_link("https://petugas@example.id/")
    False
    """
    return len(text) <= _LONGEST_LINK and _LINK.fullmatch(text) is not None
