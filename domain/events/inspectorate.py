"""Conflicts of interest, and the inspectorate's part (BAB VI.B.1.b.11; UU 30/2014; PP 48/2016)."""

from dataclasses import dataclass

from domain.deadlines import Deadline
from domain.people import ComplaintId, PersonId, UnitId
from domain.texts import Sealed
from domain.vocabulary import Finding, SlaClass


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictDeclared:
    """An officer said that the case concerns them, and no longer knows of it."""

    complaint: ComplaintId
    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferredToInspectorate:
    """Abuse of authority or a violation by officials: the inspectorate has it (BAB VI.B.1.b.11)."""

    complaint: ComplaintId
    institution: UnitId
    sla_class: SlaClass
    deadlines: tuple[Deadline, ...]
    policy: str
    calendar: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectorateFound:
    """One of the three results of UU 30/2014 Pasal 20; the detail stays sealed."""

    complaint: ComplaintId
    finding: Finding
    detail: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedByInspectorate:
    """The inspectorate found an ordinary failing of service: the institution's admin disposes of it as usual.

    The resolution runs on from where it started.
    """

    complaint: ComplaintId
    reason: Sealed
    deadlines: tuple[Deadline, ...]
    policy: str
    calendar: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SuperiorAdded:
    """The head of the reported unit, not implicated, was told of the substance and must act (PP 48/2016)."""

    complaint: ComplaintId
    unit: UnitId
    deadlines: tuple[Deadline, ...]
    policy: str
    calendar: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SuperiorActed:
    """The superior recorded what was done about the official (PP 48/2016)."""

    complaint: ComplaintId
    unit: UnitId
    text: Sealed
