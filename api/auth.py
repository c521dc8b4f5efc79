"""From an HTTP request to the actor it speaks for. Roles come from the log, at each request.

What a mutation is allowed is decided by roles read for it. A query takes the roles last seen of its person for a guess,
and its own statement reads them again: an answer counts only where both are the same, so an answer is never older than
its roles, and costs no round trip for them.
"""

import base64
import binascii
from collections import OrderedDict
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

import asyncpg
import orjson

from api.application.names import complainant_of
from api.tokens import TokenReader, TokenRefused
from domain.people import Actor, AssignmentId, ComplaintId, PersonId, Role, UnitId
from eventstore.vault import LocalVault

ASSIGNMENT_HEADER = "jejak-assignment"
ASSIGNMENTS = """
SELECT json_agg(json_build_array(assignment, role, unit, institution) ORDER BY granted_at)::text
FROM read.assignment
WHERE person = $1 AND valid_from <= $2 AND (valid_until IS NULL OR valid_until >= $2)
"""
REMEMBERED = 4096  # persons
COMPLAINT_OF = "SELECT complaint FROM read.case_file WHERE tracking_number = $1"


class NotAuthenticated(Exception):
    """Credentials came with the request and cannot be accepted. One answer for every reason."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: nobody known, a person without a role, or an actor; and every assignment the person may choose.

    written: the assignments as the database wrote them down; None for none. guessed: they were read for an earlier
    request and may have changed since.
    """

    actor: Actor | None
    person: PersonId | None
    assignments: tuple[Actor, ...] = ()
    written: str | None = None
    guessed: bool = False


PUBLIC = Caller(actor=None, person=None)


class Authenticator:
    """Reads `Authorization`: Bearer for people with a token, Basic for a complainant with an access code.

    The user name of Basic is the tracking number, its password the access code.
    """

    def __init__(self, *, tokens: TokenReader, vault: LocalVault, pool: asyncpg.Pool) -> None:
        self._tokens = tokens
        self._vault = vault
        self._pool = pool
        self._seen: OrderedDict[PersonId, Caller] = OrderedDict()

    async def caller(self, headers: Mapping[str, str], today: date) -> Caller:
        """Raises NotAuthenticated for credentials that do not hold; no credentials at all is the public."""
        return await self._caller(headers, today, guess=False)

    async def guess(self, headers: Mapping[str, str], today: date) -> Caller:
        """As `caller`, with the roles last seen: whoever uses them compares `written` with what is there now."""
        return await self._caller(headers, today, guess=True)

    async def _caller(self, headers: Mapping[str, str], today: date, *, guess: bool) -> Caller:
        authorization = headers.get("authorization")
        if authorization is None:
            return PUBLIC
        scheme, _, credentials = authorization.partition(" ")
        match scheme.lower():
            case "bearer":
                person = self._person(credentials.strip())
                chosen = headers.get(ASSIGNMENT_HEADER)
                seen = self._seen.get(person) if guess else None
                if seen is not None:
                    with suppress(NotAuthenticated):  # the assignment that is chosen may be a new one
                        return _acting(seen, chosen)
                return replace(_acting(await self._read(person, today), chosen), guessed=False)
            case "basic":
                return await self._complainant(credentials.strip())
            case _:
                raise NotAuthenticated

    def _person(self, token: str) -> PersonId:
        try:
            return self._tokens.read(token).person
        except TokenRefused:
            raise NotAuthenticated from None

    async def _read(self, person: PersonId, today: date) -> Caller:
        """The person's assignments of today, kept for a guess later."""
        written: str | None = await self._pool.fetchval(ASSIGNMENTS, person, today)
        rows: list[list[str]] = [] if written is None else orjson.loads(written)
        assignments = tuple(_actor(person, *row) for row in rows)
        seen = Caller(None, person, assignments, written, guessed=True)
        self._seen[person] = seen
        self._seen.move_to_end(person)
        if len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        return seen

    async def _complainant(self, credentials: str) -> Caller:
        tracking_number, code = _basic(credentials)
        number = self._vault.read_tracking_number(tracking_number)
        complaint = await self._pool.fetchval(COMPLAINT_OF, number)
        # an unknown number costs the same work as a wrong code
        accepted = self._vault.is_access_code(complaint or UUID(int=0), code)
        if complaint is None or not accepted:
            raise NotAuthenticated
        case = ComplaintId(complaint)
        person = complainant_of(case)
        actor = Actor(person=person, role=Role.COMPLAINANT, complaint=case)
        return Caller(actor=actor, person=person)


def _actor(person: PersonId, assignment: str, role: str, unit: str, institution: str | None) -> Actor:
    return Actor(
        person=person,
        role=Role(role),
        assignment=AssignmentId(UUID(assignment)),
        institution=None if institution is None else UnitId(UUID(institution)),
        unit=UnitId(UUID(unit)),
    )


def _acting(caller: Caller, chosen: str | None) -> Caller:
    """The caller in the assignment the header names; without one, in the first that was granted."""
    if chosen is None:
        return replace(caller, actor=caller.assignments[0]) if caller.assignments else caller
    for actor in caller.assignments:
        if str(actor.assignment) == chosen.strip().lower():
            return replace(caller, actor=actor)
    raise NotAuthenticated


def _basic(credentials: str) -> tuple[str, str]:
    try:
        decoded = base64.b64decode(credentials, validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        raise NotAuthenticated from None
    name, colon, secret = decoded.partition(":")
    if not colon:
        raise NotAuthenticated
    return name, secret
