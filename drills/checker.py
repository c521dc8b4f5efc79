"""What must hold after every drill, judged from outside: the journal, the sightings, and the stored bytes.

Each check has a name, which stands in the table. None of them asks the system whether it is well.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

import asyncpg

from drills.auditor import audited
from drills.journal import Asked, Sightings, read_journal
from drills.site import ORIGIN, Site
from eventstore.ids import event_id
from eventstore.tree import Frontier
from eventstore.verify import verify_database

STORED = """
SELECT e.event_id, e.stream_id, e.version, e.leaf_hash, e.seq, l.position
  FROM ledger.event e LEFT JOIN ledger.leaf l ON l.log_id = e.log_id AND l.seq = e.seq
 WHERE e.log_id = $1
"""
MOST = 5  # complaints of one kind that are kept; the others are counted


@dataclass(slots=True)
class Examination:
    """What the checker looked at, and what it found wrong: check name to sentences."""

    commands: int = 0
    acknowledged: int = 0
    sendings: int = 0
    events: int = 0
    checkpoints: int = 0
    wrong: dict[str, list[str]] = field(default_factory=dict)

    def found(self, check: str, sentence: str) -> None:
        """Note something that does not hold."""
        self.wrong.setdefault(check, []).append(sentence)

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return not self.wrong

    def lines(self) -> list[str]:
        """What is wrong, a few sentences a check."""
        return [
            f"{check}: {sentence}"
            + (f" (and {len(said) - MOST} more)" if number == MOST - 1 < len(said) - 1 else "")
            for check, said in self.wrong.items()
            for number, sentence in enumerate(said[:MOST])
        ]


@dataclass(frozen=True, slots=True)
class Stored:
    """An event as it is in the database, whatever the database says about itself."""

    event: UUID
    stream: UUID
    version: int
    leaf_hash: bytes
    seq: int
    position: int | None


async def examine(site: Site, *, others: bool = False) -> Examination:
    """Hold everything that was seen from outside against what is stored now, when everything had time to finish.

    `others`: clients without a journal wrote too, so an event that nobody asked for means nothing.
    """
    asked = read_journal(site.journal.path)
    async with site.connected() as conn:
        stored = [
            Stored(r["event_id"], r["stream_id"], r["version"], r["leaf_hash"], r["seq"], r["position"])
            for r in await conn.fetch(STORED, site.log_id)
        ]
    result = Examination(
        commands=len(asked),
        acknowledged=sum(command.acknowledged is not None for command in asked),
        sendings=sum(command.sendings for command in asked),
        events=len(stored),
        checkpoints=len(site.sightings.roots),
    )
    check_commands(result, asked, stored, others=others)
    check_versions(result, stored)
    check_positions(result, stored)
    check_real_time(result, asked, stored)
    check_sightings(result, site.sightings, stored)
    async with site.connected("jejak_audit") as conn:
        await check_bytes(result, conn, site)
    for sentence in await audited(
        site.superuser, site.log_id, site.vkey, site.folder / "served", site.sightings.notes
    ):
        result.found("auditor", sentence.removeprefix("auditor: "))
    return result


def check_commands(
    result: Examination, asked: Iterable[Asked], stored: Iterable[Stored], *, others: bool = False
) -> None:
    """P1 and P2: what was acknowledged is there, as told; a command is there as a whole or not at all, and once."""
    by_id = {each.event: each for each in stored}
    for command in asked:
        ids = [event_id(ORIGIN, command.scope, command.key, ordinal) for ordinal in range(command.items)]
        there = [by_id.pop(each, None) for each in ids]
        if command.contradicted:
            result.found("first_answer", f"Command {command.key} was answered in two ways.")
        if command.acknowledged is None:
            if None in there and any(there):
                result.found("half_command", f"Of command {command.key} a part is stored.")
            continue
        for told, found in zip(command.told, there, strict=True):
            if found is None:
                result.found("acknowledged_lost", f"Event {told.event} was acknowledged and is not there.")
            elif not told.is_about(found.event, found.stream, found.version, found.leaf_hash):
                result.found("acknowledged_changed", f"Event {told.event} is not as it was acknowledged.")
    for each in () if others else by_id:
        result.found("nobody_asked", f"Event {each} is stored and nobody asked for it.")


def check_versions(result: Examination, stored: Iterable[Stored]) -> None:
    """P3: versions 1, 2, 3 in every stream, and in that order in the log."""
    streams: dict[UUID, list[Stored]] = {}
    for each in stored:
        streams.setdefault(each.stream, []).append(each)
    for stream, events in streams.items():
        events.sort(key=lambda each: each.version)
        if [each.version for each in events] != list(range(1, len(events) + 1)):
            result.found("versions_contiguous", f"Stream {stream} has a gap in its versions, or one twice.")
        positions = [each.position for each in events if each.position is not None]
        if positions != sorted(positions):
            result.found("stream_order", f"Stream {stream} is in another order in the log.")


def check_positions(result: Examination, stored: Iterable[Stored]) -> None:
    """P4, first half: positions 0, 1, 2, one event each."""
    count = Counter(each.position for each in stored)
    unnumbered = count.pop(None, 0)
    if sorted(position for position in count if position is not None) != list(range(len(count))):
        result.found("positions_dense", "There is a gap in the positions.")
    if any(times > 1 for times in count.values()):
        result.found("positions_dense", "A position stands for two events.")
    if unnumbered:
        result.found("passed_over", f"{unnumbered} events never got a position.")


def check_real_time(result: Examination, asked: Iterable[Asked], stored: Iterable[Stored]) -> None:
    """P4, second half: what was acknowledged before another command was sent stands before it."""
    position = {each.event: each.position for each in stored}
    moments: list[tuple[int, int, list[int]]] = []  # when, 0 for acknowledged and 1 for sent, positions
    for command in asked:
        ids = [event_id(ORIGIN, command.scope, command.key, ordinal) for ordinal in range(command.items)]
        places = [place for each in ids if (place := position.get(each)) is not None]
        if not places:
            continue
        moments.append((command.sent, 1, places))
        if command.acknowledged is not None:
            moments.append((command.acknowledged, 0, places))
    acknowledged = -1
    for _, kind, places in sorted(moments):
        if kind == 0:
            acknowledged = max(acknowledged, *places)
        elif min(places) < acknowledged:
            result.found(
                "real_time_order",
                f"Position {min(places)} was asked for after position {acknowledged} had been acknowledged.",
            )


def check_sightings(result: Examination, sightings: Sightings, stored: Iterable[Stored]) -> None:
    """No fork: all checkpoints that were ever shown are one history, and it is the stored one."""
    for size in sightings.forks:
        result.found("no_fork", f"Two roots were published for size {size}.")
    for before, after in sightings.went_back:
        result.found("no_fork", f"Size {after} was shown as the newest after size {before}.")
    leaves = sorted((each.position, each.leaf_hash) for each in stored if each.position is not None)
    roots = dict(_roots((leaf for _, leaf in leaves), set(sightings.roots)))
    for size, root in sightings.roots.items():
        if roots.get(size) != root:
            result.found("no_fork", f"The checkpoint of size {size} is not about the stored log.")


def _roots(leaves: Iterable[bytes], sizes: set[int]) -> Iterator[tuple[int, bytes]]:
    tree = Frontier()
    if 0 in sizes:
        yield 0, tree.root()
    for leaf in leaves:
        tree.append(leaf)
        if tree.size in sizes:
            yield tree.size, tree.root()


async def check_bytes(result: Examination, conn: asyncpg.Connection, site: Site) -> None:
    """P6: `jejak verify` over everything that is stored, with the key from outside."""
    report = await verify_database(conn, site.log_id, site.vkey)
    for problem in report.problems:
        result.found(f"verify:{problem.check}", problem.message)
