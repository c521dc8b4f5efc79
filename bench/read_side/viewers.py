"""Who asks: liaison officers with a full inbox, each with a token and with cases that have a whole history."""

from collections import defaultdict

from api.devtools.issuer import DevelopmentIssuer
from bench.read_side.cases import HISTORY_OF_MEASURED
from bench.read_side.database import Ground, connected
from bench.read_side.documents import Viewer
from domain.confidentiality import unit_audience

_FULL = (
    "SELECT audience FROM read.inbox_item WHERE audience LIKE 'unit:%' GROUP BY audience HAVING count(*) > 50"
)
_WHOLE = """
SELECT visible.audience, case_file.tracking_number
FROM (SELECT complaint FROM read.history_entry GROUP BY complaint HAVING count(*) = $1) AS whole
JOIN read.case_file USING (complaint) JOIN read.visible USING (complaint)
WHERE visible.audience = ANY ($2) AND visible.barred IS NULL
ORDER BY case_file.tracking_number
"""
MOST_CASES = 8


async def viewers(ground: Ground, wanted: int) -> tuple[Viewer, ...]:
    """At most `wanted` officers, spread over the institutions, never the busiest first."""
    issuer = DevelopmentIssuer(ground.settings)
    async with connected(ground.superuser) as connection:
        full = [row["audience"] for row in await connection.fetch(_FULL)]
        cases: dict[str, list[str]] = defaultdict(list)
        for row in await connection.fetch(_WHOLE, HISTORY_OF_MEASURED, full):
            cases[row["audience"]].append(row["tracking_number"])
    fitting = [office for office in ground.organisation.offices if unit_audience(office.unit) in cases]
    chosen = sorted(fitting, key=lambda office: office.assignment)[:wanted]
    return tuple(
        Viewer(
            audience=unit_audience(office.unit),
            token=issuer.token(office.liaison),
            cases=tuple(cases[unit_audience(office.unit)][:MOST_CASES]),
        )
        for office in chosen
    )
