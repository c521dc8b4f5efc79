"""The vault's own keys in a local file: key-encryption keys by epoch, and the keys fingerprints and codes come from.

The file is for one machine: development, or a county that has no hardware module. It never lies in a database or
beside a database's backups. Losing it is losing every sealed text, and no key is ever made up in its place: only
`create` makes a file, and it refuses to replace one.
"""

import json
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NoReturn

from eventstore.private_files import FileRefused, create_private, read_private

FORMAT: Final = 1
KEY_SIZE: Final = 32
NAMES: Final = ("fingerprint", "code", "tracking")


@dataclass(frozen=True, slots=True)
class VaultKeys:
    """All keys of one vault. `keks` maps epoch (1 or more) to key-encryption key; the highest epoch wraps new keys."""

    keks: dict[int, bytes] = field(repr=False)
    fingerprint: bytes = field(repr=False)
    code: bytes = field(repr=False)
    tracking: bytes = field(repr=False)

    def __post_init__(self) -> None:
        keys = [*self.keks.values(), self.fingerprint, self.code, self.tracking]
        if not self.keks or min(self.keks) < 1 or any(len(key) != KEY_SIZE for key in keys):
            raise FileRefused("Each vault key has 32 bytes, and epochs count from 1.")
        if len(set(keys)) != len(keys):
            raise FileRefused("Two vault keys are equal; each purpose needs a key of its own.")

    @property
    def epoch(self) -> int:
        """The epoch whose key wraps new data keys."""
        return max(self.keks)

    @classmethod
    def generate(cls) -> "VaultKeys":
        """New keys for epoch 1 from the operating system's randomness."""
        return cls({1: secrets.token_bytes(KEY_SIZE)}, *(secrets.token_bytes(KEY_SIZE) for _ in NAMES))

    @classmethod
    def create(cls, path: Path) -> "VaultKeys":
        """Write new keys to `path`, mode 0600, complete or not at all; `FileRefused` if something is there already."""
        keys = cls.generate()
        content = {"format": FORMAT, "keks": {str(epoch): kek.hex() for epoch, kek in keys.keks.items()}}
        named = {name: getattr(keys, name).hex() for name in NAMES}
        create_private(path, json.dumps(content | named, indent=1).encode())
        return keys

    @classmethod
    def load(cls, path: Path) -> "VaultKeys":
        """Read the keys at `path`; `FileRefused` if others may read it, or if it is not such a file."""
        content = _parse(read_private(path), path)
        try:
            keks = {int(epoch): bytes.fromhex(kek) for epoch, kek in content["keks"].items()}
            named = [bytes.fromhex(content[name]) for name in NAMES]
        except (KeyError, ValueError, TypeError, AttributeError):
            raise _unreadable(path) from None
        return cls(keks, *named)

    def __reduce__(self) -> NoReturn:
        raise TypeError("vault keys are written to their own file only")


def _parse(raw: bytes, path: Path) -> dict[str, Any]:
    try:
        content = json.loads(raw)
    except ValueError:
        raise _unreadable(path) from None
    if not isinstance(content, dict) or content.get("format") != FORMAT or len(content) != 2 + len(NAMES):
        raise _unreadable(path)
    return content


def _unreadable(path: Path) -> FileRefused:
    return FileRefused(
        f"{path} is no vault key file of format {FORMAT}. Restore it from where you keep its copy."
    )
