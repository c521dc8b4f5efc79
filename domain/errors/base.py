"""What every refusal has: a rule, a clause, and what to do instead."""

from enum import StrEnum
from typing import NamedTuple


class Rule(StrEnum):
    """A stored name is a promise: refusals are facts, and they carry these."""

    ABUSE_GOES_TO_INSPECTORATE = "ABUSE_GOES_TO_INSPECTORATE"
    ACCEPT_FIRST = "ACCEPT_FIRST"
    ALREADY_ACCEPTED = "ALREADY_ACCEPTED"
    ALREADY_ANSWERED = "ALREADY_ANSWERED"
    ALREADY_COMPLETED = "ALREADY_COMPLETED"
    ALREADY_DISPOSED = "ALREADY_DISPOSED"
    ALREADY_FORWARDED = "ALREADY_FORWARDED"
    ALREADY_RATED = "ALREADY_RATED"
    ALREADY_REGISTERED = "ALREADY_REGISTERED"
    ALREADY_RESPONDED = "ALREADY_RESPONDED"
    ALREADY_SUBMITTED = "ALREADY_SUBMITTED"
    ALREADY_VERIFIED = "ALREADY_VERIFIED"
    ANSWER_FIRST = "ANSWER_FIRST"
    APPOINTED_FROM_ABOVE = "APPOINTED_FROM_ABOVE"
    BY_CATEGORY = "BY_CATEGORY"
    CC_IS_ANOTHER_AGENCY = "CC_IS_ANOTHER_AGENCY"
    COMPLETION_FIRST = "COMPLETION_FIRST"
    CONFIDENTIAL_STAYS_INSIDE = "CONFIDENTIAL_STAYS_INSIDE"
    CONTACT_IS_MAIL = "CONTACT_IS_MAIL"
    DAY_OFF_ONCE = "DAY_OFF_ONCE"
    DECREE_SAYS_WHAT = "DECREE_SAYS_WHAT"
    DUTY_NEEDS_AGENCY = "DUTY_NEEDS_AGENCY"
    FIVE_STARS = "FIVE_STARS"
    HEADLINE_IS_SHORT = "HEADLINE_IS_SHORT"
    HEAD_FILLS_ROLES = "HEAD_FILLS_ROLES"
    HEAD_LOADS_DECREES = "HEAD_LOADS_DECREES"
    INITIAL_RESPONSE_FIRST = "INITIAL_RESPONSE_FIRST"
    KNOWN_UNITS_ONLY = "KNOWN_UNITS_ONLY"
    LIMITS_ARE_WHOLE = "LIMITS_ARE_WHOLE"
    LINK_IS_HTTPS = "LINK_IS_HTTPS"
    NEVER_ONESELF = "NEVER_ONESELF"
    NOT_YOUR_CASE = "NOT_YOUR_CASE"
    NOT_YOUR_INBOX = "NOT_YOUR_INBOX"
    NO_STOP = "NO_STOP"
    NO_SUCH_CASE = "NO_SUCH_CASE"
    OWN_AGENCIES_ONLY = "OWN_AGENCIES_ONLY"
    PROTECTION_ONLY_RISES = "PROTECTION_ONLY_RISES"
    PURPOSE = "PURPOSE"
    REASON_FOR_ANOTHER_UNIT = "REASON_FOR_ANOTHER_UNIT"
    REDACT_ANONYMOUS = "REDACT_ANONYMOUS"
    REQUEST_ID_ONCE = "REQUEST_ID_ONCE"
    ROLE_ENDED = "ROLE_ENDED"
    ROLE_FITS_UNIT = "ROLE_FITS_UNIT"
    ROLE_NOT_HELD = "ROLE_NOT_HELD"
    SHOWN_TEXT_IS_CLEAN = "SHOWN_TEXT_IS_CLEAN"
    SIGN_IN = "SIGN_IN"
    SYSTEM_ONLY = "SYSTEM_ONLY"
    TEXT_IS_BOUNDED = "TEXT_IS_BOUNDED"
    TEXT_NEEDED = "TEXT_NEEDED"
    VALIDITY_IN_ORDER = "VALIDITY_IN_ORDER"
    VERIFY_FIRST = "VERIFY_FIRST"
    VERSION_ONCE = "VERSION_ONCE"
    WITHDRAW_WHAT_IS_OFF = "WITHDRAW_WHAT_IS_OFF"
    YEAR_IS_WHOLE = "YEAR_IS_WHOLE"


class Words(NamedTuple):
    """The same sentence in Indonesian and in English."""

    id: str
    en: str


class RuleBroken(Exception):
    """What was asked for breaks `rule`, which stands in `clause`. `prohibited`: BAB IV.A.2 forbids it outright."""

    rule: Rule
    clause: str
    prohibited: bool = False
    message: Words
    way_out: Words

    def __str__(self) -> str:
        return f"{self.message.en} {self.way_out.en} ({self.clause})"

    @property
    def message_id(self) -> str:
        return self.message.id

    @property
    def message_en(self) -> str:
        return self.message.en

    @property
    def way_out_id(self) -> str:
        return self.way_out.id

    @property
    def way_out_en(self) -> str:
        return self.way_out.en
