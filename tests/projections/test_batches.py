"""Writes that go together: few batches, and for each case the order in which they were asked for."""

from itertools import pairwise

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as some

from eventstore.sql import Statements
from projections.batches import in_batches, is_of_one_case
from projections.catalogue import PROJECTIONS
from projections.write import Write

writes = some.lists(
    some.builds(Write, some.sampled_from("abcdXY"), some.tuples(some.integers(0, 5), some.uuids()))
)


def of_one_case(statement: str) -> bool:
    return statement.islower()


@for_all(writes)
def test_each_case_has_its_writes_in_order_and_none_is_lost(asked: list[Write]) -> None:
    done = [Write(name, each) for name, several in in_batches(asked, of_one_case) for each in several]

    assert sorted(done, key=repr) == sorted(asked, key=repr)
    for case in range(6):

        def concerns_it(write: Write, case: int = case) -> bool:
            return write.arguments[0] == case or not of_one_case(write.statement)

        assert [each for each in done if concerns_it(each)] == [each for each in asked if concerns_it(each)]


@for_all(writes)
def test_where_writes_may_be_of_any_case_nothing_goes_before_anything_else(asked: list[Write]) -> None:
    batches = in_batches(asked, lambda _: False)

    assert [Write(name, each) for name, several in batches for each in several] == asked
    assert all(one[0] != following[0] for one, following in pairwise(batches))


def test_what_happens_to_many_in_the_same_way_takes_as_many_batches_as_for_one() -> None:
    asked = [Write(name, (case,)) for case in range(100) for name in ("grant", "drop", "hand_over")]

    assert [name for name, _ in in_batches(asked, of_one_case)] == ["grant", "drop", "hand_over"]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE read.case_file SET version = $2",
        "UPDATE read.case_file SET viewed_at = $2 WHERE unit = $1",
        "DELETE FROM read.visible WHERE complaint = $1 OR lead = $1",
        "INSERT INTO read.history_entry (position, complaint) VALUES ($1, $2)",
        "-- WHERE complaint = $1\nUPDATE read.clock SET unit = $1",
    ],
)
def test_a_statement_that_may_write_rows_of_several_cases_is_not_taken_for_one_of_one(sql: str) -> None:
    assert not is_of_one_case(sql)


def test_what_a_case_goes_through_most_often_is_recognised() -> None:
    """Each of these is written for events of every case; were one not recognised, it would go alone."""
    statements = {
        each.name: {name: is_of_one_case(sql) for name, sql in Statements.load(each.queries).items()}
        for each in PROJECTIONS
    }

    assert all(statements["visible"].values())
    assert all(statements["inbox"].values())
    assert all(statements["clocks"].values())
    assert statements["case"]["submit"]
    assert statements["case"]["pass"]
    assert not any(statements["offices"].values())
