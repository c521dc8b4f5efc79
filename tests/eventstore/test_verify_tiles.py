"""Each check of a served log finds what it is there for, at its place, and nothing is found in a whole one."""

from collections.abc import Callable, Mapping
from hashlib import sha256
from uuid import uuid5

import pytest

from eventstore.earlier import Kept
from eventstore.note import SigningKey
from eventstore.tiles import encode_bundle
from eventstore.tree import leaf_hash
from eventstore.verify_tiles import TilesReport, verify_tiles
from tests.support.served import KEY, NAMES, ORIGIN, Served, bundle_at, entries, entry, note_of

SIZE = 600
HELD = entries(SIZE)
LEAVES = [leaf_hash(each) for each in HELD]


async def found_in(
    served: Served, earlier: Mapping[str, bytes] | None = None
) -> list[tuple[str, int | None]]:
    report = await verified(served, earlier)
    return [(problem.check, problem.position) for problem in report.problems]


async def verified(served: Served, earlier: Mapping[str, bytes] | None = None) -> TilesReport:
    kept = [Kept(name, note) for name, note in (earlier or {}).items()]
    return await verify_tiles(served, KEY.verifying, kept)


def with_entry(position: int, change: Callable[[bytes], bytes], *, signed: bool) -> Served:
    """The log with one entry changed: signed as such, or signed before it was changed."""
    changed = [*HELD[:position], change(HELD[position]), *HELD[position + 1 :]]
    if signed:
        return Served(changed)
    served = Served(HELD)
    bundle = bundle_at(position, SIZE)
    served.files[bundle.path] = encode_bundle(changed[bundle.start : bundle.end])
    return served


def forged(position: int, **changes: object) -> Served:
    """A log whose operator signed this entry with other members."""
    version = position // 7 + 1
    prev = LEAVES[position - 7] if version > 1 else None
    stream = uuid5(NAMES, f"{position % 7}")
    given = {"stream": stream, "version": version, "prev": prev} | changes
    return with_entry(position, lambda _: entry(position, **given), signed=True)  # type: ignore[arg-type]


async def test_a_whole_log_has_no_problems_and_says_what_was_seen() -> None:
    earlier = {str(size): note_of(LEAVES[:size]) for size in (0, 1, 255, 256, 257, SIZE)}
    report = await verified(Served(HELD), earlier)
    assert report.ok, report.problems
    assert (report.size, report.streams, report.tiles, report.earlier) == (SIZE, 7, 4, 6)


async def test_an_empty_log_has_no_problems() -> None:
    assert await found_in(Served([])) == []


async def test_progress_is_told_to_the_end() -> None:
    told: list[tuple[int, int]] = []
    await verify_tiles(Served(HELD), KEY.verifying, progress=lambda done, all_: told.append((done, all_)))
    assert told == [(256, SIZE), (512, SIZE), (SIZE, SIZE)]


async def test_one_changed_bit_of_an_entry_is_found_at_its_position() -> None:
    served = with_entry(300, lambda raw: raw.replace(b"LIAISON", b"LIAISOM"), signed=False)
    # the next entry of its stream names another hash, the tile too, the one above it, and the root
    assert await found_in(served) == [
        ("stream_chain", 307),
        ("tile", 256),
        ("tile", 0),
        ("checkpoint_root", None),
    ]


async def test_a_checkpoint_by_another_key_is_refused() -> None:
    assert await found_in(Served(HELD, key=SigningKey(ORIGIN, bytes(32)))) == [("checkpoint_note", None)]


async def test_a_checkpoint_of_another_log_is_refused() -> None:
    assert await found_in(Served(HELD, origin="jejak.test/other")) == [("checkpoint_note", None)]


async def test_a_checkpoint_that_is_not_served_is_said_to_be_missing() -> None:
    served = Served(HELD)
    del served.files["checkpoint"]
    assert await found_in(served) == [("checkpoint_note", None)]


async def test_a_signed_root_that_the_entries_do_not_have_is_found() -> None:
    served = Served(HELD)
    served.files["checkpoint"] = note_of([*LEAVES[:-1], LEAVES[0]])
    assert await found_in(served) == [("checkpoint_root", None)]


@pytest.mark.parametrize(
    ("path", "position"), [("tile/0/001", 256), ("tile/0/002.p/88", 512), ("tile/1/000.p/2", 0)]
)
async def test_a_tile_with_other_hashes_is_found(path: str, position: int) -> None:
    served = Served(HELD)
    served.files[path] = bytes(32) + served.files[path][32:]
    assert await found_in(served) == [("tile", position)]
    del served.files[path]
    assert await found_in(served) == [("tile", position)]


async def test_a_missing_bundle_is_found_at_its_first_position() -> None:
    served = Served(HELD)
    del served.files["tile/entries/001"]
    assert await found_in(served) == [("entries", 256)]


async def test_a_bundle_that_lost_an_entry_is_found() -> None:
    served = Served(HELD)
    served.files["tile/entries/001"] = encode_bundle(HELD[256:511])
    assert await found_in(served) == [("entries", 256)]


async def test_what_is_no_entry_is_found_even_if_it_is_signed() -> None:
    served = with_entry(599, lambda raw: raw[:-1] + b" }", signed=True)
    assert await found_in(served) == [("entry_form", 599)]
    assert await found_in(forged(599, format=2)) == [("entry_form", 599)]
    assert await found_in(forged(599, command=None)) == [("entry_form", 599)]


async def test_an_entry_of_another_log_is_found() -> None:
    assert await found_in(forged(599, log="jejak.test/other")) == [("entry_log", 599)]


async def test_an_event_that_is_there_twice_is_found() -> None:
    identity = entry(3, stream=NAMES, version=1, prev=None)
    assert await found_in(forged(599, event_id=identity.split(b'"event_id":"')[1][:36].decode())) == [
        ("event_twice", 599)
    ]


async def test_a_version_that_is_left_out_is_found() -> None:
    assert await found_in(forged(599, version=599 // 7 + 2)) == [("stream_gap", 599)]
    assert await found_in(forged(599, version=599 // 7)) == [("stream_gap", 599)]


async def test_an_entry_that_continues_another_than_the_one_before_is_found() -> None:
    assert await found_in(forged(599, prev=LEAVES[0])) == [("stream_chain", 599)]
    assert await found_in(forged(599, prev=None)) == [("stream_chain", 599)]


async def test_a_first_version_with_a_predecessor_is_found() -> None:
    assert ("stream_chain", 0) in await found_in(forged(0, prev=LEAVES[5]))


async def test_a_log_that_was_rewritten_contradicts_what_was_kept() -> None:
    kept = {"kept": note_of([*LEAVES[:99], LEAVES[0]])}
    assert await found_in(Served(HELD), kept) == [("earlier_root", None)]


async def test_a_log_that_was_cut_off_contradicts_what_was_kept() -> None:
    assert await found_in(Served(HELD[:500]), {"kept": note_of(LEAVES)}) == [("earlier_beyond", None)]


async def test_a_kept_checkpoint_that_nobody_signed_says_nothing() -> None:
    other = SigningKey(ORIGIN, bytes(32))
    assert await found_in(Served(HELD), {"kept": note_of(LEAVES, key=other)}) == [("earlier_note", None)]


@pytest.mark.parametrize(
    "content",
    [None, {}, {"schema": True}, {"schema": True, "schema_hash": "0" * 64}, {"schema_hash": "0" * 64}],
)
async def test_a_schema_under_another_hash_than_its_own_is_found(content: object) -> None:
    assert await found_in(forged(599, type="SchemaRegistered", content=content)) == [("schema", 599)]


async def test_a_schema_under_its_own_hash_is_no_problem() -> None:
    content = {"schema": True, "schema_hash": sha256(b"true").hexdigest()}
    assert await found_in(forged(599, type="SchemaRegistered", content=content)) == []
