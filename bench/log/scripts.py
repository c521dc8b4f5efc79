"""What is sent by pgbench. Every script makes its own two ids by md5, so that none pays more for them than another."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

BODY_BYTES = 600
FACTS = '{"a":"' + "x" * (BODY_BYTES - 8) + '"}'
ENTRY_BYTES = 800  # what the entry of such an event has

_DRAW = "\\set a random(1, 9000000000000000000)\n"
_HASH = f"'\\x{hashlib.sha256(b'asked').hexdigest()}'::bytea"
_SOMEBODY = "'0123abcd-0000-4000-8000-000000000001'::uuid"
_FACTS = f"'{FACTS}'::bytea"
_RECORD = f"decode('{'ab' * 200}', 'hex')"


def _id(number: int) -> str:
    return f"md5(:a::text || '{number}')::uuid"


def _one(guard: str) -> str:
    return (
        f"SELECT ledger.append_one(1::smallint, {_id(1)}, {_HASH}, {_SOMEBODY}, 'LIAISON', {_SOMEBODY}, NULL,"
        f" {_id(2)}, 0, 'ThingHappened', 1, {_HASH}, now(), {_FACTS}, {_HASH}, {guard});\n"
    )


def _many(number: int, *, guard: str = "NULL, NULL", sealed: str = "NULL") -> str:
    commands = ", ".join(
        f"ROW({_id(2 * n + 1)}, {_HASH}, {_SOMEBODY}, 'LIAISON', {_SOMEBODY}, NULL, {_id(2 * n + 2)}, 0,"
        f" 'ThingHappened', 1, {_HASH}, now(), {_FACTS}, {_HASH}, {guard}, {_id(2 * n + 1)}, NULL, {sealed})"
        for n in range(number)
    )
    return f"SELECT * FROM ledger.append_many(1::smallint, ARRAY[{commands}]::ledger.single_command[]);\n"


def _whole(items: int) -> str:
    """One command with so many events, each for a stream of its own, by the function for all commands."""
    rows = ", ".join(
        f"ROW({_id(n + 2)}, 0, 'ThingHappened', 1, {_HASH}, now(), {_FACTS}, NULL, NULL)"
        for n in range(items)
    )
    return (
        f"SELECT * FROM ledger.append(1::smallint, ARRAY[ROW('person:1', {_id(1)}, {_HASH}, {_SOMEBODY}, 'LIAISON',"
        f" {_SOMEBODY}, NULL, ARRAY[{rows}]::ledger.new_item[], NULL)]::ledger.new_command[]);\n"
    )


def _same(number: int) -> str:
    rows = ", ".join(
        f"(1, {_id(2 * n + 1)}, 1, nextval('bench.same_seq'), pg_current_xact_id(), {_id(2 * n + 2)}, {_HASH},"
        f" clock_timestamp(), '{'e' * ENTRY_BYTES}'::bytea, {_HASH}, {_FACTS}, {_HASH})"
        for n in range(number)
    )
    return f"INSERT INTO bench.same VALUES {rows};\n"


def _after(lock: str) -> str:
    return f"SELECT bench.append_after_{lock}({_id(2)}, {_id(1)}, {_FACTS});\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """What one transaction does, and how many events it writes. options: for the connection."""

    title: str
    sql: str
    events: int = 1
    options: str = ""


_PART = f"ARRAY[ROW(1, {_RECORD}, NULL)]::ledger.new_part[]"
_GUARD = f"{_SOMEBODY}, 0"
_ALONE = {
    "physical": Script(
        title="one-row INSERT, a body of 600 bytes and a primary key",
        sql=f"INSERT INTO bench.physical VALUES ({_id(1)}, {_FACTS});\n",
    ),
    "same": Script(
        title="plain INSERT of the row that an append writes, same indexes and checks", sql=_same(1)
    ),
    "append": Script(title="**append_one**", sql=_one("NULL, NULL")),
    "guarded": Script(title="**append_one** with a guard", sql=_one(_GUARD)),
    "sealed": Script(
        title="**append_many**, one command with a sealed text and a guard",
        sql=_many(1, sealed=_PART, guard=_GUARD),
    ),
}
_TEN = {
    "ten": Script(title="**append_many**, ten commands", sql=_many(10), events=10),
    "ten-guarded": Script(
        title="**append_many**, ten commands with a guard", sql=_many(10, guard=_GUARD), events=10
    ),
    "ten-whole": Script(title="**append**, one command of ten events", sql=_whole(10), events=10),
    "ten-same": Script(title="plain INSERT of ten such rows", sql=_same(10), events=10),
}
_RIVALS = {
    "nothing": Script(title="**append_one** by way of a function like the next four", sql=_after("nothing")),
    "table-lock": Script(title="append after LOCK TABLE", sql=_after("table_lock")),
    "advisory-lock": Script(title="append after one advisory lock", sql=_after("advisory_lock")),
    "counter-row": Script(title="append after counting up one row", sql=_after("counter_row")),
    "notify": Script(title="append with NOTIFY", sql=_after("notify")),
}
MESSAGE_DB = Script(
    title="message-db, `write_message`, one category",
    sql=(
        f"SELECT message_store.write_message({_id(1)}::text, 'case-' || {_id(2)}, 'ThingHappened',"
        f" '{FACTS}'::jsonb, NULL, -1);\n"
    ),
    options="-c search_path=message_store,public",
)
EVENTSOURCING = Script(
    title="eventsourcing, its insert function",
    sql=(
        f"SELECT * FROM peer.es_insert_events_uuid(ARRAY[ROW({_id(2)}, 1, 'ThingHappened', {_FACTS})]"
        "::peer.stored_event_uuid[]);\n"
    ),
)


def _drawn(scripts: Mapping[str, Script]) -> dict[str, Script]:
    return {
        name: Script(title=each.title, sql=_DRAW + each.sql, events=each.events, options=each.options)
        for name, each in scripts.items()
    }


def scripts(peers: Mapping[str, Script]) -> dict[str, Script]:
    """Every arm by name, in the order of the table."""
    return _drawn({**_ALONE, **_TEN, **_RIVALS, **peers})
