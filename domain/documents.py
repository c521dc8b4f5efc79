"""Documents come in when they are announced, by whom they concern, and are opened one at a time (BAB IV.A.2.c).

What is received belongs to the case for good; who may open it follows from what it belongs to, asked anew each time.
"""

from datetime import datetime, timedelta

from domain.attached import Document
from domain.commands.documents import AnnounceDocument, DocumentCommand, OpenDocument, ReceiveDocument
from domain.completing import taken_up
from domain.confidentiality import documents_openable, purpose_allowed
from domain.errors import (
    AlreadyCompleted,
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
from domain.events import DocumentAnnounced, DocumentFetched, DocumentOpened, DocumentReceived, Event
from domain.holding import (
    handler_in_charge,
    held_by_inspectorate,
    held_by_liaison,
    still_open,
    still_unanswered,
)
from domain.occasion import Occasion
from domain.people import Actor, DocumentId, OpeningId, PersonId, Role
from domain.states import Completed, Submitted
from domain.vocabulary import About


def decide(command: DocumentCommand, complaint: Submitted, occasion: Occasion) -> Event:
    """One step of a document on its way in."""
    match command:
        case AnnounceDocument():
            return _announce(command, complaint, occasion)
        case ReceiveDocument():
            return _receive(command, complaint, occasion)


def expected(complaint: Submitted, document: DocumentId, by: Actor, at: datetime) -> Document:
    """What this person may send now, or has sent. Raises NoSuchDocument, UploadTooLate."""
    announced = complaint.file.documents.get(document)
    if announced is None or announced.announced_by != by.person:
        raise NoSuchDocument
    if not announced.takes_place(at):
        raise UploadTooLate
    return announced


def open_document(
    command: OpenDocument, complaint: Submitted, opening: OpeningId, version: int, occasion: Occasion
) -> DocumentOpened:
    """BAB IV.A.2.c: one document, for a purpose of one's task, and for minutes. Raises NoSuchDocument,
    PurposeNotAllowed."""
    openable(complaint, command.document, occasion.by)
    if not purpose_allowed(occasion.by, command.purpose):
        raise PurposeNotAllowed
    return DocumentOpened(
        complaint=command.complaint,
        document=command.document,
        opening=opening,
        purpose=command.purpose,
        version=version,
        until=occasion.at + timedelta(minutes=occasion.policy.document_opening.minutes),
    )


def fetch(
    opened: DocumentOpened, opened_by: PersonId, complaint: Submitted, by: Actor, at: datetime
) -> DocumentFetched:
    """Who opened it fetches it, while the opening serves and as long as they still may open it.

    Raises NoSuchDocument, OpeningExpired.
    """
    if opened_by != by.person:
        raise NoSuchDocument
    openable(complaint, opened.document, by)
    if at > opened.until:
        raise OpeningExpired
    return DocumentFetched(complaint=opened.complaint, document=opened.document, opening=opened.opening)


def openable(complaint: Submitted, document: DocumentId, by: Actor) -> Document:
    """The received document, for whoever may open it now. Raises NoSuchDocument, alike for what is not there."""
    found = complaint.file.documents.get(document)
    if (
        found is None
        or found.digest is None
        or found.about not in documents_openable(complaint.file.case, by)
    ):
        raise NoSuchDocument
    return found


def _announce(command: AnnounceDocument, complaint: Submitted, occasion: Occasion) -> DocumentAnnounced:
    _check_may_attach(command.about, complaint, occasion)
    policy = occasion.policy
    if not 0 < command.size <= policy.document_size.bytes:
        raise DocumentTooLarge
    # Each side has room of its own, so that neither can fill the case before the other has its say.
    own_side = command.about is About.SUPPORTING
    taken = [
        each
        for each in complaint.file.documents.values()
        if each.from_complainant is own_side and each.takes_place(occasion.at)
    ]
    if len(taken) >= policy.documents.times:
        raise TooManyDocuments
    return DocumentAnnounced(
        complaint=command.complaint,
        document=command.document,
        about=command.about,
        announced_by=occasion.by.person,
        media_type=command.media_type,
        size=command.size,
        name=command.name,
        upload_by=occasion.at + timedelta(minutes=policy.document_upload.minutes),
        policy=policy.version,
    )


def _receive(command: ReceiveDocument, complaint: Submitted, occasion: Occasion) -> DocumentReceived:
    """The rights are asked again: the case may have moved on since it was announced."""
    announced = expected(complaint, command.document, occasion.by, occasion.at)
    if announced.digest is not None:
        raise DocumentReceivedAlready
    if command.media_type is not announced.media_type:
        raise NotAsAnnounced
    _check_may_attach(announced.about, complaint, occasion)
    return DocumentReceived(
        complaint=command.complaint,
        document=command.document,
        about=announced.about,
        media_type=command.media_type,
        size=command.size,
        digest=command.digest,
        deadlines=taken_up(complaint, occasion) if announced.from_complainant else (),
        policy=occasion.policy.version,
        calendar=occasion.calendar.version,
    )


def _check_may_attach(about: About, complaint: Submitted, occasion: Occasion) -> None:
    """A document goes with an act, and whoever may do the act attaches it. Raises the RuleBroken of what forbids it."""
    by = occasion.by
    if (by.role is Role.COMPLAINANT) is not (about is About.SUPPORTING):
        raise NotYoursToAttach
    match about:
        case About.SUPPORTING:
            if isinstance(complaint, Completed):
                raise AlreadyCompleted
        case About.FOLLOW_UP:
            held_by_liaison(complaint, occasion)
        case About.EXAMINATION:
            held_by_inspectorate(complaint, occasion)
        case About.CONTRIBUTION:
            still_unanswered(complaint)
            if by.role is not Role.LIAISON_OFFICER or by.unit not in complaint.file.case.cc:
                raise NotYourCase
        case About.RECEIVED_PAPER | About.REDACTED_COPY | About.ANSWER | About.OFFICE:
            handler_in_charge(complaint, occasion)
            still_open(complaint)
