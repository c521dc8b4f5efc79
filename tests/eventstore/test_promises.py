"""The promises of the log, each as the sentence that it is. docs/promises.md says how each was seen to fail."""

import asyncio
import inspect
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import pytest

from drills.checker import examine
from drills.drill import at_work
from drills.site import Grounds
from eventstore.earlier import Kept
from eventstore.records import ANY, NONE, Item
from eventstore.sequencer import Sequencer
from eventstore.signer import run_signer
from eventstore.store import Store
from eventstore.tree import leaf_hash
from eventstore.verify_tiles import verify_tiles
from tests.conftest import Connect
from tests.support.database import Database
from tests.support.log import command, event
from tests.support.served import KEY, Served, entries, note_of
from tests.support.signing import Signing, signing

ORDERED = """
SELECT l.position, l.stream_id, l.version, e.event_id FROM ledger.leaf l
  JOIN ledger.event e USING (log_id, stream_id, version) ORDER BY l.position
"""
PROVEN_SECONDS = 2.0


def test_p1_an_acknowledged_append_survives_the_crash_of_every_process_of_the_server() -> None:
    """Everything is killed at once, three times, while eight clients write; a journal outside judges."""

    async def crashed(grounds: Grounds) -> None:
        async with grounds.site("P1") as site:
            async with at_work(site) as writers:
                for _ in range(3):
                    await writers.until_acknowledged(40)
                    site.cluster.cut()
                    await site.cluster.start()
            found = await examine(site)
        assert found.lines() == []
        assert found.acknowledged >= 120

    with Grounds() as grounds:
        asyncio.run(crashed(grounds))


@pytest.mark.parametrize("one_call", [True, False], ids=["sent together", "sent by everybody for himself"])
async def test_p2_a_command_has_all_its_events_or_none_one_effect_and_one_answer_for_ever(
    store: Store, auditor: asyncpg.Connection, one_call: bool
) -> None:
    streams = [uuid4() for _ in range(3)]
    taken = uuid4()
    await store.append_one(command(stream=taken))
    whole = command(*[Item(stream=stream, expected=NONE, event=event()) for stream in streams])
    conflicting = command(*[Item(stream=stream, expected=NONE, event=event()) for stream in (uuid4(), taken)])
    asked = [whole, conflicting] * 10

    outcomes = (
        await store.append(asked)
        if one_call
        else [
            outcome
            for each in await asyncio.gather(*[store.append([one]) for one in asked])
            for outcome in each
        ]
    )

    answers = {outcome.events for outcome in outcomes[::2]}  # type: ignore[union-attr]
    assert len(answers) == 1
    [first] = answers
    assert [each.stream for each in first] == streams
    await store.append([command(stream=stream) for stream in streams])  # and what it expected holds no more
    assert (await store.append_one(whole)).events == first
    assert await store.answer_of(conflicting.scope, conflicting.key, conflicting.fingerprint) is None
    assert await auditor.fetchval("SELECT count(*) FROM ledger.event") == 1 + 3 + 3


async def test_p3_the_versions_of_a_stream_are_one_two_three_without_a_gap(
    store: Store, auditor: asyncpg.Connection
) -> None:
    streams = [uuid4() for _ in range(4)]
    impossible = replace(command(stream=streams[0], expected=99), key=uuid4())

    await asyncio.gather(
        *[store.append_one(command(stream=streams[number % 4])) for number in range(80)],
        *[store.append([impossible, command(stream=stream)]) for stream in streams],
    )

    for stream in streams:
        rows = await auditor.fetch("SELECT version FROM ledger.event WHERE stream_id = $1 ORDER BY 1", stream)
        assert [row["version"] for row in rows] == list(range(1, 22))


async def test_p4_positions_are_nought_one_two_and_what_was_acknowledged_before_another_was_sent_is_before_it(
    store: Store, sequencer: Sequencer, auditor: asyncpg.Connection
) -> None:
    """Rounds of commands at the same time, each sent when all of the round before it were acknowledged."""
    rounds: list[set[UUID]] = []
    streams = [uuid4() for _ in range(5)]
    for number in range(12):
        answers = await asyncio.gather(
            *[store.append_one(command(stream=stream)) for stream in streams[number % 2 :]]
        )
        rounds.append({answer.events[0].event_id for answer in answers})
        if number % 5 == 4:
            await sequencer.step()
    await sequencer.step()

    rows = await auditor.fetch(ORDERED)
    assert [row["position"] for row in rows] == list(range(sum(map(len, rounds))))
    found = [row["event_id"] for row in rows]
    for expected in rounds:
        assert set(found[: len(expected)]) == expected
        del found[: len(expected)]


HELD = entries(300)
LEAVES = [leaf_hash(each) for each in HELD]


def changed(files: dict[str, bytes]) -> None:
    """One byte of one entry."""
    bundle = files["tile/entries/000"]
    files["tile/entries/000"] = bundle[:5000] + bytes([bundle[5000] ^ 1]) + bundle[5001:]


def served_instead(held: list[bytes]) -> Callable[[dict[str, bytes]], None]:
    """Another log, whole and signed by the log's own key: only what was kept outside can contradict it."""

    def replaced(files: dict[str, bytes]) -> None:
        files.clear()
        files.update(Served(held).files)

    return replaced


TAMPERED = {
    "change": (changed, "checkpoint_root"),
    "removal": (served_instead(HELD[:250]), "earlier_beyond"),
    "reordering": (served_instead([*HELD[:100], HELD[101], HELD[100], *HELD[102:]]), "earlier_root"),
    "forking": (served_instead([*HELD[:290], *entries(300, streams=3)[290:]]), "earlier_root"),
}


@pytest.mark.parametrize("kind", TAMPERED)
async def test_p6_whoever_has_the_key_and_an_earlier_checkpoint_detects_change_removal_reordering_and_forking(
    kind: str,
) -> None:
    """By what is served alone; in tests/conformance the same is asked of a program that shares no code with us."""
    tamper, check = TAMPERED[kind]
    kept = Kept("kept", note_of(LEAVES))
    served = Served(HELD)
    assert (await verify_tiles(served, KEY.verifying, [kept])).ok
    tamper(served.files)
    report = await verify_tiles(served, KEY.verifying, [kept])
    assert check in {problem.check for problem in report.problems}


@pytest.fixture
async def signed(database: Database, tmp_path: Path) -> AsyncIterator[Signing]:
    async with signing(database, tmp_path / "signer") as signer:
        yield signer


async def test_p7_from_the_acknowledgement_to_a_signed_checkpoint_there_are_at_most_two_seconds(
    store: Store, sequencer: Sequencer, signed: Signing, connect: Connect
) -> None:
    """One step of each is enough, and they are made often enough. How long it took is in docs/faults.md, row P7."""
    for number in range(1, 4):
        await store.append([command(stream=uuid4(), expected=ANY) for _ in range(5)])
        await sequencer.step()
        checkpoint = await signed.sign()
        assert checkpoint.size == 5 * number
        assert (
            await (await connect("jejak_audit")).fetchval("SELECT max(size) FROM ledger.checkpoint")
            == 5 * number
        )

    often = [inspect.signature(run).parameters["interval"].default for run in (Sequencer.run, run_signer)]
    assert sum(often) <= PROVEN_SECONDS / 1.5
