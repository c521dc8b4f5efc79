"""A log of any size as it would be served, made in memory: for mirrors, verifications and what deceives them."""

import hashlib
from collections.abc import Sequence
from uuid import UUID, uuid5

from eventstore import canonical
from eventstore.ids import event_id
from eventstore.log_source import CHECKPOINT, SourceMissing
from eventstore.note import Checkpoint, SigningKey, sign_note
from eventstore.tiles import Tile, encode_bundle, entry_bundles, hash_tiles
from eventstore.tree import leaf_hash, root_of

ORIGIN = "jejak.test/served"
KEY = SigningKey(ORIGIN, bytes(range(32)))
NAMES = UUID("0f0f6a58-6c9e-5d2b-8f1e-1a2b3c4d5e6f")


def entries(count: int, *, streams: int = 7) -> list[bytes]:
    """Well-formed entries, in streams that take turns."""
    heads: list[tuple[int, bytes | None]] = [(0, None)] * streams
    made = []
    for position in range(count):
        version, prev = heads[position % streams]
        made.append(
            entry(position, stream=uuid5(NAMES, f"{position % streams}"), version=version + 1, prev=prev)
        )
        heads[position % streams] = version + 1, leaf_hash(made[-1])
    return made


def entry(position: int, *, stream: UUID, version: int, prev: bytes | None, **changes: object) -> bytes:
    """One entry in canonical form; `changes` replace members, None leaves one out."""
    hashed = hashlib.sha256(b"%d" % position).hexdigest()
    members: dict[str, object] = {
        "actor": str(uuid5(NAMES, "actor")),
        "actor_role": "LIAISON",
        "command": hashed,
        "correlation": str(uuid5(NAMES, f"request {position}")),
        "event_id": str(event_id(ORIGIN, "test", uuid5(NAMES, f"key {position}"), 0)),
        "facts_commit": hashed,
        "format": 1,
        "log": ORIGIN,
        "occurred": "2026-11-24T12:00:00.000004Z",
        "recorded": "2026-11-24T12:00:00.000004Z",
        "schema_hash": hashed,
        "schema_version": 1,
        "sealed": [],
        "stream": str(stream),
        "type": "ThingHappened",
        "version": version,
    }
    if prev is not None:
        members["prev"] = prev.hex()
    return canonical.encode({name: value for name, value in (members | changes).items() if value is not None})


class Served:
    """What a server of these entries would answer. `files` may be changed, as a server that lies would."""

    def __init__(self, held: Sequence[bytes], *, key: SigningKey = KEY, origin: str = ORIGIN) -> None:
        self.files = served_files(held, key=key, origin=origin)
        self.asked: list[str] = []

    async def fetch(self, path: str) -> bytes:
        self.asked.append(path)
        try:
            return self.files[path]
        except KeyError:
            raise SourceMissing(path, "not found") from None


def served_files(held: Sequence[bytes], *, key: SigningKey = KEY, origin: str = ORIGIN) -> dict[str, bytes]:
    """Path to bytes: checkpoint, tiles, entry bundles."""
    leaves = [leaf_hash(each) for each in held]
    files = {CHECKPOINT: note_of(leaves, key=key, origin=origin)}
    levels = [leaves]
    while len(levels[-1]) >= 256:
        below = levels[-1]
        levels.append([root_of(below[start : start + 256]) for start in range(0, len(below) - 255, 256)])
    for tile in hash_tiles(len(held)):
        start = tile.index * 256
        files[tile.path] = b"".join(levels[tile.level or 0][start : start + tile.width])
    for bundle in entry_bundles(len(held)):
        files[bundle.path] = encode_bundle(held[bundle.start : bundle.end])
    return files


def note_of(leaves: Sequence[bytes], *, key: SigningKey = KEY, origin: str = ORIGIN) -> bytes:
    """The signed checkpoint of a tree."""
    return sign_note(Checkpoint(origin, len(leaves), root_of(leaves)).encode(), key).encode()


def bundle_at(position: int, size: int) -> Tile:
    """The entry bundle that holds a position in a log of this size."""
    index = position // 256
    return Tile(None, index, min(256, size - index * 256))
