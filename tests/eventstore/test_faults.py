"""The faults that need nothing but Python to bring about, in tiny loops. `make drill` runs all of them at length."""

import asyncio
from collections.abc import Iterator

import pytest

from drills.crashes import database_killed, sequencers_killed, signer_killed
from drills.drill import Effort, Length, Run
from drills.inputs import golden_entries, malformed_inputs
from drills.sabotage import SABOTAGES, acknowledged_too_early
from drills.site import Grounds
from drills.tampering import edited, rewritten
from drills.timing import transactions_left_open


@pytest.fixture(scope="module")
def effort() -> Iterator[Effort]:
    """A place for drills, with a server that is durable: it is going to be killed."""
    with Grounds() as grounds:
        yield Effort(grounds, Length.TINY, seed=1)


@pytest.mark.parametrize(
    "drill",
    [
        pytest.param(database_killed, id="the server is killed while clients append and events are numbered"),
        pytest.param(sequencers_killed, id="three sequencers are killed and frozen"),
        pytest.param(signer_killed, id="the signer is killed at any moment"),
        pytest.param(transactions_left_open, id="a transaction stays open, a prepared one is left behind"),
        pytest.param(edited, id="a superuser edits what is stored"),
        pytest.param(rewritten, id="a superuser rewrites history consistently"),
        pytest.param(malformed_inputs, id="foreign bytes are malformed"),
        pytest.param(golden_entries, id="what was released is stored as on the first day"),
    ],
)
def test_no_promise_is_broken_when(effort: Effort, drill: Run) -> None:
    assert asyncio.run(drill(effort)).wrong == []


def test_the_checker_notices_what_was_acknowledged_too_early(effort: Effort) -> None:
    [told_by] = [each.told_by for each in SABOTAGES if each.run is acknowledged_too_early]
    assert any(line.startswith(told_by) for line in asyncio.run(acknowledged_too_early(effort)))
