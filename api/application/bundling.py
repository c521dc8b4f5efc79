"""One case for the inspectorate, as files: recorded first, then read, proven and written."""

import asyncio
import hashlib
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import asyncpg

from api.application.names import SYSTEM, access_stream
from api.application.occasions import Clock
from api.bundle_page import index_page
from domain import cases, confidentiality
from domain.errors import NoSuchCase
from domain.events import CommandRefused, Event, ProhibitedActionAttempted
from domain.people import ComplaintId
from eventstore.bundle import (
    NotSigned,
    Section,
    bundle_files,
    read_mentions,
    read_streams,
    registered_schemas,
    with_sums,
)
from eventstore.durable_files import write_durable
from eventstore.errors import EventStoreError
from eventstore.log_events import streams_exported
from eventstore.records import ANY, AppendCommand, Appended, Cause, Item
from eventstore.store import Store
from eventstore.tile_source import Published, TileSource
from projections.records import event_of

INDEX: Final = "index.html"
REFUSALS: Final = (CommandRefused.__name__, ProhibitedActionAttempted.__name__)
ATTEMPTS: Final = 100
PAUSE: Final = 0.1  # seconds between two looks for the signature; ten seconds in all
_FIRST_DAY: Final = (1980, 1, 1, 0, 0, 0)  # the same files make the same archive


class TargetTaken(EventStoreError):
    """There is something where the bundle should go."""

    def __init__(self, target: Path) -> None:
        super().__init__(
            f"{target} exists already: a bundle is written to a new place, so that nothing is mixed."
        )


class CaseBundler:
    """Makes bundles. `auditor` reads every table of the log; `store` records that a bundle was made."""

    def __init__(
        self, *, store: Store, auditor: asyncpg.Pool, clock: Clock, zone: ZoneInfo, vkey: str
    ) -> None:
        self._store = store
        self._auditor = auditor
        self._tiles = TileSource(auditor, store.log_id)
        self._clock = clock
        self._zone = zone
        self._vkey = vkey

    async def files(self, complaint: ComplaintId, recipient: UUID | None = None) -> dict[str, bytes]:
        """Everything the inspectorate may have of a case, path to content.

        Raises NoSuchCase where the inspectorate does not know of it (it learns of a case once an institution has
        it), and NotSigned where no checkpoint covers the case's events within ten seconds.
        """
        number = await self._known(complaint)
        taken = await self._record(complaint, recipient)
        checkpoint = await self._signed(taken)
        streams = (complaint, access_stream(complaint))
        async with self._auditor.acquire() as pooled:
            conn: asyncpg.Connection = pooled  # type: ignore[assignment]
            case, access = [await read_streams(conn, self._store.log_id, [stream]) for stream in streams]
            mentions = await read_mentions(conn, self._store.log_id, str(complaint).encode(), REFUSALS)
            schemas = await registered_schemas(conn, self._store.log_id)
        sections = [
            Section(name="case", whole=(complaint,), events=case),
            Section(name="access", whole=(access_stream(complaint),), events=access),
            Section(name="refusals", whole=(), events=mentions),
        ]
        files = await bundle_files(
            origin=self._store.origin,
            vkey=self._vkey,
            sections=sections,
            checkpoint=checkpoint,
            tiles=self._tiles,
            schemas=schemas,
        )
        files[INDEX] = index_page(
            tracking_number=number,
            origin=self._store.origin,
            vkey=self._vkey,
            size=checkpoint.size,
            sections=sections,
            zone=self._zone,
        )
        return with_sums(files)

    async def _known(self, complaint: ComplaintId) -> str:
        """The tracking number of a case that the inspectorate may see."""
        case, number = None, ""
        for record in await self._store.read(complaint):
            event = event_of(record, self._zone)
            assert isinstance(event, Event)
            case = cases.after(case, event)
            number = number or getattr(event, "tracking_number", "")
        audiences = confidentiality.grants(case) if case is not None else {}
        if not any(audience.startswith("inspectorate:") for audience in audiences):
            raise NoSuchCase
        return number

    async def _record(self, complaint: ComplaintId, recipient: UUID | None) -> Appended:
        """That the case was taken out of the log stands in the log before anything is."""
        key, stream = uuid4(), access_stream(complaint)
        event = streams_exported(streams=(complaint, stream), recipient=recipient, occurred_at=self._clock())
        answer = await self._store.append_one(
            AppendCommand(
                scope="system:bundles",
                key=key,
                fingerprint=hashlib.sha256(complaint.bytes).digest(),
                cause=Cause(actor=SYSTEM.person, actor_role=SYSTEM.role.value, correlation=key),
                items=(Item(stream=stream, expected=ANY, event=event),),
            )
        )
        return answer.events[0]

    async def _signed(self, taken: Appended) -> Published:
        """The newest checkpoint, once it covers the record of this very bundle."""
        for _ in range(ATTEMPTS):
            position, checkpoint = await self._store.position_of(taken), await self._tiles.latest()
            if position is not None and checkpoint is not None and position < checkpoint.size:
                return checkpoint
            await asyncio.sleep(PAUSE)
        raise NotSigned


def write_bundle(files: Mapping[str, bytes], target: Path) -> None:
    """Write a new folder, or a new archive where the name ends in .zip. Raises TargetTaken, OSError."""
    if target.exists():
        raise TargetTaken(target)
    if target.suffix == ".zip":
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for path in sorted(files):
                archive.writestr(zipfile.ZipInfo(path, _FIRST_DAY), files[path], zipfile.ZIP_DEFLATED)
        write_durable(target, packed.getvalue(), mode=0o600)
        return
    for path in sorted(files):
        write_durable(target / path, files[path], mode=0o600)


def read_bundle(source: Path) -> dict[str, bytes]:
    """The files of a folder or an archive, path to content."""
    if source.is_dir():
        paths = (path for path in source.rglob("*") if path.is_file())
        return {path.relative_to(source).as_posix(): path.read_bytes() for path in paths}
    with zipfile.ZipFile(source) as archive:
        return {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}
