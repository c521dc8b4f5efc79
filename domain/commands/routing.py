"""Where a complaint goes next (BAB VI.B.1.a.7 to 9, b.7 to 10, c.3 and 5)."""

from dataclasses import dataclass

from domain.people import CategoryId, ComplaintId, UnitId
from domain.texts import Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class ForwardToInstitution:
    complaint: ComplaintId
    category: CategoryId
    institution: UnitId


@dataclass(frozen=True, slots=True, kw_only=True)
class DisposeToLiaison:
    complaint: ComplaintId
    category: CategoryId
    unit: UnitId
    reason: Sealed | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddCc:
    complaint: ComplaintId
    unit: UnitId
    reason: Sealed | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptAuthority:
    complaint: ComplaintId


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnToInstitutionAdmin:
    complaint: ComplaintId
    reason: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnToNationalAdmin:
    complaint: ComplaintId
    reason: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplaceHandler:
    """Another unit, since a conflict excludes the one that holds the case."""

    complaint: ComplaintId
    unit: UnitId
    reason: Sealed


RoutingCommand = (
    ForwardToInstitution
    | DisposeToLiaison
    | AddCc
    | AcceptAuthority
    | ReturnToInstitutionAdmin
    | ReturnToNationalAdmin
    | ReplaceHandler
)
