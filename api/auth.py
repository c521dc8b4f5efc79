"""From an HTTP request to the actor it speaks for. Roles come from the log, at each request."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import asyncpg

from api.application.names import complainant_of
from api.tokens import TokenReader, TokenRefused
from domain.people import Actor, AssignmentId, ComplaintId, PersonId, Role, UnitId
from eventstore.vault import LocalVault

ASSIGNMENT_HEADER = "jejak-assignment"
ASSIGNMENTS = """
SELECT assignment, role, unit, institution FROM read.assignment
WHERE person = $1 AND valid_from <= $2 AND (valid_until IS NULL OR valid_until >= $2)
ORDER BY granted_at
"""
COMPLAINT_OF = "SELECT complaint FROM read.case_file WHERE tracking_number = $1"


class NotAuthenticated(Exception):
    """Credentials came with the request and cannot be accepted. One answer for every reason."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: nobody known, a person without a role, or an actor; and every assignment the person may choose."""

    actor: Actor | None
    person: PersonId | None
    assignments: tuple[Actor, ...] = ()


PUBLIC = Caller(actor=None, person=None)


class Authenticator:
    """Reads `Authorization`: Bearer for people with a token, Basic for a complainant with an access code.

    The user name of Basic is the tracking number, its password the access code.
    """

    def __init__(self, *, tokens: TokenReader, vault: LocalVault, pool: asyncpg.Pool) -> None:
        self._tokens = tokens
        self._vault = vault
        self._pool = pool

    async def caller(self, headers: Mapping[str, str], today: date) -> Caller:
        """Raises NotAuthenticated for credentials that do not hold; no credentials at all is the public."""
        authorization = headers.get("authorization")
        if authorization is None:
            return PUBLIC
        scheme, _, credentials = authorization.partition(" ")
        match scheme.lower():
            case "bearer":
                return await self._officer(credentials.strip(), headers.get(ASSIGNMENT_HEADER), today)
            case "basic":
                return await self._complainant(credentials.strip())
            case _:
                raise NotAuthenticated

    async def _officer(self, token: str, chosen: str | None, today: date) -> Caller:
        try:
            person = self._tokens.read(token).person
        except TokenRefused:
            raise NotAuthenticated from None
        rows = await self._pool.fetch(ASSIGNMENTS, person, today)
        assignments = tuple(_actor(person, row) for row in rows)
        return Caller(actor=_choose(assignments, chosen), person=person, assignments=assignments)

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


def _actor(person: PersonId, row: asyncpg.Record) -> Actor:
    return Actor(
        person=person,
        role=Role(row["role"]),
        assignment=AssignmentId(row["assignment"]),
        institution=None if row["institution"] is None else UnitId(row["institution"]),
        unit=UnitId(row["unit"]),
    )


def _choose(assignments: tuple[Actor, ...], chosen: str | None) -> Actor | None:
    """The assignment the header names; without one, the first that was granted."""
    if chosen is None:
        return assignments[0] if assignments else None
    for actor in assignments:
        if str(actor.assignment) == chosen.strip().lower():
            return actor
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
