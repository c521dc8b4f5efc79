"""The read door: what a viewer may see, as compiled statements under the viewer's claims."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from strawberry.types import Info

from api.auth import Caller
from domain.confidentiality import PUBLIC, audience_of
from domain.people import ComplaintId
from schema.bound_types import NOBODY
from schema.compiler import ClaimedPool, Compiler

NO_AUDIENCE = ""  # a role that sees no case: no row has this audience


def claims_of(caller: Caller, today: date) -> dict[str, Any]:
    """What the statements and the row policy are told about whoever asks."""
    actor = caller.actor
    if actor is None:
        # a person whose every role has ended is told no less than the public, and no more
        audience: str = PUBLIC
    else:
        audience = audience_of(actor) or NO_AUDIENCE
    return {
        "audience": audience,
        "person": caller.person or NOBODY,
        "role": None if actor is None else actor.role.value,
        "assignment": None if actor is None else actor.assignment,
        "institution": None if actor is None else actor.institution,
        "today": today,
    }


class CompiledFiles:
    """Fills in `schema.context.Files` for one request."""

    def __init__(self, compiler: Compiler, pool: ClaimedPool, claims: Mapping[str, Any]) -> None:
        self._compiler = compiler
        self._pool = pool
        self._claims = claims

    async def select(self, info: Info[Any, Any], complaint: ComplaintId) -> Mapping[str, Any] | None:
        """What a payload's selection asks of one complaint; None where the viewer may not see it."""
        payload = info._raw_info.parent_type.name
        prepared = self._compiler.select(
            info._raw_info, f"{payload}.{info.field_name}", given={"complaint": complaint}
        )
        answer = await self._pool.run(prepared, self._claims)
        return answer.selected()
