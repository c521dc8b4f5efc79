"""F24 and F25: bytes that are wrong in some way, and bytes that must never change."""

import asyncio
import hashlib
import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import uuid4

from domain import wire
from drills.auditor import auditor
from drills.drill import Drill, Effort, Seen, at_work, examined
from drills.site import ORIGIN, ROOT, Site
from drills.writers import SCOPE
from eventstore import canonical
from eventstore.errors import NotCanonical
from eventstore.note import Checkpoint, NoteError, SigningKey, open_note, sign_note
from eventstore.proofs import InclusionProof, ProofFileError
from eventstore.records import ANY, AppendCommand, Cause, Item, NewEvent
from eventstore.signer_store import SignedTree
from eventstore.tiles import Tile, TileError, decode_bundle, encode_bundle
from eventstore.tree import Frontier, ProofError, inclusion_proof, leaf_hash, verify_inclusion

Read = Callable[[bytes], bool]

STORED = "SELECT entry, facts FROM ledger.event WHERE event_id = $1"
GOLDEN = ROOT / "tests" / "domain" / "golden"
AWKWARD = (
    '"\\/\b\f\n\r\t\x01\x1f\x7f\x80\u2028\u2029\ud7ff\ue000\ufffd\uffff\U00010000\U0010ffff<>&éß中 e\u0301'
)


def mutated(data: bytes, dice: random.Random) -> bytes:
    """Some bytes changed, doubled, moved or missing."""
    for _ in range(dice.randint(1, 3)):
        start, end = sorted(dice.randrange(len(data) + 1) for _ in range(2))
        match dice.randrange(5):
            case 0:
                data = data[:start] + bytes([dice.randrange(256)]) + data[start + 1 :]
            case 1:
                data = data[:start] + data[end:]
            case 2:
                data = data[:end] + data[start:]
            case 3:
                data = data[:start] + dice.randbytes(dice.randint(1, 4)) + data[start:]
            case _:
                place = dice.randrange(max(len(data), 1))
                flipped = bytes(each ^ (1 << dice.randrange(8)) for each in data[place : place + 1])
                data = data[:place] + flipped + data[place + 1 :]
    return data


async def malformed_inputs(effort: Effort) -> Seen:
    """F24: every reader of foreign bytes accepts what says the same, refuses the rest, and never breaks."""
    often = effort.often(3_000, 200_000)
    dice = effort.dice("F24")
    seen = Seen(checks=["each reader's own error or the same meaning"])
    readers = readers_of_examples()
    accepted = dict.fromkeys(readers, 0)
    for name, (example, read) in readers.items():
        for _ in range(often):
            data = mutated(example, dice)
            try:
                accepted[name] += read(data)
            except Exception as error:
                seen.require(False, f"{name}: {type(error).__name__} for {data[:60]!r}…")
    async with effort.grounds.site("F24") as site:
        entries = await awkward_entries(site, dice, effort.often(100, 2_000))
        seen.wrong += await one_spelling(entries)
    seen.times = (
        f"{often:,} changed inputs for each of {', '.join(readers)}; {len(entries)} entries of awkward texts"
    )
    same = ", ".join(f"{name} {count}" for name, count in accepted.items())
    seen.what = (
        f"refused, except where the meaning is the same ({same}); entries: one spelling in PostgreSQL, Python"
        + (" and Go" if auditor() else "")
    )
    return seen


def readers_of_examples() -> dict[str, tuple[bytes, Read]]:
    """By name: a good example, and a function that reads bytes: True if they mean the same, False if refused."""
    key = SigningKey.generate(ORIGIN)
    leaves = [leaf_hash(b"%d" % number) for number in range(7)]
    tree = Frontier()
    for leaf in leaves:
        tree.append(leaf)
    checkpoint = Checkpoint(ORIGIN, tree.size, tree.root())
    note = sign_note(checkpoint.encode(), key)
    proof = InclusionProof(index=2, path=tuple(inclusion_proof(leaves, 2)), note=note, extra=leaves[2])
    bundle, tile = encode_bundle([b"first", b"", b"third"]), Tile(None, 0, 3)
    state = SignedTree.of(ORIGIN, tree)

    def read_note(data: bytes) -> bool:
        try:
            opened = open_note(data.decode(), [key.verifying])
            return _same(Checkpoint.decode(opened.text) == checkpoint)
        except (NoteError, UnicodeDecodeError):
            return False

    def read_proof(data: bytes) -> bool:
        try:
            given = InclusionProof.decode(data.decode())
            opened = Checkpoint.decode(open_note(given.note, [key.verifying]).text)
            verify_inclusion(
                index=given.index, size=opened.size, leaf=leaves[2], proof=given.path, root=opened.root
            )
            return _same(opened == checkpoint and given.index == 2)
        except (ProofFileError, NoteError, ProofError, UnicodeDecodeError):
            return False

    def read_bundle(data: bytes) -> bool:
        try:
            return encode_bundle(decode_bundle(data, tile)) == data
        except TileError:
            return False

    def read_state(data: bytes) -> bool:
        try:
            found = SignedTree.decode(data)  # another log's name is refused by whoever opens the folder
            return _same((found.size, found.root, found.edge) == (state.size, state.root, state.edge))
        except ValueError:
            return False

    def read_canonical(data: bytes) -> bool:
        try:
            return _same(canonical.encode(canonical.decode(data)) == data)
        except (NotCanonical, RecursionError):
            return False

    return {
        "notes": (note.encode(), read_note),
        "proofs": (proof.encode().encode(), read_proof),
        "bundles": (bundle, read_bundle),
        "the signer's state": (state.encode(), read_state),
        "facts": (b'{"a":[1,true,null,"\xc3\xa9"],"b":{"c":"\\n"}}', read_canonical),
    }


def _same(holds: bool) -> bool:
    if not holds:
        raise AssertionError("accepted with another meaning")
    return True


async def awkward_entries(site: Site, dice: random.Random, count: int) -> list[bytes]:
    """Entries that PostgreSQL made of texts that are hard to spell."""

    def text() -> str:
        return "".join(dice.choices(AWKWARD, k=dice.randint(1, 12)))

    async with at_work(site, many=1, seed=1) as writers:
        for _ in range(count):
            content = canonical.encode({text(): [text(), dice.randint(-(2**53) + 1, 2**53 - 1)]})
            await writers.append(one_event(text(), text(), b"{}", content=content))
    async with site.connected() as conn:
        return [bytes(row["entry"]) for row in await conn.fetch("SELECT entry FROM ledger.event")]


def one_event(
    type_: str,
    role: str,
    facts: bytes,
    *,
    schema: bytes = b"",
    content: bytes | None = None,
    version: int = 1,
) -> AppendCommand:
    """A command with one event on a stream of its own."""
    key = uuid4()
    event = NewEvent(
        type=type_,
        schema_version=version,
        schema_hash=schema or hashlib.sha256(b"").digest(),
        facts=facts,
        occurred_at=datetime.now(UTC),
        content=content,
    )
    return AppendCommand(
        scope=SCOPE,
        key=key,
        fingerprint=hashlib.sha256(key.bytes).digest(),
        cause=Cause(actor=uuid4(), actor_role=role, correlation=key),
        items=(Item(stream=uuid4(), expected=ANY, event=event),),
    )


async def one_spelling(entries: list[bytes]) -> list[str]:
    """Where Python would spell an entry otherwise, or Go takes it for another spelling or another value."""
    values = [canonical.decode(entry) for entry in entries]
    wrong = [
        f"Python spells {entry[:60]!r}… otherwise."
        for entry, value in zip(entries, values, strict=True)
        if canonical.encode(value) != entry
    ]
    program = auditor()
    if program is None:
        return wrong
    process = await asyncio.create_subprocess_exec(
        program, "canonical", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await process.communicate(b"".join(entry + b"\n" for entry in entries))
    read = said.removesuffix(b"\n").split(b"\n")
    return wrong + [
        f"Go reads {entry[:60]!r}… otherwise."
        for entry, value, line in zip(entries, values, read, strict=True)
        if line == b"-" or json.loads(line) != value
    ]


async def golden_entries(effort: Effort) -> Seen:
    """F25: what was released is written, read, lifted and hashed as it was on the first day."""
    golden = read_golden()
    seen = Seen(times=f"{len(golden)} (type, version)", checks=["bytes, schema hash, leaf hash, class"])
    async with effort.grounds.site("F25") as site:
        async with at_work(site, many=1, seed=effort.seed) as writers:
            answers = [await writers.append(one.command()) for one in golden]
        async with site.connected() as conn:
            for one, answer in zip(golden, answers, strict=True):
                [event] = answer.events
                row = await conn.fetchrow(STORED, event.event_id)
                assert row is not None
                seen.require(
                    row["facts"] == one.facts, f"{one.type} {one.version}: the facts are stored otherwise."
                )
                same = leaf_hash(row["entry"]) == event.leaf_hash
                seen.require(same, f"{one.type} {one.version}: the leaf is not the hash of the entry.")
        for one in golden:
            seen.wrong += one.differences()
        await examined(site, seen)
    seen.what = f"read into their classes and stored byte for byte; {seen.what}"
    return seen


@dataclass(frozen=True, slots=True)
class Golden:
    """Facts as they were stored when their type and version were released."""

    type: str
    version: int
    facts: bytes
    schema: bytes

    def command(self) -> AppendCommand:
        """A command that appends them."""
        return one_event(self.type, "DRILL", self.facts, schema=self.schema, version=self.version)

    def differences(self) -> list[str]:
        """What today's code would make of them that it did not make of them then."""
        lifted = wire.unpack(self.type, self.version, self.facts, occurred_on=date(2026, 3, 9))
        wrong = [] if type(lifted).__name__ == self.type else [f"{self.type}: read as another event."]
        if wire.schema_hash(self.type, self.version) != self.schema:
            wrong.append(f"{self.type} {self.version}: another schema today.")
        if self.version == wire.version_of(self.type) and wire.pack(lifted).facts != self.facts:
            wrong.append(f"{self.type}: written otherwise today.")
        return wrong


def read_golden() -> list[Golden]:
    """Every golden file, `Type.version.json`."""
    found = []
    for file in sorted(GOLDEN.glob("*.json")):
        content = json.loads(file.read_text(encoding="utf-8"))
        type_, version, _ = file.name.split(".")
        schema = bytes.fromhex(content["schema_hash"])
        found.append(Golden(type_, int(version), content["facts"].encode(), schema))
    return found


DRILLS = (
    Drill(
        "F24",
        "Notes, proofs, bundles, the signer's state and facts with bytes changed; entries of awkward texts",
        "Agree or refuse, never break; one spelling in every language",
        malformed_inputs,
    ),
    Drill(
        "F25",
        "The golden event of every type and version that was ever released",
        "Same bytes, same hashes, same class",
        golden_entries,
    ),
)
