"""What must hold for one stored event: its entry has the one form, and every column and record agrees with it.

Pure: from a row to what is wrong with it, each with the name of the check and a plain sentence. The sentences say
which promise is broken and never repeat stored content.
"""

import re
from collections.abc import Iterator
from hashlib import sha256
from itertools import pairwise
from typing import Any, Final, Protocol

from eventstore import canonical
from eventstore.errors import NotCanonical

Fault = tuple[str, str]  # the check's name, and what it found


class EntryMalformed(ValueError):
    """Bytes that are no entry; the text says why and repeats none of them."""


class Row(Protocol):
    """A row of the database: values by column name."""

    def __getitem__(self, name: str, /) -> Any: ...


_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_EVENT_ID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_HASH: Final = re.compile(r"[0-9a-f]{64}")
_INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)
_SOME_TEXT: Final = re.compile(r".+", re.DOTALL)
_COMMITMENT: Final = slice(38, 70)  # where a record keeps the commitment that its entry repeats

_TEXTS: Final = {
    "actor": _UUID,
    "actor_role": _SOME_TEXT,
    "causation": _UUID,
    "command": _HASH,
    "correlation": _UUID,
    "event_id": _EVENT_ID,
    "facts_commit": _HASH,
    "log": _SOME_TEXT,
    "occurred": _INSTANT,
    "prev": _HASH,
    "recorded": _INSTANT,
    "schema_hash": _HASH,
    "stream": _UUID,
    "type": _SOME_TEXT,
}
_NUMBERS: Final = frozenset(("format", "schema_version", "version"))
_OPTIONAL: Final = frozenset(("causation", "content", "prev"))
_MEMBERS: Final = frozenset((*_TEXTS, *_NUMBERS, "content", "sealed"))
_PART_MEMBERS: Final = frozenset(("commitment", "part", "record_hash"))


def event_faults(row: Row, origin: str, digest: bytes) -> Iterator[Fault]:
    """All that is wrong with an event of the log `origin`; `digest` is the leaf hash of its stored entry.

    The row holds the columns of ledger.event (recorded_at as text, in `recorded`), the arrays `parts` and `records`
    of its sealed rows, and `previous_hash`, the leaf hash of the version before it in its stream or None.
    """
    if digest != row["leaf_hash"]:
        yield "event_hash", "The entry is not the one whose hash was stored with it."
    try:
        canonical.decode(row["facts"])
    except (NotCanonical, RecursionError):
        yield "facts_form", "The facts are not canonical JSON."
    try:
        entry = entry_of(row["entry"])
    except EntryMalformed as malformed:
        yield "entry_form", str(malformed)
        return
    yield from _column_faults(row, entry, origin)
    if sha256(row["salt"] + row["facts"]).hexdigest() != entry["facts_commit"]:
        yield "facts", "Facts or salt are not those that the entry commits to."
    yield from _chain_faults(row, entry)
    yield from _sealed_faults(row, entry["sealed"])


def entry_of(raw: bytes) -> dict[str, Any]:
    """The members of an entry, all there and in the form of format 1. Raises EntryMalformed."""
    try:
        entry = canonical.decode(raw)
    except (NotCanonical, RecursionError):
        raise EntryMalformed("The entry is not canonical JSON.") from None
    if not _has_entry_form(entry):
        raise EntryMalformed("The entry does not have the members an entry has.")
    members: dict[str, Any] = entry
    return members


def erased_parts(row: Row) -> int:
    """How many sealed records of the event were emptied."""
    return sum(not record for record in row["records"] or ())


def _has_entry_form(entry: Any) -> bool:
    if not isinstance(entry, dict) or not _MEMBERS - _OPTIONAL <= entry.keys() <= _MEMBERS:
        return False
    texts = all(
        isinstance(entry[name], str) and pattern.fullmatch(entry[name])
        for name, pattern in _TEXTS.items()
        if name in entry
    )
    numbers = all(type(entry[name]) is int and entry[name] > 0 for name in _NUMBERS)
    parts = isinstance(entry["sealed"], list) and all(_has_part_form(part) for part in entry["sealed"])
    return texts and numbers and entry["format"] == 1 and parts and _is_ascending(entry["sealed"])


def _has_part_form(part: Any) -> bool:
    if not isinstance(part, dict) or part.keys() != _PART_MEMBERS:
        return False
    if type(part["part"]) is not int or part["part"] < 0:
        return False
    hashes = (part["commitment"], part["record_hash"])
    return all(isinstance(digest, str) and _HASH.fullmatch(digest) for digest in hashes)


def _is_ascending(parts: list[dict[str, Any]]) -> bool:
    numbers = [part["part"] for part in parts]
    return all(first < second for first, second in pairwise(numbers))


def _column_faults(row: Row, entry: dict[str, Any], origin: str) -> Iterator[Fault]:
    expected = {
        "log": origin,
        "stream": str(row["stream_id"]),
        "version": row["version"],
        "event_id": str(row["event_id"]),
        "command": row["command_print"].hex(),
        "recorded": row["recorded"],
    }
    different = [name for name, value in expected.items() if entry[name] != value]
    if different:
        yield "entry_columns", f"The entry and the columns beside it differ in: {', '.join(different)}."


def _chain_faults(row: Row, entry: dict[str, Any]) -> Iterator[Fault]:
    previous = row["previous_hash"]
    if row["version"] > 1 and previous is None:
        yield "stream_gap", "The version before this one is missing from its stream."
    elif entry.get("prev") != (previous.hex() if previous else None):
        yield "stream_chain", "The entry does not continue the version before it in its stream."


def _sealed_faults(row: Row, promised: list[dict[str, Any]]) -> Iterator[Fault]:
    records = dict(zip(row["parts"] or (), row["records"] or (), strict=True))
    for part in promised:
        number = part["part"]
        record = records.pop(number, None)
        if record is None:
            yield "sealed_missing", f"The sealed record of part {number} is missing."
        elif not record:
            continue  # erased: nothing is left that could be compared
        elif sha256(record).hexdigest() != part["record_hash"]:
            yield "sealed_record", f"The sealed record of part {number} is not the one that was recorded."
        elif record[_COMMITMENT].hex() != part["commitment"]:
            yield (
                "sealed_commitment",
                f"The entry repeats another commitment than the record of part {number}.",
            )
    if records:
        numbers = ", ".join(map(str, sorted(records)))
        yield (
            "sealed_extra",
            f"Sealed records stand beside the event that its entry does not name: part {numbers}.",
        )
