"""Old shapes of events, lifted one version at a time. Stored bytes are never changed: what is read is.

To give an event a new shape: change its class, add below the step that makes the facts of the old version those of
the new one, and let `python -m tests.support.goldens` write down the new version's schema and golden entry. A step
is a pure function of the facts and of the day on which the event occurred, in the institution's zone (some old
shapes lack a date). It keeps the part number of every text, because the words are stored under it. A step that was
once released stays as it is for ever.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

Facts = dict[str, Any]
Step = Callable[[Facts, date], Facts]

# What version 1 counted by, when it wrote down last days alone.
_REVIEW = 3
_RESOLUTION = MappingProxyType({"NORMATIVE": 5, "STANDARD": 14, "FIELD_INSPECTION": 60})
_INTERVENTION = MappingProxyType({"NORMATIVE": 3, "STANDARD": 8, "FIELD_INSPECTION": 35})
_STATUTORY = MappingProxyType({"STATUTORY_RESPONSE": 14, "STATUTORY_DECISION": 60})


def _submitted_2(facts: Facts, occurred_on: date) -> Facts:
    """Every clock with its start; a contact, a representative, needs, and what another channel was."""
    statutory = [
        _deadline(clock, occurred_on, days, occurred_on + timedelta(days=days), counted="CALENDAR_DAYS")
        for clock, days in _STATUTORY.items()
    ]
    review = _deadline("NATIONAL_REVIEW", occurred_on, _REVIEW, facts.pop("review_due_on"))
    new = ("channel_note", "contact", "representative", "accessibility")
    return facts | dict.fromkeys(new) | {"deadlines": [review, *statutory]}


def _reviewed_by_institution_2(facts: Facts, occurred_on: date) -> Facts:
    """The institution's review with its start."""
    review = _deadline("INSTITUTION_REVIEW", occurred_on, _REVIEW, facts.pop("review_due_on"))
    return facts | {"deadlines": [review]}


def _forwarded_2(facts: Facts, occurred_on: date) -> Facts:
    """Which agencies administer and inspect the institution: not known then."""
    return _reviewed_by_institution_2(facts, occurred_on) | {"administered_by": None, "inspectorate": None}


def _disposed_2(facts: Facts, occurred_on: date) -> Facts:
    """The resolution and its monitoring point with their start."""
    sla_class, provisional = facts["sla_class"], facts.pop("provisional")
    limits = (
        ("RESOLUTION", _RESOLUTION[sla_class], facts.pop("due_on")),
        ("INTERVENTION", _INTERVENTION[sla_class], facts.pop("intervene_by")),
    )
    return facts | {
        "deadlines": [
            _deadline(clock, occurred_on, limit, due_on, provisional=provisional)
            for clock, limit, due_on in limits
        ]
    }


def _classified_2(facts: Facts, _: date) -> Facts:
    """Clocks that start with it: none did."""
    return facts | {"deadlines": []}


def _classified_3(facts: Facts, _: date) -> Facts:
    """The versions that gave class and limits: not written down then; those of the case count."""
    return facts | dict.fromkeys(("policy", "calendar"))


def _copied_2(facts: Facts, _: date) -> Facts:
    """Why a confidential case was copied: none could be."""
    return facts | {"reason": None}


def _answered_2(facts: Facts, _: date) -> Facts:
    """Coded cause and resolution, and the days of silence: not asked for then, and not counted."""
    return facts | dict.fromkeys(("cause", "resolution", "policy", "calendar")) | {"deadlines": []}


def _role_granted_2(facts: Facts, _: date) -> Facts:
    """Nobody could be given a contact; the role of Admin UPP had no name yet."""
    return {**facts, "contact": None}


def _policy_2(facts: Facts, _: date) -> Facts:
    """What documents keep to: there were none. They get what the first version with them says."""
    documents = [
        _own_limit("DOCUMENT_UPLOAD", 15, "MINUTES", facts),
        _own_limit("DOCUMENT_OPENING", 5, "MINUTES", facts),
        _own_limit("DOCUMENT_SIZE", 10, "MEBIBYTES", facts),
        _own_limit("DOCUMENTS", 20, "TIMES", facts),
    ]
    return facts | {"limits": [*facts["limits"], *documents]}


def _own_limit(name: str, amount: int, unit: str, facts: Facts) -> Facts:
    return {
        "name": name,
        "sla_class": None,
        "amount": amount,
        "unit": unit,
        "source": "dokumen pendukung",
        "instrument": "Ketentuan sistem ini, bukan Rencana Aksi",
        "effective_from": facts["effective_from"],
    }


def _more_kinds_of_text(facts: Facts, _: date) -> Facts:
    """More kinds of text exist now. What was written stays what it was."""
    return facts


def _deadline(
    clock: str,
    started_on: date,
    limit: int,
    due_on: date | str,
    *,
    counted: str = "WORKING_DAYS",
    provisional: bool = False,
) -> Facts:
    return {
        "clock": clock,
        "started_on": str(started_on),
        "limit": limit,
        "counted": counted,
        "due_on": str(due_on),
        "provisional": provisional,
    }


STEPS: Mapping[str, tuple[Step, ...]] = MappingProxyType(
    {
        "CcAdded": (_copied_2,),
        "Classified": (_classified_2, _classified_3),
        "ComplaintSubmitted": (_submitted_2,),
        "ContentRedacted": (_more_kinds_of_text,),
        "ContentViewed": (_more_kinds_of_text,),
        "DisposedToLiaison": (_disposed_2,),
        "FinalAnswerGiven": (_answered_2,),
        "FollowUpRecorded": (_more_kinds_of_text,),
        "ForwardedToInstitution": (_forwarded_2,),
        "InitialResponseGiven": (_more_kinds_of_text,),
        "PartiesIdentified": (_more_kinds_of_text,),
        "PolicyLoaded": (_policy_2,),
        "ReturnedToInstitutionAdmin": (_reviewed_by_institution_2,),
        "RoleGranted": (_role_granted_2,),
    }
)
"""Event type to its steps: the first one lifts version 1 to 2. A type without steps has one version only."""
