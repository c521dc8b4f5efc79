"""What cannot be recorded is refused before anything is sent."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from eventstore import ids
from eventstore.records import EXISTS, NONE, Cause, Guard, Item, SealedPart
from tests.support.log import command, event

RECORD = bytes(70)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"facts": b'{"a": 1}'}, "canonical"),
        ({"facts": b"\xff"}, "UTF-8"),
        ({"facts": b""}, "JSON"),
        ({"content": b"{}}"}, "JSON"),
        ({"content": b'"' + b"x" * 50_000 + b'"'}, "open content"),
        ({"type": ""}, "type has"),
        ({"type": "x" * 129}, "type has"),
        ({"type": "a\x00"}, "0000"),
        ({"type": "\ud800"}, "surrogate"),
        ({"schema_version": 0}, "counted"),
        ({"schema_version": 2**31}, "counted"),
        ({"schema_hash": b"short"}, "32 bytes"),
        ({"occurred_at": datetime(2026, 1, 1)}, "time zone"),
        ({"occurred_at": datetime(9999, 1, 1, tzinfo=UTC)}, "year"),
        ({"occurred_at": datetime(1, 1, 1, tzinfo=UTC)}, "year"),
        (
            {"sealed": (SealedPart(part=1, record=RECORD), SealedPart(part=1, record=RECORD))},
            "number of its own",
        ),
        ({"sealed": (SealedPart(part=1, record=RECORD[:-1]),)}, "70 bytes"),
        ({"sealed": tuple(SealedPart(part=n, record=RECORD) for n in range(33))}, "at most 32"),
    ],
)
def test_an_event_that_cannot_stand_in_the_log_is_not_made(change: dict[str, Any], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        replace(event(), **change)


@pytest.mark.parametrize("part", [-1, 32768])
def test_a_part_has_a_number_that_the_database_can_hold(part: int) -> None:
    with pytest.raises(ValueError, match="part number"):
        SealedPart(part=part, record=RECORD)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"scope": ""}, "scope has"),
        ({"scope": "a\x00"}, "0000"),
        ({"fingerprint": b"short"}, "32 bytes"),
        ({"items": ()}, "at least one"),
        ({"guards": (Guard(stream=uuid4(), expected=EXISTS - 1),)}, "expected version"),
    ],
)
def test_a_command_that_cannot_be_appended_is_not_made(change: dict[str, Any], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        replace(command(), **change)


def test_items_on_one_stream_expect_one_version() -> None:
    stream = uuid4()
    items = [Item(stream=stream, expected=expected, event=event()) for expected in (NONE, 1)]

    with pytest.raises(ValueError, match="same version"):
        command(*items)


def test_a_role_needs_a_name() -> None:
    with pytest.raises(ValueError, match="role"):
        Cause(actor=uuid4(), actor_role="", correlation=uuid4())


def test_an_event_id_never_changes_its_derivation() -> None:
    """Stored ids answer retries for ever, so these bytes are a promise."""
    derived = ids.event_id(
        "lapor.example/2026", "person:ä", UUID("00000000-0000-4000-8000-000000000001"), 258
    )

    assert derived == UUID("ca6a6192-286e-81bf-b220-66ee54025248")
