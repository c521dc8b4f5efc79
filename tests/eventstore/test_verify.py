"""A verification accepts a whole log and finds, with its place, whatever a superuser changes in one."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from eventstore import verify
from eventstore.errors import LogMissing
from eventstore.note import Checkpoint, NoteError, SigningKey, VerifyingKey, sign_note
from eventstore.records import Item, SealedPart
from eventstore.sealing import Belonging, DataKey, open_record, seal_text
from eventstore.sequencer import Sequencer
from eventstore.signer import LogSigner
from eventstore.signer_store import SignerStore, ensure_key
from eventstore.store import Store
from eventstore.tree import EMPTY_ROOT, leaf_hash, root_of
from eventstore.verify import Report, verify_database
from tests.conftest import Connect
from tests.support.database import Database
from tests.support.log import command, event
from tests.support.tamper import tamper

A, B, C = (UUID(int=number) for number in (0xA, 0xB, 0xC))
LAST = UUID(int=0xD)
"""The log of these tests, by position: A1 B1 C1, signed; A2 B2, signed; A3, signed; C2. Without position: LAST 1."""


@dataclass(frozen=True, kw_only=True)
class Log:
    """A log with everything a log can hold, the superuser who tampers with it and the auditor who looks."""

    database: Database
    superuser: asyncpg.Connection
    auditor: asyncpg.Connection
    vkey: str
    key: SigningKey

    async def verified(self, vkey: str | None = None) -> Report:
        return await verify_database(self.auditor, self.database.log_id, vkey or self.vkey)

    async def tamper(self, table: str, statement: str, *arguments: Any) -> None:
        await tamper(self.superuser, table, statement, *arguments)


def places(report: Report) -> set[tuple[str, int | None]]:
    return {(problem.check, problem.position) for problem in report.problems}


def some_parts() -> Sequence[SealedPart]:
    subject = uuid4()
    belonging = Belonging(
        origin="o", subject=subject, case=subject, field="text", event_id=uuid4(), schema_version=1
    )
    sealed = seal_text("SENTINEL", key=DataKey.generate(), generation=1, belonging=belonging)
    return (
        SealedPart(part=1, record=sealed, subject=subject),
        SealedPart(part=2, record=open_record("SENTINEL"), subject=subject),
    )


async def write(
    store: Store, stream: UUID, parts: Sequence[SealedPart] = (), content: bytes | None = None
) -> None:
    written = event("SENTINEL", facts='{"unit":"SENTINEL é"}'.encode(), sealed=parts, content=content)
    await store.append_one(command(Item(stream=stream, expected=-1, event=written)))


@pytest.fixture
async def log(
    database: Database, store: Store, sequencer: Sequencer, connect: Connect, tmp_path: Path
) -> Log:
    folder, origin = tmp_path / "signer", database.origin
    vkey = ensure_key(folder, origin)
    with SignerStore.opened(folder, origin) as signer_store:
        signer = LogSigner(await connect("jejak_sign"), signer_store, database.log_id)
        for batch in ((A, B, C), (A, B), (A,)):
            for stream in batch:
                await write(store, stream, some_parts() if stream == B else ())
            await sequencer.step()
            await signer.step()
        key = signer_store.key
    await write(store, C, content=b'{"opened":true}')
    await sequencer.step()
    await write(store, LAST)
    return Log(
        database=database,
        superuser=await connect(),
        auditor=await connect("jejak_audit"),
        vkey=vkey,
        key=key,
    )


# Whole logs


async def test_a_whole_log_verifies(log: Log) -> None:
    report = await log.verified()
    assert report.problems == ()
    assert report.ok
    assert (report.size, report.unsequenced, report.erased) == (7, 1, 0)
    assert (report.checkpoints, report.proven_size, report.further) == (3, 6, 0)


async def test_an_empty_log_verifies(database: Database, connect: Connect) -> None:
    report = await verify_database(await connect("jejak_audit"), database.log_id)
    assert report.ok
    assert (report.size, report.checkpoints, report.proven_size) == (0, 0, 0)


async def test_an_erased_record_is_counted_and_no_problem(log: Log) -> None:
    await log.tamper("sealed", "UPDATE ledger.sealed SET record = '' WHERE version = 1")
    report = await log.verified()
    assert report.problems == ()
    assert report.erased == 2


async def test_a_checkpoint_of_the_empty_tree_can_hold(log: Log) -> None:
    note = sign_note(Checkpoint(log.database.origin, 0, EMPTY_ROOT).encode(), log.key)
    await log.superuser.execute(
        "INSERT INTO ledger.checkpoint VALUES ($1, 0, $2, $3, now())", log.database.log_id, EMPTY_ROOT, note
    )
    report = await log.verified()
    assert report.ok
    assert report.checkpoints == 4


async def test_progress_is_told_up_to_the_end(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eventstore.verify.ROWS_AT_ONCE", 3)
    told: list[tuple[int, int]] = []
    report = await verify_database(
        log.auditor, log.database.log_id, log.vkey, lambda done, total: told.append((done, total))
    )
    assert report.ok
    assert told == [(3, 7), (6, 7), (7, 7)]


async def test_the_server_reads_by_key_and_keeps_nothing_whatever_it_knows_of_the_tables(
    log: Log,
) -> None:
    async with log.auditor.transaction(readonly=True):
        await log.auditor.execute(verify._BY_KEY)
        for name in ("sequenced", "unsequenced", "orphans", "checkpoints"):
            statement = verify._SQL[name].replace("$1", f"{log.database.log_id}::smallint")
            plan = "\n".join(row[0] for row in await log.auditor.fetch(f"EXPLAIN {statement}"))
            assert "Index" in plan
            for way in ("Sort", "Hash", "Seq Scan", "Bitmap", "Materialize", "Disabled"):
                assert way not in plan, plan


async def test_a_log_that_is_not_there_is_missing(connect: Connect) -> None:
    with pytest.raises(LogMissing):
        await verify_database(await connect("jejak_audit"), 999)


async def test_a_verifier_key_that_is_none_is_refused(log: Log) -> None:
    with pytest.raises(NoteError):
        await log.verified("no key")


async def test_without_a_verifier_key_everything_but_signatures_is_checked(log: Log) -> None:
    stranger = SigningKey.generate(log.database.origin)
    root = await log.auditor.fetchval("SELECT root FROM ledger.checkpoint WHERE size = 3")
    note = sign_note(Checkpoint(log.database.origin, 3, root).encode(), stranger)
    await log.tamper("checkpoint", "UPDATE ledger.checkpoint SET note = $1 WHERE size = 3", note)
    assert (await verify_database(log.auditor, log.database.log_id)).ok
    assert places(await log.verified()) == {("checkpoint_note", None)}


# One changed byte

STORED = [
    ("event", "entry", 0),
    ("event", "facts", 0),
    ("event", "salt", 0),
    ("event", "leaf_hash", 0),
    ("event", "command_print", 0),
    ("event", "entry", 6),
    ("event", "facts", 6),
    ("leaf", "leaf_hash", 1),
    ("leaf", "leaf_hash", 6),
    ("sealed", "record", 1),
    ("sealed", "record", 4),
]


@pytest.mark.parametrize(("table", "column", "position"), STORED)
async def test_one_changed_byte_is_found_and_its_position_named(
    log: Log, table: str, column: str, position: int
) -> None:
    [at] = await log.auditor.fetch("SELECT stream_id, version FROM ledger.leaf WHERE position = $1", position)
    size = await log.superuser.fetchval(
        f"SELECT min(octet_length({column})) FROM ledger.{table} WHERE stream_id = $1 AND version = $2", *at
    )
    flip = f"UPDATE ledger.{table} SET {column} = set_byte({column}, $3, get_byte({column}, $3) # $4)"
    for place in {0, 1, 33, 40, size // 2, size - 1} & set(range(size)):
        for bit in (1, 128):
            await log.tamper(table, flip + " WHERE stream_id = $1 AND version = $2", *at, place, bit)
            report = await log.verified()
            here = [problem for problem in report.problems if problem.position == position]
            assert here, (place, bit)
            assert {(problem.stream, problem.version) for problem in here} == {tuple(at)}
            await log.tamper(table, flip + " WHERE stream_id = $1 AND version = $2", *at, place, bit)
    assert (await log.verified()).ok


async def test_a_changed_byte_of_an_event_without_position_is_found_by_stream(log: Log) -> None:
    await log.tamper(
        "event", "UPDATE ledger.event SET facts = set_byte(facts, 3, 0) WHERE stream_id = $1", LAST
    )
    report = await log.verified()
    assert ("facts", None, LAST, 1) in {(p.check, p.position, p.stream, p.version) for p in report.problems}


# One check at a time: the change, and the check that has to name it

AT_A1 = "WHERE stream_id = '00000000-0000-0000-0000-00000000000a' AND version = 1"
AT_A2 = "WHERE stream_id = '00000000-0000-0000-0000-00000000000a' AND version = 2"
AT_C2 = "WHERE stream_id = '00000000-0000-0000-0000-00000000000c' AND version = 2"
AT_B1 = "WHERE stream_id = '00000000-0000-0000-0000-00000000000b' AND version = 1"

CHANGES = {
    "an entry": (
        "event",
        f"UPDATE ledger.event SET entry = entry || ' ' {AT_C2}",
        {("event_hash", 6), ("leaf_hash", 6), ("entry_form", 6)},
    ),
    "an event's hash": (
        "event",
        f"UPDATE ledger.event SET leaf_hash = sha256('') {AT_C2}",
        {("event_hash", 6)},
    ),
    "a leaf's hash": (
        "leaf",
        "UPDATE ledger.leaf SET leaf_hash = sha256('') WHERE position = 6",
        {("leaf_hash", 6)},
    ),
    "the salt": ("event", f"UPDATE ledger.event SET salt = sha256('') {AT_C2}", {("facts", 6)}),
    "the facts": ("event", f"""UPDATE ledger.event SET facts = '{{"unit":"y"}}' {AT_C2}""", {("facts", 6)}),
    "the facts' form": (
        "event",
        f"UPDATE ledger.event SET facts = facts || ' ' {AT_C2}",
        {("facts", 6), ("facts_form", 6)},
    ),
    "the event id": (
        "event",
        f"UPDATE ledger.event SET event_id = gen_random_uuid() {AT_C2}",
        {("entry_columns", 6)},
    ),
    "the fingerprint": (
        "event",
        f"UPDATE ledger.event SET command_print = sha256('') {AT_C2}",
        {("entry_columns", 6)},
    ),
    "the time": (
        "event",
        f"UPDATE ledger.event SET recorded_at = recorded_at + interval '1 us' {AT_C2}",
        {("entry_columns", 6)},
    ),
    "the time, without end": (
        "event",
        f"UPDATE ledger.event SET recorded_at = 'infinity' {AT_C2}",
        {("entry_columns", 6)},
    ),
    "the time, before our era": (
        "event",
        f"UPDATE ledger.event SET recorded_at = '0044-03-15 BC' {AT_C2}",
        {("entry_columns", 6)},
    ),
    "a leaf's number": (
        "leaf",
        "UPDATE ledger.leaf SET seq = 0 WHERE position = 6",
        {("leaf_event", 6), ("passed_over", None)},
    ),
    "a sealed record": (
        "sealed",
        f"UPDATE ledger.sealed SET record = record || '\\x00' {AT_B1} AND part = 1",
        {("sealed_record", 1)},
    ),
    "a missing record": (
        "sealed",
        f"DELETE FROM ledger.sealed {AT_B1} AND part = 1",
        {("sealed_missing", 1)},
    ),
    "a record under another number": (
        "sealed",
        f"UPDATE ledger.sealed SET part = 3 {AT_B1} AND part = 1",
        {("sealed_missing", 1), ("sealed_extra", 1)},
    ),
    "records that changed places": (
        "sealed",
        "UPDATE ledger.sealed s SET record = o.record FROM ledger.sealed o WHERE s.stream_id = o.stream_id "
        "AND s.version + o.version = 3 AND s.part = o.part",
        {("sealed_record", 1), ("sealed_record", 4)},
    ),
    "an extra record": (
        "sealed",
        "INSERT INTO ledger.sealed SELECT log_id, stream_id, version, 7, record FROM ledger.sealed "
        "WHERE version = 1 AND part = 1",
        {("sealed_extra", 1)},
    ),
    "a record beside no event": (
        "sealed",
        "INSERT INTO ledger.sealed SELECT log_id, gen_random_uuid(), 1, 1, record FROM ledger.sealed "
        "WHERE version = 1 AND part = 1",
        {("sealed_orphan", None)},
    ),
    "a deleted event": (
        "event",
        f"DELETE FROM ledger.event {AT_A1}",
        {("event_missing", 0), ("stream_gap", 3)},
    ),
    "a moved event": (
        "event",
        f"UPDATE ledger.event SET version = 9 {AT_C2}",
        {("event_missing", 6), ("passed_over", None), ("entry_columns", None), ("stream_gap", None)},
    ),
    "a deleted leaf in the middle": (
        "leaf",
        "DELETE FROM ledger.leaf WHERE position = 1",
        {("position", 1), ("passed_over", None), ("checkpoint_root", None), ("size", None)},
    ),
    "a deleted last leaf": (
        "leaf",
        "DELETE FROM ledger.leaf WHERE position = 6",
        {("passed_over", None), ("size", None)},
    ),
    "deleted signed leaves": (
        "leaf",
        "DELETE FROM ledger.leaf WHERE position >= 5",
        {("passed_over", None), ("size", None), ("checkpoint_beyond", None)},
    ),
    "a root": (
        "checkpoint",
        "UPDATE ledger.checkpoint SET root = sha256('') WHERE size = 5",
        {("checkpoint_root", None), ("checkpoint_note", None)},
    ),
    "a note": (
        "checkpoint",
        "UPDATE ledger.checkpoint SET note = replace(note, E'\\n5\\n', E'\\n6\\n') WHERE size = 5",
        {("checkpoint_note", None)},
    ),
    "a note without form": (
        "checkpoint",
        "UPDATE ledger.checkpoint SET note = '' WHERE size = 5",
        {("checkpoint_note", None)},
    ),
    "another checkpoint's note": (
        "checkpoint",
        "UPDATE ledger.checkpoint SET note = (SELECT note FROM ledger.checkpoint WHERE size = 3) WHERE size = 5",
        {("checkpoint_note", None)},
    ),
    "a checkpoint of another size": (
        "checkpoint",
        "UPDATE ledger.checkpoint SET size = 4 WHERE size = 5",
        {("checkpoint_root", None), ("checkpoint_note", None)},
    ),
    "a checkpoint beyond the log": (
        "checkpoint",
        "UPDATE ledger.checkpoint SET size = 8 WHERE size = 6",
        {("checkpoint_beyond", None)},
    ),
}


@pytest.mark.parametrize("change", CHANGES)
async def test_a_change_is_named_by_its_own_check(log: Log, change: str) -> None:
    table, statement, expected = CHANGES[change]
    await log.tamper(table, statement)
    report = await log.verified()
    assert places(report) == expected
    assert not report.ok
    assert "SENTINEL" not in repr(report)


async def test_the_tree_stands_on_the_entries_and_not_on_the_hashes_beside_them(log: Log) -> None:
    await log.tamper("leaf", "UPDATE ledger.leaf SET leaf_hash = sha256('') WHERE position = 4")
    assert places(await log.verified()) == {("leaf_hash", 4)}
    await log.tamper("event", f"UPDATE ledger.event SET entry = entry || ' ' {AT_A2}")
    assert {("leaf_hash", 3), ("checkpoint_root", None)} <= places(await log.verified())


async def test_each_stored_checkpoint_is_counted(log: Log) -> None:
    await log.tamper("checkpoint", "UPDATE ledger.checkpoint SET size = 8 WHERE size = 6")
    await log.tamper("checkpoint", "UPDATE ledger.checkpoint SET root = sha256('') WHERE size = 3")
    report = await log.verified()
    assert (report.checkpoints, report.proven_size) == (3, 5)


async def test_what_a_sequencer_forgot_to_count_is_told(log: Log) -> None:
    await log.superuser.execute("UPDATE ledger.seq_state SET next_position = 6")
    assert places(await log.verified()) == {("size", None)}


async def test_swapped_positions_are_found_by_the_root_and_within_a_stream_by_the_order(log: Log) -> None:
    async def swapped(first: int, second: int) -> Report:
        for source, target in ((first, 99), (second, first), (99, second)):
            await log.tamper(
                "leaf", "UPDATE ledger.leaf SET position = $2 WHERE position = $1", source, target
            )
        return await log.verified()

    assert places(await swapped(2, 4)) == {("checkpoint_root", None)}
    assert (await swapped(2, 4)).ok
    assert places(await swapped(2, 6)) == {("stream_order", 2), ("checkpoint_root", None)}


async def test_before_anything_is_signed_the_streams_still_tell_their_order(log: Log) -> None:
    await log.tamper("checkpoint", "DELETE FROM ledger.checkpoint")
    for source, target in ((0, 99), (3, 0), (99, 3)):
        await log.tamper("leaf", "UPDATE ledger.leaf SET position = $2 WHERE position = $1", source, target)
    assert places(await log.verified()) == {("stream_order", 0)}


# Whoever rewrites an entry and all hashes of its row


async def rewrite(log: Log, where: str, old: str, new: str) -> None:
    """Replace text in an entry, then make event and leaf consistent with it."""
    entry = await log.superuser.fetchval(f"SELECT entry FROM ledger.event {where}")
    changed = entry.replace(old.encode(), new.encode())
    assert changed != entry
    digest = leaf_hash(changed)
    await log.tamper("event", f"UPDATE ledger.event SET entry = $1, leaf_hash = $2 {where}", changed, digest)
    await log.tamper("leaf", f"UPDATE ledger.leaf SET leaf_hash = $1 {where}", digest)


async def test_a_rewritten_entry_is_found_by_what_follows_it(log: Log) -> None:
    await rewrite(log, AT_A2, "LIAISON", "ADMIN")
    report = await log.verified()
    assert places(report) == {("stream_chain", 5), ("checkpoint_root", None)}
    [root] = [problem for problem in report.problems if problem.check == "checkpoint_root"]
    assert "sizes 5 to 6 (2 of them)" in root.message
    assert report.proven_size == 3


async def test_a_rewritten_entry_that_nothing_follows_is_found_by_the_root_alone(log: Log) -> None:
    await rewrite(log, AT_A2.replace("2", "3"), "LIAISON", "ADMIN")
    report = await log.verified()
    assert places(report) == {("checkpoint_root", None)}
    assert "size 6" in report.problems[0].message


async def test_an_entry_of_another_log_is_found(log: Log) -> None:
    await rewrite(log, AT_C2, "jejak.test/log", "jejak.test/other")
    assert places(await log.verified()) == {("entry_columns", 6)}


async def test_a_commitment_that_is_not_the_records_is_found(log: Log) -> None:
    record = await log.superuser.fetchval(f"SELECT record FROM ledger.sealed {AT_B1} AND part = 1")
    await rewrite(log, AT_B1, record[38:70].hex(), "0" * 64)
    assert ("sealed_commitment", 1) in places(await log.verified())


async def test_a_history_that_was_rewritten_and_signed_by_a_stranger_is_found_by_the_key(log: Log) -> None:
    await log.tamper("leaf", "DELETE FROM ledger.leaf WHERE position >= 3")
    await log.tamper("event", "DELETE FROM ledger.event WHERE version >= 2 OR stream_id = $1", LAST)
    await log.tamper("sealed", "DELETE FROM ledger.sealed WHERE version >= 2")
    await log.tamper("checkpoint", "DELETE FROM ledger.checkpoint WHERE size > 3")
    await log.superuser.execute("UPDATE ledger.seq_state SET next_position = 3")
    assert (
        await log.verified()
    ).ok  # a clean cut at a checkpoint: signer and witness know better, the bytes do not

    await rewrite(log, AT_A1, "LIAISON", "ADMIN")
    assert places(await log.verified()) == {("checkpoint_root", None)}
    rows = await log.superuser.fetch("SELECT leaf_hash FROM ledger.leaf ORDER BY position")
    root = root_of(row["leaf_hash"] for row in rows)
    stranger = SigningKey.generate(log.database.origin)
    note = sign_note(Checkpoint(log.database.origin, 3, root).encode(), stranger)
    await log.tamper("checkpoint", "UPDATE ledger.checkpoint SET root = $1, note = $2", root, note)
    assert places(await log.verified()) == {("checkpoint_note", None)}
    assert (await log.verified(str(stranger.verifying))).ok


async def test_a_note_with_lines_beyond_the_three_is_found(log: Log) -> None:
    root = await log.superuser.fetchval("SELECT root FROM ledger.checkpoint WHERE size = 5")
    for checkpoint in (
        Checkpoint(log.database.origin, 5, root, ("extension",)),
        Checkpoint("jejak.test/other", 5, root),
        Checkpoint(log.database.origin, 5, bytes(32)),
    ):
        note = sign_note(checkpoint.encode(), log.key)
        await log.tamper("checkpoint", "UPDATE ledger.checkpoint SET note = $1 WHERE size = 5", note)
        assert places(await log.verified()) == {("checkpoint_note", None)}


async def test_a_verifier_key_of_another_log_is_told(log: Log) -> None:
    other = VerifyingKey("jejak.test/other", log.key.verifying.public)
    report = await log.verified(str(other))
    assert places(report) == {("verifier_key", None), ("checkpoint_note", None)}
    assert report.proven_size == 0


async def test_problems_beyond_the_first_thousand_are_counted(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eventstore.findings.MOST_PROBLEMS", 2)
    await log.tamper("event", "UPDATE ledger.event SET salt = sha256('')")
    report = await log.verified()
    assert (len(report.problems), report.further) == (2, 6)
