"""What each viewer may open, and for which purposes."""

import pytest

from domain.confidentiality import (
    openable,
    purpose_allowed,
)
from domain.people import Actor, Role
from domain.texts import TextKind
from domain.vocabulary import Purpose
from tests.support.cases import ANONYMOUS, BOTH, CONFIDENTIAL, PLAIN, handled
from tests.support.cast import (
    COUNTY,
    DINAS_KESEHATAN,
    DINAS_PERHUBUNGAN,
    DINAS_SOSIAL,
    OTHER_COUNTY,
    auditor,
    complainant,
    institution_admin,
    liaison,
    national_admin,
    officer,
)

ANSWERS = frozenset(
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
OWN_WORDS = frozenset(
    {TextKind.NARRATIVE, TextKind.SUPPLEMENT, TextKind.COMPLAINANT_REPLY, TextKind.COMPLAINANT_REASON}
)
ARRIVAL = frozenset({TextKind.CHANNEL_NOTE, TextKind.PROOF})
ALL_CONTENT = (
    ANSWERS
    | OWN_WORDS
    | ARRIVAL
    | {
        TextKind.REDACTED_NARRATIVE,
        TextKind.OBJECT,
        TextKind.REPORTED_NAME,
        TextKind.REASON,
        TextKind.PROGRESS,
        TextKind.OFFICE_NOTE,
        TextKind.SUPERVISION,
    }
)
NOTHING: frozenset[TextKind] = frozenset()


@pytest.mark.parametrize(
    ("viewer", "flags", "expected"),
    [
        (complainant(), PLAIN, ANSWERS | OWN_WORDS),
        (complainant(), BOTH, ANSWERS | OWN_WORDS),
        (national_admin(), BOTH, ALL_CONTENT),
        (institution_admin(), ANONYMOUS, ALL_CONTENT),
        (auditor(), BOTH, ALL_CONTENT | {TextKind.FINDING}),
        (liaison(DINAS_SOSIAL), PLAIN, ALL_CONTENT),
        (liaison(DINAS_SOSIAL), CONFIDENTIAL, ALL_CONTENT),
        (liaison(DINAS_SOSIAL), ANONYMOUS, ALL_CONTENT - OWN_WORDS - ARRIVAL),
        (liaison(DINAS_SOSIAL), BOTH, ALL_CONTENT - OWN_WORDS - ARRIVAL),
        (liaison(DINAS_KESEHATAN), PLAIN, ANSWERS | {TextKind.REDACTED_NARRATIVE, TextKind.OBJECT}),
        (liaison(DINAS_KESEHATAN), ANONYMOUS, ANSWERS | {TextKind.REDACTED_NARRATIVE, TextKind.OBJECT}),
        (liaison(DINAS_KESEHATAN), CONFIDENTIAL, NOTHING),
        (liaison(DINAS_PERHUBUNGAN), PLAIN, NOTHING),
        (officer(Role.RESPONSIBLE_HEAD, COUNTY), PLAIN, NOTHING),
        (officer(Role.PRIVACY_OFFICER, COUNTY), PLAIN, NOTHING),
        (institution_admin(OTHER_COUNTY), PLAIN, NOTHING),
    ],
)
def test_each_viewer_opens_only_what_the_flags_allow(
    viewer: Actor, flags: tuple[bool, bool], expected: frozenset[TextKind]
) -> None:
    case = handled(anonymous=flags[0], confidential=flags[1])
    assert openable(case, viewer) == expected


@pytest.mark.parametrize(
    ("viewer", "allowed"),
    [
        (complainant(), {Purpose.OWN_CASE}),
        (national_admin(), {Purpose.VERIFICATION, Purpose.HANDLING, Purpose.SUPERVISION}),
        (institution_admin(), {Purpose.VERIFICATION, Purpose.HANDLING, Purpose.SUPERVISION}),
        (liaison(), {Purpose.VERIFICATION, Purpose.HANDLING}),
        (auditor(), {Purpose.VERIFICATION, Purpose.HANDLING, Purpose.AUDIT}),
        (officer(Role.PATRON, COUNTY), set()),
        (officer(Role.SYSTEM_ANALYSIS, COUNTY), set()),
    ],
)
def test_content_is_opened_for_the_purposes_of_ones_task_only(viewer: Actor, allowed: set[Purpose]) -> None:
    assert {purpose for purpose in Purpose if purpose_allowed(viewer, purpose)} == allowed
