"""One class for each rule that can be broken.

A refusal names the rule, the clause it comes from, and the way out, in Indonesian and in English. It never
quotes the complaint, and it says the same to somebody without access as to somebody a conflict excludes.
Everything it says follows from its rule, so a refusal can be answered again from the log word for word.
"""

from domain.errors.base import Rule, RuleBroken, Words
from domain.errors.decrees import (
    DayTwice,
    DecreeUnnamed,
    LimitsIncomplete,
    NothingToWithdraw,
    NotYoursToLoad,
    VersionLoaded,
    YearIncomplete,
)
from domain.errors.handling import (
    CcNotAllowed,
    NoSuchCase,
    NotAnAgencyHere,
    NotByCategory,
    NotYourCase,
    ProcessingMustGoOn,
    ReasonNeeded,
    ReferToInspectorateFirst,
    StarsOutOfRange,
    UnknownUnit,
)
from domain.errors.offices import (
    AlreadyRegistered,
    AppointedFromAbove,
    ContactIsNoMail,
    DutyNeedsAgency,
    HeadFillsRoles,
    LinkIsNotSecure,
    NeverOneself,
    NotYourInbox,
    RequestIdReused,
    RoleDoesNotFit,
    RoleEnded,
    RoleNotHeld,
    SystemOnly,
    ValidityOutOfOrder,
)
from domain.errors.order import (
    AcceptFirst,
    AlreadyAccepted,
    AlreadyAnswered,
    AlreadyCompleted,
    AlreadyDisposed,
    AlreadyForwarded,
    AlreadyRated,
    AlreadyResponded,
    AlreadySubmitted,
    AlreadyVerified,
    AnswerFirst,
    CompletionFirst,
    InitialResponseFirst,
    VerifyFirst,
)
from domain.errors.protection import (
    ConfidentialStaysInside,
    HeadlineTooLong,
    PersonalDataInShownText,
    ProtectionOnlyRises,
    PurposeNotAllowed,
    RedactionNeeded,
)
from domain.errors.texts import SignInNeeded, TextNeeded, TextTooLong

__all__ = [
    "AcceptFirst",
    "AlreadyAccepted",
    "AlreadyAnswered",
    "AlreadyCompleted",
    "AlreadyDisposed",
    "AlreadyForwarded",
    "AlreadyRated",
    "AlreadyRegistered",
    "AlreadyResponded",
    "AlreadySubmitted",
    "AlreadyVerified",
    "AnswerFirst",
    "AppointedFromAbove",
    "CcNotAllowed",
    "CompletionFirst",
    "ConfidentialStaysInside",
    "ContactIsNoMail",
    "DayTwice",
    "DecreeUnnamed",
    "DutyNeedsAgency",
    "HeadFillsRoles",
    "HeadlineTooLong",
    "InitialResponseFirst",
    "LimitsIncomplete",
    "LinkIsNotSecure",
    "NeverOneself",
    "NoSuchCase",
    "NotAnAgencyHere",
    "NotByCategory",
    "NotYourCase",
    "NotYourInbox",
    "NotYoursToLoad",
    "NothingToWithdraw",
    "PersonalDataInShownText",
    "ProcessingMustGoOn",
    "ProtectionOnlyRises",
    "PurposeNotAllowed",
    "ReasonNeeded",
    "RedactionNeeded",
    "ReferToInspectorateFirst",
    "RequestIdReused",
    "RoleDoesNotFit",
    "RoleEnded",
    "RoleNotHeld",
    "Rule",
    "RuleBroken",
    "SignInNeeded",
    "StarsOutOfRange",
    "SystemOnly",
    "TextNeeded",
    "TextTooLong",
    "UnknownUnit",
    "ValidityOutOfOrder",
    "VerifyFirst",
    "VersionLoaded",
    "Words",
    "YearIncomplete",
    "refusal_of",
]

_BY_RULE = {broken.rule: broken for broken in RuleBroken.__subclasses__()}


def refusal_of(rule: str) -> RuleBroken:
    """The refusal a stored rule name stands for. Raises ValueError for a name that was never a rule."""
    return _BY_RULE[Rule(rule)]()
