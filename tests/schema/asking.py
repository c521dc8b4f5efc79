"""Documents as somebody asks them, over the real bindings and a test's own database."""

import json
from datetime import date
from typing import Any
from uuid import uuid4

from api.application.files import claims_of
from api.auth import PUBLIC, Caller
from api.parts import build_compiler
from domain.people import Actor, ComplaintId
from schema.build import build_schema
from schema.compiler import ClaimedPool
from tests.projections.facts import number_of
from tests.support.cast import COMPLAINT

TODAY = date(2026, 3, 9)
NUMBER = number_of(COMPLAINT)


class Api:
    """Documents as somebody asks them."""

    def __init__(self, pool: ClaimedPool) -> None:
        self._pool = pool
        self._compiler = build_compiler(build_schema(), bytes(32))

    async def ask(self, document: str, by: Actor | Caller = PUBLIC, **variables: Any) -> Any:
        caller = by if isinstance(by, Caller) else Caller(actor=by, person=by.person, assignments=(by,))
        answer = await self._pool.run(self._compiler.prepare(document, variables), claims_of(caller, TODAY))
        return json.loads(answer.data)

    async def case(self, fields: str, by: Actor | Caller = PUBLIC) -> Any:
        """Fields of the complaint of the samples."""
        document = f"query($number: String!) {{ complaint(trackingNumber: $number) {{ {fields} }} }}"
        found = await self.ask(document, by, number=NUMBER)
        return found["complaint"]


def new() -> ComplaintId:
    """A complaint of its own."""
    return ComplaintId(uuid4())
