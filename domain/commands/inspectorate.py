"""Conflicts of interest, and what the inspectorate does (BAB VI.B.1.b.11)."""

from dataclasses import dataclass

from domain.people import ComplaintId, UnitId
from domain.texts import Sealed
from domain.vocabulary import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclareConflict:
    """An officer says that the case concerns them."""

    complaint: ComplaintId


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferToInspectorate:
    complaint: ComplaintId


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFinding:
    complaint: ComplaintId
    finding: Finding
    detail: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnFromInspectorate:
    """An ordinary failing of service, for the institution's admin to dispose of."""

    complaint: ComplaintId
    reason: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class AddSuperior:
    """Tell the head of a reported unit who is not implicated and must act (PP 48/2016)."""

    complaint: ComplaintId
    unit: UnitId


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordSuperiorAction:
    complaint: ComplaintId
    text: Sealed


InspectorateCommand = (
    DeclareConflict
    | ReferToInspectorate
    | RecordFinding
    | ReturnFromInspectorate
    | AddSuperior
    | RecordSuperiorAction
)
