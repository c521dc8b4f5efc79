"""Writes in few statements: many rows in one round trip, without changing what comes out."""

import re
from collections.abc import Callable, Iterable, Sequence

from projections.write import Write

Batch = tuple[str, list[tuple[object, ...]]]
"""A statement, and the arguments it is executed with, one after the other."""

_OF_ONE_CASE = re.compile(r"\AINSERT INTO \S+ \(complaint,|\bWHERE complaint = \$1(?! OR\b)")


def is_of_one_case(sql: str) -> bool:
    """Whether a statement writes no rows but those of the complaint that is its first argument.

    And reads none of another complaint that such statements write. One that is not recognised counts as writing any.
    """
    code = "\n".join(line for line in sql.strip().splitlines() if not line.startswith("--"))
    return _OF_ONE_CASE.search(code) is not None


def in_batches(writes: Iterable[Write], of_one_case: Callable[[str], bool]) -> Sequence[Batch]:
    """The same writes, alike ones together.

    One that is of a single case may go before those of others, never before one of its own: it joins the last batch of
    its statement, unless its case has been written in a later one. All others keep their place among all.
    """
    batches: list[Batch] = []
    newest: dict[str, int] = {}
    reached: dict[object, int] = {}
    floor = 0
    for write in writes:
        apart = of_one_case(write.statement)
        least = max(floor, reached.get(write.arguments[0], 0)) if apart else max(0, len(batches) - 1)
        place = newest.get(write.statement, -1)
        if place < least:
            place = newest[write.statement] = len(batches)
            batches.append((write.statement, []))
        batches[place][1].append(write.arguments)
        if apart:
            reached[write.arguments[0]] = place
        else:
            floor = place
    return batches
