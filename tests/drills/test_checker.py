"""Each check of the drills' checker speaks when its promise is broken, and only then."""

import copy
from collections.abc import Callable
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from drills.checker import (
    Examination,
    Stored,
    check_commands,
    check_positions,
    check_real_time,
    check_sightings,
    check_versions,
)
from drills.journal import Asked, Sightings, Told
from drills.site import ORIGIN
from eventstore.ids import event_id
from eventstore.tree import root_of

ONE_STREAM = UUID("8f1b9a52-0d55-4b1e-8c57-0f8e5a0d9a11")


class Seen:
    """Three commands with two events each on one stream, one after the other, all as it should be."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.stored: list[Stored] = []
        for number in range(3):
            asked = Asked(scope="s", key=uuid4(), items=2, sent=10 * number, acknowledged=10 * number + 5)
            for ordinal in range(2):
                place = 2 * number + ordinal
                event = event_id(ORIGIN, "s", asked.key, ordinal)
                self.stored.append(Stored(event, ONE_STREAM, place + 1, bytes([place]) * 32, place, place))
            asked.told = tuple(
                Told(event=each.event, stream=each.stream, version=each.version, leaf_hash=each.leaf_hash)
                for each in self.stored[-2:]
            )
            self.asked.append(asked)
        self.sightings = Sightings()
        for size in (2, 6):
            self.sightings.saw(size, root_of(each.leaf_hash for each in self.stored[:size]), "note")

    def examined(self) -> dict[str, list[str]]:
        found = Examination()
        check_commands(found, copy.deepcopy(self.asked), self.stored)
        check_versions(found, self.stored)
        check_positions(found, self.stored)
        check_real_time(found, self.asked, self.stored)
        check_sightings(found, self.sightings, self.stored)
        return found.wrong

    def change(self, place: int, **values: object) -> None:
        self.stored[place] = replace(self.stored[place], **values)  # type: ignore[arg-type]


def lose(seen: Seen) -> None:
    del seen.stored[5]


def change_hash(seen: Seen) -> None:
    seen.change(5, leaf_hash=b"x" * 32)


def answer_twice(seen: Seen) -> None:
    seen.asked[1].contradicted = True


def write_half(seen: Seen) -> None:
    seen.asked[2].acknowledged = None
    del seen.stored[5]


def write_for_nobody(seen: Seen) -> None:
    seen.stored.append(Stored(uuid4(), uuid4(), 1, b"y" * 32, 6, 6))


def write_a_version_twice(seen: Seen) -> None:
    seen.change(5, version=5)


def order_a_stream_wrongly(seen: Seen) -> None:
    seen.change(4, position=5)
    seen.change(5, position=4)


def leave_a_gap(seen: Seen) -> None:
    seen.change(5, position=6)


def give_a_position_twice(seen: Seen) -> None:
    seen.change(5, position=4)


def give_no_position(seen: Seen) -> None:
    seen.change(5, position=None)


def number_late_what_was_acknowledged_first(seen: Seen) -> None:
    for place, each in enumerate(seen.stored):
        seen.change(place, stream=uuid4(), version=1, position=(each.seq + 2) % 6)


def publish_two_roots(seen: Seen) -> None:
    seen.sightings.saw(2, b"z" * 32, "note")


def publish_what_is_not_stored(seen: Seen) -> None:
    seen.sightings.saw(4, b"z" * 32, "note")


def show_an_older_checkpoint(seen: Seen) -> None:
    seen.sightings.saw_newest(2)


BROKEN: dict[Callable[[Seen], None], str] = {
    lose: "acknowledged_lost",
    change_hash: "acknowledged_changed",
    answer_twice: "first_answer",
    write_half: "half_command",
    write_for_nobody: "nobody_asked",
    write_a_version_twice: "versions_contiguous",
    order_a_stream_wrongly: "stream_order",
    leave_a_gap: "positions_dense",
    give_a_position_twice: "positions_dense",
    give_no_position: "passed_over",
    number_late_what_was_acknowledged_first: "real_time_order",
    publish_two_roots: "no_fork",
    publish_what_is_not_stored: "no_fork",
    show_an_older_checkpoint: "no_fork",
}


def test_a_log_that_keeps_its_promises_passes() -> None:
    assert Seen().examined() == {}


def test_a_command_that_was_never_acknowledged_may_be_there_or_not() -> None:
    seen = Seen()
    seen.asked[2].acknowledged = None
    assert seen.examined() == {}
    del seen.stored[4:]
    del seen.sightings.roots[6]
    assert seen.examined() == {}


@pytest.mark.parametrize(
    ("broken", "check"), BROKEN.items(), ids=lambda each: getattr(each, "__name__", each)
)
def test_what_is_broken_is_told_by_its_check(broken: Callable[[Seen], None], check: str) -> None:
    seen = Seen()
    broken(seen)
    assert check in seen.examined()


def test_commands_at_the_same_time_may_stand_in_any_order() -> None:
    seen = Seen()
    for each in seen.asked:
        each.sent, each.acknowledged = 0, 100
    for place, stored in enumerate(seen.stored):
        seen.change(place, stream=uuid4(), version=1, position=(stored.seq + 2) % 6)
    assert "real_time_order" not in seen.examined()
