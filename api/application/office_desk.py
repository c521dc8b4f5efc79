"""Units, categories, roles, looks at inboxes, and decrees: commands about the organisation and its rules."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg

from api.application.desk import ATTEMPTS, CaseDesk
from api.application.names import (
    category_stream,
    decrees_stream,
    duty_stream,
    roles_stream,
    unit_stream,
    views_stream,
)
from api.application.occasions import Rules
from api.application.offices import guard_of, read_roles
from api.application.refusals import Refusals
from api.application.scribe import Letter, Line, Scribe
from api.application.wording import check_words
from domain.commands import (
    AssignDuty,
    DefineCategory,
    GrantRole,
    OfficeCommand,
    RegisterUnit,
    RevokeRole,
    ViewInbox,
)
from domain.decree_commands import DecreeCommand, LoadCalendar, LoadPolicy
from domain.decree_events import DecreeEvent
from domain.decrees import decide_decree
from domain.errors import RequestIdReused, RuleBroken
from domain.office_events import DutyAssigned, OfficeEvent
from domain.offices import Known, decide_office
from domain.people import Actor, UnitId
from eventstore.errors import CommandKeyReused, Overloaded, StreamMoved
from eventstore.records import Answer, RecordedEvent
from eventstore.store import Store
from eventstore.vault import LocalVault
from projections.records import event_of
from schema.context import Done, Handled, Texts


class OfficeDesk:
    """Handles commands about units, categories, roles and inboxes."""

    def __init__(
        self, *, store: Store, vault: LocalVault, pool: asyncpg.Pool, rules: Rules, cases: CaseDesk
    ) -> None:
        self._store = store
        self._vault = vault
        self._pool = pool
        self._rules = rules
        self._cases = cases
        self._scribe = Scribe(store, vault, rules.clock)
        self._refusals = Refusals(store, self._scribe, rules.zone)

    async def handle(
        self, command: OfficeCommand | DecreeCommand, *, by: Actor, request: UUID, texts: Texts | None = None
    ) -> Handled:
        """As for complaints: answered already, or decided and appended. A look within the hour appends nothing."""
        texts = texts or Texts()
        letter = Letter.of(command, texts=texts, by=by, request=request, vault=self._vault)
        try:
            if answer := await self._store.answer_of(letter.scope, request, letter.fingerprint):
                return await self._cases.answered(answer)
            return await self._decide(command, letter, texts)
        except CommandKeyReused:
            return RequestIdReused()

    async def _decide(self, command: OfficeCommand | DecreeCommand, letter: Letter, texts: Texts) -> Handled:
        """Where the same request was quicker, its answer stands: it may be the look that leaves nothing to note."""
        try:
            check_words(command, texts)
            answer = await self._try(command, letter, texts)
        except RuleBroken as broken:
            answer = await self._refusals.record(
                letter, broken, command=type(command).__name__, complaint=None
            )
        answer = answer or await self._store.answer_of(letter.scope, letter.request, letter.fingerprint)
        if answer is None:
            return Done(receipts=(), position=None, pending=False)
        return await self._cases.answered(answer)

    async def _try(
        self, command: OfficeCommand | DecreeCommand, letter: Letter, texts: Texts
    ) -> Answer | None:
        """What was appended; None where there is nothing to append. Raises Overloaded where others keep being first."""
        stream = stream_of(command, letter.by)
        for _ in range(ATTEMPTS):
            guards = await guard_of(self._store, letter.by, self._rules.today, self._rules.zone)
            events, version = await self._decided(command, stream, letter.by)
            if not events:
                return None
            lines = _lines(stream, version, events)
            with suppress(StreamMoved):
                return await self._scribe.append(
                    letter, lines, texts=texts, file=_file_of(command), guards=guards
                )
        raise Overloaded

    async def _decided(
        self, command: OfficeCommand | DecreeCommand, stream: UUID, by: Actor
    ) -> tuple[Sequence[OfficeEvent | DecreeEvent], int]:
        """What follows, and the version of the stream it follows from. Decrees come before any occasion can."""
        if isinstance(command, LoadCalendar | LoadPolicy):
            rulebook, version = await self._rules.rulebook()
            return (decide_decree(command, rulebook, by),), version
        known, version = await self._known(command, stream)
        return decide_office(command, known, await self._rules.occasion(self._pool, by)), version

    async def _known(self, command: OfficeCommand, stream: UUID) -> tuple[Known, int]:
        match command:
            case RegisterUnit() | DefineCategory():
                history = await self._store.read(stream)
                return Known(registered=bool(history)), len(history)
            case AssignDuty():
                history = await self._store.read(stream)
                return Known(on_duty=_on_duty(history, self._rules.zone)), len(history)
            case GrantRole(person=person) | RevokeRole(person=person):
                roles, version = await read_roles(self._store, person, self._rules.zone)
                return Known(roles=roles), version
            case ViewInbox():
                history = await self._store.read(stream)
                last: datetime | None = history[-1].occurred_at if history else None
                return Known(last_viewed=last), len(history)


def stream_of(command: OfficeCommand | DecreeCommand, by: Actor) -> UUID:
    """Where the command's events go: each unit, category, person and inbox has a stream of its own."""
    match command:
        case RegisterUnit(unit=unit):
            return unit_stream(unit)
        case DefineCategory(category=category):
            return category_stream(category)
        case AssignDuty(institution=institution, duty=duty):
            return duty_stream(institution, duty)
        case GrantRole(person=person) | RevokeRole(person=person):
            return roles_stream(person)
        case ViewInbox(unit=unit):
            return views_stream(unit, by.person)
        case LoadCalendar() | LoadPolicy():
            return decrees_stream()


def _file_of(command: OfficeCommand | DecreeCommand) -> UUID | None:
    """Whose key seals the command's texts: an officer's contact is kept under the officer's own."""
    return command.person if isinstance(command, GrantRole) else None


def _on_duty(history: Sequence[RecordedEvent], zone: ZoneInfo) -> UnitId | None:
    if not history:
        return None
    last = history[-1]
    event = event_of(last, zone)
    assert isinstance(event, DutyAssigned), "a duty's stream holds nothing else"
    return event.unit


def _lines(stream: UUID, version: int, events: Sequence[OfficeEvent | DecreeEvent]) -> list[Line]:
    return [Line(stream=stream, expected=version, event=event) for event in events]
