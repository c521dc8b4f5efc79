"""The first page of a case bundle, for the inspectorate: plain HTML, Indonesian first, without script or network.

It shows what the files hold and where to find each of them. It is made from facts and shown texts alone; proof is in
the files, not on the page.
"""

from collections.abc import Sequence
from datetime import datetime
from html import escape
from typing import Any, Final
from zoneinfo import ZoneInfo

import orjson

from api.bundle_words import FACTS, HEADINGS, LABELS
from eventstore.bundle import Excerpt, Section
from eventstore.proofs import SUFFIX
from eventstore.sealing import read_open

_STYLE: Final = """
body { font: 1rem/1.5 system-ui, sans-serif; color: #1a1a1a; background: #fff; margin: 0 auto; max-width: 60rem;
       padding: 1rem; }
h1, h2, h3 { line-height: 1.25; } a { color: #003e9c; } a:focus { outline: 3px solid #003e9c; }
article { border-left: .3rem solid #5a5a5a; margin: 1.5rem 0; padding: 0 0 0 1rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: .5rem 0; }
dt { color: #4a4a4a; } dd { margin: 0; overflow-wrap: anywhere; } [lang=en] { color: #4a4a4a; }
blockquote { background: #f2f2f2; margin: .5rem 0; padding: .5rem 1rem; white-space: pre-wrap; }
pre { background: #f2f2f2; overflow-x: auto; padding: .5rem 1rem; }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr; } dt { margin-top: .4rem; } }
"""


def index_page(
    *, tracking_number: str, origin: str, vkey: str, size: int, sections: Sequence[Section], zone: ZoneInfo
) -> bytes:
    """The page as UTF-8. Every text in it is escaped."""
    title = f"Berkas pengaduan {tracking_number}"
    body = [
        f"<h1>{escape(title)}</h1>",
        _both("Salinan persis dari catatan pengaduan ini, dengan bukti yang dapat diperiksa tanpa jaringan.",
              "An exact copy of the record of this complaint, with proofs that can be checked offline."),
        _pairs([
            ("Log", origin), ("Kunci pemeriksa (verifier key)", vkey),
            ("Catatan yang ditandatangani (signed entries)", str(size)),
        ]),
        _how_to_check(),
        *(_section(section, zone) for section in sections),
    ]  # fmt: skip
    page = (
        '<!doctype html>\n<html lang="id">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(body)
        + "\n</main>\n</body>\n</html>\n"
    )
    return page.encode()


def _how_to_check() -> str:
    return (
        "<h2>Cara memeriksa</h2>"
        + _both(
            "Bandingkan kunci pemeriksa di atas dengan yang Anda terima sebelumnya dari sumber lain, lalu jalankan:",
            "Compare the verifier key above with the one you were given earlier and elsewhere, then run:",
        )
        + "<pre>sha256sum --check SHA256SUMS\njejak verify --vkey KUNCI .</pre>"
        + _both(
            "Teks tertutup dan identitas tidak ada dalam berkas ini; catatan hanya memuat sidik jarinya.",
            "Sealed texts and identities are not in this bundle; the entries hold only their hashes.",
        )
    )


def _section(section: Section, zone: ZoneInfo) -> str:
    indonesian, english = HEADINGS[section.name]
    events = "\n".join(_event(event, zone) for event in section.events)
    empty = _both("Tidak ada.", "None.") if not section.events else ""
    return f'<section><h2>{indonesian} <span lang="en">({english})</span></h2>\n{empty}{events}</section>'


def _event(event: Excerpt, zone: ZoneInfo) -> str:
    entry = event.members
    indonesian, english = LABELS.get(entry["type"], (entry["type"], entry["type"]))
    files = [("catatan", f"entries/{event.stem}.json"), ("fakta", f"facts/{event.stem}.json"),
             ("bukti", f"proofs/{event.stem}{SUFFIX}"), ("skema", f"schemas/{entry['schema_hash']}.json")]  # fmt: skip
    links = ", ".join(f'<a href="{path}">{name}</a>' for name, path in files)
    told = [
        ("Waktu", _time(entry["occurred"], zone)),
        ("Posisi dalam log", str(event.position)),
        ("Peran", entry["actor_role"]),
        ("Pelaku (samaran)", entry["actor"]),
        *_facts(event.facts),
    ]
    texts = "".join(
        f"<blockquote>{escape(read_open(record))}</blockquote>" for record in event.open_records.values()
    )
    return (
        f'<article><h3>{escape(indonesian)} <span lang="en">({escape(english)})</span></h3>'
        f"{_pairs(told)}{texts}<p>Berkas: {links}</p></article>"
    )


def _facts(raw: bytes) -> list[tuple[str, str]]:
    """The facts, without what was left empty; of a text only its kind, since the words stand beside the facts."""
    return [
        (FACTS.get(name, name), _shown(value))
        for name, value in orjson.loads(raw).items()
        if value not in (None, [])
    ]


def _shown(value: Any) -> str:
    match value:
        case bool():
            return "ya" if value else "tidak"
        case list():
            return ", ".join(_shown(each) for each in value)
        case {"kind": kind, "part": part}:
            return f"{kind} (teks, bagian {part})"
        case dict():
            return orjson.dumps(value).decode()
        case _:
            return str(value)


def _time(instant: str, zone: ZoneInfo) -> str:
    local = datetime.fromisoformat(instant).astimezone(zone)
    return f"{local:%d-%m-%Y %H:%M:%S} {local.tzname()}"


def _pairs(pairs: Sequence[tuple[str, str]]) -> str:
    return (
        "<dl>"
        + "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in pairs)
        + "</dl>"
    )


def _both(indonesian: str, english: str) -> str:
    return f'<p>{escape(indonesian)}</p>\n<p lang="en">{escape(english)}</p>'
