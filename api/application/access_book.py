"""Where it is put down who looks at what: before anything is shown, and also where it is refused (BAB IV.A.1.e)."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from uuid import UUID

from api.application.desk import ATTEMPTS
from api.application.occasions import Rules
from api.application.offices import guard_of
from api.application.refusals import Refusals
from api.application.scribe import Letter, Line, Scribe
from domain.errors import RequestIdReused, RuleBroken
from domain.people import ComplaintId
from domain.wire import AnyEvent
from eventstore.errors import CommandKeyReused, Overloaded, StreamMoved
from eventstore.records import ANY, Answer
from eventstore.store import Store
from eventstore.vault import LocalVault
from schema.context import Texts


class AccessBook:
    """Appends an access, or the refusal of it, guarded by the roles of whoever asks."""

    def __init__(self, store: Store, vault: LocalVault, rules: Rules) -> None:
        self._store = store
        self._rules = rules
        self._scribe = Scribe(store, vault, rules.clock)
        self._refusals = Refusals(store, self._scribe, rules.zone)

    async def noted(
        self,
        letter: Letter,
        stream: UUID,
        allowed: Callable[[], Awaitable[AnyEvent]],
        *,
        command: str,
        complaint: ComplaintId | None = None,
    ) -> Answer:
        """Answered already? Then that answer. Else what `allowed` answers goes on record, or the RuleBroken it raises.

        Raises the RuleBroken that it was refused by, now or when the same request was made before; of what was granted
        before, RoleEnded: whatever else the asker needs is for the caller to ask again. Raises RequestIdReused, and
        Overloaded where the asker's roles keep moving.
        """
        try:
            answer = await self._store.answer_of(letter.scope, letter.request, letter.fingerprint)
            answer = answer or await self._record(letter, stream, allowed, command, complaint)
        except CommandKeyReused:
            raise RequestIdReused from None
        if refused := await self._refusals.recall(answer):
            raise refused
        if answer.repeated:
            await guard_of(self._store, letter.by, self._rules.today, self._rules.zone)
        return answer

    async def refuse(
        self, letter: Letter, broken: RuleBroken, *, command: str, complaint: ComplaintId | None
    ) -> Answer:
        """Put on record that it was refused."""
        return await self._refusals.record(letter, broken, command=command, complaint=complaint)

    async def _record(
        self,
        letter: Letter,
        stream: UUID,
        allowed: Callable[[], Awaitable[AnyEvent]],
        command: str,
        complaint: ComplaintId | None,
    ) -> Answer:
        try:
            for _ in range(ATTEMPTS):
                guards = await guard_of(self._store, letter.by, self._rules.today, self._rules.zone)
                line = Line(stream=stream, expected=ANY, event=await allowed())
                with suppress(StreamMoved):
                    return await self._scribe.append(letter, [line], texts=Texts(), guards=guards)
            raise Overloaded
        except RuleBroken as broken:
            return await self.refuse(letter, broken, command=command, complaint=complaint)
