"""Ratios are taken within a round, and nobody always goes first."""

from bench.read_side.endpoints import IN_A_ROW, in_order
from bench.rounds import Rounds, Spread, in_turns, percentile


def test_each_round_begins_with_another_name_and_leaves_none_out() -> None:
    turns = list(in_turns(("a", "b", "c"), 4))

    assert [name for _, name in turns] == [*"abc", *"bca", *"cab", *"abc"]
    assert [number for number, _ in turns] == [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3]


def test_a_machine_that_grows_slower_changes_no_ratio() -> None:
    speeds = iter([1.0, 2.0, 20.0, 10.0, 100.0, 200.0])  # a, b; b, a; a, b

    rounds = Rounds(("a", "b"), 3, lambda _: next(speeds))

    assert rounds.ratio("b", "a", float) == Spread(median=2.0, least=2.0, most=2.0)


def test_the_median_tells_a_round_that_was_disturbed_from_the_others() -> None:
    assert Spread.of([1.0, 1.1, 9.0]) == Spread(median=1.1, least=1.0, most=9.0)


def test_a_percentile_is_one_of_the_values() -> None:
    values = [float(number) for number in range(1, 201)]

    assert percentile(values, 50) == 101.0
    assert percentile(values, 99) == 199.0
    assert percentile([3.0], 99) == 3.0


def test_in_a_row_each_connection_keeps_to_its_officer() -> None:
    asked = [bytes([number]) for number in range(16)]  # officers 0 to 15 over 8 connections

    order = in_order(asked, 8, mixed=False)

    for connection in range(8):
        mine = order[connection::8]
        assert mine == [asked[connection]] * IN_A_ROW + [asked[connection + 8]] * IN_A_ROW


def test_mixed_the_same_requests_come_in_one_order_for_everybody() -> None:
    asked = [bytes([number]) for number in range(16)]

    order = in_order(asked, 8, mixed=True)

    assert sorted(order) == sorted(in_order(asked, 8, mixed=False))
    assert order == in_order(asked, 8, mixed=True)
    assert len(set(order[::8])) > 8
