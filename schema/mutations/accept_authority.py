"""The liaison takes the case as the unit's own (BAB VI.B.1.c.3)."""

from typing import Annotated

import strawberry

from domain.commands import AcceptAuthority
from domain.people import ComplaintId
from schema.context import Info, Texts
from schema.outcomes import Acted, ComplaintInput, Conflict, Refused, act


@strawberry.type(description="The matter is within the unit's authority.")
class AuthorityAcceptedByUnit(Acted):
    pass


AcceptAuthorityResult = Annotated[
    AuthorityAcceptedByUnit | Refused | Conflict, strawberry.union("AcceptAuthorityResult")
]


@strawberry.type
class AcceptAuthorityMutation:
    @strawberry.mutation(description="Say that the matter is within the unit's authority (BAB VI.B.1.c.3).")
    async def accept_authority(self, info: Info, input: ComplaintInput) -> AcceptAuthorityResult:
        texts = Texts()
        command = AcceptAuthority(
            complaint=ComplaintId(input.complaint),
        )
        return await act(info, command, texts, input, AuthorityAcceptedByUnit)
