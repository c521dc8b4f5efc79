"""What the bench says while it works: on standard error, so that standard output holds results alone."""

import sys


def say(line: str) -> None:
    """One line, at once."""
    print(line, file=sys.stderr, flush=True)
