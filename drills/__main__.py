"""`python -m drills`: run the drills, say what was seen, and write it down if asked to."""

import argparse
import asyncio
import logging
import os
import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import structlog

from drills.appending import DRILLS as APPENDING
from drills.auditor import VARIABLE, auditor
from drills.backups import DRILLS as BACKUPS
from drills.cluster import run_as_server
from drills.crashes import DRILLS as CRASHES
from drills.disk import DRILLS as DISK
from drills.drill import Drill, Effort, Length, Seen
from drills.inputs import DRILLS as INPUTS
from drills.marathon import DRILLS as MARATHON
from drills.mutants import DRILLS as MUTANTS
from drills.reading import DRILLS as READING
from drills.report import Caught, Held, Record
from drills.requests import DRILLS as REQUESTS
from drills.restoring import DRILLS as RESTORING
from drills.sabotage import SABOTAGES, Sabotage
from drills.site import Grounds
from drills.syscalls import DRILLS as SYSCALLS
from drills.tampering import DRILLS as TAMPERING
from drills.timing import DRILLS as TIMING

ALL: tuple[Drill, ...] = (
    *(
        REQUESTS
        + CRASHES
        + MARATHON
        + APPENDING
        + TIMING
        + TAMPERING
        + RESTORING
        + BACKUPS
        + DISK
        + SYSCALLS
        + READING
        + INPUTS
    ),
)
PROOFS = "proofs"


def main() -> int:
    """Exit status 1 where a promise did not hold, or a broken one was not noticed; 2 where a program is missing."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    given = arguments()
    length = Length.LONG if given.long else Length.SHORT
    chosen = [drill for drill in ALL if _is_asked_for(drill, given)]
    chosen += [drill for drill in MUTANTS if given.only and drill.fault in given.only]  # on request alone
    missing = missing_programs(chosen)
    if missing:
        print(f"drills: missing here: {', '.join(missing)}", file=sys.stderr)
        return 2
    with Grounds(keep=given.keep) as grounds:
        server = run_as_server(["postgres", "--version"], cwd=grounds.folder).decode().split()[2]
        effort = Effort(grounds, length, given.seed)
        held = [hold(drill, effort, f"PostgreSQL {server}") for drill in chosen]
        proofs = SABOTAGES if not given.only or PROOFS in given.only else ()
        caught = [prove(sabotage, effort) for sabotage in proofs]
    if given.write:
        record = Record.read(given.write.with_suffix(".json")).with_these(held, caught)
        names = [drill.fault for drill in (*ALL, *MUTANTS)], [sabotage.what for sabotage in SABOTAGES]
        record.in_order(*names).write(given.write)
    broken = [each for each in held if each.wrong]
    unnoticed = [each for each in caught if each.said is None]
    print(f"{len(held)} drills, {len(broken)} broken; {len(caught)} sabotages, {len(unnoticed)} not noticed")
    return 1 if broken or unnoticed else 0


def _is_asked_for(drill: Drill, given: argparse.Namespace) -> bool:
    """A drill that takes time is for a quiet machine: it is held on request and in long runs."""
    if given.only:
        return drill.fault in given.only
    return given.long or not drill.measures


def arguments() -> argparse.Namespace:
    """What was asked on the command line."""
    parser = argparse.ArgumentParser(prog="python -m drills", description=__doc__)
    parser.add_argument("--long", action="store_true", help="long loops (make drill)")
    parser.add_argument("--only", type=lambda text: text.split(","), help=f"some drills: F2,F10, or {PROOFS}")
    parser.add_argument("--seed", type=int, default=1, help="the dice: a run can be thrown again")
    parser.add_argument("--keep", action="store_true", help="keep the folders of the drills")
    parser.add_argument("--write", type=Path, help="write the table to this file")
    return parser.parse_args()


def missing_programs(chosen: Sequence[Drill]) -> list[str]:
    """Programs that are not Python and not here: nothing is left out silently."""
    needed = sorted({name for drill in chosen for name in drill.needs})
    missing = [name for name in needed if shutil.which(name) is None]
    program = auditor()
    if program is None or not Path(program).exists():
        missing.append(f"the auditor ({VARIABLE}; make conformance builds it)")
    return missing


def hold(drill: Drill, effort: Effort, server: str) -> Held:
    """One drill; what it raises is a drill that did not hold."""
    start = time.monotonic()
    try:
        seen = asyncio.run(drill.run(effort))
    except Exception as error:
        seen = Seen(wrong=[f"The drill itself ended: {type(error).__name__}: {error}"])
    seconds = time.monotonic() - start
    verdict = "BROKEN" if seen.wrong else "held"
    print(f"{drill.fault:5} {verdict:6} {seconds:6.1f} s  {seen.times}; {seen.what}", flush=True)
    for sentence in seen.wrong[:10]:
        print(f"      {sentence}", flush=True)
    return Held(
        fault=drill.fault,
        what=drill.what,
        must_hold=drill.must_hold,
        times=seen.times,
        seen=seen.what,
        checks=seen.checks,
        changes=[list(change) for change in seen.changes],
        wrong=seen.wrong,
        run=f"{effort.length.value}, {seconds:.0f} s, {os.cpu_count()} cores, {server}, seed {effort.seed}",
    )


def prove(sabotage: Sabotage, effort: Effort) -> Caught:
    """One thing taken away; whether the checker noticed."""
    lines = asyncio.run(sabotage.run(effort))
    said = next((line for line in lines if line.startswith(sabotage.told_by)), None)
    print(f"      {'noticed' if said else 'UNNOTICED':9} {sabotage.what}: {said or lines[:3]}", flush=True)
    return Caught(what=sabotage.what, said=said)


if __name__ == "__main__":
    sys.exit(main())
