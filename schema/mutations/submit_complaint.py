"""A complaint from somebody without an account (BAB VI.A)."""

from typing import Annotated
from uuid import UUID

import orjson
import strawberry

from domain.errors import RuleBroken
from domain.people import ComplaintId
from domain.texts import TextKind
from domain.vocabulary import Channel
from schema.context import Account, Done, Info, Submission, Texts, recordable
from schema.outcomes import Acted, Refused


@strawberry.input(description="Who complains. Sealed at once under a key of its own; no query can read it.")
class IdentityInput:
    name: str
    nik: str | None = strawberry.field(default=None, description="Nomor Induk Kependudukan.")
    phone: str | None = None
    email: str | None = None
    address: str | None = None

    def sealed_form(self) -> str:
        """The identity as one text: a JSON object with the fields that were given; empty text for an empty name."""
        given = {name: recordable(value) for name, value in vars(self).items() if value is not None}
        return orjson.dumps(given, option=orjson.OPT_SORT_KEYS).decode() if self.name.strip() else ""


@strawberry.input
class SubmitComplaintInput:
    request: UUID = strawberry.field(
        description="Made by the client, once per complaint: sent again, it is answered as before."
    )
    identity: IdentityInput
    narrative: str = strawberry.field(description="What happened, in the complainant's own words. Sealed.")
    channel: Channel = Channel.APPLICATION
    channel_note: str | None = strawberry.field(
        default=None,
        description="Which other channel it was, or the account it came from. Sealed (BAB VI.A).",
    )
    contact: str | None = strawberry.field(
        default=None,
        description="Where to send notices, such as an e-mail address. Sealed as the identity is.",
    )
    representative: str | None = strawberry.field(
        default=None,
        description="Who complains for somebody else, and on what authority. Sealed as the identity is.",
    )
    accessibility: str | None = strawberry.field(
        default=None,
        description="What the complainant needs to be reached and answered (BAB V.B.2). Sealed likewise.",
    )
    anonymous: bool = strawberry.field(
        default=False, description="Hide the complainant from the unit complained about and the public."
    )
    confidential: bool = strawberry.field(
        default=False, description="Close the content to everybody outside the chain of handlers."
    )


@strawberry.type(
    description="The complaint is recorded and Admin Nasional has three working days to review it."
)
class ComplaintSubmitted(Acted):
    submission: strawberry.Private[Submission]

    @strawberry.field(description="Public case number, for asking about the complaint.")
    def tracking_number(self) -> str:
        return self.submission.tracking_number

    @strawberry.field(
        description="The complainant's secret; with the tracking number it opens the case (HTTP Basic)."
    )
    def access_code(self) -> str:
        return self.submission.access_code


SubmitComplaintResult = Annotated[ComplaintSubmitted | Refused, strawberry.union("SubmitComplaintResult")]


@strawberry.type
class SubmitComplaintMutation:
    @strawberry.mutation(description="File a complaint, without an account (BAB VI.A).")
    async def submit_complaint(self, info: Info, input: SubmitComplaintInput) -> SubmitComplaintResult:
        texts = Texts()
        submission, handled = await info.context.desk.submit(
            texts=texts,
            account=Account(
                identity=texts.seal(TextKind.IDENTITY, input.identity.sealed_form()),
                contact=texts.seal_if(TextKind.CONTACT, input.contact),
                representative=texts.seal_if(TextKind.REPRESENTATIVE, input.representative),
                accessibility=texts.seal_if(TextKind.ACCESSIBILITY, input.accessibility),
                narrative=texts.seal(TextKind.NARRATIVE, input.narrative),
                channel_note=texts.seal_if(TextKind.CHANNEL_NOTE, input.channel_note),
            ),
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
