"""The results as a page: what was aimed at and reached, then every arm, then what it was measured on."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_HEAD = """# The log, measured

Written by `make bench`; do not edit. Every figure is a ratio taken within one round, and the median over the rounds; in
brackets the least and the most. R1 to R12 are the aims that were set before anything was built. What is in the way of
those that are not reached is told, with what was measured, under *What it costs* in `eventstore/README.md`.
"""
_NOTES = """## What is compared

- *The same row* is what an append writes, in a table with the log's partition, checks and indexes; *physical* is a body
  of 600 bytes under a primary key. The append also derives the entry, hashes it twice, reads the version before, and
  takes its locks. Every arm makes its ids by the same two calls of md5.
- The losing designs are the same append behind one lock, a counted row or a NOTIFY, each called through a function like
  `bench.append_after_nothing`, which has nothing but the call.
- message-db is its own SQL from npm, all streams in one category; eventsourcing is its own insert function, and from
  Python its own recorder with that function in 32 threads. Neither hashes anything.
- Every arm of every round begins with empty tables (the last of the tables below excepted). pgbench runs over one
  thread and TCP; clients, server and followers share the machine's cores, so whoever computes less leaves more to the
  others.
- *Read after* runs from the database's clock at the writing of an event (before its commit) to the moment a reader in
  another process has it, in order: the sequencer's interval lies in it. Tiles are made when they are asked for.
- Transactions that stay open write and hold a snapshot, one in this database and one in another, from two seconds
  before an arm until its end.
- *Server, µs an event* is the processor time of the server's sessions, by the operating system's count. It grows where
  sessions wait for each other and where others work on the machine.
- The audits check the same entries, hashes, positions, chains and signatures: of the database (with facts and
  sealed records), or of a mirror, which is what somebody outside has. sha256sum computes one hash of the same bytes,
  with the processor's instructions for it where it has them.
"""


def table(results: Mapping[str, Any]) -> str:
    """Markdown."""
    lines = [_HEAD, "## Aims", "", *_aims(results), "", "## From SQL", ""]
    for clients, arms in results["sql"].items():
        lines += [f"{clients} clients.", "", *_sql(arms), ""]
    lines += ["## From Python", "", *_python(results["python"]), "", "## Followed", ""]
    lines += [*_followed(results["followed"]), "", "## Audited", "", *_audited(results["audit"]), ""]
    lines += ["## Projected", "", *_projected(results["projection"]), ""]
    lines += ["## Grown", "", *_grown(results["growth"]), "", _NOTES, *_ground(results)]
    return "\n".join(lines) + "\n"


def _aims(results: Mapping[str, Any]) -> Iterator[str]:
    yield "| | aim | reached |"
    yield "|---|---|---|"
    sql, python = results["sql"], results["python"]
    for clients, arms in sql.items():
        for arm in ("append", "guarded"):
            over = arms[arm]["over"]
            yield _aim("R1", f"{_title(arms, arm)} >= 0.80 x the same row, {clients} clients", over["same"])
            yield _aim("R1", f"{_title(arms, arm)} >= 0.45 x physical, {clients} clients", over["physical"])
    for clients, arms in sql.items():
        for arm, least in (
            ("table-lock", 2.5),
            ("advisory-lock", 2.5),
            ("counter-row", 3.0),
            ("notify", 1.8),
        ):
            name = f">= {least} x {arms[arm]['title']}, {clients} clients"
            yield _aim("R2", name, _turned(arms[arm]["over"]["nothing"]))
    for arm, what in (("ten", "ten commands in a call"), ("ten-whole", "one command of ten events")):
        over = sql["8"][arm]["over"]
        yield _aim("R3", f"{what}: events >= 3 x physical", over["physical"])
        yield _aim("R3", f"{what}: events >= 0.3 x COPY", over["copy"])
    for arm in ("coalesced", "coalesced-many"):
        over = python[arm]
        yield _aim("R4", f"{over['title']} >= 2 x asyncpg's one-row INSERT", over["over"]["physical"])
        yield _aim("R4", f"{over['title']}: p99 <= its p99", over["p99_over"]["physical"])
    yield from _following_aims(results["followed"])
    yield from _peers(sql, python)
    yield from _reading_aims(results["audit"], results["projection"])
    growth = results["growth"]
    name = (
        f"append into {growth['large']:,} events >= 0.8 x into {growth['small']:,} (instead of 10 M and 1 M)"
    )
    yield _aim("R12", name, growth["large_over_small"])


def _following_aims(followed: Mapping[str, Any]) -> Iterator[str]:
    arms = followed["arms"]
    interval = followed["interval_ms"]
    yield _aim("R5", "appends while followed >= 0.85 x alone", arms["followed"]["over_alone"])
    cores = arms["followed"]["cores_for_5000_a_second"]
    yield f"| R5 | sequencer (here with signer) <= 0.25 core for 5,000 events a second | **{cores}** |"
    paced, held = arms["paced"], arms["paced-held"]
    yield (
        f"| R10 | read after, p99 <= {3 * interval:.0f} ms, at half of R1's rate | "
        f"**{paced['read_after_ms']['p99']} ms** ({_range(paced['p99_range_ms'])}) |"
    )
    yield _aim("R11", "transactions stay open: appends >= 0.9", arms["held"]["over_alone"])
    yield (
        f"| R11 | the same: p99 of reading within 10 % of {paced['read_after_ms']['p99']} ms | "
        f"**{held['read_after_ms']['p99']} ms** ({_range(held['p99_range_ms'])}) |"
    )


def _peers(sql: Mapping[str, Any], python: Mapping[str, Any]) -> Iterator[str]:
    for peer in ("message-db", "eventsourcing"):
        over = sql["32"]["append"]["over"].get(peer)
        yield _aim("R6", f"from SQL, 32 clients >= 2 x {peer}", over)
    yield _aim(
        "R6", "from Python, gathered >= 5 x eventsourcing", python["coalesced"]["over"].get("eventsourcing")
    )


def _reading_aims(audit: Mapping[str, Any], projection: Mapping[str, Any]) -> Iterator[str]:
    for name in ("go", "mirror", "database"):
        arm = audit["arms"].get(name)
        if arm is not None:
            aim = f"{arm['title']} >= 0.25 x sha256sum over the same bytes"
            yield _aim("R8", aim, arm["over_sha256sum"])
    yield f"| R8 | a proof for any event <= 5 ms | p99 **{audit['proof_ms']['p99']} ms** |"
    yield _aim("R9", "projections catch up >= 0.3 x COPY of their rows", projection["catching_up_over_copy"])
    yield _aim("R9", "rebuilding >= 5 x applying one by one", projection["rebuilding_over_live"])


def _aim(number: str, aim: str, spread: Mapping[str, Any] | None) -> str:
    return f"| {number} | {aim} | {_spread(spread)} |"


def _spread(spread: Mapping[str, Any] | None) -> str:
    if spread is None:
        return "left out"
    return f"**{spread['median']:.2f}** ({_range(spread['range'])})"


def _range(least_most: Sequence[float]) -> str:
    return f"{least_most[0]:.2f} to {least_most[1]:.2f}"


def _turned(spread: Mapping[str, Any]) -> Mapping[str, Any]:
    """Ours over theirs, from theirs over ours."""
    least, most = spread["range"]
    return {"median": 1 / spread["median"], "range": [1 / most, 1 / least]}


def _title(arms: Mapping[str, Any], name: str) -> str:
    return str(arms[name]["title"]).replace("**", "`")


def _sql(arms: Mapping[str, Any]) -> Iterator[str]:
    yield "| arm | events a second | over physical | over the same row | server, µs an event |"
    yield "|---|---:|---:|---:|---:|"
    for arm in arms.values():
        over = arm["over"]
        figures = f"{arm['events_per_second']:,} | {_spread(over['physical'])} | {_spread(over['same'])}"
        yield f"| {arm['title']} | {figures} | {arm['server_microseconds'] or ''} |"


def _python(arms: Mapping[str, Any]) -> Iterator[str]:
    yield "One process, 8 connections, 32 writers where nothing else is said."
    yield ""
    yield "| arm | events a second | p99 ms | over asyncpg's one-row INSERT | its p99 over that one's |"
    yield "|---|---:|---:|---:|---:|"
    for arm in arms.values():
        over, p99 = _spread(arm["over"]["physical"]), _spread(arm["p99_over"]["physical"])
        yield f"| {arm['title']} | {arm['events_per_second']:,} | {arm['p99_ms']} | {over} | {p99} |"


def _followed(followed: Mapping[str, Any]) -> Iterator[str]:
    yield (
        f"8 clients for {followed['seconds']} s an arm; sequencer every {followed['interval_ms']:.0f} ms, signer every "
        f"second, paced at {followed['pace']:,} events a second."
    )
    yield ""
    yield "| arm | events a second | over alone | cores for 5,000 a second | read after p50, p99 ms |"
    yield "|---|---:|---:|---:|---:|"
    for arm in followed["arms"].values():
        after = arm.get("read_after_ms", {})
        figures = f"{arm['events_per_second']:,} | {_spread(arm['over_alone'])}"
        figures += f" | {arm.get('cores_for_5000_a_second', '')} | {', '.join(map(str, after.values()))}"
        yield f"| {arm['title']} | {figures} |"


def _audited(audit: Mapping[str, Any]) -> Iterator[str]:
    yield f"{audit['events']:,} events, {audit['bytes'] / 1e6:.0f} MB of entries."
    yield ""
    yield "| audit | MB a second | events a second | over sha256sum |"
    yield "|---|---:|---:|---:|"
    for arm in audit["arms"].values():
        figures = f"{arm['megabytes_per_second']} | {arm['events_per_second']:,}"
        yield f"| {arm['title']} | {figures} | {_spread(arm['over_sha256sum'])} |"
    yield ""
    yield f"Proof of an event: p50 {audit['proof_ms']['p50']} ms, p99 {audit['proof_ms']['p99']} ms."


def _projected(projection: Mapping[str, Any]) -> Iterator[str]:
    speeds = ", ".join(f"{name} {rate:,}" for name, rate in projection["events_per_second"].items())
    yield (
        f"All projections over {projection['complaints']:,} submissions ({projection['rows']:,} rows), events a "
        f"second: {speeds}."
    )


def _grown(growth: Mapping[str, Any]) -> Iterator[str]:
    rates = growth["events_per_second"]
    yield (
        f"8 clients, a log of {growth['small']:,} and one of {growth['large']:,} events in one table's two partitions: "
        f"{rates['small']:,} and {rates['large']:,} events a second."
    )


def _ground(results: Mapping[str, Any]) -> Iterator[str]:
    machine = results["machine"]
    yield "## What it was measured on"
    yield ""
    yield (
        f"- {machine['date']}; {machine['cores']} cores, {machine['processor']}, {machine['system']}; "
        f"Python {machine['python']}."
    )
    yield (
        f"- PostgreSQL {machine['postgresql']}, embedded, syncing to disk, {machine['shared_buffers']} of shared "
        f"buffers; {machine['syncs']:,} fdatasync of 8 KiB a second before it began."
    )
    yield "- " + ", ".join(f"{name} {version}" for name, version in machine["packages"].items()) + "."
    yield (
        "- Load before and after (runnable processes, one minute; the bench itself keeps all cores busy): "
        f"{results['load_before']}, {results['load_after']}."
    )
    yield f"- {results['rounds']} rounds in turns, {results['seconds']} s each."
    for part, load in results.get("again", {}).items():
        yield f"- Measured again since then, as a run of its own: {part} (load before: {load})."
