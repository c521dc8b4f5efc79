"""Review and verification, at each tier (BAB VI.B.1.a.1 to 6, b.1 to 6)."""

from typing import Annotated

import strawberry

from domain.commands import VerifyComplaint
from domain.people import ComplaintId, PersonId, UnitId
from domain.texts import TextKind
from domain.vocabulary import ComplaintType, Nature, Outcome
from schema.context import Info, Texts
from schema.inputs import PartiesInput
from schema.outcomes import Acted, ComplaintInput, Conflict, Refused, act

strawberry.enum(Outcome, description="What the verifier found (BAB VI.B.1.a.1).")


@strawberry.input
class VerifyComplaintInput(ComplaintInput):
    identity: Outcome
    substance: Outcome
    evidence: Outcome
    nature: Nature
    parties: PartiesInput
    anonymous: bool = strawberry.field(
        description="Decided outright (BAB VI.B.1.a.5); never lower than before."
    )
    confidential: bool = strawberry.field(
        description="Decided outright (BAB VI.B.1.a.5); never lower than before."
    )
    type: ComplaintType
    supervisory_nature: bool = strawberry.field(description="Berkadar pengawasan (BAB VI.C.2, 3).")
    requires_field_inspection: bool = strawberry.field(description="Pemeriksaan lapangan (BAB VI.C.2, 3).")
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


@strawberry.type(description="The tier's findings are recorded, each as an event of its own.")
class ComplaintVerified(Acted):
    pass


VerifyComplaintResult = Annotated[
    ComplaintVerified | Refused | Conflict, strawberry.union("VerifyComplaintResult")
]


@strawberry.type
class VerifyComplaintMutation:
    @strawberry.mutation(
        description="Record what the review found about identity, substance and evidence, and decide protection."
    )
    async def verify_complaint(self, info: Info, input: VerifyComplaintInput) -> VerifyComplaintResult:
        texts = Texts()
        command = VerifyComplaint(
            complaint=ComplaintId(input.complaint),
            identity=input.identity,
            substance=input.substance,
            evidence=input.evidence,
            nature=input.nature,
            reported_units=tuple(UnitId(unit) for unit in input.parties.units),
            reported_officers=tuple(PersonId(officer) for officer in input.parties.officers),
            reported_name=texts.seal_if(TextKind.REPORTED_NAME, input.parties.name),
            object=texts.seal(TextKind.OBJECT, input.parties.object),
            anonymous=input.anonymous,
            confidential=input.confidential,
            type=input.type,
            supervisory_nature=input.supervisory_nature,
            requires_field_inspection=input.requires_field_inspection,
            headline=texts.show_if(TextKind.HEADLINE, input.headline),
            shown_text=texts.show_if(TextKind.SHOWN_TEXT, input.shown_text),
            redacted_narrative=texts.seal_if(TextKind.REDACTED_NARRATIVE, input.redacted_narrative),
        )
        return await act(info, command, texts, input, ComplaintVerified)
