"""Documents of a case (BAB IV.A.2.c): who attaches what, how they come in, and who may look at them for how long."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from api.data import load_policy
from domain import clocks, standing
from domain.attached import Document
from domain.commands import OpenDocument
from domain.complaint import replay
from domain.confidentiality import (
    NATIONAL,
    audience_of,
    complainant_audience,
    documents_granted,
    documents_openable,
    grants,
    may_see,
)
from domain.deadlines import Clock
from domain.decree_events import PolicyLoaded
from domain.documents import expected, fetch, open_document, openable
from domain.errors import (
    AlreadyAnswered,
    AlreadyCompleted,
    CaseIsParked,
    DocumentReceivedAlready,
    DocumentTooLarge,
    NoSuchDocument,
    NotAsAnnounced,
    NotYourCase,
    NotYoursToAttach,
    OpeningExpired,
    PurposeNotAllowed,
    TooManyDocuments,
    UploadTooLate,
)
from domain.events import DocumentFetched, DocumentOpened, Event
from domain.notices import NoticeKind, notices_of
from domain.people import Actor, OpeningId, Role
from domain.policy import LimitName, LimitUnit
from domain.states import Archived, Completed, InReview, Submitted, Unsubmitted
from domain.vocabulary import About, MediaType, Purpose, Status
from domain.wire import MalformedFacts, pack, unpack
from tests.support.cases import ANONYMOUS, BOTH, CONFIDENTIAL, PLAIN, handled
from tests.support.cast import (
    COMPLAINT,
    DINAS_KESEHATAN,
    DINAS_PERHUBUNGAN,
    DINAS_SOSIAL,
    NOW,
    OTHER_COUNTY,
    auditor,
    complainant,
    institution_admin,
    liaison,
    national_admin,
    occasion,
    officer,
)
from tests.support.document_samples import (
    DIGEST,
    MEBIBYTE,
    QUARTER,
    announce,
    announced,
    document,
    receive,
    received,
)
from tests.support.goldens import read_golden
from tests.support.handling_samples import closed_by_system
from tests.support.histories import parked, with_inspectorate
from tests.support.procedure_requests import supply
from tests.support.review_samples import completion_requested, conflict_declared
from tests.support.samples import copied, in_national_review, submitted, taken_up, with_answer
from tests.support.scenario import given

OPENING = OpeningId(document(99))
MOMENT = timedelta(microseconds=1)
HELD = (*taken_up(), copied())
FROM_OFFICE = set(About) - {About.SUPPORTING}


def submitted_case(*history: Event) -> Submitted:
    complaint = replay(history)
    assert not isinstance(complaint, Unsubmitted)
    return complaint


class TestComingIn:
    def test_an_announcement_is_for_one_person_and_a_quarter_of_an_hour(self) -> None:
        given(submitted()).when(announce()).then(announced(upload_by=NOW + QUARTER))

    @pytest.mark.parametrize("size", [0, -1, 10 * MEBIBYTE + 1])
    def test_what_is_empty_or_larger_than_the_limit_is_refused(self, size: int) -> None:
        given(submitted()).when(announce(size=size)).then_refused(DocumentTooLarge)

    @pytest.mark.parametrize("size", [1, 10 * MEBIBYTE])
    def test_a_single_byte_and_ten_mebibytes_are_taken(self, size: int) -> None:
        given(submitted()).when(announce(size=size)).then(announced(size=size))

    def test_a_case_takes_twenty_of_the_complainants(self) -> None:
        twenty = [announced(number=number) for number in range(20)]
        given(submitted(), twenty[:19]).when(announce(number=20)).then(announced(number=20))
        given(submitted(), twenty).when(announce(number=20)).then_refused(TooManyDocuments)

    def test_what_never_came_takes_no_place_and_what_came_does(self) -> None:
        later = NOW + QUARTER + MOMENT
        twenty = [announced(number=number) for number in range(20)]
        after = announce(number=20, at=later)
        given(submitted(), twenty).when(after).then(announced(number=20, upload_by=later + QUARTER))
        all_here = [received(number=number) for number in range(20)]
        given(submitted(), twenty, all_here).when(after).then_refused(TooManyDocuments)

    def test_neither_side_fills_the_case_for_the_other(self) -> None:
        theirs = [announced(number=number) for number in range(20)]
        answer = announce(liaison(), about=About.ANSWER, number=20)
        given(HELD, theirs).when(answer).then(announced(liaison(), about=About.ANSWER, number=20))

    def test_what_was_stored_is_received_with_its_digest(self) -> None:
        given(submitted(), announced()).when(receive()).then(received())

    def test_the_last_moment_counts_and_the_next_one_does_not(self) -> None:
        given(submitted(), announced()).when(receive(at=NOW + QUARTER)).then(received())
        given(submitted(), announced()).when(receive(at=NOW + QUARTER + MOMENT)).then_refused(UploadTooLate)

    def test_another_kind_of_file_is_not_what_was_announced(self) -> None:
        given(submitted(), announced()).when(receive(media_type=MediaType.PNG)).then_refused(NotAsAnnounced)

    def test_it_is_received_once(self) -> None:
        given(submitted(), announced(), received()).when(receive()).then_refused(DocumentReceivedAlready)

    def test_to_anybody_but_whoever_announced_it_there_is_none(self) -> None:
        given(HELD, announced()).when(receive(liaison())).then_refused(NoSuchDocument)
        given(HELD).when(receive()).then_refused(NoSuchDocument)

    def test_the_right_is_asked_again_when_the_bytes_arrive(self) -> None:
        follow_up = announced(liaison(), about=About.FOLLOW_UP)
        given(with_answer(), follow_up).when(receive(liaison())).then_refused(AlreadyAnswered)

    def test_who_may_send_is_told_what_is_expected_and_whether_it_came(self) -> None:
        waiting = submitted_case(submitted(), announced())
        there = submitted_case(submitted(), announced(), received())
        late = NOW + QUARTER + MOMENT
        announcement = expected(waiting, document(), complainant(), NOW)
        assert (announcement.digest, announcement.size) == (None, 3 * MEBIBYTE)
        assert expected(there, document(), complainant(), late).digest == DIGEST
        for complaint, by, at, broken in (
            (waiting, complainant(), late, UploadTooLate),
            (there, national_admin(), NOW, NoSuchDocument),
            (waiting, national_admin(), late, NoSuchDocument),
        ):
            with pytest.raises(broken):
                expected(complaint, document(), by, at)


class TestDataFromTheComplainant:
    """A document is data supplied: whoever sends what was asked for is not parked for not sending it."""

    def test_a_case_that_waited_goes_on_with_the_deadlines_of_data_in_words(self) -> None:
        asked = (submitted(), completion_requested())
        [words] = given(asked).when(supply()).decided()
        deadlines = words.deadlines  # type: ignore[union-attr]
        assert deadlines
        sending = given(asked, announced()).when(receive())
        sending.then(received(deadlines=deadlines))
        complaint = replay((*asked, announced(), received(deadlines=deadlines)))
        assert isinstance(complaint, InReview)
        assert not complaint.awaiting

    def test_a_parked_case_goes_on_where_it_was(self) -> None:
        given(parked(), announced()).when(announce(number=2)).then(announced(number=2))
        given(parked(), announced()).when(receive()).then_is(InReview)

    def test_an_announcement_alone_changes_nothing(self) -> None:
        given(parked()).when(announce()).then_is(Archived)

    def test_nothing_is_added_to_a_complete_case_which_can_be_disputed(self) -> None:
        complete = (*with_answer(), closed_by_system())
        given(complete).when(announce()).then_refused(AlreadyCompleted)
        given(complete, announced()).when(receive()).then_refused(AlreadyCompleted)

    def test_what_an_officer_adds_takes_no_case_up_again(self) -> None:
        note = announced(national_admin(), about=About.OFFICE)
        asked = (submitted(), completion_requested(), note)
        given(asked).when(receive(national_admin())).then(received(about=About.OFFICE, deadlines=()))
        complaint = replay((*asked, received(about=About.OFFICE)))
        assert isinstance(complaint, InReview)
        assert complaint.awaiting


class TestWhoAttachesWhat:
    @pytest.mark.parametrize("about", sorted(FROM_OFFICE))
    def test_the_complainant_attaches_supporting_data_and_nothing_else(self, about: About) -> None:
        given(HELD).when(announce(about=about)).then_refused(NotYoursToAttach)

    @pytest.mark.parametrize(
        ("by", "history", "allowed"),
        [
            (
                liaison(),
                HELD,
                {About.RECEIVED_PAPER, About.REDACTED_COPY, About.FOLLOW_UP, About.ANSWER, About.OFFICE},
            ),
            (liaison(DINAS_KESEHATAN), HELD, {About.CONTRIBUTION}),
            (national_admin(), HELD, {About.RECEIVED_PAPER, About.REDACTED_COPY, About.ANSWER, About.OFFICE}),
            (
                institution_admin(),
                HELD,
                {About.RECEIVED_PAPER, About.REDACTED_COPY, About.ANSWER, About.OFFICE},
            ),
            (auditor(), HELD, set()),
            (
                auditor(),
                with_inspectorate(),
                {About.RECEIVED_PAPER, About.REDACTED_COPY, About.EXAMINATION, About.ANSWER, About.OFFICE},
            ),
            (liaison(DINAS_PERHUBUNGAN), HELD, set()),
            (officer(Role.UNIT_HEAD, DINAS_SOSIAL), HELD, set()),
        ],
    )
    def test_an_officer_attaches_what_goes_with_an_act_of_theirs(
        self, by: Actor, history: tuple[Event, ...], allowed: set[About]
    ) -> None:
        for about in About:
            asking = given(history).when(announce(by, about=about))
            if about in allowed:
                asking.then(announced(by, about=about))
            else:
                with pytest.raises((NotYourCase, NotYoursToAttach)):
                    asking.decided()

    def test_nothing_is_attached_to_a_parked_or_complete_case_by_an_officer(self) -> None:
        note = announce(national_admin(), about=About.OFFICE)
        given(parked()).when(note).then_refused(CaseIsParked)
        given(with_answer(), closed_by_system()).when(note).then_refused(AlreadyCompleted)

    def test_a_contribution_comes_before_the_answer(self) -> None:
        note = announce(liaison(DINAS_KESEHATAN), about=About.CONTRIBUTION)
        given(HELD, with_answer()[len(taken_up()) :]).when(note).then_refused(AlreadyAnswered)


def opening(by: Actor, complaint: Submitted, purpose: Purpose, at: datetime = NOW) -> DocumentOpened:
    command = OpenDocument(complaint=COMPLAINT, document=document(), purpose=purpose)
    return open_document(command, complaint, OPENING, 7, occasion(by, at))


THERE = (*HELD, announced(), received())


@pytest.mark.clause("IV-2-c")
class TestGoingOut:
    def test_an_opening_is_for_five_minutes(self) -> None:
        assert opening(liaison(), submitted_case(*THERE), Purpose.HANDLING) == DocumentOpened(
            complaint=COMPLAINT,
            document=document(),
            opening=OPENING,
            purpose=Purpose.HANDLING,
            version=7,
            until=NOW + timedelta(minutes=5),
        )

    def test_whoever_opened_fetches_until_the_last_moment(self) -> None:
        complaint, by = submitted_case(*THERE), liaison()
        opened = opening(by, complaint, Purpose.HANDLING)
        taken = DocumentFetched(complaint=COMPLAINT, document=document(), opening=OPENING)
        assert fetch(opened, by.person, complaint, by, opened.until) == taken
        with pytest.raises(OpeningExpired):
            fetch(opened, by.person, complaint, by, opened.until + MOMENT)

    def test_a_second_person_finds_nothing_whatever_their_right(self) -> None:
        complaint = submitted_case(*THERE)
        opened = opening(liaison(), complaint, Purpose.HANDLING)
        for other in (national_admin(), complainant()):
            with pytest.raises(NoSuchDocument):
                fetch(opened, liaison().person, complaint, other, NOW)

    def test_a_second_person_finds_nothing_after_the_end_either(self) -> None:
        complaint = submitted_case(*THERE)
        opened = opening(liaison(), complaint, Purpose.HANDLING)
        with pytest.raises(NoSuchDocument):
            fetch(opened, liaison().person, complaint, national_admin(), opened.until + MOMENT)

    def test_whom_a_conflict_excludes_since_finds_nothing(self) -> None:
        by = liaison()
        opened = opening(by, submitted_case(*THERE), Purpose.HANDLING)
        since = submitted_case(*THERE, conflict_declared(by.person))
        with pytest.raises(NoSuchDocument):
            fetch(opened, by.person, since, by, NOW)

    def test_another_role_of_the_same_person_needs_the_right_as_well(self) -> None:
        by = liaison()
        complaint = submitted_case(*THERE)
        opened = opening(by, complaint, Purpose.HANDLING)
        elsewhere = replace(liaison(DINAS_PERHUBUNGAN), person=by.person)
        with pytest.raises(NoSuchDocument):
            fetch(opened, by.person, complaint, elsewhere, NOW)

    def test_a_purpose_that_is_not_of_the_task_opens_nothing(self) -> None:
        with pytest.raises(PurposeNotAllowed):
            opening(liaison(), submitted_case(*THERE), Purpose.AUDIT)

    @pytest.mark.parametrize("history", [HELD, (*HELD, announced())])
    def test_what_was_not_received_is_not_there(self, history: tuple[Event, ...]) -> None:
        with pytest.raises(NoSuchDocument):
            opening(liaison(), submitted_case(*history), Purpose.HANDLING)

    def test_what_is_served_is_what_was_stored(self) -> None:
        found = openable(submitted_case(*THERE), document(), liaison())
        assert found == Document(
            about=About.SUPPORTING,
            announced_by=complainant().person,
            media_type=MediaType.JPEG,
            size=2 * MEBIBYTE,
            upload_by=NOW + QUARTER,
            digest=DIGEST,
        )


ANSWERS = {About.FOLLOW_UP, About.CONTRIBUTION, About.ANSWER}
EVERY = set(About) - {About.EXAMINATION}


@pytest.mark.clause("IV-2-c", "IV-2-b")
@pytest.mark.parametrize(
    ("viewer", "flags", "may"),
    [
        (complainant(), BOTH, ANSWERS | {About.SUPPORTING}),
        (national_admin(), BOTH, EVERY),
        (institution_admin(), ANONYMOUS, EVERY),
        (auditor(), BOTH, set(About)),
        (liaison(), PLAIN, EVERY),
        (liaison(), CONFIDENTIAL, EVERY),
        (liaison(), ANONYMOUS, EVERY - {About.SUPPORTING, About.RECEIVED_PAPER}),
        (liaison(DINAS_KESEHATAN), PLAIN, ANSWERS | {About.REDACTED_COPY}),
        (liaison(DINAS_KESEHATAN), CONFIDENTIAL, set()),
        (liaison(DINAS_PERHUBUNGAN), PLAIN, set()),
        (institution_admin(OTHER_COUNTY), PLAIN, set()),
    ],
)
def test_a_document_is_open_to_whom_the_text_that_it_goes_with_is(
    viewer: Actor, flags: tuple[bool, bool], may: set[About]
) -> None:
    """The unit complained about gets nothing of an anonymous complainant's own; nobody gets anything by a link."""
    assert documents_openable(handled(anonymous=flags[0], confidential=flags[1]), viewer) == may


@pytest.mark.parametrize("flags", [PLAIN, ANONYMOUS, CONFIDENTIAL, BOTH])
def test_an_audience_may_open_what_each_of_its_people_may(flags: tuple[bool, bool]) -> None:
    case = handled(anonymous=flags[0], confidential=flags[1])
    granted = documents_granted(case, grants(case))
    assert granted.keys() == grants(case).keys()
    people = (
        complainant(),
        national_admin(),
        institution_admin(),
        auditor(),
        liaison(),
        liaison(DINAS_KESEHATAN),
    )
    for viewer in people:
        audience = audience_of(viewer)
        assert audience is not None
        if may_see(case, viewer) is not None:
            assert granted[audience] == documents_openable(case, viewer)


def test_what_is_complete_or_in_review_has_the_documents_it_had() -> None:
    for history in (in_national_review(), with_answer()):
        complaint = submitted_case(*history, announced(), received())
        assert complaint.file.documents[document()].digest == DIGEST
    finished = submitted_case(*with_answer(), announced(), received(), closed_by_system())
    assert isinstance(finished, Completed)
    assert finished.file.documents.keys() == {document()}


class TestWhatFollowsFromAPhoto:
    """The same as from words: the clock of completion ends, the case is reported as before, and both sides are told."""

    ASKED = (submitted(), completion_requested(), announced())

    def test_the_clock_of_completion_ends_since_it_was_met(self) -> None:
        assert Clock.COMPLETION in submitted_case(*self.ASKED).file.clocks
        assert Clock.COMPLETION not in submitted_case(*self.ASKED, received()).file.clocks
        assert Clock.COMPLETION in submitted_case(*self.ASKED, received(about=About.OFFICE)).file.clocks
        assert clocks.met_by(received()) == {Clock.COMPLETION}

    def test_the_case_is_reported_as_before_it_waited(self) -> None:
        folded = None
        for event in self.ASKED:
            folded = standing.after(folded, event)
        assert standing.after(folded, received()).status is Status.UNVERIFIED
        assert standing.after(folded, received(about=About.OFFICE)).status is Status.AWAITING_COMPLETION

    def test_the_complainant_and_whoever_has_the_case_are_told(self) -> None:
        case = submitted_case(*self.ASKED).file.case
        told = set(notices_of(received(), case, case))
        assert told == {
            (NoticeKind.DATA_RECEIVED, complainant_audience(COMPLAINT)),
            (NoticeKind.COMPLAINANT_WROTE, NATIONAL),
        }
        assert set(notices_of(received(about=About.OFFICE), case, case)) == set()


def test_limits_of_before_there_were_documents_get_the_first_ones() -> None:
    facts = read_golden("PolicyLoaded", 1)["facts"].encode()
    policy = unpack("PolicyLoaded", 1, facts, occurred_on=NOW.date())
    assert isinstance(policy, PolicyLoaded)
    added = {limit.name: (limit.amount, limit.unit) for limit in policy.limits[-4:]}
    assert added == {
        LimitName.DOCUMENT_UPLOAD: (15, LimitUnit.MINUTES),
        LimitName.DOCUMENT_OPENING: (5, LimitUnit.MINUTES),
        LimitName.DOCUMENT_SIZE: (10, LimitUnit.MEBIBYTES),
        LimitName.DOCUMENTS: (20, LimitUnit.TIMES),
    }


def test_more_room_is_better_for_the_complainant_and_a_shorter_opening_is() -> None:
    limits = load_policy()
    newer = replace(limits, limits=tuple(replace(limit, amount=limit.amount + 1) for limit in limits.limits))
    governing = limits.or_better(newer)
    assert governing.document_upload.minutes == 16
    assert governing.document_size.bytes == 11 * MEBIBYTE
    assert governing.documents.times == 21
    assert governing.document_opening.minutes == 5


def test_a_moment_without_a_zone_is_no_fact() -> None:
    with pytest.raises(MalformedFacts):
        pack(announced(upload_by=datetime(2026, 3, 9, 2, 15)))
