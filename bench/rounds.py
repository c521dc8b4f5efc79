"""Measuring in turns, so that a machine that grows slower or faster does so for everybody."""

import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Spread:
    """The median over the rounds, and the least and the most."""

    median: float
    least: float
    most: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        return cls(statistics.median(values), min(values), max(values))


def in_turns(names: Sequence[str], rounds: int) -> Iterator[tuple[int, str]]:
    """Every name once a round, each round begun by another one."""
    for number in range(rounds):
        start = number % len(names)
        for name in (*names[start:], *names[:start]):
            yield number, name


class Rounds(Generic[Result]):
    """What was measured: by name, one result a round."""

    def __init__(self, names: Sequence[str], rounds: int, measure: Callable[[str], Result]) -> None:
        self.results: dict[str, list[Result]] = {name: [] for name in names}
        for _, name in in_turns(names, rounds):
            self.results[name].append(measure(name))

    def of(self, name: str, value: Callable[[Result], float]) -> Spread:
        """One name's own values."""
        return Spread.of([value(each) for each in self.results[name]])

    def ratio(self, name: str, to: str, value: Callable[[Result], float]) -> Spread:
        """One name's value over another's, round by round."""
        pairs = zip(self.results[name], self.results[to], strict=True)
        return Spread.of([value(mine) / value(theirs) for mine, theirs in pairs])


def percentile(values: Sequence[float], hundredth: int) -> float:
    """The value that so many hundredths of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * hundredth // 100)]
