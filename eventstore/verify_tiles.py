"""Audit a log from what it serves, or from a mirror of that: its own bytes and a verifier key, no database.

Every entry is parsed and hashed, streams must be unbroken, each tile must hold the hashes that the entries lead to,
and the tree must have the signed root and begin with every checkpoint that was kept from earlier. Facts and sealed
records are not served, so that they fit their entries is what the verification of the database shows.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from eventstore import canonical
from eventstore.earlier import Earlier, Kept
from eventstore.findings import Findings, Problem
from eventstore.log_events import SCHEMA_REGISTERED
from eventstore.log_source import CHECKPOINT, Source, SourceMissing, open_checkpoint
from eventstore.note import Checkpoint, NoteError, VerifyingKey
from eventstore.tiles import WIDTH, Tile, TileError, decode_bundle, entry_bundles
from eventstore.tree import Frontier, leaf_hash, root_of
from eventstore.verify_event import EntryMalformed, entry_of

Progress = Callable[[int, int], None]
FIRST: Final = 1  # version of a stream


@dataclass(frozen=True, slots=True, kw_only=True)
class TilesReport:
    """What was found. `size`: entries that were hashed; `earlier`: kept checkpoints that the log extends."""

    size: int
    streams: int
    tiles: int
    earlier: int
    problems: tuple[Problem, ...]
    further: int

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not self.problems


async def verify_tiles(
    source: Source, key: VerifyingKey, earlier: Sequence[Kept] = (), progress: Progress | None = None
) -> TilesReport:
    """Verify a served log. `progress` is told the entries done and the entries there are."""
    run = _Run(source, key, earlier)
    try:
        checkpoint = open_checkpoint(await source.fetch(CHECKPOINT), [key])
    except (SourceMissing, NoteError) as error:
        run.findings.add("checkpoint_note", f"The checkpoint does not hold: {str(error).rstrip('.')}.")
        return run.report()
    await run.everything(checkpoint, progress)
    return run.report()


class _Run:
    """One pass over one log: the tree, the heads of its streams, and what was wrong."""

    def __init__(self, source: Source, key: VerifyingKey, earlier: Sequence[Kept]) -> None:
        self.findings = Findings()
        self._source = source
        self._earlier = Earlier(earlier, key, self.findings)
        self._tree = Frontier()
        self._heads: dict[str, tuple[int, str]] = {}
        self._seen: dict[bytes, int] = {}
        self._rows: list[list[bytes]] = []  # by level, the hashes of the tile that is growing there
        self._tiles = 0

    def report(self) -> TilesReport:
        return TilesReport(
            size=self._tree.size,
            streams=len(self._heads),
            tiles=self._tiles,
            earlier=self._earlier.held,
            problems=self.findings.problems,
            further=self.findings.further,
        )

    async def everything(self, checkpoint: Checkpoint, progress: Progress | None) -> None:
        self._earlier.grown(self._tree)
        for bundle in entry_bundles(checkpoint.size):
            try:
                entries = decode_bundle(await self._source.fetch(bundle.path), bundle)
            except (SourceMissing, TileError) as error:
                self.findings.add(
                    "entries",
                    f"The entries from here on cannot be read: {str(error).rstrip('.')}.",
                    position=bundle.start,
                )
                return  # without them no later position means anything
            for entry in entries:
                await self._entry(entry, checkpoint.origin)
            if progress:
                progress(self._tree.size, checkpoint.size)
        await self._right_edge(checkpoint.size)
        if self._tree.root() != checkpoint.root:
            self.findings.add(
                "checkpoint_root", "The entries do not lead to the root of the signed checkpoint."
            )
        self._earlier.ended(self._tree.size)

    async def _entry(self, entry: bytes, origin: str) -> None:
        position, digest = self._tree.size, leaf_hash(entry)
        self._tree.append(digest)
        self._earlier.grown(self._tree)
        await self._hash(0, digest)
        try:
            members = entry_of(entry)
        except EntryMalformed as malformed:
            self.findings.add("entry_form", str(malformed), position=position)
            return
        if members["log"] != origin:
            self._found("entry_log", "The entry belongs to another log.", position, members)
        identity = UUID(members["event_id"]).bytes
        first = self._seen.setdefault(identity, position)
        if first != position:
            self._found(
                "event_twice", f"The event has the id of that at position {first}.", position, members
            )
        if members["type"] == SCHEMA_REGISTERED and not _is_registration(members.get("content")):
            message = "The schema that is registered here does not have the hash it is registered under."
            self._found("schema", message, position, members)
        self._chain(position, digest, members)

    def _chain(self, position: int, digest: bytes, members: dict[str, Any]) -> None:
        """Versions follow each other, and each names the one before it by its hash."""
        version, (before, leaf) = members["version"], self._heads.get(members["stream"], (0, ""))
        self._heads[members["stream"]] = version, digest.hex()
        if version != before + 1:
            message = f"Version {version} of the stream follows version {before}."
            self._found("stream_gap", message, position, members)
        elif members.get("prev") != (leaf if version > FIRST else None):
            message = "The entry does not continue the version before it in its stream."
            self._found("stream_chain", message, position, members)

    async def _hash(self, level: int, digest: bytes) -> None:
        """One more hash at a level; a tile that is full with it is compared and hashed into the level above."""
        if level == len(self._rows):
            self._rows.append([])
        row = self._rows[level]
        row.append(digest)
        if len(row) == WIDTH:
            index = (self._tree.size >> 8 * (level + 1)) - 1
            await self._compare(Tile(level, index), row)
            self._rows[level] = []
            await self._hash(level + 1, root_of(row))

    async def _right_edge(self, size: int) -> None:
        for level, row in enumerate(self._rows):
            if row:
                await self._compare(Tile(level, size >> 8 * (level + 1), len(row)), row)

    async def _compare(self, tile: Tile, row: list[bytes]) -> None:
        self._tiles += 1
        try:
            if await self._source.fetch(tile.path) == b"".join(row):
                return
            message = f"{tile.path} does not hold the hashes that the entries lead to."
        except SourceMissing as missing:
            message = f"A tile is missing: {missing}"
        self.findings.add("tile", message, position=tile.start)

    def _found(self, check: str, message: str, position: int, members: dict[str, Any]) -> None:
        self.findings.add(
            check, message, position=position, stream=UUID(members["stream"]), version=members["version"]
        )


def _is_registration(content: Any) -> bool:
    """Whether entries that name this hash are told what it is the hash of."""
    if not isinstance(content, dict) or "schema" not in content:
        return False
    return bool(content.get("schema_hash") == sha256(canonical.encode(content["schema"])).hexdigest())
