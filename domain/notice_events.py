"""What became of the messages that tell people of a case. That somebody was told is a fact."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from domain.people import ComplaintId


class MailFault(StrEnum):
    """Why a message was not taken. Never what the other side said: that may quote an address."""

    REFUSED = "REFUSED"
    UNREACHABLE = "UNREACHABLE"
    NO_ADDRESS = "NO_ADDRESS"
    NOT_ENTITLED = "NOT_ENTITLED"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeDispatched:
    """One attempt to send one message begins. Recorded before the address is decrypted (BAB IV.A.1.e).

    `notice` is the id of the event it tells of, `recipient` the assignment told, or the complaint for its
    complainant. No attempt of this number is ever made again.
    """

    complaint: ComplaintId
    notice: UUID
    recipient: UUID
    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeSent:
    """The mail server took the message."""

    complaint: ComplaintId
    notice: UUID
    recipient: UUID
    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeFailed:
    """The mail server did not take the message, for certain; it may be tried again."""

    complaint: ComplaintId
    notice: UUID
    recipient: UUID
    attempt: int
    fault: MailFault


NoticeEvent = NoticeDispatched | NoticeSent | NoticeFailed
