"""A complaint from somebody without an account (BAB VI.A)."""

from typing import Annotated
from uuid import UUID

import strawberry

from domain.errors import RuleBroken
from domain.people import ComplaintId
from domain.vocabulary import Channel
from schema.context import Done, Info, Texts
from schema.inputs import AccountInput
from schema.outcomes import Filed, Refused


@strawberry.input
class SubmitComplaintInput(AccountInput):
    request: UUID = strawberry.field(
        description="Made by the client, once per complaint: sent again, it is answered as before."
    )
    channel: Channel = Channel.APPLICATION


@strawberry.type(
    description="The complaint is recorded and Admin Nasional has three working days to review it."
)
class ComplaintSubmitted(Filed):
    pass


SubmitComplaintResult = Annotated[ComplaintSubmitted | Refused, strawberry.union("SubmitComplaintResult")]


@strawberry.type
class SubmitComplaintMutation:
    @strawberry.mutation(description="File a complaint, without an account (BAB VI.A).")
    async def submit_complaint(self, info: Info, input: SubmitComplaintInput) -> SubmitComplaintResult:
        texts = Texts()
        submission, handled = await info.context.desk.submit(
            texts=texts,
            account=input.sealed(texts),
            channel=input.channel,
            asked_anonymous=input.anonymous,
            asked_confidential=input.confidential,
            request=input.request,
        )
        if isinstance(handled, RuleBroken):
            return Refused.of(handled)
        assert isinstance(handled, Done), "nobody else writes to a complaint before it exists"
        return ComplaintSubmitted(
            done=handled, acted_on=ComplaintId(submission.complaint), submission=submission
        )
