"""Inputs that several mutations share."""

from uuid import UUID

import orjson
import strawberry

from domain.texts import TextKind
from schema.context import Account, Texts, recordable


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
class AccountInput:
    """What a complainant says, in person or to an officer who enters it."""

    identity: IdentityInput
    narrative: str = strawberry.field(description="What happened, in the complainant's own words. Sealed.")
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

    def sealed(self, texts: Texts) -> Account:
        """Its words, taken to be sealed."""
        return Account(
            identity=texts.seal(TextKind.IDENTITY, self.identity.sealed_form()),
            contact=texts.seal_if(TextKind.CONTACT, self.contact),
            representative=texts.seal_if(TextKind.REPRESENTATIVE, self.representative),
            accessibility=texts.seal_if(TextKind.ACCESSIBILITY, self.accessibility),
            narrative=texts.seal(TextKind.NARRATIVE, self.narrative),
            channel_note=texts.seal_if(TextKind.CHANNEL_NOTE, self.channel_note),
        )


@strawberry.input(
    description="Who and what is complained about (BAB VI.B.1.a.3). Ids exclude by conflict; a name cannot."
)
class PartiesInput:
    object: str = strawberry.field(description="What the complaint is about. Sealed.")
    units: list[UUID] = strawberry.field(default_factory=list)
    officers: list[UUID] = strawberry.field(
        default_factory=list, description="They lose sight of the case altogether."
    )
    name: str | None = strawberry.field(default=None, description="A reported party without an id. Sealed.")
