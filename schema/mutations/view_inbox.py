"""Note that an officer looked at the unit's inbox (BAB VII, "Terakhir Dilihat")."""

from typing import Annotated
from uuid import UUID

import strawberry

from domain.commands import ViewInbox
from domain.errors import RuleBroken
from domain.people import UnitId
from schema.context import Done, Info
from schema.outcomes import Receipt, Refused, signed_in


@strawberry.input
class ViewInboxInput:
    unit: UUID
    request: UUID = strawberry.field(description="Made by the client, once per look.")


@strawberry.type(description="The look is noted, or was noted within the hour.")
class InboxViewed:
    receipts: list[Receipt]


ViewInboxResult = Annotated[InboxViewed | Refused, strawberry.union("ViewInboxResult")]


@strawberry.type
class ViewInboxMutation:
    @strawberry.mutation(
        description="Note that you looked at your unit's inbox; at most once an hour is recorded."
    )
    async def view_inbox(self, info: Info, input: ViewInboxInput) -> ViewInboxResult:
        viewer = signed_in(info)
        if isinstance(viewer, Refused):
            return viewer
        handled = await info.context.desk.handle_office(
            ViewInbox(unit=UnitId(input.unit)), by=viewer, request=input.request
        )
        if isinstance(handled, RuleBroken):
            return Refused.of(handled)
        assert isinstance(handled, Done), "a look meets no version"
        return InboxViewed(
            receipts=[
                Receipt(event_id=each.event_id, leaf_hash=each.leaf_hash.hex()) for each in handled.receipts
            ]
        )
