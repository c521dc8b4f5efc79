"""Random secrets of a development installation, each in a file that only its owner reads."""

import json
import os
import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

ROLES = ("jejak_app", "jejak_seq", "jejak_sign", "jejak_proj", "jejak_vault", "jejak_audit")
"""The database roles that log in. Their owner, jejak_owner, does not."""


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner reads, from its first byte on; whole, or not at all."""
    aside = path.with_name(f".{path.name}.new")
    aside.unlink(missing_ok=True)
    with open(aside, "x", encoding="utf-8", opener=_private_opener) as file:
        file.write(text)
    aside.replace(path)


def role_passwords(folder: Path, roles: Iterable[str] = ROLES) -> Mapping[str, str]:
    """Role name to password, from `folder/secrets/roles.json`; what is missing there is made and kept."""
    path = folder / "secrets" / "roles.json"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    known: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    missing = {role: secrets.token_urlsafe(24) for role in roles if role not in known}
    if missing:
        write_private(path, json.dumps(known | missing, indent=2) + "\n")
    return known | missing


def address_of(address: str, role: str, password: str) -> str:
    """The same database for another role: `postgresql://ROLE:PASSWORD@host:port/database`."""
    parts = urlsplit(address)
    netloc = f"{quote(role, safe='')}:{quote(password, safe='')}@{parts.netloc.rpartition('@')[2]}"
    return urlunsplit(parts._replace(netloc=netloc))


def _private_opener(name: str, flags: int) -> int:
    return os.open(name, flags, 0o600)
