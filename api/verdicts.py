"""What a verification came to, the same in form for a database, a served log, a mirror, a proof and a bundle."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import orjson

from eventstore.bundle_verify import BundleReport
from eventstore.findings import Problem
from eventstore.note import Checkpoint
from eventstore.verify import Report
from eventstore.verify_tiles import TilesReport

HELD, BROKEN, ASIDE = "[bold green]✔[/]", "[bold red]✘[/]", "[dim]·[/]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """`held` and `aside` are sentences for people; `figures` are for programs."""

    source: str
    held: Sequence[str]
    problems: Sequence[Problem]
    further: int = 0
    aside: Sequence[str] = ()
    figures: Mapping[str, int | str] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not self.problems

    def lines(self) -> list[str]:
        """For people: what held, or what did not and where."""
        if self.ok:
            return [f"{HELD} {line}" for line in self.held] + [f"{ASIDE} {line}" for line in self.aside]
        lines = [f"{BROKEN} {_place(each)}: {each.message} [dim]({each.check})[/]" for each in self.problems]
        if self.further:
            lines.append(f"{BROKEN} and {self.further} further problems")
        return lines + [f"{ASIDE} {line}" for line in self.aside]

    def json(self) -> str:
        """One JSON object for programs."""
        problems = [
            {
                "check": each.check,
                "position": each.position,
                "stream": each.stream,
                "version": each.version,
                "message": each.message,
            }
            for each in self.problems
        ]
        found = {"ok": self.ok, "source": self.source, **self.figures}
        return orjson.dumps({**found, "problems": problems, "further": self.further}).decode()


def of_database(report: Report) -> Verdict:
    """The whole log, recomputed from its stored bytes."""
    aside = []
    if report.unsequenced:
        aside.append(f"{report.unsequenced} events have no position yet")
    if report.size > report.proven_size:
        aside.append(f"{report.size - report.proven_size} entries came after the last checkpoint")
    if report.erased:
        aside.append(f"{report.erased} sealed records were erased")
    return Verdict(
        source="database",
        held=(
            f"{report.size} entries re-hashed: positions dense, streams unbroken, facts and sealed records as "
            "committed",
            f"the tree of {report.proven_size} leaves has the root of the signed checkpoint; "
            f"{report.checkpoints} checkpoints agree with it",
            *_earlier(report.earlier),
        ),
        problems=report.problems,
        further=report.further,
        aside=aside,
        figures={
            "size": report.size,
            "unsequenced": report.unsequenced,
            "erased": report.erased,
            "checkpoints": report.checkpoints,
            "proven_size": report.proven_size,
            "earlier": report.earlier,
        },
    )


def of_tiles(report: TilesReport, source: str) -> Verdict:
    """A served log or a mirror."""
    return Verdict(
        source=source,
        held=(
            f"{report.size} entries re-hashed: {report.streams} streams unbroken",
            f"{report.tiles} tiles hold their hashes, and the tree has the root of the signed checkpoint",
            *_earlier(report.earlier),
        ),
        problems=report.problems,
        further=report.further,
        figures={
            "size": report.size,
            "streams": report.streams,
            "tiles": report.tiles,
            "earlier": report.earlier,
        },
    )


def of_bundle(report: BundleReport, aside: Sequence[str]) -> Verdict:
    """A case bundle."""
    return Verdict(
        source="bundle",
        held=(
            f"{report.events} entries are in the signed tree of {report.size} leaves",
            "facts, shown texts and schemas are those that the entries commit to",
            f"{report.streams} streams are unbroken from their first version to the last one here",
            *_earlier(report.earlier),
        ),
        problems=report.problems,
        further=report.further,
        aside=aside,
        figures={
            "events": report.events,
            "size": report.size,
            "streams": report.streams,
            "earlier": report.earlier,
        },
    )


def of_proof(index: int, leaf: bytes, checkpoint: Checkpoint | None, problems: Sequence[Problem]) -> Verdict:
    """A proof file; `checkpoint` is the one it leads to, if it does."""
    size = checkpoint.size if checkpoint else 0
    return Verdict(
        source="proof",
        held=(
            f"the entry with leaf hash {leaf.hex()} is at position {index} of the signed tree of {size} leaves",
        ),
        problems=problems,
        figures={"position": index, "leaf_hash": leaf.hex(), "size": size},
    )


def _earlier(count: int) -> tuple[str, ...]:
    return (f"{count} checkpoints from earlier are consistent with it",) if count else ()


def _place(problem: Problem) -> str:
    if problem.position is not None:
        return f"position {problem.position}"
    return "log" if problem.stream is None else f"stream {problem.stream}"
