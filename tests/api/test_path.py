"""The whole path, through HTTP and GraphQL, against a real database."""

from api.devtools import operations
from api.devtools.demo.display import Stage, stage_console
from api.devtools.demo.story import Story
from domain.people import Role
from tests.support.system import System


async def test_one_complaint_goes_through_every_tier_and_is_rated(system: System) -> None:
    story = Story(
        public=system.public, officer=system.as_officer, clock=system.clock, stage=Stage(stage_console())
    )
    number = await story.tell()
    county = system.officer(Role.INSTITUTION_ADMIN)
    case = (await county.ask(operations.COMPLAINT, {"trackingNumber": number}))["complaint"]
    assert (case["status"], case["closedBy"], case["rating"]) == ("COMPLETED", "COMPLAINANT", 5)
    assert (case["dueOn"], case["interveneBy"]) == ("2026-04-06", "2026-03-17")
