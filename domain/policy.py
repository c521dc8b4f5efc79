"""Limits as versioned values, each with its source. None of them is a constant in a rule.

The regulation's own numbers may be replaced by a new one (PermenPANRB 5/2025 replaces 62/2018), so each
complaint records which version of the policy gave its dates, and what began under one version goes on
under it, except where a newer one serves the complainant better.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from domain.vocabulary import ComplaintType, SlaClass


class LimitUnit(StrEnum):
    """What a limit is counted in. Hours run through weekends; working days follow the calendar.

    What a clock can be counted in is `domain.deadlines.Counted`: those words stand in every stored deadline.
    """

    WORKING_DAYS = "WORKING_DAYS"
    CALENDAR_DAYS = "CALENDAR_DAYS"
    HOURS = "HOURS"
    MONTHS = "MONTHS"
    TIMES = "TIMES"
    MINUTES = "MINUTES"
    MEBIBYTES = "MEBIBYTES"


class LimitName(StrEnum):
    """What is limited, in the order of the regulation, then what comes from other law and from practice."""

    REVIEW = "REVIEW"
    """Review by the national and by the institution's admin, at each arrival (BAB VI.B.1.a and b)."""
    COMPLETION = "COMPLETION"
    """The complainant supplies what was asked for (BAB VI.B.1.a.11)."""
    RESOLUTION = "RESOLUTION"
    """From receipt by the liaison to the final answer, by class (BAB VI.C)."""
    INTERVENTION = "INTERVENTION"
    """Before the end of the resolution limit, by class (BAB VII.A.1.e)."""
    CONSTRAINT_NOTICE = "CONSTRAINT_NOTICE"
    """After the end of the resolution limit, the complainant is told why; 0 is the last day itself (BAB VII.A.1.f)."""
    EVALUATION = "EVALUATION"
    """Since the last evaluation (BAB VII.C.2)."""
    INTEGRATION_REPLY = "INTEGRATION_REPLY"
    """Answer to a recommendation on integration (BAB IX.3.e)."""
    STATUTORY_REPLY = "STATUTORY_REPLY"
    """The provider says whether the file is complete (UU 25/2009)."""
    STATUTORY_DECISION = "STATUTORY_DECISION"
    """Decision on a complete file (UU 25/2009)."""
    SUPERIOR = "SUPERIOR"
    """The superior acts on a complaint of abuse (PP 48/2016)."""
    PRIVACY = "PRIVACY"
    """Breach notice, subject access, restriction (UU 27/2022)."""
    ASPIRATION = "ASPIRATION"
    """Answer to an aspiration; the regulation is silent (BAB VI.C)."""
    FIRST_RESPONSE = "FIRST_RESPONSE"
    """The liaison's first response; advice, not duty."""
    SILENCE = "SILENCE"
    """Silence after a final answer, until the system closes the case."""
    REOPENED_MINIMUM = "REOPENED_MINIMUM"
    """What a reopened case has at least, where less of its limit is left."""
    RETURNS_BEFORE_FLAG = "RETURNS_BEFORE_FLAG"
    """Returns between tiers until the head is told."""
    DOCUMENT_UPLOAD = "DOCUMENT_UPLOAD"
    """From the announcement of a document until its bytes have arrived."""
    DOCUMENT_OPENING = "DOCUMENT_OPENING"
    """How long an opening of a document serves to fetch it (BAB IV.A.2.c)."""
    DOCUMENT_SIZE = "DOCUMENT_SIZE"
    """Of one document as it is sent."""
    DOCUMENTS = "DOCUMENTS"
    """How many documents a case takes in."""


BY_CLASS = frozenset({LimitName.RESOLUTION, LimitName.INTERVENTION})
UNIT_OF: Mapping[LimitName, LimitUnit] = {
    **dict.fromkeys(LimitName, LimitUnit.WORKING_DAYS),
    LimitName.STATUTORY_REPLY: LimitUnit.CALENDAR_DAYS,
    LimitName.STATUTORY_DECISION: LimitUnit.CALENDAR_DAYS,
    LimitName.PRIVACY: LimitUnit.HOURS,
    LimitName.EVALUATION: LimitUnit.MONTHS,
    LimitName.RETURNS_BEFORE_FLAG: LimitUnit.TIMES,
    LimitName.DOCUMENT_UPLOAD: LimitUnit.MINUTES,
    LimitName.DOCUMENT_OPENING: LimitUnit.MINUTES,
    LimitName.DOCUMENT_SIZE: LimitUnit.MEBIBYTES,
    LimitName.DOCUMENTS: LimitUnit.TIMES,
}
"""A limit is always counted in the same unit, so that a rule can rely on it."""
# What the complainant has, not the officer.
_MORE_IS_BETTER = frozenset(
    {
        LimitName.COMPLETION,
        LimitName.SILENCE,
        LimitName.DOCUMENT_UPLOAD,
        LimitName.DOCUMENT_SIZE,
        LimitName.DOCUMENTS,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A number, what it is counted in, and the clause or practice, the instrument and the day it holds from.

    `sla_class` is given for limits that differ by class, and None for all others.
    """

    name: LimitName
    sla_class: SlaClass | None
    amount: int
    unit: LimitUnit
    source: str
    instrument: str
    effective_from: date

    @property
    def working_days(self) -> int:
        return self._counted_in(LimitUnit.WORKING_DAYS)

    @property
    def calendar_days(self) -> int:
        return self._counted_in(LimitUnit.CALENDAR_DAYS)

    @property
    def hours(self) -> int:
        return self._counted_in(LimitUnit.HOURS)

    @property
    def months(self) -> int:
        return self._counted_in(LimitUnit.MONTHS)

    @property
    def times(self) -> int:
        return self._counted_in(LimitUnit.TIMES)

    @property
    def minutes(self) -> int:
        return self._counted_in(LimitUnit.MINUTES)

    @property
    def bytes(self) -> int:
        return self._counted_in(LimitUnit.MEBIBYTES) * 1024 * 1024

    def _counted_in(self, unit: LimitUnit) -> int:
        assert self.unit is unit, f"{self.name} is counted in {self.unit}"
        return self.amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One version of all limits.

    `supervisory_only` is the class of a grievance that alleges deviation but needs no field inspection:
    BAB VI.C.2 says "dan/atau", so 14 working days; LAPOR! practice reads 60.
    """

    version: str
    instrument: str
    effective_from: date
    limits: tuple[Limit, ...]
    supervisory_only: SlaClass

    @property
    def review(self) -> Limit:
        return self.stated(LimitName.REVIEW)

    @property
    def completion(self) -> Limit:
        return self.stated(LimitName.COMPLETION)

    @property
    def resolution(self) -> Mapping[SlaClass, Limit]:
        return {each: self.stated(LimitName.RESOLUTION, each) for each in SlaClass}

    @property
    def interventions(self) -> Mapping[SlaClass, Limit]:
        return {each: self.stated(LimitName.INTERVENTION, each) for each in SlaClass}

    @property
    def constraint_notice(self) -> Limit:
        return self.stated(LimitName.CONSTRAINT_NOTICE)

    @property
    def evaluation(self) -> Limit:
        return self.stated(LimitName.EVALUATION)

    @property
    def integration_reply(self) -> Limit:
        return self.stated(LimitName.INTEGRATION_REPLY)

    @property
    def statutory_reply(self) -> Limit:
        return self.stated(LimitName.STATUTORY_REPLY)

    @property
    def statutory_decision(self) -> Limit:
        return self.stated(LimitName.STATUTORY_DECISION)

    @property
    def superior(self) -> Limit:
        return self.stated(LimitName.SUPERIOR)

    @property
    def privacy(self) -> Limit:
        return self.stated(LimitName.PRIVACY)

    @property
    def aspiration(self) -> Limit:
        return self.stated(LimitName.ASPIRATION)

    @property
    def first_response(self) -> Limit:
        return self.stated(LimitName.FIRST_RESPONSE)

    @property
    def silence(self) -> Limit:
        return self.stated(LimitName.SILENCE)

    @property
    def reopened_minimum(self) -> Limit:
        return self.stated(LimitName.REOPENED_MINIMUM)

    @property
    def returns_before_flag(self) -> Limit:
        return self.stated(LimitName.RETURNS_BEFORE_FLAG)

    @property
    def document_upload(self) -> Limit:
        return self.stated(LimitName.DOCUMENT_UPLOAD)

    @property
    def document_opening(self) -> Limit:
        return self.stated(LimitName.DOCUMENT_OPENING)

    @property
    def document_size(self) -> Limit:
        return self.stated(LimitName.DOCUMENT_SIZE)

    @property
    def documents(self) -> Limit:
        return self.stated(LimitName.DOCUMENTS)

    def limit(self, sla_class: SlaClass) -> int:
        """Working days from receipt by the liaison to the final answer (BAB VI.C)."""
        return self.stated(LimitName.RESOLUTION, sla_class).working_days

    def intervention(self, sla_class: SlaClass) -> int:
        """Working days before the end of the limit at which the institution steps in (BAB VII.A.1.e)."""
        return self.stated(LimitName.INTERVENTION, sla_class).working_days

    def sla_class_of(self, type: ComplaintType, supervisory: bool, field: bool) -> SlaClass:  # noqa: A002
        """BAB VI.C.1 to 3: 60 working days only where both flags hold; aspirations follow LAPOR! practice."""
        if type is not ComplaintType.GRIEVANCE:
            return SlaClass.NORMATIVE
        if supervisory and field:
            return SlaClass.FIELD_INSPECTION
        return self.supervisory_only if supervisory else SlaClass.STANDARD

    def stated(self, name: LimitName, sla_class: SlaClass | None = None) -> Limit:
        """The limit of that name and, where it differs by class, of that class. Every loaded version has it."""
        return next(limit for limit in self.limits if limit.name is name and limit.sla_class is sla_class)

    def or_better(self, newer: "Policy") -> "Policy":
        """This version, with each limit that the newer one sets more favourably for the complainant.

        Shorter is better for what an office has to do, longer for the time a complainant has. An intervention
        point belongs to its resolution limit and comes from the version that gives it.
        """
        return replace(self, limits=tuple(self._better(limit, newer) for limit in self.limits))

    def _better(self, limit: Limit, newer: "Policy") -> Limit:
        other = newer.stated(limit.name, limit.sla_class)
        if limit.name is LimitName.INTERVENTION:
            assert limit.sla_class is not None
            return other if newer.limit(limit.sla_class) < self.limit(limit.sla_class) else limit
        if limit.name in _MORE_IS_BETTER:
            return other if other.amount > limit.amount else limit
        return other if other.amount < limit.amount else limit
