"""What matters of a case for seeing it, folded from its events."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from domain.events import (
    CcAdded,
    ComplaintEntered,
    ComplaintSubmitted,
    ComplaintVerified,
    ConfidentialitySet,
    ConflictDeclared,
    ContentRedacted,
    DisposedToLiaison,
    Event,
    ForwardedToInstitution,
    HandlerReplaced,
    NatureDetermined,
    PartiesIdentified,
    ProtectionLowered,
    ProtectionRaised,
    ReferredToInspectorate,
    ReturnedByInspectorate,
    ReturnedToInstitutionAdmin,
    ReturnedToNationalAdmin,
    SuperiorAdded,
)
from domain.people import ComplaintId, PersonId, UnitId
from domain.vocabulary import Nature


class Past(NamedTuple):
    """An institution that had a case, with the agencies that did these duties for it then."""

    institution: UnitId
    administered_by: UnitId | None
    inspectorate: UnitId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What matters of a case for seeing it. A new one is unverified and protected in both ways.

    The reported parties only grow, and an offence ends by the inspectorate's word alone: no tier can restore the sight
    that another one took away. `past_institutions` had it before, each with its inspectorate, which can still audit
    it. `stepped_back` are officers who declared that the case concerns them.
    `administered_by` and `inspectorate` are the agencies with these duties in the institution that has it.
    """

    complaint: ComplaintId
    verified: bool = False
    decided: bool = False
    anonymous: bool = True
    confidential: bool = True
    abuse: bool = False
    violation: bool = False
    referred: bool = False
    institution: UnitId | None = None
    past_institutions: frozenset[Past] = frozenset()
    administered_by: UnitId | None = None
    inspectorate: UnitId | None = None
    unit: UnitId | None = None
    cc: frozenset[UnitId] = frozenset()
    cc_for_reason: frozenset[UnitId] = frozenset()
    heads: frozenset[UnitId] = frozenset()
    reported_units: frozenset[UnitId] = frozenset()
    reported_officers: frozenset[PersonId] = frozenset()
    stepped_back: frozenset[PersonId] = frozenset()
    shown_text: bool = False
    redacted: bool = False


def after(case: Case | None, event: Event) -> Case:
    """The case once the event has happened; None is the case before it came in."""
    if isinstance(event, ComplaintSubmitted):
        return Case(complaint=event.complaint)
    if isinstance(event, ComplaintEntered):
        return Case(
            complaint=event.complaint,
            institution=event.institution,
            administered_by=event.administered_by,
            inspectorate=event.inspectorate,
            unit=event.unit,
        )
    if case is None:
        raise AssertionError(f"{type(event).__name__} before the complaint came in")
    return _examined(case, event) or _moved(case, event) or case


def folded(events: Iterable[Event]) -> Case | None:
    """The case that a history made; None where nothing has come in."""
    case: Case | None = None
    for event in events:
        case = after(case, event)
    return case


def _examined(case: Case, event: Event) -> Case | None:
    match event:
        case ComplaintVerified():
            return replace(case, verified=True)
        case NatureDetermined(nature=nature):
            return replace(
                case,
                abuse=case.abuse or nature is Nature.ABUSE_OF_AUTHORITY,
                violation=case.violation or nature is Nature.SUSPECTED_VIOLATION,
            )
        case PartiesIdentified(reported_units=units, reported_officers=officers):
            return replace(
                case,
                reported_units=case.reported_units.union(units),
                reported_officers=case.reported_officers.union(officers),
            )
        case ConflictDeclared(person=person):
            return replace(case, stepped_back=case.stepped_back | {person})
        case (
            ConfidentialitySet(anonymous=anonymous, confidential=confidential)
            | ProtectionRaised(anonymous=anonymous, confidential=confidential)
            | ProtectionLowered(anonymous=anonymous, confidential=confidential)
        ):
            return _protected(case, event, anonymous, confidential)
        case ContentRedacted(shown_text=shown_text, redacted_narrative=redacted):
            return replace(
                case,
                shown_text=(case.shown_text or shown_text is not None) and not case.confidential,
                redacted=case.redacted or redacted is not None,
            )
    return None


def _protected(case: Case, event: Event, anonymous: bool, confidential: bool) -> Case:
    """What was shown of a case goes when it is closed, and does not come back by itself.

    Until both are decided the case stays closed in both ways, whichever of them somebody asks for.
    """
    redacted = isinstance(event, ProtectionRaised) and event.redacted_narrative is not None
    decided = case.decided or isinstance(event, ConfidentialitySet)
    return replace(
        case,
        decided=decided,
        anonymous=anonymous or not decided,
        confidential=confidential or not decided,
        shown_text=case.shown_text and not confidential,
        redacted=case.redacted or redacted,
    )


def _moved(case: Case, event: Event) -> Case | None:
    match event:
        case ForwardedToInstitution():
            return replace(
                case,
                institution=event.institution,
                administered_by=event.administered_by,
                inspectorate=event.inspectorate,
            )
        case DisposedToLiaison(unit=unit) | HandlerReplaced(unit=unit):
            return replace(case, unit=unit, cc=case.cc - {unit})
        case ReturnedToInstitutionAdmin():
            return replace(case, unit=None)
        case ReturnedToNationalAdmin(institution=institution):
            past = Past(institution, case.administered_by, case.inspectorate)
            return replace(
                case,
                institution=None,
                referred=False,
                past_institutions=case.past_institutions | {past},
            )
        case ReferredToInspectorate():
            return replace(case, referred=True, unit=None)
        case ReturnedByInspectorate():
            return replace(case, referred=False, abuse=False, violation=False)
        case CcAdded(unit=unit, reason=reason):
            for_reason = case.cc_for_reason if reason is None else case.cc_for_reason | {unit}
            return replace(case, cc=case.cc | {unit}, cc_for_reason=for_reason)
        case SuperiorAdded(unit=unit):
            return replace(case, heads=case.heads | {unit})
    return None
