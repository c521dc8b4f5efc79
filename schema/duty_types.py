"""What a client reads of questions of supervision."""

from datetime import date

import strawberry

from domain.people import Tier
from schema.types import Complaint, PageInfo


@strawberry.type(
    description="A question of one tier to the one below it (BAB VI.D.1.a, VI.D.2.a, VII.A.1.g)."
)
class SupervisionQuestion:
    number: int = strawberry.field(description="Of this complaint, from 1 on; answers name it.")
    of_tier: Tier = strawberry.field(description="The tier that was asked.")
    asked_on: date
    answered_on: date | None
    complaint: Complaint | None


@strawberry.type
class SupervisionEdge:
    cursor: str
    node: SupervisionQuestion


@strawberry.type(description="Questions that wait for an answer, the oldest first.")
class SupervisionConnection:
    edges: list[SupervisionEdge]
    page_info: PageInfo
    total_count: int = strawberry.field(description="Counted up to 1,000.")
    total_count_is_capped: bool
