"""The table of faults as a page: written by the command, never by hand."""

import os
from collections.abc import Sequence
from dataclasses import dataclass

from drills.drill import Drill, Length, Seen

INTRODUCTION = """\
# Faults, and what was seen

Written by `make drill`; do not edit. Each row is a fault that was brought about on a PostgreSQL and processes of its
own, and what a checker outside found afterwards. The checker trusts nothing inside the system: clients keep a journal
of what they sent and what was acknowledged, a watcher keeps every checkpoint that was ever shown, `jejak verify`
recomputes the stored bytes, and a program in Go that shares no code with us audits the log as it is served. After each
run: nothing acknowledged is lost or changed, no command is there in part or twice, versions and positions have no gap,
what was acknowledged before something else was sent stands before it, and all checkpoints are one history.
"""
CHANGES = """\
## Which check catches which change

A superuser switches every trigger off and changes the tables; everybody who could notice is asked. `verify` is `jejak
verify` on the database with the log's key, `signer` the signer with its own store, `start-up` the comparison that a
sequencer makes before it numbers anything, `auditor` the program in Go on the served log with earlier checkpoints.
Where `verify` alone is silent, the database was made consistent in itself; only a memory outside it can tell.
"""
PROOF = """\
## The drills can fail

Each of these takes away one thing that a promise rests on, and the same checker must then say so.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A drill that was held."""

    drill: Drill
    seen: Seen
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Caught:
    """A sabotage, and what was said about it; None where nobody noticed."""

    what: str
    said: str | None


def page(held: Sequence[Held], caught: Sequence[Caught], *, length: Length, seed: int, server: str) -> str:
    """The whole page."""
    minutes = sum(each.seconds for each in held) / 60
    lines = [
        INTRODUCTION,
        f"This run: {length.value}, {minutes:.0f} minutes on {os.cpu_count()} cores, {server}, seed {seed}.",
        "",
        "| | Fault | Must hold | How often | What was seen | Checked by |",
        "|---|---|---|---|---|---|",
        *(_row(each) for each in held),
        "",
        CHANGES,
        "| Change | Caught by |",
        "|---|---|",
        *(_cells(*line.split(": ", 1)) for each in held if _tells_changes(each) for line in each.seen.checks),
        "",
        PROOF,
        "| Taken away | What the checker said |",
        "|---|---|",
        *(_cells(each.what, each.said or "**nothing**") for each in caught),
        "",
    ]
    return "\n".join(lines)


def _row(each: Held) -> str:
    verdict = "" if not each.seen.wrong else "**Broken.** " + " ".join(each.seen.wrong[:5]) + " "
    checks = "see below" if _tells_changes(each) else "; ".join(each.seen.checks)
    drill = each.drill
    return _cells(drill.fault, drill.what, drill.must_hold, each.seen.times, verdict + each.seen.what, checks)


def _tells_changes(each: Held) -> bool:
    return each.drill.fault in ("F10", "F11")


def _cells(*texts: str) -> str:
    return "| " + " | ".join(text.replace("|", "\\|").replace("\n", " ") for text in texts) + " |"
