"""What somebody would write by hand: one endpoint, one statement that builds the JSON, and no rights at all.

`gated` joins the same tables as our compiled statement, `visible` among them; `ungated` leaves that one out; `plain`
reads one table that holds the answer's values side by side.
"""

import asyncpg
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bench.read_side.peers.serving import address, open_pool, serve

_INBOX = """
SELECT json_build_object('data', json_build_object('inbox', json_build_object('edges', coalesce(json_agg(
    json_build_object('node', json_build_object('task', task, 'dueOn', item_due_on, 'complaint', json_build_object(
        'trackingNumber', tracking_number, 'status', status, 'tier', tier, 'headline', headline, 'dueOn', due_on,
        'unit', CASE WHEN unit IS NOT NULL THEN json_build_object('name', unit) END)))), '[]'))))
FROM (
    SELECT item.task, item.due_on AS item_due_on, c.tracking_number, c.status, c.tier, {headline} AS headline, c.due_on,
           unit.name AS unit
    FROM read.inbox_item AS item
    {gate}
    JOIN read.case_file AS c ON c.complaint = item.complaint
    LEFT JOIN read.unit ON unit.unit = c.unit
    WHERE item.audience = $1
    ORDER BY item.due_on, item.complaint
    LIMIT 50
) AS page
"""
_CASE = """
SELECT json_build_object('data', json_build_object('complaint', (
    SELECT json_build_object(
        'trackingNumber', c.tracking_number, 'status', c.status, 'tier', c.tier, 'headline', {headline},
        'submittedAt', c.submitted_at, 'dueOn', c.due_on,
        'unit', CASE WHEN unit.unit IS NOT NULL THEN json_build_object('name', unit.name) END,
        'institution',
            CASE WHEN institution.unit IS NOT NULL THEN json_build_object('name', institution.name) END,
        'history', (
            SELECT coalesce(json_agg(json_build_object(
                'position', position::text, 'type', type, 'occurredAt', occurred_at, 'actorRole', actor_role,
                'dueOn', due_on, 'unit', CASE WHEN unit IS NOT NULL THEN json_build_object('name', unit) END)), '[]')
            FROM (
                SELECT entry.position, entry.type, entry.occurred_at, entry.actor_role, entry.due_on,
                       named.name AS unit
                FROM read.history_entry AS entry LEFT JOIN read.unit AS named ON named.unit = entry.unit
                WHERE entry.complaint = c.complaint AND NOT entry.for_auditors_only
                ORDER BY entry.position
            ) AS entries
        ))
    FROM read.case_file AS c
    {gate}
    LEFT JOIN read.unit ON unit.unit = c.unit
    LEFT JOIN read.unit AS institution ON institution.unit = c.institution
    WHERE c.tracking_number = $1
)))
"""
_GATED_HEADLINE = "CASE WHEN visible.level >= 2 THEN c.headline END"
STATEMENTS = {
    "/gated/inbox": _INBOX.format(
        headline=_GATED_HEADLINE,
        # Joined plainly, the planner would read the whole inbox for one page; whoever measures finds this form.
        gate="""CROSS JOIN LATERAL (
        SELECT level FROM read.visible WHERE visible.audience = $1 AND visible.complaint = item.complaint LIMIT 1
    ) AS visible""",
    ),
    "/gated/case": _CASE.format(
        headline=_GATED_HEADLINE,
        gate="JOIN read.visible ON visible.audience = $2 AND visible.complaint = c.complaint",
    ),
    "/ungated/inbox": _INBOX.format(headline="c.headline", gate=""),
    "/ungated/case": _CASE.format(headline="c.headline", gate=""),
    "/plain/inbox": """
SELECT json_build_object('data', json_build_object('inbox', json_build_object('edges', coalesce(json_agg(
    json_build_object('node', json_build_object('task', task, 'dueOn', due_on, 'complaint', json_build_object(
        'trackingNumber', tracking_number, 'status', status, 'tier', tier, 'headline', headline,
        'dueOn', case_due_on, 'unit', json_build_object('name', unit))))), '[]'))))
FROM (SELECT * FROM plain.inbox WHERE audience = $1 ORDER BY due_on, complaint LIMIT 50) AS page
""",
    "/plain/case": """
SELECT json_build_object('data', json_build_object('complaint', json_build_object(
    'trackingNumber', min(tracking_number), 'status', min(status), 'tier', min(tier), 'headline', min(headline),
    'submittedAt', min(submitted_at), 'dueOn', min(case_due_on), 'unit', json_build_object('name', min(case_unit)),
    'institution', json_build_object('name', min(institution)),
    'history', json_agg(json_build_object(
        'position', position::text, 'type', type, 'occurredAt', occurred_at, 'actorRole', actor_role, 'dueOn', due_on,
        'unit', CASE WHEN unit IS NOT NULL THEN json_build_object('name', unit) END)))))
FROM (SELECT * FROM plain.history WHERE tracking_number = $1 ORDER BY position) AS entries
""",
}
"""Path to statement. $1: the audience of an inbox, the tracking number of a case; $2: the audience, where gated."""


def route(path: str, statement: str, pool: asyncpg.Pool) -> Route:
    """An endpoint that passes its query's values to the statement and answers what comes back."""
    names = ("audience",) if path.endswith("inbox") else ("number", "audience")[: statement.count("$2") + 1]

    async def endpoint(request: Request) -> Response:
        asked = request.query_params
        body = await pool.fetchval(statement, *(asked[name] for name in names))
        return Response(body, media_type="application/json")

    return Route(path, endpoint, methods=["GET"])


async def main() -> None:
    """Serve until told to end."""
    async with open_pool(address()) as pool:
        await serve(Starlette(routes=[route(path, text, pool) for path, text in STATEMENTS.items()]))


if __name__ == "__main__":
    import uvloop

    uvloop.run(main())
