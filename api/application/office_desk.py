"""Units, categories, roles, looks at inboxes, decrees, records: commands about the organisation and its rules."""

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
from api.application.oversight import read_file, record_of
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
from domain.decree_commands import LoadCalendar, LoadPolicy
from domain.decrees import decide_decree
from domain.errors import RequestIdReused, RuleBroken
from domain.office_events import DutyAssigned
from domain.offices import Known, decide_office
from domain.oversight import decide_oversight
from domain.oversight_commands import OversightCommand
from domain.people import Actor, UnitId
from domain.wire import AnyEvent
from eventstore.errors import CommandKeyReused, Overloaded, StreamMoved
from eventstore.records import Answer, RecordedEvent
from eventstore.store import Store
from eventstore.vault import LocalVault
from projections.records import event_of
from schema.context import AnyOfficeCommand, Done, Handled, Texts


class OfficeDesk:
    """Handles every command that is about no case."""

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
        self, command: AnyOfficeCommand, *, by: Actor, request: UUID, texts: Texts | None = None
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

    async def _decide(self, command: AnyOfficeCommand, letter: Letter, texts: Texts) -> Handled:
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

    async def _try(self, command: AnyOfficeCommand, letter: Letter, texts: Texts) -> Answer | None:
        """What was appended; None where there is nothing to append. Raises Overloaded where others keep being first."""
        for _ in range(ATTEMPTS):
            guards = await guard_of(self._store, letter.by, self._rules.today, self._rules.zone)
            lines = await self._decided(command, letter)
            if not lines:
                return None
            with suppress(StreamMoved):
                return await self._scribe.append(
                    letter, lines, texts=texts, file=self._file_of(command, letter), guards=guards
                )
        raise Overloaded

    async def _decided(self, command: AnyOfficeCommand, letter: Letter) -> list[Line]:
        """What follows, where it goes, and from which version. Decrees come before any occasion can."""
        if isinstance(command, LoadCalendar | LoadPolicy):
            rulebook, version = await self._rules.rulebook()
            return _lines(decrees_stream(), version, (decide_decree(command, rulebook, letter.by),))
        occasion = await self._rules.occasion(self._pool, letter.by)
        if isinstance(command, OversightCommand):
            file, stream, version = await read_file(self._store, command, letter, self._rules.zone)
            return _lines(stream, version, (decide_oversight(command, file, occasion),))
        stream = stream_of(command, letter.by)
        known, version = await self._known(command, stream)
        return _lines(stream, version, decide_office(command, known, occasion))

    def _file_of(self, command: AnyOfficeCommand, letter: Letter) -> UUID | None:
        """Whose key seals the command's texts: an officer's contact has the officer's own, a record has its own."""
        match command:
            case GrantRole(person=person):
                return person
            case _ if isinstance(command, OversightCommand):
                return record_of(self._store, letter)
            case _:
                return None

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


def stream_of(command: OfficeCommand, by: Actor) -> UUID:
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


def _on_duty(history: Sequence[RecordedEvent], zone: ZoneInfo) -> UnitId | None:
    if not history:
        return None
    last = history[-1]
    event = event_of(last, zone)
    assert isinstance(event, DutyAssigned), "a duty's stream holds nothing else"
    return event.unit


def _lines(stream: UUID, version: int, events: Sequence[AnyEvent]) -> list[Line]:
    return [Line(stream=stream, expected=version, event=event) for event in events]
