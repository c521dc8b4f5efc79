"""Audit a log from its stored bytes: recompute everything, trust no column, name the place of each fault.

Reads as jejak_audit, in one snapshot, streaming; memory does not grow with the log. Every entry is parsed and hashed,
every fact and sealed record is compared with what its entry commits to, streams and positions must be whole, and the
tree over the recomputed hashes must have the root of every published checkpoint. What no check of the bytes can
show, that a tail was cut off together with its checkpoints, is what signers and witnesses are for.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import asyncpg

from eventstore.earlier import Earlier, Kept
from eventstore.errors import LogMissing
from eventstore.findings import Findings, Problem
from eventstore.note import Checkpoint, NoteError, VerifyingKey, open_note, split_note
from eventstore.sql import Statements
from eventstore.tree import Frontier, leaf_hash
from eventstore.verify_event import erased_parts, event_faults

ROWS_AT_ONCE: Final = 200

_SQL = Statements.load(Path(__file__).parent / "verify.sql")
# Every row is looked up by its key, in the order of an index: the server sorts and keeps nothing, and takes no
# other way because its statistics are old (a log that grew fast was compared with itself, row by row).
_BY_KEY: Final = (
    ";".join(
        f"SET LOCAL enable_{way} = off"
        for way in ("seqscan", "bitmapscan", "hashjoin", "mergejoin", "material", "memoize", "sort")
    )
    + ";SET LOCAL search_path = pg_catalog"
)

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Report:
    """What a verification found.

    `size`: events with a position; `unsequenced`: events still without; `erased`: sealed records that were emptied;
    `checkpoints`: how many are stored; `proven_size`: the largest one that holds, its signature included if a
    verifier key was given; `earlier`: checkpoints kept elsewhere that the log extends; `further`: problems beyond
    those that are listed.
    """

    size: int
    unsequenced: int
    erased: int
    checkpoints: int
    proven_size: int
    earlier: int
    problems: tuple[Problem, ...]
    further: int

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not self.problems


async def verify_database(
    conn: asyncpg.Connection,
    log_id: int,
    vkey: str | None = None,
    progress: Progress | None = None,
    earlier: Sequence[Kept] = (),
) -> Report:
    """Verify a log. `vkey` is the verifier key from outside the database; without it signatures are not checked.

    `earlier` are signed checkpoints that somebody kept: the log must extend each of them. `progress` is called with
    the events done and the events there are. Raises `LogMissing` for a log that is not there and `NoteError` for a
    key that is none.
    """
    key = VerifyingKey.parse(vkey) if vkey is not None else None
    async with conn.transaction(isolation="repeatable_read", readonly=True):
        await conn.execute(_BY_KEY)
        row = await conn.fetchrow(_SQL["log"], log_id)
        if row is None:
            raise LogMissing(log=log_id)
        run = _Verification(conn, log_id, row["origin"], key, earlier)
        await run.positions(row["leaves"], progress)
        await run.without_position()
        await run.without_event()
        if row["next_position"] != run.tree.size:
            run.found("size", f"The log ends at size {run.tree.size}, but its sequencer came to another one.")
        return run.report()


class _Verification:
    """One pass over one log: what was seen so far, and what was wrong with it."""

    def __init__(
        self,
        conn: asyncpg.Connection,
        log_id: int,
        origin: str,
        key: VerifyingKey | None,
        earlier: Sequence[Kept],
    ) -> None:
        self.tree = Frontier()
        self._conn = conn
        self._log_id = log_id
        self._origin = origin
        self._key = key
        self._findings = Findings()
        self._earlier = Earlier(earlier, key, self._findings)
        self._unsequenced = 0
        self._erased = 0
        self._checkpoints = 0
        self._proven_size = 0
        self._contradicted: list[
            int
        ] = []  # first and last size of a run of checkpoints with other roots, and how many

    def report(self) -> Report:
        return Report(
            size=self.tree.size,
            unsequenced=self._unsequenced,
            erased=self._erased,
            checkpoints=self._checkpoints,
            proven_size=self._proven_size,
            earlier=self._earlier.held,
            problems=self._findings.problems,
            further=self._findings.further,
        )

    def found(
        self, check: str, message: str, *, position: int | None = None, row: asyncpg.Record | None = None
    ) -> None:
        """Note a problem at a position and at the stream and version of a row."""
        stream, version = (row["stream_id"], row["version"]) if row is not None else (None, None)
        self._findings.add(check, message, position=position, stream=stream, version=version)

    async def positions(self, total: int, progress: Progress | None) -> None:
        """All leaves in order, with their events, against the checkpoints at their sizes."""
        if self._key and self._key.name != self._origin:
            self.found("verifier_key", "The verifier key belongs to another log.")
        checkpoints = self._rows("checkpoints")
        following = await anext(checkpoints, None)
        expected = 0
        self._earlier.grown(self.tree)
        async for row in self._rows("sequenced"):
            following = await self._checkpoints_here(following, checkpoints)
            position = row["position"]
            if position != expected:
                missing = f"{expected}" if position == expected + 1 else f"{expected} to {position - 1}"
                self.found("position", f"No event has position {missing}.", position=expected)
            expected = position + 1
            self.tree.append(self._leaf(row))
            self._earlier.grown(self.tree)
            if progress and (self.tree.size % ROWS_AT_ONCE == 0 or self.tree.size == total):
                progress(self.tree.size, total)
        following = await self._checkpoints_here(following, checkpoints)
        self._end_of_run()
        self._earlier.ended(self.tree.size)
        while following is not None:
            self._checkpoints += 1
            self.found(
                "checkpoint_beyond", f"A checkpoint of size {following['size']} is larger than the log."
            )
            following = await anext(checkpoints, None)

    async def without_position(self) -> None:
        """Events that are not sequenced: checked all the same, and none may have been passed over."""
        async for row in self._rows("unsequenced"):
            self._unsequenced += 1
            self._event(row, leaf_hash(row["entry"]), None)
            if row["passed_over"]:
                self.found(
                    "passed_over", "The sequencer has been here, but the event has no position.", row=row
                )

    async def without_event(self) -> None:
        """Sealed records beside no event."""
        async for row in self._rows("orphans"):
            self.found(
                "sealed_orphan", f"A sealed record of part {row['part']} belongs to no event.", row=row
            )

    def _leaf(self, row: asyncpg.Record) -> bytes:
        """Check one leaf and its event; the hash that belongs into the tree."""
        position = row["position"]
        if row["entry"] is None:
            self.found("event_missing", "The event of this position is missing.", position=position, row=row)
            return bytes(row["leaf"])
        digest = leaf_hash(row["entry"])
        if digest != row["leaf"]:
            self.found(
                "leaf_hash", "The leaf is not the hash of the event's entry.", position=position, row=row
            )
        if row["leaf_seq"] != row["seq"]:
            self.found("leaf_event", "The leaf was made for another event.", position=position, row=row)
        if row["previous_position"] is not None and row["previous_position"] >= position:
            self.found(
                "stream_order",
                "The version before this one has a later position.",
                position=position,
                row=row,
            )
        self._event(row, digest, position)
        return digest

    def _event(self, row: asyncpg.Record, digest: bytes, position: int | None) -> None:
        self._erased += erased_parts(row)
        for check, message in event_faults(row, self._origin, digest):
            self.found(check, message, position=position, row=row)

    async def _checkpoints_here(
        self, following: asyncpg.Record | None, checkpoints: AsyncIterator[asyncpg.Record]
    ) -> asyncpg.Record | None:
        """Compare the checkpoint of the present size, if there is one; the next larger one."""
        while following is not None and following["size"] <= self.tree.size:
            self._checkpoints += 1
            if following["root"] == self.tree.root():
                self._end_of_run()
                if self._note_holds(following):
                    self._proven_size = following["size"]
            else:
                self._contradiction(following["size"])
                self._note_holds(following)
            following = await anext(checkpoints, None)
        return following

    def _note_holds(self, row: asyncpg.Record) -> bool:
        """Whether the note says what the columns say, and the key signed it if there is one to check with."""
        size = row["size"]
        try:
            text = open_note(row["note"], [self._key]).text if self._key else split_note(row["note"])[0]
            if Checkpoint.decode(text) == Checkpoint(self._origin, size, row["root"]):
                return True
            self.found("checkpoint_note", f"The note of the checkpoint of size {size} says something else.")
        except NoteError as error:
            self.found(
                "checkpoint_note", f"The note of the checkpoint of size {size} does not hold: {error}."
            )
        return False

    def _contradiction(self, size: int) -> None:
        first, _, count = self._contradicted or (size, size, 0)
        self._contradicted = [first, size, count + 1]

    def _end_of_run(self) -> None:
        """One problem for neighbouring checkpoints: a single changed entry contradicts all that follow it."""
        if not self._contradicted:
            return
        first, last, count = self._contradicted
        self._contradicted = []
        sizes = f"of size {first}" if count == 1 else f"of sizes {first} to {last} ({count} of them)"
        self.found("checkpoint_root", f"The entries do not lead to the root of the checkpoint {sizes}.")

    def _rows(self, statement: str) -> AsyncIterator[asyncpg.Record]:
        """The answer row by row, from a cursor in the server."""
        return aiter(self._conn.cursor(_SQL[statement], self._log_id, prefetch=ROWS_AT_ONCE))
