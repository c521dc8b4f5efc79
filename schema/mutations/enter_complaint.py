"""What arrived by hand, entered by an officer of any tier (BAB IV.A.1.a, VI.B.1.a.12, b.12, c.1)."""

from datetime import date
from typing import Annotated
from uuid import UUID

import strawberry

from domain.errors import RuleBroken
from domain.texts import TextKind
from domain.vocabulary import Channel
from schema.context import Done, Info, Texts
from schema.inputs import AccountInput
from schema.outcomes import Filed, Refused, signed_in


@strawberry.input
class EnterComplaintInput(AccountInput):
    request: UUID = strawberry.field(
        description="Made by the client, once per complaint: sent again, it is answered as before."
    )
    channel: Channel
    received_on: date = strawberry.field(
        description="The day on which it arrived; every clock starts on that day."
    )
    proof: str | None = strawberry.field(
        default=None,
        description="What bears the day of arrival: a letter, a stamp, a scan. Needed where it is entered on a later "
        "day. Sealed.",
    )


@strawberry.type(
    description="The complaint is recorded and stands with the tier that entered it. Hand both numbers to the "
    "complainant."
)
class ComplaintEntered(Filed):
    pass


EnterComplaintResult = Annotated[ComplaintEntered | Refused, strawberry.union("EnterComplaintResult")]


@strawberry.type
class EnterComplaintMutation:
    @strawberry.mutation(
        description="As an officer of any tier, enter a complaint that arrived by hand (BAB VI.B.1.a.12, b.12, c.1)."
    )
    async def enter_complaint(self, info: Info, input: EnterComplaintInput) -> EnterComplaintResult:
        viewer = signed_in(info)
        if isinstance(viewer, Refused):
            return viewer
        texts = Texts()
        submission, handled = await info.context.desk.enter(
            texts=texts,
            account=input.sealed(texts),
            channel=input.channel,
            received_on=input.received_on,
            proof=texts.seal_if(TextKind.PROOF, input.proof),
            asked_anonymous=input.anonymous,
            asked_confidential=input.confidential,
            by=viewer,
            request=input.request,
        )
        if isinstance(handled, RuleBroken):
            return Refused.of(handled)
        assert isinstance(handled, Done), "nobody else writes to a complaint before it exists"
        return ComplaintEntered(done=handled, acted_on=submission.complaint, submission=submission)
