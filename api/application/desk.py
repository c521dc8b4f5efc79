"""Load, decide, append: the only way anything happens to a complaint."""

from dataclasses import replace
from uuid import UUID

import asyncpg
import structlog

from api.application.leads import NO_LEAD, Lead, followed_by
from api.application.occasions import Rules
from api.application.offices import guard_of
from api.application.refusals import Refusals
from api.application.scribe import Letter, Line, Scribe
from api.application.waiting import Waiter
from api.application.wording import check_words
from domain import cases, confidentiality
from domain.commands import Command, IntakeCommand
from domain.complaint import decide, replay
from domain.errors import NoSuchCase, RequestIdReused, RuleBroken
from domain.events import Event
from domain.people import Actor, ComplaintId
from domain.states import Complaint
from eventstore.errors import CommandKeyReused, StreamMoved
from eventstore.records import Answer
from eventstore.store import Store
from eventstore.vault import LocalVault
from projections.records import case_events
from schema.context import Done, Handled, Moved, Receipt, Texts

log = structlog.get_logger(__name__)

ATTEMPTS = 3


class CaseDesk:
    """Handles every command about one complaint."""

    def __init__(
        self, *, store: Store, vault: LocalVault, pool: asyncpg.Pool, rules: Rules, waiter: Waiter
    ) -> None:
        self._store = store
        self._vault = vault
        self._pool = pool
        self._rules = rules
        self._waiter = waiter
        self._scribe = Scribe(store, vault, rules.clock)
        self._refusals = Refusals(store, self._scribe, rules.zone)

    async def handle(
        self,
        command: Command,
        *,
        texts: Texts,
        by: Actor,
        request: UUID,
        expected_version: int | None = None,
        scope: str | None = None,
    ) -> Handled:
        """Answered already? Then that answer. Else load, decide, append; the version read is the one promised."""
        letter = Letter.of(command, texts=texts, by=by, request=request, vault=self._vault, scope=scope)
        try:
            if answer := await self._store.answer_of(letter.scope, request, letter.fingerprint):
                return await self.answered(answer)
            return await self._decide(command, letter, texts, expected_version)
        except CommandKeyReused:
            return RequestIdReused()

    async def answered(self, answer: Answer) -> Handled:
        """What the log's answer means to whoever asked."""
        if refused := await self._refusals.recall(answer):
            return refused
        position, shown = await self._waiter.until_shown(answer.events[-1].seq)
        receipts = tuple(Receipt(event_id=each.event_id, leaf_hash=each.leaf_hash) for each in answer.events)
        return Done(receipts=receipts, position=position, pending=not shown)

    async def load(self, complaint: ComplaintId, by: Actor) -> tuple[Event, ...]:
        """A complaint's events. Raises NoSuchCase, the same where there is none and where this actor may not
        know of it."""
        events = await self._history(complaint)
        case = cases.folded(events)
        if case is None or confidentiality.may_see(case, by) is None:
            raise NoSuchCase
        return events

    async def _decide(
        self, command: Command, letter: Letter, texts: Texts, expected_version: int | None
    ) -> Handled:
        """Where the same request was quicker, its answer stands: it is what moved the case or broke the rule."""
        try:
            check_words(command, texts)
            handled = await self._try(command, letter, texts, expected_version)
        except RuleBroken as broken:
            refusal = await self._refusals.record(
                letter, broken, command=type(command).__name__, complaint=command.complaint
            )
            return await self.answered(refusal)
        if isinstance(handled, Moved):
            quicker = await self._store.answer_of(letter.scope, letter.request, letter.fingerprint)
            return handled if quicker is None else await self.answered(quicker)
        return handled

    async def _try(
        self, command: Command, letter: Letter, texts: Texts, expected_version: int | None
    ) -> Handled:
        for attempt in range(1, ATTEMPTS + 1):
            guards = await guard_of(self._store, letter.by, self._rules.today, self._rules.zone)
            events = await self._loaded(command, letter.by)
            if expected_version is not None and expected_version != len(events):
                return await self._moved(command.complaint, expected_version)
            complaint = replay(events)
            lead = await self._lead(command, complaint, letter.by)
            occasion = await self._rules.occasion(self._pool, letter.by)
            occasion = replace(occasion, may_lead=lead.may_lead, lead_answered=lead.answered)
            decided = decide(command, complaint, occasion)
            lines = [Line(stream=command.complaint, expected=len(events), event=event) for event in decided]
            try:
                answer = await self._scribe.append(
                    letter, lines, texts=texts, case=command.complaint, guards=(*guards, *lead.guards)
                )
            except StreamMoved:
                log.info("command_met_another", command=type(command).__name__, attempt=attempt)
                continue
            version = answer.events[-1].version
            log.info("command_handled", command=type(command).__name__, stream_version=version)
            return await self.answered(answer)
        return await self._moved(command.complaint, len(events))

    async def _loaded(self, command: Command, by: Actor) -> tuple[Event, ...]:
        return () if isinstance(command, IntakeCommand) else await self.load(command.complaint, by)

    async def _lead(self, command: Command, complaint: Complaint, by: Actor) -> Lead:
        """What this command depends on of another complaint, with the promise that it is still so when appended."""
        lead = followed_by(command, complaint)
        if lead is None:
            return NO_LEAD
        return Lead.of(lead, await self._history(lead), by)

    async def _history(self, complaint: ComplaintId) -> tuple[Event, ...]:
        return case_events(await self._store.read(complaint), self._rules.zone)

    async def _moved(self, complaint: ComplaintId, expected: int) -> Moved:
        history = await self._store.read(complaint)
        missed = tuple(record.event_id for record in history if record.version > expected)
        return Moved(expected_version=expected, current_version=len(history), missed=missed)
