"""A digest of each table whatever the order of its rows, so that two generations can be compared.

The sum of two 64-bit hashes over all rows, beside their number. It finds differences that nobody made on purpose;
what must withstand an attacker is the log, from which every row can be made again.
"""

from collections.abc import Iterable, Mapping

import asyncpg

COLUMNS = """
SELECT string_agg(format('each.%I', column_name), ', ' ORDER BY column_name)
FROM information_schema.columns WHERE table_schema = $1 AND table_name = $2
"""
DIGEST = """
SELECT concat_ws(' ', count(*), sum(hashtextextended(line, 0)), sum(hashtextextended(line, 1)))
FROM (SELECT ROW({columns})::text AS line FROM {schema}.{table} AS each) AS lines
"""


async def digests(conn: asyncpg.Connection, schema: str, tables: Iterable[str]) -> Mapping[str, str]:
    """Table to digest, over the names and values of its columns."""
    found = {}
    for table in tables:
        columns = await conn.fetchval(COLUMNS, schema, table)
        if columns is None:
            found[table] = "no such table"
            continue
        digest = await conn.fetchval(DIGEST.format(columns=columns, schema=schema, table=table))
        found[table] = f"{columns} {digest}"
    return found
