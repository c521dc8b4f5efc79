"""Cases as the rights see them, for the four combinations of the flags."""

from functools import reduce

from domain import cases
from domain.cases import Case
from domain.events import Event
from domain.people import Tier
from tests.support.cast import (
    DINAS_KESEHATAN,
    DINAS_SOSIAL,
)
from tests.support.samples import (
    copied,
    disposed,
    forwarded,
    submitted,
    verified,
)

PLAIN, ANONYMOUS = (False, False), (True, False)
CONFIDENTIAL, BOTH = (False, True), (True, True)


def case_of(*events: Event) -> Case:
    """The case that these events made."""
    first, *rest = events
    return reduce(cases.after, rest, cases.after(None, first))


def handled(*, anonymous: bool, confidential: bool) -> Case:
    """With Dinas Sosial, copied to Dinas Kesehatan before either flag could forbid it."""
    return case_of(
        submitted(),
        *verified(anonymous=anonymous),
        forwarded(),
        copied(DINAS_KESEHATAN),
        *verified(Tier.INSTITUTION, anonymous=anonymous, confidential=confidential),
        disposed(DINAS_SOSIAL),
    )
