"""An entry has one form, and whatever stands beside it agrees with it."""

from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest

from eventstore import canonical
from eventstore.sealing import open_record
from eventstore.tree import leaf_hash
from eventstore.verify_event import erased_parts, event_faults

ORIGIN = "log.example/a"
RECORD = open_record("text")
SALT, FACTS = bytes(32), b'{"unit":"x"}'
HASH = "ab" * 32
ACTOR = "0192f0c1-2d3e-7f4a-8b5c-6d7e8f901234"
EVENT_ID = "0192f0c1-2d3e-8f4a-8b5c-6d7e8f901234"
PART = {"commitment": RECORD[38:70].hex(), "part": 1, "record_hash": sha256(RECORD).hexdigest()}
ENTRY: dict[str, Any] = {
    "actor": ACTOR,
    "actor_role": "LIAISON",
    "causation": ACTOR,
    "command": HASH,
    "content": {"any": ["thing"]},
    "correlation": ACTOR,
    "event_id": EVENT_ID,
    "facts_commit": sha256(SALT + FACTS).hexdigest(),
    "format": 1,
    "log": ORIGIN,
    "occurred": "2026-11-24T01:02:03.000004Z",
    "prev": HASH,
    "recorded": "2026-11-24T01:02:04.000000Z",
    "schema_hash": HASH,
    "schema_version": 1,
    "sealed": [PART],
    "stream": str(UUID(int=1)),
    "type": "Happened",
    "version": 2,
}


def faults(entry: Any, **columns: Any) -> list[str]:
    """The checks that a row with this entry does not pass; its columns are those of ENTRY, but for `columns`."""
    raw = entry if isinstance(entry, bytes) else canonical.encode(entry)
    row = {
        "stream_id": UUID(int=1),
        "version": 2,
        "event_id": UUID(EVENT_ID),
        "command_print": bytes.fromhex(HASH),
        "recorded": ENTRY["recorded"],
        "entry": raw,
        "leaf_hash": leaf_hash(raw),
        "facts": FACTS,
        "salt": SALT,
        "parts": [1],
        "records": [RECORD],
        "previous_hash": bytes.fromhex(HASH),
    }
    return [check for check, _ in event_faults(row | columns, ORIGIN, leaf_hash(raw))]


def without(*names: str) -> dict[str, Any]:
    return {name: value for name, value in ENTRY.items() if name not in names}


def test_an_entry_and_its_row_agree() -> None:
    assert faults(ENTRY) == []
    assert faults(without("causation", "content")) == []
    assert faults(ENTRY | {"sealed": []}, parts=None, records=None) == []
    assert faults(without("prev") | {"version": 1}, version=1, previous_hash=None) == []


@pytest.mark.parametrize("name", sorted(ENTRY.keys() - {"causation", "content", "prev"}))
def test_no_member_may_be_missing(name: str) -> None:
    assert faults(without(name)) == ["entry_form"]


@pytest.mark.parametrize("name", sorted(ENTRY.keys() - {"content"}))
@pytest.mark.parametrize("value", [None, "", "x" * 0, 0, -1, True, [], {}, [[]], [1], "\n"])
def test_no_member_may_be_of_another_kind(name: str, value: Any) -> None:
    if (name, value) == ("sealed", []):
        assert faults(ENTRY | {name: value}) == ["sealed_extra"]
    elif value == "\n" and name in ("actor_role", "log", "type"):
        assert faults(ENTRY | {name: value}) == (["entry_columns"] if name == "log" else [])
    else:
        assert faults(ENTRY | {name: value}) == ["entry_form"]


@pytest.mark.parametrize(
    "change",
    [
        {"unknown": 1},
        {"format": 2},
        {"actor": ACTOR.upper()},
        {"actor": ACTOR.replace("-", "")},
        {"command": HASH.upper()},
        {"command": HASH[2:]},
        {"prev": HASH + "ab"},
        {"occurred": "2026-11-24T01:02:03Z"},
        {"occurred": "2026-11-24T01:02:03.000004+00:00"},
        {"occurred": "２026-11-24T01:02:03.000004Z"},
        {"event_id": ACTOR},  # no version 8: not derived from a command
        {"event_id": EVENT_ID[:19] + "0" + EVENT_ID[20:]},
        {"sealed": [PART, PART]},
        {"sealed": [PART | {"part": 2}, PART]},
        {"sealed": [PART | {"part": "1"}]},
        {"sealed": [PART | {"part": -1}]},
        {"sealed": [PART | {"part": True}]},
        {"sealed": [PART | {"more": 1}]},
        {"sealed": [PART | {"commitment": HASH.upper()}]},
        {"sealed": [PART | {"record_hash": 1}]},
        {"sealed": [{"part": 1}]},
    ],
)
def test_an_entry_of_another_form_is_found(change: dict[str, Any]) -> None:
    assert faults(ENTRY | change) == ["entry_form"]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"\xff",
        canonical.encode(ENTRY) + b" ",
        canonical.encode(ENTRY).replace(b'"format":1', b'"format":1.0'),
        canonical.encode(ENTRY).replace(b'"format":1', b'"format":1,"format":1'),
        canonical.encode(ENTRY).replace(b"LIAISON", b"\\u004cIAISON"),
        b"[" * 900 + b"]" * 900,
    ],
)
def test_bytes_that_are_no_canonical_entry_are_found(raw: bytes) -> None:
    assert faults(raw) == ["entry_form"]


@pytest.mark.parametrize(
    ("columns", "checks"),
    [
        ({"stream_id": UUID(int=2)}, ["entry_columns"]),
        ({"version": 3}, ["entry_columns"]),
        ({"event_id": UUID(int=2)}, ["entry_columns"]),
        ({"command_print": bytes(32)}, ["entry_columns"]),
        ({"recorded": "2026-11-24T01:02:04.000001Z"}, ["entry_columns"]),
        ({"recorded": None}, ["entry_columns"]),
        ({"leaf_hash": bytes(32)}, ["event_hash"]),
        ({"facts": b'{"unit":"y"}'}, ["facts"]),
        ({"facts": b'{"unit": "x"}'}, ["facts_form", "facts"]),
        ({"facts": b"[" * 900 + b"]" * 900}, ["facts_form", "facts"]),
        ({"salt": b"1" * 32}, ["facts"]),
        ({"previous_hash": bytes(32)}, ["stream_chain"]),
        ({"previous_hash": None}, ["stream_gap"]),
        ({"parts": [], "records": []}, ["sealed_missing"]),
        ({"parts": [2], "records": [RECORD]}, ["sealed_missing", "sealed_extra"]),
        ({"parts": [1, 2], "records": [RECORD, b""]}, ["sealed_extra"]),
        ({"records": [RECORD + b"x"]}, ["sealed_record"]),
        ({"records": [b""]}, []),
    ],
)
def test_what_stands_beside_the_entry_must_agree_with_it(columns: dict[str, Any], checks: list[str]) -> None:
    assert faults(ENTRY, **columns) == checks


def test_the_origin_and_the_chain_are_the_entrys_own_too() -> None:
    assert faults(ENTRY | {"log": "log.example/b"}) == ["entry_columns"]
    assert faults(without("prev")) == ["stream_chain"]
    assert faults(ENTRY | {"version": 1}, version=1, previous_hash=None) == ["stream_chain"]
    assert faults(ENTRY | {"sealed": [PART | {"commitment": HASH}]}) == ["sealed_commitment"]


def test_emptied_records_are_counted() -> None:
    assert erased_parts({"records": None}) == 0
    assert erased_parts({"records": [b"", RECORD, b""]}) == 2


def test_no_fault_repeats_what_is_stored() -> None:
    entry = canonical.encode(ENTRY | {"actor_role": "SENTINEL", "type": "SENTINEL", "log": "SENTINEL"})
    row = {
        "stream_id": UUID(int=3),
        "version": 3,
        "event_id": UUID(int=3),
        "command_print": b"SENTINEL",
        "recorded": "SENTINEL",
        "entry": entry,
        "leaf_hash": b"SENTINEL",
        "facts": b'"SENTINEL"',
        "salt": b"SENTINEL",
        "parts": [1, 2],
        "records": [b"SENTINEL", b"SENTINEL"],
        "previous_hash": b"SENTINEL",
    }
    found = list(event_faults(row, ORIGIN, b""))
    assert {check for check, _ in found} == {
        "event_hash",
        "entry_columns",
        "facts",
        "stream_chain",
        "sealed_record",
        "sealed_extra",
    }
    assert "SENTINEL" not in repr(found)
