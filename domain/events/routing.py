"""Where a complaint goes: only between neighbouring tiers, and never out of the procedure (BAB VI.B.1)."""

from dataclasses import dataclass

from domain.deadlines import Deadline
from domain.people import CategoryId, ComplaintId, UnitId
from domain.texts import Sealed
from domain.vocabulary import SlaClass


@dataclass(frozen=True, slots=True, kw_only=True)
class ForwardedToInstitution:
    """Complete, and sent by category to the institution, which has three working days (BAB VI.B.1.a.7, VI.B.1.b).

    `administered_by` and `inspectorate` are the agencies that do these duties for it: a complaint about one of them
    is not shown to it.
    """

    complaint: ComplaintId
    category: CategoryId
    institution: UnitId
    administered_by: UnitId | None
    inspectorate: UnitId | None
    deadlines: tuple[Deadline, ...]
    policy: str
    calendar: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DisposedToLiaison:
    """Handed to a unit's liaison by category (BAB VI.B.1.b.7); delivery is receipt, so the clock of VI.C starts."""

    complaint: ComplaintId
    category: CategoryId
    unit: UnitId
    sla_class: SlaClass
    reason: Sealed | None
    deadlines: tuple[Deadline, ...]
    policy: str
    calendar: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CcAdded:
    """A second unit with authority of its own was copied in; the owner stays one (BAB VI.B.1.b.9).

    A confidential case is copied only with a `reason`.
    """

    complaint: ComplaintId
    unit: UnitId
    reason: Sealed | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityAccepted:
    """The liaison found the matter within the unit's authority (BAB VI.B.1.c.3)."""

    complaint: ComplaintId
    unit: UnitId


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedToInstitutionAdmin:
    """The liaison found the matter outside the unit's authority (BAB VI.B.1.c.5). The case goes on."""

    complaint: ComplaintId
    unit: UnitId
    reason: Sealed
    deadlines: tuple[Deadline, ...]
    policy: str
    calendar: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedToNationalAdmin:
    """Outside the institution's authority, so the national admin has it again (BAB II.D.e, VI.B.1.b.10)."""

    complaint: ComplaintId
    institution: UnitId
    reason: Sealed
    deadlines: tuple[Deadline, ...]
    policy: str
    calendar: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandlerReplaced:
    """The institution's admin gave a case to another unit because a conflict excludes the one that held it.

    The resolution runs on from where it started.
    """

    complaint: ComplaintId
    from_unit: UnitId
    unit: UnitId
    reason: Sealed
