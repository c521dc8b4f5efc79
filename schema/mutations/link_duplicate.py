"""Two complaints about one matter (BAB IV.A.2.a). Neither ends by it; both are answered."""

from typing import Annotated
from uuid import UUID

import strawberry

from domain.commands import LinkDuplicate
from domain.people import ComplaintId
from schema.context import Info, Texts
from schema.outcomes import Acted, ComplaintInput, Conflict, Refused, act


@strawberry.input
class LinkDuplicateInput(ComplaintInput):
    lead: UUID = strawberry.field(
        description="The other's `complaintId`; one that you may see and that follows none itself."
    )


@strawberry.type(description="The complaint follows its lead and is answered once the lead is.")
class DuplicateRecorded(Acted):
    pass


LinkDuplicateResult = Annotated[
    DuplicateRecorded | Refused | Conflict, strawberry.union("LinkDuplicateResult")
]


@strawberry.type
class LinkDuplicateMutation:
    @strawberry.mutation(
        description="As an admin, let a complaint follow another about the same matter (BAB IV.A.2.a)."
    )
    async def link_duplicate(self, info: Info, input: LinkDuplicateInput) -> LinkDuplicateResult:
        texts = Texts()
        command = LinkDuplicate(
            complaint=ComplaintId(input.complaint),
            lead=ComplaintId(input.lead),
        )
        return await act(info, command, texts, input, DuplicateRecorded)
