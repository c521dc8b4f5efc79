"""What may be read without opening, written anew (BAB IV.A.2.b). The original stays sealed."""

from typing import Annotated

import strawberry

from domain.commands import RedactContent
from domain.people import ComplaintId
from domain.texts import TextKind
from schema.context import Info, Texts
from schema.outcomes import Acted, ComplaintInput, Conflict, Refused, act


@strawberry.input
class RedactContentInput(ComplaintInput):
    headline: str | None = strawberry.field(
        default=None,
        description="At most 120 characters, without personal data; none on a confidential case.",
    )
    shown_text: str | None = strawberry.field(
        default=None, description="What may be read without opening; none on a confidential case."
    )
    redacted_narrative: str | None = strawberry.field(
        default=None, description="What the liaison of an anonymous case may open. Sealed."
    )


@strawberry.type(
    description="The new words stand in place of the earlier ones; nothing that was sealed has changed."
)
class RedactionRecorded(Acted):
    pass


RedactContentResult = Annotated[
    RedactionRecorded | Refused | Conflict, strawberry.union("RedactContentResult")
]


@strawberry.type
class RedactContentMutation:
    @strawberry.mutation(
        description="As an admin, write anew what may be read of a case without opening it (BAB IV.A.2.b)."
    )
    async def redact_content(self, info: Info, input: RedactContentInput) -> RedactContentResult:
        texts = Texts()
        command = RedactContent(
            complaint=ComplaintId(input.complaint),
            headline=texts.show_if(TextKind.HEADLINE, input.headline),
            shown_text=texts.show_if(TextKind.SHOWN_TEXT, input.shown_text),
            redacted_narrative=texts.seal_if(TextKind.REDACTED_NARRATIVE, input.redacted_narrative),
        )
        return await act(info, command, texts, input, RedactionRecorded)
