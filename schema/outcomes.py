"""What a mutation answers: its effect, a refusal with its rule, or a conflict with what was missed."""

from typing import TypeVar
from uuid import UUID

import strawberry

from domain.commands import Command
from domain.errors import RuleBroken, SignInNeeded, Words
from domain.people import Actor, ComplaintId
from schema.context import AnyOfficeCommand, Done, Info, Moved, Submission, Texts
from schema.types import Complaint, Position


@strawberry.type(name="Words", description="The same sentence in Indonesian and in English.")
class WordsType:
    indonesian: str
    english: str

    @classmethod
    def of(cls, words: Words) -> "WordsType":
        return cls(indonesian=words.id, english=words.en)


@strawberry.type(description="A rule forbids it. Nothing was done; the refusal itself is in the log.")
class Refused:
    rule: str = strawberry.field(description="The rule's stable name.")
    clause: str = strawberry.field(description="Where the rule stands, such as BAB IV.A.2.a.")
    message: WordsType
    way_out: WordsType = strawberry.field(description="What can be done instead.")

    @classmethod
    def of(cls, broken: RuleBroken) -> "Refused":
        return cls(
            rule=broken.rule.value,
            clause=broken.clause,
            message=WordsType.of(broken.message),
            way_out=WordsType.of(broken.way_out),
        )


@strawberry.type(
    description="The case changed since the version the client had seen. Nothing was done: read, then decide."
)
class Conflict:
    expected_version: Position
    current_version: Position
    missed: list[UUID] = strawberry.field(description="Ids of the events after the expected version.")

    @classmethod
    def of(cls, moved: Moved) -> "Conflict":
        return cls(
            expected_version=Position(moved.expected_version),
            current_version=Position(moved.current_version),
            missed=list(moved.missed),
        )


@strawberry.type(
    description="An event was appended. Keep it: proof of either value can be asked for, for ever."
)
class Receipt:
    event_id: UUID
    leaf_hash: str = strawberry.field(description="Hex SHA-256 of the log entry.")


@strawberry.interface(description="What a command left in the log.")
class Recorded:
    done: strawberry.Private[Done]

    @strawberry.field(description="One for each event appended.")
    def receipts(self) -> list[Receipt]:
        return [
            Receipt(event_id=each.event_id, leaf_hash=each.leaf_hash.hex()) for each in self.done.receipts
        ]

    @strawberry.field(description="The last event's place in the log; null while `pending`.")
    def position(self) -> Position | None:
        return None if self.done.position is None else Position(self.done.position)

    @strawberry.field(
        description="True where the read models do not show it yet; it is recorded all the same."
    )
    def pending(self) -> bool:
        return self.done.pending


@strawberry.interface(
    description="A record that the office keeps; it is known by the id of the event that made it."
)
class OnRecord(Recorded):
    @strawberry.field(description="The record's id: that of its event.")
    def record_id(self) -> UUID:
        return self.done.receipts[0].event_id


@strawberry.interface(description="The effect of a command on one complaint.")
class Acted(Recorded):
    acted_on: strawberry.Private[ComplaintId]

    @strawberry.field(
        description="The complaint as it is now; null where the viewer may not see it any more."
    )
    async def complaint(self, info: Info) -> Complaint | None:
        return await info.context.files.select(info, self.acted_on)  # type: ignore[return-value]


@strawberry.interface(description="A new complaint, with the numbers that lead back to it.")
class Filed(Acted):
    submission: strawberry.Private[Submission]

    @strawberry.field(description="Public case number, for asking about the complaint.")
    def tracking_number(self) -> str:
        return self.submission.tracking_number

    @strawberry.field(
        description="The complainant's secret; with the tracking number it opens the case (HTTP Basic)."
    )
    def access_code(self) -> str:
        return self.submission.access_code


@strawberry.input
class ComplaintInput:
    complaint: UUID = strawberry.field(description="The complaint's `complaintId`.")
    request: UUID = strawberry.field(
        description="Made by the client, once per intent: sent again, it is answered as before."
    )
    expected_version: Position | None = strawberry.field(
        default=None, description="The version the client decided on; another one answers `Conflict`."
    )


ActedT = TypeVar("ActedT", bound=Acted)


async def act(
    info: Info, command: Command, texts: Texts, given: ComplaintInput, effect: type[ActedT]
) -> ActedT | Refused | Conflict:
    """Hand the command to the desk and say what came of it, in the schema's words."""
    viewer = signed_in(info)
    if isinstance(viewer, Refused):
        return viewer
    handled = await info.context.desk.handle(
        command, texts=texts, by=viewer, request=given.request, expected_version=given.expected_version
    )
    match handled:
        case RuleBroken():
            return Refused.of(handled)
        case Moved():
            return Conflict.of(handled)
        case Done():
            return effect(done=handled, acted_on=command.complaint)


RecordedT = TypeVar("RecordedT", bound=Recorded)


async def act_in_office(
    info: Info, command: AnyOfficeCommand, texts: Texts, request: UUID, effect: type[RecordedT]
) -> RecordedT | Refused:
    """As `act`, for what is about no case: nothing meets a version there."""
    viewer = signed_in(info)
    if isinstance(viewer, Refused):
        return viewer
    handled = await info.context.desk.handle_office(command, texts=texts, by=viewer, request=request)
    match handled:
        case RuleBroken():
            return Refused.of(handled)
        case Done():
            return effect(done=handled)
        case _:
            raise AssertionError("an office command names no version")


def signed_in(info: Info) -> Actor | Refused:
    """Whoever acts must be somebody; the public acts only by submitting."""
    return info.context.viewer or Refused.of(SignInNeeded())
