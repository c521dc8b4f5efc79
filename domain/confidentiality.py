"""Who may see what. Pure questions about a case and a viewer; no setting makes an exception.

Identity is masked for everybody, whatever the flags: they decide who may ask for a disclosure, and who may
see content (BAB IV.A.1.e, IV.A.2.b). Anonymous hides the complainant from the unit complained about;
confidential closes the content, and the existence, to all outside the chain of handlers. Until an officer
has decided both, a case is treated as both.
"""

from collections.abc import Mapping
from enum import IntEnum
from typing import NewType

from domain.cases import Case, Past
from domain.people import Actor, ComplaintId, PersonId, Role, UnitId
from domain.texts import TextKind
from domain.vocabulary import About, Purpose

Audience = NewType("Audience", str)
PUBLIC = Audience("public")
NATIONAL = Audience("national")

_ANSWERS = frozenset(
    {
        TextKind.INITIAL_RESPONSE,
        TextKind.FOLLOW_UP,
        TextKind.FINAL_ANSWER,
        TextKind.CONTRIBUTION,
        TextKind.DATA_REQUEST,
        TextKind.CONSTRAINT,
        TextKind.PLANNED_ACTION,
    }
)
# In the complainant's own words, which may name them however often the identity is sealed.
_OWN_WORDS = frozenset(
    {TextKind.NARRATIVE, TextKind.SUPPLEMENT, TextKind.COMPLAINANT_REPLY, TextKind.COMPLAINANT_REASON}
)
_SUBSTANCE = frozenset({TextKind.REDACTED_NARRATIVE, TextKind.OBJECT})
_INTERNAL = frozenset(
    {
        TextKind.REPORTED_NAME,
        TextKind.REASON,
        TextKind.PROGRESS,
        TextKind.OFFICE_NOTE,
        TextKind.SUPERVISION,
        TextKind.CHANNEL_NOTE,
        TextKind.PROOF,
    }
)
_CONTENT = _ANSWERS | _OWN_WORDS | _SUBSTANCE | _INTERNAL
_GOES_WITH: Mapping[About, TextKind] = {
    About.SUPPORTING: TextKind.SUPPLEMENT,
    About.RECEIVED_PAPER: TextKind.PROOF,
    About.REDACTED_COPY: TextKind.REDACTED_NARRATIVE,
    About.FOLLOW_UP: TextKind.FOLLOW_UP,
    About.CONTRIBUTION: TextKind.CONTRIBUTION,
    About.ANSWER: TextKind.FINAL_ANSWER,
    About.EXAMINATION: TextKind.FINDING,
    About.OFFICE: TextKind.OFFICE_NOTE,
}
_HANDLING = frozenset({Purpose.VERIFICATION, Purpose.HANDLING})
_PURPOSES: Mapping[Role, frozenset[Purpose]] = {
    Role.COMPLAINANT: frozenset({Purpose.OWN_CASE}),
    Role.NATIONAL_ADMIN: _HANDLING | {Purpose.SUPERVISION},
    Role.INSTITUTION_ADMIN: _HANDLING | {Purpose.SUPERVISION},
    Role.LIAISON_OFFICER: _HANDLING,
    Role.INTERNAL_AUDITOR: _HANDLING | {Purpose.AUDIT},
    Role.UNIT_HEAD: frozenset({Purpose.SUPERVISION}),
}


class Level(IntEnum):
    """What an audience sees of a case. Each level includes those below; the two last are asked for, one case a time."""

    FACTS = 1
    HEADLINE = 2
    SHOWN_TEXT = 3
    MAY_OPEN = 4
    MAY_ASK_IDENTITY = 5


def institution_audience(institution: UnitId) -> Audience:
    """The admins of one institution."""
    return Audience(f"institution:{institution}")


def unit_audience(unit: UnitId) -> Audience:
    """The liaisons of one unit."""
    return Audience(f"unit:{unit}")


def complainant_audience(complaint: ComplaintId) -> Audience:
    """The complainant of one complaint."""
    return Audience(f"complainant:{complaint}")


def audience_of(actor: Actor) -> Audience | None:
    """The one audience an assignment belongs to; None for roles that see no single case.

    Privacy officers see access records, analysts see systems and counts. A unit head sees a case only when added to it.
    """
    match actor.role:
        case Role.NATIONAL_ADMIN:
            return NATIONAL
        case Role.INSTITUTION_ADMIN:
            return _audience("institution", actor.institution)
        case Role.LIAISON_OFFICER:
            return _audience("unit", actor.unit)
        case Role.UNIT_HEAD:
            return _audience("head", actor.unit)
        case Role.INTERNAL_AUDITOR:
            return _audience("inspectorate", actor.institution)
        case Role.PATRON | Role.RESPONSIBLE_HEAD | Role.TEAM_MEMBER:
            return _audience("oversight", actor.institution)
        case Role.COMPLAINANT:
            return _audience("complainant", actor.complaint)
    return None


def grants(case: Case) -> Mapping[Audience, Level]:
    """Which audiences know of the case, and how far each one sees. Who is not named does not know it exists."""
    granted: dict[str, Level] = {
        NATIONAL: Level.MAY_ASK_IDENTITY,
        complainant_audience(case.complaint): Level.MAY_OPEN,
    }
    # The public includes whoever is complained about, so an offence by officials is not public either.
    offence = case.referred or of_officials(case)
    if case.verified and case.decided and not case.confidential and not offence:
        granted[PUBLIC] = Level.SHOWN_TEXT if case.shown_text else Level.HEADLINE
    for institution, _, inspectorate in case.past_institutions:
        if inspectorate not in case.reported_units:
            granted[f"inspectorate:{institution}"] = Level.MAY_OPEN
    if case.institution is not None:
        granted |= _within(case, case.institution)
    if case.unit is not None and not _excluded(case, case.unit):
        granted[f"unit:{case.unit}"] = Level.MAY_OPEN if case.anonymous else Level.MAY_ASK_IDENTITY
    copied = case.cc_for_reason if case.confidential else case.cc
    granted |= {f"unit:{unit}": Level.MAY_OPEN for unit in copied - {case.unit} if not _excluded(case, unit)}
    granted |= {f"head:{unit}": Level.MAY_OPEN for unit in case.heads}
    return {Audience(name): level for name, level in granted.items()}


def of_officials(case: Case) -> bool:
    """Abuse of authority, or a violation of law by officials: one of them is named (BAB VI.B.1.b.11, "oleh aparatur").

    A unit whose service merely broke a rule is not accused of an offence, and answers for it.
    """
    return case.abuse or (case.violation and bool(case.reported_officers))


def institution_excluded(case: Case) -> bool:
    """Whether the institution's admins may not know of the case: it, or the agency they work in, is reported.

    The national admin then does what they would do.
    """
    assert case.institution is not None
    return _excluded(case, case.institution) or case.administered_by in case.reported_units


def unit_in_conflict(case: Case, unit: UnitId) -> bool:
    """Whether a unit can lose a case: it may not know of it, or somebody may not who could be one of its people.

    A unit complained about answers for its service like any other (BAB VI.B.1.c). Who works where is not asked: that
    there is anybody whom the case concerns is enough, for a unit may have one liaison only.
    """
    return _excluded(case, unit) or bool(barred(case))


def inspectorate_excluded(case: Case) -> bool:
    """Whether the inspectorate is itself reported; it then knows nothing of the case."""
    return case.inspectorate in case.reported_units


def _within(case: Case, institution: UnitId) -> dict[str, Level]:
    granted: dict[str, Level] = {}
    if not inspectorate_excluded(case):
        granted[f"inspectorate:{institution}"] = Level.MAY_ASK_IDENTITY if case.referred else Level.MAY_OPEN
    if not institution_excluded(case):
        granted[f"institution:{institution}"] = Level.MAY_ASK_IDENTITY
    if not case.confidential:
        granted[f"oversight:{institution}"] = Level.FACTS
    return granted


def custodian(case: Case) -> Audience:
    """Who has the case: the inspectorate it was referred to, its unit, its institution, else the national admin.

    Whoever may not know of the case cannot act on it, so where a conflict excludes one, the next in this order has it
    (BAB VI.B.1.b.11, VI.D.1.d).
    """
    granted = grants(case)
    institution = case.institution
    candidates = (
        _audience("inspectorate", institution) if case.referred else None,
        _audience("unit", case.unit),
        _audience("institution", institution),
    )
    return next(
        (audience for audience in candidates if audience is not None and audience in granted), NATIONAL
    )


def barred(case: Case) -> frozenset[PersonId]:
    """Persons a conflict excludes, in whatever assignment they come: they do not know that the case exists."""
    return case.reported_officers | case.stepped_back


def excluded(case: Case) -> tuple[frozenset[Audience], frozenset[PersonId]]:
    """Whom a conflict keeps from the case, whatever it showed them before: audiences, and persons in any of theirs."""
    audiences = {unit_audience(unit) for unit in case.reported_units if _excluded(case, unit)}
    had_it = {past for past in case.past_institutions if past.institution != case.institution}
    if case.institution is not None:
        had_it.add(Past(case.institution, case.administered_by, case.inspectorate))
    for institution, administered_by, inspectorate in had_it:
        if inspectorate in case.reported_units:
            audiences.add(Audience(f"inspectorate:{institution}"))
        if _excluded(case, institution) or administered_by in case.reported_units:
            audiences.add(institution_audience(institution))
    return frozenset(audiences), barred(case)


def may_see(case: Case, actor: Actor) -> Level | None:
    """How far this viewer sees the case; None: for them it does not exist."""
    audience = audience_of(actor)
    if audience is None or actor.person in barred(case):
        return None
    return grants(case).get(audience)


def openable(case: Case, actor: Actor) -> frozenset[TextKind]:
    """The kinds of sealed text this viewer may open, whether or not the case holds them. Never an identity."""
    level, audience = may_see(case, actor), audience_of(actor)
    return frozenset() if level is None or audience is None else _texts_for(case, audience, level)


def documents_openable(case: Case, actor: Actor) -> frozenset[About]:
    """The documents this viewer may open, by what they belong to: as the texts that they go with (BAB IV.A.2.c)."""
    return _documents_with(openable(case, actor))


def documents_granted(case: Case, granted: Mapping[Audience, Level]) -> Mapping[Audience, frozenset[About]]:
    """The same for each audience that the case is granted to (`grants`); persons whom a conflict bars come off."""
    return {
        audience: _documents_with(_texts_for(case, audience, level)) for audience, level in granted.items()
    }


def _documents_with(kinds: frozenset[TextKind]) -> frozenset[About]:
    return frozenset(about for about, kind in _GOES_WITH.items() if kind in kinds)


def _texts_for(case: Case, audience: Audience, level: Level) -> frozenset[TextKind]:
    """A copy is always redacted; the liaison of an anonymous case reads what an officer redacted."""
    if level < Level.MAY_OPEN:
        return frozenset()
    kind, _, unit = audience.partition(":")
    match kind:
        case "complainant":
            return _ANSWERS | _OWN_WORDS
        case "head":
            return _SUBSTANCE
        case "inspectorate":
            return _CONTENT | {TextKind.FINDING}
        case "unit" if unit != str(case.unit):
            return _ANSWERS | _SUBSTANCE
        case "unit" if case.anonymous:
            return _CONTENT - _OWN_WORDS - {TextKind.CHANNEL_NOTE, TextKind.PROOF}
        case _:
            return _CONTENT


def purpose_allowed(actor: Actor, purpose: Purpose) -> bool:
    """Whether opening content for this purpose belongs to the viewer's task (BAB IV.A.2.d)."""
    return purpose in _PURPOSES.get(actor.role, frozenset())


def _audience(kind: str, of: object | None) -> Audience | None:
    return None if of is None else Audience(f"{kind}:{of}")


def _excluded(case: Case, unit: UnitId) -> bool:
    """A unit accused of an offence does not learn of it from us (BAB VI.B.1.b.11)."""
    return unit in case.reported_units and (case.referred or of_officials(case))
