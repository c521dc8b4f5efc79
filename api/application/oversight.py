"""What a decision about the office's own records rests on, and where its event goes."""

from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from api.application.names import record_stream, target_stream
from api.application.offices import read_roles
from api.application.scribe import Letter
from domain.oversight import OnFile
from domain.oversight_commands import (
    AcknowledgePerformanceReport,
    OversightCommand,
    PublishGuidance,
    RecordAppreciation,
    RecordSanction,
    SetTarget,
    SubmitPerformanceReport,
)
from domain.oversight_events import OversightEvent
from domain.people import Actor, PersonId, RecordId
from domain.roles import RoleBook
from eventstore.ids import event_id
from eventstore.records import RecordedEvent
from eventstore.store import Store
from projections.records import event_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """One record as the log has it: its events in order, and each as it stands in its entry."""

    history: tuple[OversightEvent, ...]
    records: tuple[RecordedEvent, ...]

    @property
    def author(self) -> PersonId | None:
        """Who began it."""
        return PersonId(self.records[0].actor) if self.records else None


async def read_folder(store: Store, stream: UUID, zone: ZoneInfo) -> Folder:
    """Everything in a stream of the office's records."""
    records = tuple(await store.read(stream))
    history = []
    for record in records:
        event = event_of(record, zone)
        assert isinstance(event, OversightEvent), "a record's stream holds nothing else"
        history.append(event)
    return Folder(history=tuple(history), records=records)


def record_of(store: Store, letter: Letter) -> RecordId:
    """The id a new record gets: that of the event that this request makes, now or when it was first made."""
    return RecordId(event_id(store.origin, letter.scope, letter.request, 0))


async def read_file(
    store: Store, command: OversightCommand, letter: Letter, zone: ZoneInfo
) -> tuple[OnFile, UUID, int]:
    """What the command is decided on, the stream its event goes to, and that stream's version."""
    record = record_of(store, letter)
    stream = _stream_of(command, record, letter.by)
    folder = await read_folder(store, stream, zone)
    person = _concerned(command)
    roles, _ = (RoleBook(), 0) if person is None else await read_roles(store, person, zone)
    file = OnFile(record=record, roles=roles, history=folder.history, author=folder.author)
    return file, stream, len(folder.records)


def _stream_of(command: OversightCommand, record: RecordId, by: Actor) -> UUID:
    match command:
        case SetTarget(indicator=indicator):
            return target_stream(by.institution, indicator)
        case PublishGuidance(supersedes=guidance) if guidance is not None:
            return record_stream(guidance)
        case AcknowledgePerformanceReport(report=report):
            return record_stream(report)
        case _:
            return record_stream(record)


def _concerned(command: OversightCommand) -> PersonId | None:
    match command:
        case RecordSanction(officer=person) | RecordAppreciation(officer=person):
            return person
        case SubmitPerformanceReport(recipient=person):
            return person
        case _:
            return None
