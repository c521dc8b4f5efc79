"""Limits as versioned values, each with its source. None of them is a constant in a rule.

The regulation's own numbers may be replaced by a new one (PermenPANRB 5/2025 replaces 62/2018), so each
complaint records which version of the policy gave its dates.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from domain.vocabulary import ComplaintType, SlaClass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A number of working days, and the clause or practice it comes from."""

    working_days: int
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One version of all limits.

    `supervisory_only` is the class of a grievance that alleges deviation but needs no field inspection:
    BAB VI.C.2 says "dan/atau", so 14 working days; LAPOR! practice reads 60.
    """

    version: str
    source: str
    effective_from: date
    resolution: Mapping[SlaClass, Limit]
    interventions: Mapping[SlaClass, Limit]
    review: Limit
    completion: Limit
    silence: Limit
    supervisory_only: SlaClass

    def limit(self, sla_class: SlaClass) -> int:
        """Working days from receipt by the liaison to the final answer (BAB VI.C)."""
        return self.resolution[sla_class].working_days

    def intervention(self, sla_class: SlaClass) -> int:
        """Working days before the end of the limit at which the institution steps in (BAB VII.A.1.e)."""
        return self.interventions[sla_class].working_days

    def sla_class_of(self, type: ComplaintType, supervisory: bool, field: bool) -> SlaClass:  # noqa: A002
        """BAB VI.C.1 to 3: 60 working days only where both flags hold; aspirations follow LAPOR! practice."""
        if type is not ComplaintType.GRIEVANCE:
            return SlaClass.NORMATIVE
        if supervisory and field:
            return SlaClass.FIELD_INSPECTION
        return self.supervisory_only if supervisory else SlaClass.STANDARD
