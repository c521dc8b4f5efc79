"""`python -m drills`: run the drills, say what was seen, and write it down if asked to."""

import argparse
import asyncio
import logging
import sys
import time

import structlog

from drills.crashes import DRILLS as CRASHES
from drills.disk import DRILLS as DISK
from drills.drill import Drill, Effort, Seen
from drills.inputs import DRILLS as INPUTS
from drills.reading import DRILLS as READING
from drills.requests import DRILLS as REQUESTS
from drills.restoring import DRILLS as RESTORING
from drills.site import Grounds
from drills.syscalls import DRILLS as SYSCALLS
from drills.tampering import DRILLS as TAMPERING
from drills.timing import DRILLS as TIMING

ALL: tuple[Drill, ...] = (
    REQUESTS + CRASHES + TIMING + DISK + SYSCALLS + TAMPERING + RESTORING + READING + INPUTS
)


def main() -> int:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    parser = argparse.ArgumentParser(prog="python -m drills", description=__doc__)
    parser.add_argument("--long", action="store_true", help="long loops (make drill)")
    parser.add_argument("--only", help="some drills, such as F2,F10")
    parser.add_argument("--seed", type=int, default=1, help="the dice: a run can be thrown again")
    parser.add_argument("--keep", action="store_true", help="keep the folders of the drills")
    given = parser.parse_args()
    chosen = [drill for drill in ALL if not given.only or drill.fault in given.only.split(",")]
    wrong = 0
    with Grounds(keep=given.keep) as grounds:
        for drill in chosen:
            seen, seconds = hold(drill, Effort(grounds, given.long, given.seed))
            print(
                f"{drill.fault:5} {'held' if not seen.wrong else 'BROKEN'} {seconds:6.1f} s  {seen.times}; {seen.what}"
            )
            for check in seen.checks:
                print(f"      {check}")
            for sentence in seen.wrong:
                print(f"      {sentence}")
            wrong += bool(seen.wrong)
    return 1 if wrong else 0


def hold(drill: Drill, effort: Effort) -> tuple[Seen, float]:
    """One drill, and how long it took."""
    start = time.monotonic()
    seen = asyncio.run(drill.run(effort))
    return seen, time.monotonic() - start


if __name__ == "__main__":
    sys.exit(main())
