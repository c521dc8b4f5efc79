"""Units, categories and roles as a decision needs them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg

from api.application.names import roles_stream
from domain.errors import RoleEnded
from domain.occasion import UnitFacts
from domain.office_events import RoleGranted, RoleRevoked
from domain.people import Actor, CategoryId, Duty, PersonId, Role, UnitId, UnitKind
from domain.roles import RoleBook, actor_for, replay_person
from eventstore.records import Guard
from eventstore.store import Store
from projections.records import event_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Offices:
    """The organisation as the read models show it."""

    units: Mapping[UnitId, UnitFacts]
    categories: Mapping[CategoryId, UnitId]
    duties: Mapping[tuple[UnitId, Duty], UnitId]


async def load_offices(pool: asyncpg.Pool) -> Offices:
    """Every unit, category and duty; a county has dozens."""
    units = await pool.fetch("SELECT unit, kind, parent FROM read.unit")
    categories = await pool.fetch("SELECT category, unit FROM read.category")
    duties = await pool.fetch("SELECT institution, duty, unit FROM read.duty")
    return Offices(
        units={
            UnitId(row["unit"]): UnitFacts(kind=UnitKind(row["kind"]), parent=row["parent"]) for row in units
        },
        categories={CategoryId(row["category"]): UnitId(row["unit"]) for row in categories},
        duties={(UnitId(row["institution"]), Duty(row["duty"])): UnitId(row["unit"]) for row in duties},
    )


async def read_roles(store: Store, person: PersonId, zone: ZoneInfo) -> tuple[RoleBook, int]:
    """A person's roles from the log itself, and the version of the stream they were read at."""
    history = await store.read(roles_stream(person))
    events = [event_of(record, zone) for record in history]
    roles = [event for event in events if isinstance(event, RoleGranted | RoleRevoked)]
    return replay_person(roles), len(history)


async def last_actor(store: Store, person: PersonId, zone: ZoneInfo) -> Actor | None:
    """A person in the assignment that was granted last, whether or not it still holds; None who never had one.

    Whoever lost every role acts no more (`guard_of`), and is still answered what was asked while there was one.
    """
    book, _ = await read_roles(store, person, zone)
    grants = list(book.granted.values())
    return actor_for(person, grants[-1]) if grants else None


async def guard_of(store: Store, actor: Actor, today: date, zone: ZoneInfo) -> tuple[Guard, ...]:
    """What must still be true of an officer's roles when the act is appended.

    Raises RoleEnded where the assignment no longer holds. Complainants and the system hold no role to lose.
    """
    if actor.role in (Role.COMPLAINANT, Role.SYSTEM):
        return ()
    book, version = await read_roles(store, actor.person, zone)
    if actor.assignment not in {grant.assignment for grant in book.assignments(today)}:
        raise RoleEnded
    stream: UUID = roles_stream(actor.person)
    return (Guard(stream=stream, expected=version),)
