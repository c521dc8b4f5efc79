"""What the row policy costs: one compiled statement, in a role it binds and in one it does not, in turns."""

import statistics
import time
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from api.application.files import claims_of
from api.auth import Caller
from api.parts import build_compiler
from api.settings import Part
from bench.read_side.database import Ground, connected
from bench.read_side.documents import JEJAK
from bench.read_side.people import Office
from bench.rounds import Spread, in_turns
from domain.people import Actor, AssignmentId, Role
from schema.build import build_schema
from schema.compiler import Request

ARMS = ("policy", "no policy")
BATCH = 10
WARM_UP = 5  # batches


async def policy_cost(ground: Ground, *, rounds: int, executions: int) -> Mapping[str, Any]:
    """The inbox statement with the policy over the same statement without it: the ratio of their times, SQL alone.

    A round asks for one office, in short batches by turns, so that what disturbs one batch leaves the median alone.
    """
    prepared = build_compiler(build_schema(), bytes(32)).prepare(JEJAK["inbox"])
    seconds: dict[str, list[float]] = {name: [] for name in ARMS}
    async with connected(ground.settings.address(Part.APP)) as app, connected(ground.superuser) as bypass:
        on = dict(zip(ARMS, (app, bypass), strict=True))
        for office in ground.organisation.offices[:rounds]:
            claims = claims_of_liaison(office)
            sql, parameters = prepared.statement(claims)
            batches: dict[str, list[float]] = {name: [] for name in ARMS}
            await _claim(app, prepared, claims)
            for number, name in in_turns(ARMS, WARM_UP + executions // BATCH):
                began = time.perf_counter()
                for _ in range(BATCH):
                    await on[name].fetchrow(sql, *parameters)
                if number >= WARM_UP:
                    batches[name].append((time.perf_counter() - began) / BATCH)
            for name in ARMS:
                seconds[name].append(statistics.median(batches[name]))
    ratio = Spread.of(
        [one / other for one, other in zip(seconds["policy"], seconds["no policy"], strict=True)]
    )
    return {
        "ratio": round(ratio.median, 3),
        "ratio_range": [round(ratio.least, 3), round(ratio.most, 3)],
        "policy_ms": round(Spread.of(seconds["policy"]).median * 1000, 3),
        "no_policy_ms": round(Spread.of(seconds["no policy"]).median * 1000, 3),
    }


def claims_of_liaison(office: Office) -> Mapping[str, Any]:
    """What the statement and the policy are told about the office's liaison."""
    actor = Actor(
        person=office.liaison,
        role=Role.LIAISON_OFFICER,
        assignment=AssignmentId(office.assignment),
        institution=office.institution,
        unit=office.unit,
    )
    return claims_of(Caller(actor=actor, person=office.liaison), date(2026, 3, 4))


async def _claim(connection: Any, prepared: Request, claims: Mapping[str, Any]) -> None:
    settings: Sequence[tuple[str, str]] = prepared.ready().settings
    for claim, setting in settings:
        await connection.execute("SELECT set_config($1, $2, false)", setting, str(claims[claim]))
