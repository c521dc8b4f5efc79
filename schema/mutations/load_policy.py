"""Load a whole set of limits, each with its source (BAB VI.C, VII.A.1.e; clause I-D)."""

from datetime import date
from typing import Annotated
from uuid import UUID

import strawberry

from domain.decree_commands import LoadPolicy
from domain.policy import Limit, LimitName, LimitUnit
from domain.vocabulary import SlaClass
from schema.context import Info
from schema.decree_outcomes import DecreeLoaded, load
from schema.outcomes import Refused


@strawberry.input
class SlaLimitInput:
    name: LimitName
    sla_class: SlaClass | None = strawberry.field(
        default=None, description="For RESOLUTION and INTERVENTION alone, which differ by class."
    )
    amount: int
    unit: LimitUnit
    source: str = strawberry.field(description="The clause, or the practice where no clause says it.")
    instrument: str | None = strawberry.field(default=None, description="The policy's own if null.")
    effective_from: date | None = strawberry.field(default=None, description="The policy's own if null.")


@strawberry.input
class LoadPolicyInput:
    version: str
    instrument: str = strawberry.field(description="The full title of what sets the limits.")
    effective_from: date = strawberry.field(
        description="What begins before it goes on as it began, except where the new limits are more favourable."
    )
    supervisory_only: SlaClass = strawberry.field(
        description="The class of a grievance that alleges deviation but needs no field inspection: STANDARD by "
        "BAB VI.C.2, FIELD_INSPECTION by LAPOR! practice."
    )
    limits: list[SlaLimitInput] = strawberry.field(description="Every limit there is, each once.")
    request: UUID = strawberry.field(description="Made by the client, once per intent.")


@strawberry.type(description="The limits are loaded; they hold from the day they take effect.")
class PolicyLoaded(DecreeLoaded):
    pass


LoadPolicyResult = Annotated[PolicyLoaded | Refused, strawberry.union("LoadPolicyResult")]


@strawberry.type
class LoadPolicyMutation:
    @strawberry.mutation(
        description="As the responsible head of an institution, load a set of limits; a version is loaded once."
    )
    async def load_policy(self, info: Info, input: LoadPolicyInput) -> LoadPolicyResult:
        command = LoadPolicy(
            version=input.version,
            instrument=input.instrument,
            effective_from=input.effective_from,
            limits=tuple(_limit(each, input) for each in input.limits),
            supervisory_only=input.supervisory_only,
        )
        return await load(info, command, input.request, PolicyLoaded)


def _limit(limit: SlaLimitInput, policy: LoadPolicyInput) -> Limit:
    return Limit(
        name=limit.name,
        sla_class=limit.sla_class,
        amount=limit.amount,
        unit=limit.unit,
        source=limit.source,
        instrument=policy.instrument if limit.instrument is None else limit.instrument,
        effective_from=limit.effective_from or policy.effective_from,
    )
