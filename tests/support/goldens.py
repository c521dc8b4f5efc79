"""What was released is written down once: the schema and a golden entry of each event type and version.

`python -m tests.support.goldens` writes the files that are missing, after an event got a new version. It never
writes a file anew: whoever has to change one has changed what stands in logs.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

from domain import wire
from eventstore import canonical
from eventstore.tree import leaf_hash
from tests.support.examples import example

GOLDEN = Path(__file__).parents[1] / "domain" / "golden"

_SALT = bytes(range(32))
_ID = "6f0d2a52-5f0c-4b0e-9a3c-7d1b5c3e8a41"
_MOMENT = "2026-03-09T01:02:03.000004Z"


def golden_of(event_type: str) -> dict[str, str]:
    """The facts of the type's example as they are stored today, and the entry they would be committed to by."""
    packed = wire.pack(example(event_type))
    schema_hash = wire.schema_hash(event_type).hex()
    entry = canonical.encode(
        {
            "actor": _ID,
            "actor_role": "SYSTEM",
            "command": "00" * 32,
            "correlation": _ID,
            "event_id": "6f0d2a52-5f0c-8b0e-9a3c-7d1b5c3e8a41",
            "facts_commit": hashlib.sha256(_SALT + packed.facts).hexdigest(),
            "format": 1,
            "log": "golden.test/log",
            "occurred": _MOMENT,
            "recorded": _MOMENT,
            "schema_hash": schema_hash,
            "schema_version": packed.schema_version,
            "sealed": [],
            "stream": _ID,
            "type": packed.type,
            "version": 1,
        }
    )
    return {
        "entry": entry.decode(),
        "facts": packed.facts.decode(),
        "leaf_hash": leaf_hash(entry).hex(),
        "salt": _SALT.hex(),
        "schema_hash": schema_hash,
    }


def read_golden(event_type: str, version: int) -> dict[str, str]:
    """The golden entry of a released version."""
    found: dict[str, str] = json.loads((GOLDEN / f"{event_type}.{version}.json").read_text(encoding="utf-8"))
    return found


def write_missing() -> list[Path]:
    """Write the schemas and golden entries of the newest versions where there are none; answers which."""
    written = []
    for name in wire.TYPES:
        file = f"{name}.{wire.version_of(name)}.json"
        schema, golden = wire.SCHEMAS / file, GOLDEN / file
        written += [path for path in (schema, golden) if not path.exists()]
        if not schema.exists():
            _write(schema, wire.schema_of(name))
        if not golden.exists():
            _write(golden, golden_of(name))
    return written


def _write(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, indent=2, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    for path in write_missing():
        print(path)
