"""Servers over HTTP, in turns: answers a second and how long they take, as ratios to one of them."""

import random
import statistics
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bench.console import say
from bench.processes import HOST, Load, LoadGenerator
from bench.read_side.arms import Arm
from bench.read_side.documents import Document, Viewer, meaning, requests
from bench.rounds import Rounds, percentile

OURS, BASE = "jejak", "gated"
"""The arm that matters, and the one whose answers all others must give."""
IN_A_ROW = 25
"""Requests of one officer on a connection before the next one's turn, where officers are not mixed."""


class AnswersDiffer(Exception):
    """Two servers answered one question differently, so their speed cannot be compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How much is done: requests of a whole share and round, rounds, and connections at once."""

    requests: int
    rounds: int
    connections: int


def same_answers(document: Document, arms: Sequence[Arm], viewers: Sequence[Viewer]) -> int:
    """Ask everybody everything once and compare; answers the bytes of our answer. Raises AnswersDiffer."""
    base = next(arm for arm in arms if arm.name == BASE)
    expected = [meaning(document, _answer(base.port, each)) for each in requests(base.ask, document, viewers)]
    lengths = []
    for arm in arms:
        bodies = [_answer(arm.port, each) for each in requests(arm.ask, document, viewers)]
        if [meaning(document, body) for body in bodies] != expected:
            raise AnswersDiffer(f"{arm.name} and {BASE} answer the {document} differently")
        lengths.append(round(statistics.mean(len(body) for body in bodies)))
    return lengths[0]


def measured(
    document: Document, arms: Sequence[Arm], viewers: Sequence[Viewer], scale: Scale, load: LoadGenerator
) -> Rounds[Load]:
    """Every arm once a round, after a warm-up. Raises RuntimeError where a request failed."""
    by_name = {arm.name: arm for arm in arms}
    asked = {
        arm.name: in_order(requests(arm.ask, document, viewers), scale.connections, mixed=arm.mixed)
        for arm in arms
    }

    def measure(name: str) -> Load:
        arm = by_name[name]
        count = max(scale.connections, round(scale.requests * arm.share))
        done = load.run(arm.port, asked[name], count=count, connections=scale.connections)
        if done.failed:
            raise RuntimeError(f"{done.failed} requests to {name} failed")
        return done

    for name in by_name:
        measure(name)
    say(f"Measuring the {document}: {len(arms)} arms, {scale.rounds} rounds ...")
    return Rounds(tuple(by_name), scale.rounds, measure)


def in_order(asked: Sequence[bytes], connections: int, *, mixed: bool) -> list[bytes]:
    """Mixed: drawn, in one order for all arms. Otherwise each request some times in a row on its own connection."""
    blocks = [asked[start : start + connections] for start in range(0, len(asked), connections)]
    if not mixed:
        return [each for block in blocks for _ in range(IN_A_ROW) for each in block]
    drawn = list(asked) * IN_A_ROW
    random.Random(IN_A_ROW).shuffle(drawn)
    return drawn


def summary(arms: Sequence[Arm], rounds: Rounds[Load]) -> Mapping[str, Any]:
    """For each arm: throughput and p50 over those of its base, and its own medians. Times in milliseconds."""
    return {arm.name: _summary(arm, rounds) for arm in arms}


def _summary(arm: Arm, rounds: Rounds[Load]) -> Mapping[str, Any]:
    rate = rounds.ratio(arm.name, arm.base, lambda each: each.rate)
    lead = rounds.ratio(OURS, arm.name, lambda each: each.rate)
    p50 = rounds.ratio(arm.name, arm.base, lambda each: statistics.median(each.latencies))
    all_of_them = [latency for each in rounds.results[arm.name] for latency in each.latencies]
    return {
        "title": arm.title,
        "throughput_ratio": round(rate.median, 3),
        "throughput_ratio_range": [round(rate.least, 3), round(rate.most, 3)],
        "p50_ratio": round(p50.median, 3),
        "p50_ratio_range": [round(p50.least, 3), round(p50.most, 3)],
        "jejak_over_it": round(lead.median, 2),
        "answers_per_second": round(rounds.of(arm.name, lambda each: each.rate).median, 1),
        "p50_ms": round(statistics.median(all_of_them) * 1000, 2),
        "p99_ms": round(percentile(all_of_them, 99) * 1000, 2),
        "requests": len(all_of_them),
    }


def _answer(port: int, request: bytes) -> bytes:
    """The body of a request's answer."""
    head, _, body = request.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    method, target, _ = first.split(" ")
    headers = dict(line.split(": ", 1) for line in lines)
    asked = urllib.request.Request(f"http://{HOST}:{port}{target}", body or None, headers, method=method)
    with urllib.request.urlopen(asked, timeout=30) as response:
        return bytes(response.read())
