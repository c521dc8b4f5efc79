"""The table of faults: kept as data, and as a page that is made of them. Written by the command, never by hand.

A run replaces the rows of the drills that it held and keeps the others, each with the run that it is from.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

INTRODUCTION = """\
# Faults, and what was seen

Written by `make drill` from `faults.json` beside it; do not edit. Each row is a fault that was brought about on a
PostgreSQL and processes of its own, and what a checker outside found afterwards. The checker trusts nothing inside the
system: clients keep a journal of what they sent and what was acknowledged, a watcher keeps every checkpoint that was
ever shown, `jejak verify` recomputes the stored bytes, and a program in Go that shares no code with us audits the log
as it is served. After each run: nothing acknowledged is lost or changed, no command is there in part or twice, versions
and positions have no gap, what was acknowledged before something else was sent stands before it, and all checkpoints
are one history.
"""
CHANGES = """\
## Which check catches which change

A superuser makes a change in a copy of the log. *Triggers* says what happens while they are in place, to a superuser
and to one who says `session_replication_role = replica`; a change that only adds rows passes. Then he switches all of
them off, and everybody who could notice is asked. `verify` is `jejak verify` on the database with the log's key,
`signer` the signer with its own store, `start-up` the comparison that a sequencer makes before it numbers anything,
`auditor` the program in Go on the served log with earlier checkpoints. Where `verify` is silent, the database was made
consistent in itself; only a memory outside it can tell.
"""
PROOF = """\
## The drills can fail

Each of these takes away one thing that a promise rests on, and the same checker must then say so.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A drill that was held, as it is kept. `run`: how long its loops were, what they took, and where."""

    fault: str
    what: str
    must_hold: str
    times: str
    seen: str
    checks: list[str]
    changes: list[list[str]]
    wrong: list[str]
    run: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Caught:
    """A sabotage, and what was said about it; None where nobody noticed."""

    what: str
    said: str | None


@dataclass(slots=True, kw_only=True)
class Record:
    """Everything that was seen, by the fault, and by what was taken away."""

    held: dict[str, Held] = field(default_factory=dict)
    caught: dict[str, Caught] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> "Record":
        """What is kept in a file; nothing where there is none."""
        if not path.exists():
            return cls()
        content: dict[str, list[dict[str, Any]]] = json.loads(path.read_text(encoding="utf-8"))
        return cls().with_these(
            [Held(**each) for each in content["held"]], [Caught(**each) for each in content["caught"]]
        )

    def with_these(self, held: Sequence[Held], caught: Sequence[Caught]) -> "Record":
        """The same with newer rows in the place of the old ones."""
        return Record(
            held=self.held | {each.fault: each for each in held},
            caught=self.caught | {each.what: each for each in caught},
        )

    def in_order(self, faults: Sequence[str], sabotages: Sequence[str]) -> "Record":
        """The rows of the drills that there are, in the order in which they are held."""
        return Record(
            held={name: self.held[name] for name in faults if name in self.held},
            caught={name: self.caught[name] for name in sabotages if name in self.caught},
        )

    def write(self, path: Path) -> None:
        """Keep it, and make the page beside it: `path` is the page's, its data have the same name with `.json`."""
        content = {
            part: [asdict(each) for each in getattr(self, part).values()] for part in ("held", "caught")
        }
        text = json.dumps(content, indent=1, ensure_ascii=False)
        path.with_suffix(".json").write_text(text + "\n", encoding="utf-8")
        path.write_text(page(self), encoding="utf-8")


def page(record: Record) -> str:
    """The whole page."""
    changes = [change for each in record.held.values() for change in each.changes]
    lines = [
        INTRODUCTION,
        "| | Fault | Must hold | How often | What was seen | Checked by | Run |",
        "|---|---|---|---|---|---|---|",
        *(_row(each) for each in record.held.values()),
        "",
        CHANGES,
        "| Change | Triggers | Caught by |",
        "|---|---|---|",
        *(_cells(*change) for change in changes),
        "",
        PROOF,
        "| Taken away | What the checker said |",
        "|---|---|",
        *(_cells(each.what, each.said or "**nothing**") for each in record.caught.values()),
        "",
    ]
    return "\n".join(lines)


def _row(each: Held) -> str:
    verdict = "" if not each.wrong else "**Broken.** " + " ".join(each.wrong[:5]) + " "
    checks = "see below" if each.changes else "; ".join(each.checks)
    return _cells(each.fault, each.what, each.must_hold, each.times, verdict + each.seen, checks, each.run)


def _cells(*texts: str) -> str:
    return "| " + " | ".join(text.replace("|", "\\|").replace("\n", " ") for text in texts) + " |"
