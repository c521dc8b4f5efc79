"""A command has one effect and one answer, however often it is sent."""

import asyncio
from dataclasses import replace
from uuid import uuid4

import asyncpg
import pytest

from eventstore.errors import CommandKeyReused
from eventstore.records import ANY, NONE, AppendCommand, Guard, Item, KeyReused
from eventstore.store import Store
from tests.conftest import Connect
from tests.support.database import Database
from tests.support.log import answered, append, command, event, is_waiting, until


async def test_a_repeated_command_gets_its_first_answer_and_writes_nothing(store: Store) -> None:
    one, two = uuid4(), uuid4()
    items = [Item(stream=stream, expected=NONE, event=event()) for stream in (one, two, one)]
    asked = command(*items)

    first = await store.append_one(asked)
    again = await store.append_one(asked)

    assert (first.repeated, again.repeated) == (False, True)
    assert again.events == first.events
    assert await store.answer_of(asked.scope, asked.key, asked.fingerprint) == again
    assert [len(await store.read(stream)) for stream in (one, two)] == [2, 1]


async def test_a_repeat_is_answered_even_when_nothing_it_expected_holds_any_more(store: Store) -> None:
    role = uuid4()
    await store.append_one(command(stream=role))
    asked = command(stream=uuid4(), expected=NONE, guards=[Guard(stream=role, expected=1)])
    first = await store.append_one(asked)
    await store.append([command(stream=role), command(stream=asked.items[0].stream)])

    assert (await store.append_one(asked)).events == first.events


async def test_a_repeat_that_was_decided_differently_is_answered_with_what_was_written(store: Store) -> None:
    """The fingerprint is over what was asked; what follows from it may differ at another time."""
    asked = command()
    first = await store.append_one(asked)
    other = Item(stream=uuid4(), expected=NONE, event=event("Different"))

    again = await store.append_one(replace(asked, items=(other, other)))

    assert again.events == first.events
    assert await store.read(other.stream) == []


@pytest.mark.parametrize("events", [1, 2])
async def test_two_hundred_of_one_command_at_once_have_one_effect_and_one_answer(
    store: Store, auditor: asyncpg.Connection, events: int
) -> None:
    """Each would make streams of its own, so that nothing but the key can hold them together."""
    same = command()

    def to_new_streams() -> AppendCommand:
        return replace(
            same, items=tuple(Item(stream=uuid4(), expected=ANY, event=event()) for _ in range(events))
        )

    answers = await asyncio.gather(*[store.append_one(to_new_streams()) for _ in range(200)])

    assert len({answer.events for answer in answers}) == 1
    assert [answer.repeated for answer in answers].count(False) == 1
    assert await auditor.fetchval("SELECT count(*) FROM ledger.event") == events


@pytest.mark.parametrize("events", [1, 2])
async def test_a_command_sent_again_while_the_first_is_under_way_waits_for_its_answer(
    database: Database, connect: Connect, store: Store, events: int
) -> None:
    observer, slow = await connect(), await connect("jejak_app")
    asked = command(*[Item(stream=uuid4(), expected=ANY, event=event()) for _ in range(events)])
    elsewhere = tuple(replace(item, stream=uuid4()) for item in asked.items)
    async with slow.transaction():
        await append(slow, database.log_id, asked)
        again = asyncio.create_task(store.append_one(replace(asked, items=elsewhere)))
        await until(lambda: is_waiting(observer, "jejak_app"), or_done=again)
        assert not again.done()

    assert (await again).repeated
    assert [each.stream for each in (await again).events] == [item.stream for item in asked.items]


async def test_a_command_twice_in_one_call_is_written_once(store: Store) -> None:
    asked = command()

    first, again = await store.append([asked, asked])

    assert (answered(first).repeated, answered(again).repeated) == (False, True)
    assert answered(again).events == answered(first).events


async def test_the_first_of_a_call_has_the_key_that_others_in_it_name_too(store: Store) -> None:
    first = command()
    elsewhere = replace(first, items=(replace(first.items[0], stream=uuid4()),))
    other = command(asked="another", key=first.key)

    outcomes = await store.append([first, elsewhere, other, command()])

    assert [answered(outcome).repeated for outcome in (outcomes[0], outcomes[1], outcomes[3])] == [
        False,
        True,
        False,
    ]
    assert answered(outcomes[1]).events == answered(outcomes[0]).events
    assert outcomes[2] == KeyReused(scope=other.scope, key=other.key)


async def test_a_key_stands_for_one_request_for_ever(store: Store) -> None:
    asked = command(asked="this")
    await store.append_one(asked)
    other = command(asked="something else", key=asked.key)

    assert await store.append([other]) == [KeyReused(scope=other.scope, key=other.key)]
    with pytest.raises(CommandKeyReused):
        await store.append_one(other)
    with pytest.raises(CommandKeyReused):
        await store.answer_of(other.scope, other.key, other.fingerprint)
    assert await store.read(other.items[0].stream) == []


async def test_of_two_requests_with_one_key_at_once_exactly_one_is_written(store: Store) -> None:
    for _ in range(20):
        one = command(asked="this")
        two = command(asked="that", key=one.key)

        outcomes = await asyncio.gather(store.append([one]), store.append([two]))

        assert sorted(type(outcome).__name__ for [outcome] in outcomes) == ["Answer", "KeyReused"]


async def test_the_same_key_of_another_scope_is_another_command(store: Store) -> None:
    asked = command()

    answers = [await store.append_one(each) for each in (asked, replace(asked, scope="person:2"))]

    assert [answer.repeated for answer in answers] == [False, False]
    assert len({answer.events[0].event_id for answer in answers}) == 2


async def test_a_command_that_was_never_sent_has_no_answer(store: Store) -> None:
    asked = command()

    assert await store.answer_of(asked.scope, asked.key, asked.fingerprint) is None
