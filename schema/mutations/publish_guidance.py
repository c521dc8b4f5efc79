"""The patron publishes guidance, or its next version (BAB II.A.b)."""

from typing import Annotated
from uuid import UUID

import strawberry

from domain.oversight_commands import PublishGuidance
from domain.people import RecordId
from domain.texts import OfficeTextKind
from schema.context import Info, Texts
from schema.outcomes import OnRecord, Refused, act_in_office


@strawberry.input
class PublishGuidanceInput:
    request: UUID = strawberry.field(description="Made by the client, once per intent.")
    supersedes: UUID | None = strawberry.field(
        default=None, description="The `guidanceId` of which this is the next version; none for a new one."
    )
    title: str = strawberry.field(description="At most 120 characters. Public.")
    text: str | None = strawberry.field(default=None, description="Public.")
    link: str | None = strawberry.field(default=None, description="An https address. Public.")


@strawberry.type(description="Everybody can read it; older versions stay.")
class GuidancePublished(OnRecord):
    pass


PublishGuidanceResult = Annotated[GuidancePublished | Refused, strawberry.union("PublishGuidanceResult")]


@strawberry.type
class PublishGuidanceMutation:
    @strawberry.mutation(
        description="Publish guidance, a policy or a technical instruction, with its text or a link to it (BAB II.A.b)."
    )
    async def publish_guidance(self, info: Info, input: PublishGuidanceInput) -> PublishGuidanceResult:
        texts = Texts()
        command = PublishGuidance(
            supersedes=None if input.supersedes is None else RecordId(input.supersedes),
            title=texts.post(OfficeTextKind.TITLE, input.title),
            text=texts.post_if(OfficeTextKind.GUIDANCE, input.text),
            link=texts.post_if(OfficeTextKind.LINK, input.link),
        )
        return await act_in_office(info, command, texts, input.request, GuidancePublished)
