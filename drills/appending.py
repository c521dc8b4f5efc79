"""F5, F6 and F7: what the append must hold by itself. The tests bring it about; here they are run and told."""

from collections.abc import Callable, Coroutine
from typing import Any

from drills.drill import Drill, Effort, Seen
from drills.mutants import tests_pass

TESTS = "tests/eventstore/test_append_faults.py"


def tested(*names: str) -> Callable[[Effort], Coroutine[Any, Any, Seen]]:
    """A drill of these tests, once or again and again."""

    async def run(effort: Effort) -> Seen:
        rounds = effort.often(1, 20)
        seen = Seen(times=f"{rounds} {'round' if rounds == 1 else 'rounds'}", checks=[TESTS])
        for number in range(rounds):
            passed = await tests_pass([f"{TESTS}::{name}" for name in names], {})
            seen.require(passed, f"A test failed in round {number + 1}.")
        seen.what = "; ".join(name.removeprefix("test_").replace("_", " ") for name in names)
        return seen

    return run


DRILLS = (
    Drill(
        "F5",
        "64 writers on one stream who all expect the same version",
        "Exactly one winner a version; versions without a gap",
        tested("test_64_writers_who_expect_a_version_leave_each_version_one_winner"),
    ),
    Drill(
        "F6",
        "One command 1,000 times at once; one key for two requests at once",
        "One effect and one answer; the other request is an error",
        tested(
            "test_a_thousand_of_one_command_at_once_have_one_effect_and_one_answer",
            "test_a_key_under_which_two_things_are_asked_at_once_stands_for_one_of_them",
        ),
    ),
    Drill(
        "F7",
        "A proxy cuts the connection after the commit: the acknowledgement is lost, and the command is sent again",
        "The first answer, and no second effect",
        tested(
            "test_a_command_whose_acknowledgement_was_lost_is_answered_when_it_is_sent_again",
            "test_commands_that_never_arrived_are_written_when_they_are_sent_again",
            "test_of_commands_that_went_together_each_is_answered_after_a_lost_acknowledgement",
        ),
    ),
)
