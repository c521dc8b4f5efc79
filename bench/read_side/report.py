"""The results as a page: what was aimed at and reached, then every arm, then what it was measured on."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bench.read_side.cases import HISTORY_OF_MEASURED
from bench.read_side.documents import DOCUMENTS, TITLES

_HEAD = """# The read side, measured

Written by `make bench`; do not edit. Every figure is a ratio taken within one round, and the median over the rounds;
in brackets the least and the most. Above 1 in a column of throughput is faster, below 1 in a column of time.
"""
_NOTES = """## What is compared

- All answers are compared before anything is measured: every server answers every officer alike.
- *Jejak* is `jejak serve` in production mode: bearer token checked, roles read in the answering statement, claims,
  row policy, cost and limits. Nothing else in the table knows of rights.
- Each connection sends several requests of one officer before the next one's turn, as browsers do, so a claim is still
  there from the request before. *Every request another officer's* is what it costs where it is not, as behind a proxy
  that mixes everybody: one more round trip. Each order has a hand-written endpoint of its own to be compared with,
  since the order also decides what the processor's caches hold.
- *Hand-written* endpoints (Starlette, asyncpg's pool as documented) build the same JSON in one statement. *The same
  joins* includes `visible`, looked up row by row as in ours; joined plainly it is twice as slow.
- Plain Strawberry uses data loaders. PostGraphile and BerryQL read the same tables (BerryQL through views that name
  keys as it expects).
- All Python servers run one process under uvicorn, uvloop and httptools; the load generator, the servers and the
  database share the machine's cores, so whoever computes less leaves more to the others.
"""
_AIMS = (
    ("throughput >= 0.80 of hand-written, the same joins", "throughput_ratio"),
    ("p50 <= 1.3 x hand-written, the same joins", "p50_ratio"),
)
_LEADS = (
    ("plain", "throughput over one plain table (no aim)"),
    ("postgraphile", "throughput >= 2 x PostGraphile 5"),
    ("strawberry", "throughput >= 10 x plain Strawberry"),
    ("berryql", "throughput ahead of BerryQL"),
)


def table(results: Mapping[str, Any]) -> str:
    """Markdown."""
    lines = [_HEAD, "## Aims", "", *_aims(results)]
    for document in DOCUMENTS:
        lines += ["", f"## {TITLES[document]}", "", *_arms(results["documents"][document]["arms"])]
    lines += ["", "## Where our time goes", "", *_stages(results["stages"]), "", _NOTES, *_ground(results)]
    return "\n".join(lines) + "\n"


def _aims(results: Mapping[str, Any]) -> Iterator[str]:
    yield "| aim | " + " | ".join(TITLES[each].lower() for each in DOCUMENTS) + " |"
    yield "|---|" + "---:|" * len(DOCUMENTS)
    arms = {each: results["documents"][each]["arms"] for each in DOCUMENTS}
    for name, addition in (("jejak", ""), ("jejak-mixed", ", every request another officer's")):
        for aim, figure in _AIMS:
            yield _aim(f"{aim}{addition}", [_spread(arms[each][name], figure) for each in DOCUMENTS])
    for name, aim in _LEADS:
        yield _aim(aim, [_lead(arms[each], name) for each in DOCUMENTS])
    policy = results["policy"]
    yield _aim("row policy <= 1.1 x the statement without it (SQL alone)", [_spread(policy, "ratio"), ""])


def _aim(aim: str, found: Sequence[str]) -> str:
    return f"| {aim} | " + " | ".join(found) + " |"


def _lead(arms: Mapping[str, Any], name: str) -> str:
    return f"{arms[name]['jejak_over_it']:.2f}" if name in arms else "left out"


def _spread(of: Mapping[str, Any], name: str) -> str:
    least, most = of[f"{name}_range"]
    return f"**{of[name]:.2f}** ({least:.2f} to {most:.2f})"


def _arms(arms: Mapping[str, Any]) -> Iterator[str]:
    yield "| server | throughput | p50 | answers a second | p50 ms | p99 ms |"
    yield "|---|---:|---:|---:|---:|---:|"
    for arm in arms.values():
        figures = f"{arm['answers_per_second']:,.0f} | {arm['p50_ms']} | {arm['p99_ms']}"
        yield f"| {arm['title']} | {_spread(arm, 'throughput_ratio')} | {_spread(arm, 'p50_ratio')} | {figures} |"


def _stages(stages: Mapping[str, float]) -> Iterator[str]:
    yield "One inbox at a time in one process, each stage by itself; medians in microseconds of real time."
    yield ""
    yield "| stage | us |"
    yield "|---|---:|"
    for name, taken in stages.items():
        yield f"| {name} | {taken:,.0f} |"


def _ground(results: Mapping[str, Any]) -> Iterator[str]:
    machine, documents = results["machine"], results["documents"]
    packages = ", ".join(f"{name} {version}" for name, version in machine["packages"].items())
    bytes_ = ", ".join(
        f"{TITLES[each].lower()} {documents[each]['answer_bytes']:,} bytes" for each in DOCUMENTS
    )
    yield "## What it was measured on"
    yield ""
    yield (
        f"- {machine['date']}; {machine['cores']} cores, {machine['processor']}, {machine['system']}; "
        f"Python {machine['python']}."
    )
    yield (
        f"- PostgreSQL {machine['postgresql']}, embedded, syncing to disk, {machine['shared_buffers']} of "
        "shared buffers."
    )
    yield f"- {packages}."
    yield (
        "- Load before and after (runnable processes, one minute): "
        f"{results['load_before']}, {results['load_after']}."
    )
    yield (
        f"- {results['complaints']:,} synthetic complaints, audiences by `domain/confidentiality.py`; those that are "
        f"asked for have {HISTORY_OF_MEASURED} history entries, every other one has one (a million times twenty would "
        "fill the disk and change one level of one index)."
    )
    yield (
        f"- {documents['officers']} officers over {documents['connections']} connections, "
        f"{documents['rounds']} rounds in turns after a warm-up; mean answers: {bytes_}."
    )
