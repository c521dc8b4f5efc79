"""The desk as the schema sees it: one door for everything that is written."""

from datetime import date
from uuid import UUID

import asyncpg

from api.application.desk import CaseDesk
from api.application.document_desk import DocumentDesk
from api.application.names import (
    PUBLIC_SCOPE,
    assignment_of,
    complainant_of,
    complaint_of,
    entered_complaint_of,
)
from api.application.occasions import Rules
from api.application.office_desk import OfficeDesk
from api.application.opening import Reading
from api.application.record_opening import RecordReading
from api.application.waiting import Waiter
from domain.commands import Command, EnterComplaint, GrantRole, OpenContent, SubmitComplaint
from domain.oversight_commands import OpenOfficeRecord
from domain.people import (
    Actor,
    AssignmentId,
    ComplaintId,
    DocumentId,
    PersonId,
    RecordId,
    Role,
    UnitId,
)
from domain.texts import Filed, Named, Sealed
from domain.vocabulary import About, Basis, Channel, MediaType, Purpose
from eventstore.errors import Overloaded
from eventstore.store import Store
from eventstore.vault import LocalVault
from schema.context import (
    Account,
    AnyOfficeCommand,
    Handled,
    Moved,
    OpenedRecordText,
    OpenedText,
    Submission,
    Texts,
)
from schema.document_answers import AnnouncedDocument, OpenedDocument


class FrontDesk:
    """Fills in `schema.context.Desk`."""

    def __init__(
        self, *, store: Store, vault: LocalVault, pool: asyncpg.Pool, rules: Rules, waiter: Waiter
    ) -> None:
        self._vault = vault
        self._cases = CaseDesk(store=store, vault=vault, pool=pool, rules=rules, waiter=waiter)
        self._offices = OfficeDesk(store=store, vault=vault, pool=pool, rules=rules, cases=self._cases)
        self._records = RecordReading(store=store, vault=vault, rules=rules, desk=self._cases)
        self._reading = Reading(store=store, vault=vault, rules=rules, desk=self._cases)
        self.documents = DocumentDesk(store=store, vault=vault, pool=pool, rules=rules, desk=self._cases)

    async def handle(
        self,
        command: Command,
        *,
        texts: Texts,
        by: Actor,
        request: UUID,
        expected_version: int | None = None,
    ) -> Handled:
        return await self._cases.handle(
            command, texts=texts, by=by, request=request, expected_version=expected_version
        )

    async def submit(
        self,
        *,
        texts: Texts,
        account: Account,
        channel: Channel,
        asked_anonymous: bool,
        asked_confidential: bool,
        request: UUID,
    ) -> tuple[Submission, Handled]:
        """Everything a retry must find again follows from the request id: complaint, number, access code."""
        complaint = complaint_of(request)
        submission = self._submission(complaint)
        complainant = complainant_of(complaint)
        command = SubmitComplaint(
            complaint=complaint,
            tracking_number=submission.tracking_number,
            complainant=complainant,
            channel=channel,
            channel_note=account.channel_note,
            asked_anonymous=asked_anonymous,
            asked_confidential=asked_confidential,
            identity=account.identity,
            contact=account.contact,
            representative=account.representative,
            accessibility=account.accessibility,
            narrative=account.narrative,
        )
        handled = await self._cases.handle(
            command,
            texts=texts,
            by=Actor(person=complainant, role=Role.COMPLAINANT, complaint=complaint),
            request=request,
            scope=PUBLIC_SCOPE,
        )
        return submission, handled

    async def enter(
        self,
        *,
        texts: Texts,
        account: Account,
        channel: Channel,
        received_on: date,
        proof: Sealed | None,
        asked_anonymous: bool,
        asked_confidential: bool,
        by: Actor,
        request: UUID,
    ) -> tuple[Submission, Handled]:
        """As `submit`, in the officer's scope: a retry finds again what follows from the officer and the request."""
        complaint = entered_complaint_of(by.person, request)
        submission = self._submission(complaint)
        command = EnterComplaint(
            complaint=complaint,
            tracking_number=submission.tracking_number,
            complainant=complainant_of(complaint),
            channel=channel,
            channel_note=account.channel_note,
            received_on=received_on,
            proof=proof,
            asked_anonymous=asked_anonymous,
            asked_confidential=asked_confidential,
            identity=account.identity,
            contact=account.contact,
            representative=account.representative,
            accessibility=account.accessibility,
            narrative=account.narrative,
        )
        handled = await self._cases.handle(command, texts=texts, by=by, request=request)
        if isinstance(
            handled, Moved
        ):  # nobody writes to it before it exists: the officer's roles kept moving
            raise Overloaded
        return submission, handled

    async def handle_office(
        self, command: AnyOfficeCommand, *, by: Actor, request: UUID, texts: Texts | None = None
    ) -> Handled:
        return await self._offices.handle(command, by=by, request=request, texts=texts)

    async def grant_role(
        self,
        *,
        texts: Texts,
        person: PersonId,
        role: Role,
        unit: UnitId,
        basis: Basis,
        valid_from: date | None,
        valid_until: date | None,
        contact: Filed | None,
        by: Actor,
        request: UUID,
    ) -> tuple[AssignmentId, Handled]:
        """The assignment's id follows from who, what and where, so the same role granted again is the same one."""
        assignment = assignment_of(person, role, unit)
        command = GrantRole(
            assignment=assignment,
            person=person,
            role=role,
            unit=unit,
            institution=by.institution,
            basis=basis,
            valid_from=valid_from,
            valid_until=valid_until,
            contact=contact,
        )
        return assignment, await self._offices.handle(command, by=by, request=request, texts=texts)

    async def open_content(
        self, complaint: ComplaintId, *, purpose: Purpose, by: Actor, request: UUID
    ) -> tuple[Handled, tuple[OpenedText, ...]]:
        command = OpenContent(complaint=complaint, purpose=purpose)
        return await self._reading.open_content(command, by=by, request=request)

    async def open_record(
        self, record: RecordId, *, by: Actor, request: UUID
    ) -> tuple[Handled, tuple[OpenedRecordText, ...]]:
        return await self._records.open_record(OpenOfficeRecord(record=record), by=by, request=request)

    async def announce_document(
        self,
        complaint: ComplaintId,
        *,
        about: About,
        media_type: MediaType,
        size: int,
        name: Named,
        texts: Texts,
        by: Actor,
        request: UUID,
        expected_version: int | None,
    ) -> tuple[Handled, AnnouncedDocument | None]:
        return await self.documents.announce(
            complaint,
            about=about,
            media_type=media_type,
            size=size,
            name=name,
            texts=texts,
            by=by,
            request=request,
            expected_version=expected_version,
        )

    async def open_document(
        self,
        complaint: ComplaintId,
        document: DocumentId,
        *,
        purpose: Purpose,
        by: Actor,
        request: UUID,
    ) -> tuple[Handled, OpenedDocument | None]:
        return await self.documents.open_document(
            complaint, document, purpose=purpose, by=by, request=request
        )

    def _submission(self, complaint: ComplaintId) -> Submission:
        return Submission(
            complaint=complaint,
            tracking_number=self._vault.tracking_number(complaint),
            access_code=self._vault.access_code(complaint),
        )
