"""What a client outside the system knows: what it asked, when, and what it was told. Only ever appended to."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One event as it was acknowledged. A receipt over HTTP tells neither stream nor version."""

    event: UUID
    stream: UUID | None
    version: int | None
    leaf_hash: bytes

    def is_about(self, event: UUID, stream: UUID, version: int, leaf_hash: bytes) -> bool:
        """Whether what is stored is what was told."""
        return (
            (self.event, self.leaf_hash) == (event, leaf_hash)
            and self.stream in (None, stream)
            and self.version in (None, version)
        )


@dataclass(slots=True, kw_only=True)
class Asked:
    """One command: when it was first sent, and the first time it was acknowledged (nanoseconds, monotonic)."""

    scope: str
    key: UUID
    items: int
    sent: int
    acknowledged: int | None = None
    told: tuple[Told, ...] = ()
    sendings: int = 1
    contradicted: bool = False  # a repeated answer that was not the first one


class Journal:
    """Writes the client's side to a file, one line a fact, before anything else is done with it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = path.open("a", encoding="utf-8", buffering=1)

    def sent(self, scope: str, key: UUID, items: int) -> None:
        self._write({"sent": str(key), "scope": scope, "items": items})

    def acknowledged(self, scope: str, key: UUID, told: tuple[Told, ...]) -> None:
        events = [
            [str(each.event), each.stream and str(each.stream), each.version, each.leaf_hash.hex()]
            for each in told
        ]
        self._write({"acknowledged": str(key), "scope": scope, "events": events})

    def failed(self, scope: str, key: UUID, why: str) -> None:
        """Nobody knows whether it was done."""
        self._write({"failed": str(key), "scope": scope, "why": why})

    def _write(self, fact: dict[str, Any]) -> None:
        self._file.write(json.dumps({"at": time.monotonic_ns(), **fact}) + "\n")

    def close(self) -> None:
        self._file.close()


def read_journal(path: Path) -> list[Asked]:
    """All commands of a journal, in the order they were first sent."""
    asked: dict[tuple[str, UUID], Asked] = {}
    for fact in _facts(path):
        match fact:
            case {"sent": key, "scope": scope, "items": items, "at": at}:
                known = asked.get((scope, UUID(key)))
                if known is None:
                    asked[scope, UUID(key)] = Asked(scope=scope, key=UUID(key), items=items, sent=at)
                else:
                    known.sendings += 1
            case {"acknowledged": key, "scope": scope, "events": events, "at": at}:
                command = asked[scope, UUID(key)]
                told = tuple(
                    Told(event=UUID(e), stream=s and UUID(s), version=v, leaf_hash=bytes.fromhex(h))
                    for e, s, v, h in events
                )
                if command.acknowledged is None:
                    command.acknowledged, command.told = at, told
                else:
                    command.contradicted |= told != command.told
    return list(asked.values())


def _facts(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            fact: dict[str, Any] = json.loads(line)
            yield fact


@dataclass(slots=True)
class Sightings:
    """Every checkpoint that anybody outside ever saw: root and note by size, and what contradicts itself."""

    roots: dict[int, bytes] = field(default_factory=dict)
    notes: dict[int, str] = field(default_factory=dict)
    forks: list[int] = field(default_factory=list)
    newest: int = 0
    went_back: list[tuple[int, int]] = field(default_factory=list)

    def saw(self, size: int, root: bytes, note: str) -> None:
        """Note a checkpoint that was handed out."""
        if self.roots.setdefault(size, root) != root and size not in self.forks:
            self.forks.append(size)
        if note:
            self.notes.setdefault(size, note)
        self.newest = max(self.newest, size)

    def saw_newest(self, size: int) -> None:
        """Note what was handed out as the newest one: it must never be older than before."""
        if size < self.newest:
            self.went_back.append((self.newest, size))
