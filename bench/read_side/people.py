"""The organisation of the bench: institutions, their units, and an officer for whoever asks."""

import random
from dataclasses import dataclass
from uuid import UUID

from domain.people import PersonId, UnitId

UNITS_EACH = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """One unit of one institution, and the liaison officer who acts for it."""

    unit: UnitId
    institution: UnitId
    liaison: PersonId
    assignment: UUID
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """Institutions by id and name, and every office below them. Some offices get far more complaints than others."""

    institutions: tuple[tuple[UnitId, str], ...]
    offices: tuple[Office, ...]
    weights: tuple[float, ...]


def organisation(draw: random.Random, institutions: int) -> Organisation:
    """`institutions` with `UNITS_EACH` offices each; the busiest office of one gets about four times the average."""
    heads = tuple((UnitId(identifier(draw)), f"Pemerintah Daerah {number}") for number in range(institutions))
    offices = tuple(
        Office(
            unit=UnitId(identifier(draw)),
            institution=head,
            liaison=PersonId(identifier(draw)),
            assignment=identifier(draw),
            name=f"Dinas {number} {name}",
        )
        for head, name in heads
        for number in range(UNITS_EACH)
    )
    weights = tuple(1 / (4 + index % UNITS_EACH) for index in range(len(offices)))
    return Organisation(institutions=heads, offices=offices, weights=weights)


def identifier(draw: random.Random) -> UUID:
    """A version 4 UUID that the same seed draws again."""
    return UUID(int=draw.getrandbits(128), version=4)
