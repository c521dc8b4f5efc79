"""Who may see what. Pure questions about a case and a viewer; no setting makes an exception.

Identity is masked for everybody, whatever the flags: they decide who may ask for a disclosure, and who may
see content (BAB IV.A.1.e, IV.A.2.b). Anonymous hides the complainant from the unit complained about;
confidential closes the content, and the existence, to all outside the chain of handlers. Until an officer
has decided both, a case is treated as both.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import NewType

from domain.events import (
    CcAdded,
    ComplaintSubmitted,
    ComplaintVerified,
    ConfidentialitySet,
    ContentRedacted,
    DisposedToLiaison,
    Event,
    ForwardedToInstitution,
    NatureDetermined,
    PartiesIdentified,
    ReturnedToInstitutionAdmin,
)
from domain.people import Actor, ComplaintId, PersonId, Role, UnitId
from domain.texts import TextKind
from domain.vocabulary import Nature, Purpose

Audience = NewType("Audience", str)
PUBLIC = Audience("public")
NATIONAL = Audience("national")

_ANSWERS = frozenset({TextKind.INITIAL_RESPONSE, TextKind.FOLLOW_UP, TextKind.FINAL_ANSWER})
_CONTENT = _ANSWERS | {
    TextKind.NARRATIVE,
    TextKind.REDACTED_NARRATIVE,
    TextKind.OBJECT,
    TextKind.REPORTED_NAME,
    TextKind.REASON,
}
_HANDLING = frozenset({Purpose.VERIFICATION, Purpose.HANDLING})
_PURPOSES: Mapping[Role, frozenset[Purpose]] = {
    Role.COMPLAINANT: frozenset({Purpose.OWN_CASE}),
    Role.NATIONAL_ADMIN: _HANDLING | {Purpose.SUPERVISION},
    Role.INSTITUTION_ADMIN: _HANDLING | {Purpose.SUPERVISION},
    Role.LIAISON_OFFICER: _HANDLING,
    Role.INTERNAL_AUDITOR: frozenset({Purpose.AUDIT}),
}


class Level(IntEnum):
    """What an audience sees of a case. Each level includes those below; the two last are asked for, one case a time."""

    FACTS = 1
    HEADLINE = 2
    SHOWN_TEXT = 3
    MAY_OPEN = 4
    MAY_ASK_IDENTITY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What matters of a case for seeing it. A new one is unverified and protected in both ways.

    `abuse` and the reported parties only grow: no tier can restore the sight that another one took away.
    """

    complaint: ComplaintId
    verified: bool = False
    decided: bool = False
    anonymous: bool = True
    confidential: bool = True
    abuse: bool = False
    institution: UnitId | None = None
    unit: UnitId | None = None
    cc: frozenset[UnitId] = frozenset()
    reported_units: frozenset[UnitId] = frozenset()
    reported_officers: frozenset[PersonId] = frozenset()
    shown_text: bool = False
    redacted: bool = False


def after(case: Case | None, event: Event) -> Case:
    """The case once the event has happened; None is the case before it was submitted."""
    if isinstance(event, ComplaintSubmitted):
        return Case(complaint=event.complaint)
    if case is None:
        raise AssertionError(f"{type(event).__name__} before ComplaintSubmitted")
    match event:
        case ComplaintVerified():
            return replace(case, verified=True)
        case NatureDetermined(nature=nature):
            return replace(case, abuse=case.abuse or nature is Nature.ABUSE_OF_AUTHORITY)
        case PartiesIdentified(reported_units=units, reported_officers=officers):
            return replace(
                case,
                reported_units=case.reported_units.union(units),
                reported_officers=case.reported_officers.union(officers),
            )
        case ConfidentialitySet(anonymous=anonymous, confidential=confidential):
            return replace(case, decided=True, anonymous=anonymous, confidential=confidential)
        case ContentRedacted(shown_text=shown_text, redacted_narrative=redacted):
            return replace(
                case,
                shown_text=(case.shown_text or shown_text is not None) and not case.confidential,
                redacted=case.redacted or redacted is not None,
            )
        case ForwardedToInstitution(institution=institution):
            return replace(case, institution=institution)
        case DisposedToLiaison(unit=unit):
            return replace(case, unit=unit, cc=case.cc - {unit})
        case ReturnedToInstitutionAdmin():
            return replace(case, unit=None)
        case CcAdded(unit=unit):
            return replace(case, cc=case.cc | {unit})
        case _:
            return case


def institution_audience(institution: UnitId) -> Audience:
    """The admins of one institution."""
    return Audience(f"institution:{institution}")


def unit_audience(unit: UnitId) -> Audience:
    """The liaisons of one unit."""
    return Audience(f"unit:{unit}")


def audience_of(actor: Actor) -> Audience | None:
    """The one audience an assignment belongs to; None for roles that see no single case.

    Privacy officers see access records, analysts see systems and counts, a unit head sees a case only when
    added to it.
    """
    match actor.role:
        case Role.NATIONAL_ADMIN:
            return NATIONAL
        case Role.INSTITUTION_ADMIN:
            return _audience("institution", actor.institution)
        case Role.LIAISON_OFFICER:
            return _audience("unit", actor.unit)
        case Role.INTERNAL_AUDITOR:
            return _audience("inspectorate", actor.institution)
        case Role.PATRON | Role.RESPONSIBLE_HEAD | Role.TEAM_MEMBER:
            return _audience("oversight", actor.institution)
        case Role.COMPLAINANT:
            return _audience("complainant", actor.complaint)
        case _:
            return None


def grants(case: Case) -> Mapping[Audience, Level]:
    """Which audiences know of the case, and how far each one sees. Who is not named does not know it exists."""
    granted: dict[str, Level] = {
        NATIONAL: Level.MAY_ASK_IDENTITY,
        f"complainant:{case.complaint}": Level.MAY_OPEN,
    }
    # The public includes whoever is complained about, so a case of abuse is not public either.
    if case.verified and case.decided and not case.confidential and not case.abuse:
        granted[PUBLIC] = Level.SHOWN_TEXT if case.shown_text else Level.HEADLINE
    if case.institution is not None:
        granted[f"inspectorate:{case.institution}"] = Level.MAY_OPEN
        if not _excluded(case, case.institution):
            granted[f"institution:{case.institution}"] = Level.MAY_ASK_IDENTITY
        if not case.confidential:
            granted[f"oversight:{case.institution}"] = Level.FACTS
    if case.unit is not None and not _excluded(case, case.unit):
        granted[f"unit:{case.unit}"] = Level.MAY_OPEN if case.anonymous else Level.MAY_ASK_IDENTITY
    if not case.confidential:
        granted |= {f"unit:{unit}": Level.MAY_OPEN for unit in case.cc if not _excluded(case, unit)}
    return {Audience(name): level for name, level in granted.items()}


def barred(case: Case) -> frozenset[PersonId]:
    """Persons a conflict excludes, in whatever assignment they come: they do not know that the case exists."""
    return case.reported_officers


def may_see(case: Case, actor: Actor) -> Level | None:
    """How far this viewer sees the case; None: for them it does not exist."""
    audience = audience_of(actor)
    if audience is None or actor.person in barred(case):
        return None
    return grants(case).get(audience)


def openable(case: Case, actor: Actor) -> frozenset[TextKind]:
    """The kinds of sealed text this viewer may open, whether or not the case holds them. Never an identity.

    A copy is always redacted; the liaison of an anonymous case reads what an officer redacted.
    """
    level = may_see(case, actor)
    if level is None or level < Level.MAY_OPEN:
        return frozenset()
    if actor.role is Role.COMPLAINANT:
        return _ANSWERS | {TextKind.NARRATIVE}
    if actor.role is Role.LIAISON_OFFICER and actor.unit != case.unit:
        return _ANSWERS | {TextKind.REDACTED_NARRATIVE, TextKind.OBJECT}
    if actor.role is Role.LIAISON_OFFICER and case.anonymous:
        return _CONTENT - {TextKind.NARRATIVE}
    return _CONTENT


def purpose_allowed(actor: Actor, purpose: Purpose) -> bool:
    """Whether opening content for this purpose belongs to the viewer's task (BAB IV.A.2.d)."""
    return purpose in _PURPOSES.get(actor.role, frozenset())


def _audience(kind: str, of: object | None) -> Audience | None:
    return None if of is None else Audience(f"{kind}:{of}")


def _excluded(case: Case, unit: UnitId) -> bool:
    """A unit accused of abuse of authority does not learn of it from us (BAB VI.B.1.b.11)."""
    return case.abuse and unit in case.reported_units
