"""What is told beside an answer, and to whom."""

from uuid import uuid4

from api.devtools import operations
from api.devtools.officers import find_officer
from domain.people import Role
from tests.support.system import System


async def ask(system: System, operation: str, **headers: str) -> dict[str, object]:
    token = system.issuer.token(find_officer(Role.NATIONAL_ADMIN).person)
    response = await system.http.post(
        "/graphql", json={"query": operation}, headers={"authorization": f"Bearer {token}", **headers}
    )
    told: dict[str, object] = response.json()["extensions"]["jejak"]
    return told


async def test_the_statement_and_its_plan_come_with_the_answer_when_asked_for(system: System) -> None:
    told = await ask(system, operations.INBOX, **{"jejak-explain": "1"})
    explained = told["explain"]
    assert isinstance(explained, dict)
    assert "read.visible" in explained["statement"]
    assert "Scan" in explained["plan"]
    assert "explain" not in await ask(system, operations.INBOX)


async def test_only_officers_are_told_how_far_the_log_is(system: System) -> None:
    assert "position" in await ask(system, operations.VIEWER)
    filed = await system.public.do(operations.SUBMIT, {"identity": {"name": "Contoh"}, "narrative": "Contoh"})
    own = system.public.complainant(filed["trackingNumber"], filed["accessCode"])
    for client in (system.public, own):
        assert (await client.ask(operations.VIEWER))["asOf"] is None


async def test_what_was_asked_has_its_cost_in_every_answer(system: System) -> None:
    asked = {"input": {"request": str(uuid4()), "identity": {"name": "Contoh"}, "narrative": "Contoh"}}
    for body in (
        {"query": operations.SUBMIT, "variables": asked},
        {"query": operations.UNITS},
        {"query": "{ __schema { queryType { name } } }"},
    ):
        answer = (await system.http.post("/graphql", json=body)).json()
        assert answer["extensions"]["jejak"]["cost"] > 0
