"""Words that occur nowhere else, and a search for them in whatever form they may have been written down."""

import base64
import os
import re
import subprocess
from collections.abc import Iterator
from typing import Final
from urllib.parse import quote, urlsplit, urlunsplit

from api.devtools.binaries import account, binaries

IDENTITY: Final = {
    "name": "Namasentinel Qxv",
    "nik": "5202997766554433",
    "phone": "+62 899-7766-5544",
    "email": "Surelsentinel@contoh.test",
    "address": "Gang Alamatsentinel nomor tiga",
}
NARRATIVE: Final = "Narasisentinel: jalan di muka rumah saya rusak sejak lama."
REDACTED: Final = "Samarsentinel: sebuah jalan rusak sejak lama."
# What has to be found of each, so that half of a name is found as well.
IDENTITY_MARKS: Final = (
    "namasentinel",
    "5202997766554433",
    "899-7766-5544",
    "89977665544",
    "surelsentinel",
    "alamatsentinel",
)
NARRATIVE_MARK: Final = "narasisentinel"


def found(marks: tuple[str, ...], haystack: bytes) -> set[str]:
    """Which marks are in it: as text of any case, UTF-16, hexadecimal digits, base64 or percent signs."""
    lower = haystack.lower()
    return {mark for mark in marks if any(form in lower for form in _forms(mark))} | {
        mark for mark in marks if any(form in haystack for form in _base64_forms(mark))
    }


def _forms(mark: str) -> Iterator[bytes]:
    yield mark.encode()
    yield mark.encode("utf-16-le")
    yield mark.encode("utf-16-be")
    yield quote(mark).lower().encode()
    # case is folded above for text, and here it is two different bytes
    for spelt in {mark, mark.capitalize(), mark.upper()}:
        yield spelt.encode().hex().encode()


def _base64_forms(mark: str) -> Iterator[bytes]:
    """Without the ends, which depend on what stands beside it."""
    for spelt in {mark, mark.capitalize()}:
        for before in range(3):
            whole = base64.b64encode(bytes(before) + spelt.encode())
            inner = re.sub(rb"=+$", b"", whole)[4 if before else 0 : -1]
            yield inner
            yield inner.replace(b"+", b"-").replace(b"/", b"_")


def dump(superuser: str) -> bytes:
    """Everything in a database as pg_dump writes it: every schema, with its data."""
    parts = urlsplit(superuser)
    address = urlunsplit(parts._replace(netloc=f"{parts.username}@{parts.hostname}:{parts.port}"))
    runs_as = account()
    return subprocess.run(
        [binaries(runs_as) / "pg_dump", "--no-sync", address],
        env={"PATH": os.defpath, "PGPASSWORD": parts.password or ""},
        check=True,
        capture_output=True,
    ).stdout
