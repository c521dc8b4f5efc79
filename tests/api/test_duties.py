"""The agencies that administer and inspect for the whole county: as they were organised, a decision knows them."""

from api.application.names import unit_of
from api.application.offices import load_offices
from domain.people import Duty
from tests.support.system import System


async def test_a_decision_knows_which_agency_administers_and_which_inspects(system: System) -> None:
    county = unit_of("LOMBOK-TENGAH")
    offices = await load_offices(system.api.pool)
    assert offices.duties == {
        (county, Duty.ADMINISTRATION): unit_of("DISKOMINFO"),
        (county, Duty.INSPECTORATE): unit_of("INSPEKTORAT"),
    }
