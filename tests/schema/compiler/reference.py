"""The same answers the slow way: graphql-core runs resolvers made from the same bindings, a statement for each field.

Nothing of the compiler's own machinery is used: rows are Python values, arguments are the executor's, documents are
collected, merged and skipped by the executor, values are serialised by the schema's scalars and enums, cursors by
Python's hmac. Only the bindings' expressions are shared.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC
from typing import Any

import asyncpg
import sqlalchemy as sa
from graphql import (
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    GraphQLUnionType,
    execute,
    parse,
)
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.sql import operators

from schema.compiler import Bindings, Connection, Many, Node, One, TypeBinding, Value, Variants, decode_id
from schema.compiler.bindings import selectable
from schema.compiler.rows import Row
from tests.schema.compiler.plain import PlainAsk, Thing, behind

DIALECT = PGDialect_asyncpg()  # type: ignore[no-untyped-call]
MOMENT = "%Y-%m-%dT%H:%M:%S.%fZ"
MODIFIERS = (operators.asc_op, operators.desc_op)


class Reference:
    """Runs documents over a schema of its own, on one connection, for one viewer at a time."""

    def __init__(
        self, schema: GraphQLSchema, bindings: Bindings, connection: asyncpg.Connection, key: bytes
    ) -> None:
        self._schema = schema
        self._bindings = bindings
        self._connection = connection
        self._key = key
        self._turn = asyncio.Lock()
        self._claims: Mapping[str, Any] = {}
        for named in schema.type_map.values():
            if named.name.startswith("__"):
                continue
            if isinstance(named, GraphQLObjectType):
                named.is_type_of = None
                for definition in named.fields.values():
                    definition.resolve = self._resolve
            elif isinstance(named, GraphQLInterfaceType | GraphQLUnionType):
                named.resolve_type = lambda thing, *_: thing.type_name
            elif named.name == "DateTime":
                vars(named)["coerce_output_value"] = lambda moment: moment.astimezone(UTC).strftime(MOMENT)

    async def run(self, document: str, variables: Mapping[str, Any], claims: Mapping[str, Any]) -> Any:
        self._claims = claims
        result: Any = execute(
            self._schema,
            parse(document),
            root_value=Thing("Query", self._bindings.query),
            variable_values=dict(variables),
        )
        answer = result if hasattr(result, "data") else await result
        if answer.errors:
            raise AssertionError(answer.errors) from answer.errors[0].original_error
        return answer.data

    async def fetch(self, statement: sa.Select[Any]) -> list[Any]:
        compiled = statement.compile(dialect=DIALECT, compile_kwargs={"render_postcompile": True})
        names = getattr(compiled, "positiontup", None) or ()
        values = [compiled.params[name] for name in names]
        async with self._turn:  # the executor asks for several fields at once, and a connection answers one
            found: list[Any] = await self._connection.fetch(str(compiled), *values)
        return found

    async def _resolve(self, source: Any, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
        if isinstance(source, Mapping):
            value = source[info.field_name]
            return await value() if callable(value) else value
        spec = source.fields[info.field_name]
        definition = info.parent_type.fields[info.field_name]
        ask = PlainAsk(arguments, {name: each.type for name, each in definition.args.items()}, self._claims)
        ask.scope = source.as_scope()
        if isinstance(spec, One):
            return await self._one(spec, source, ask)
        if isinstance(spec, Many):
            return await self._rows(spec, source, ask, spec.order_by, spec.limit)
        if isinstance(spec, Connection):
            return await self._connected(
                spec, source, ask, arguments, f"{info.parent_type.name}.{info.field_name}"
            )
        if isinstance(spec, Node):
            found = decode_id(arguments["id"])
            return (
                await self._one(spec.types[found[0]], source, ask)
                if found and found[0] in spec.types
                else None
            )
        return await self._leaf(spec, source.as_row(), source.row, ask)

    async def _leaf(self, spec: Any, row: Row, values: Mapping[str, Any], ask: PlainAsk) -> Any:
        if isinstance(spec, str):
            return values[spec]
        if isinstance(spec, sa.ColumnElement):
            return values[str(spec.key)]
        expression = spec.expression(row, ask) if isinstance(spec, Value) else spec(row, ask)
        return (await self.fetch(sa.select(expression)))[0][0]

    async def _one(self, spec: One, source: Thing, ask: PlainAsk) -> Thing | None:
        target = self._bindings.target(spec.target)
        if spec.source is None and target.source is None:
            row = source.as_row()
            if spec.on is not None and not (await self.fetch(sa.select(spec.on(row, row, ask))))[0][0]:
                return None
            assert isinstance(target, TypeBinding)
            return Thing(
                target.type_name, target.fields, source.row, source.types, source.scope, source.scope_types
            )
        found = await self._rows(spec, source, ask, None, None)
        return found[0] if found else None

    async def _rows(
        self, spec: Any, source: Thing, ask: PlainAsk, order: Any, limit: int | None, further: Any = None
    ) -> list[Thing]:
        target = self._bindings.target(spec.target)
        bound = spec.source if spec.source is not None else target.source
        assert bound is not None
        child = selectable(bound, ask).alias()
        gate = None if spec.gate is None else spec.gate.alias()
        columns = [column.label(f"c_{name}") for name, column in child.c.items()]
        if gate is not None:
            ask.scope = Row.of(gate, "gate")
            columns += [column.label(f"g_{name}") for name, column in gate.c.items()]
        row = Row.of(child, "child")
        statement = sa.select(*columns)
        if spec.on is not None:
            statement = statement.where(spec.on(source.as_row(), row, ask))
        if order is not None:
            statement = statement.order_by(*order(row, ask))
        if further is not None:
            statement = statement.where(further(row, ask))
        things = [self._thing(target, source, record, child, gate) for record in await self.fetch(statement)]
        known = [thing for thing in things if thing is not None]
        return known if limit is None else known[:limit]

    def _thing(self, target: Any, source: Thing, record: Any, child: Any, gate: Any) -> Thing | None:
        row = {name: record[f"c_{name}"] for name in dict(child.c)}
        types = {name: column.type for name, column in child.c.items()}
        scope, scope_types = source.scope, source.scope_types
        if gate is not None:
            scope = {name: record[f"g_{name}"] for name in dict(gate.c)}
            scope_types = {name: column.type for name, column in gate.c.items()}
        if isinstance(target, Variants):
            assert isinstance(target.discriminator, str)
            member = target.members.get(row[target.discriminator])
            if member is None:
                return None
            assert isinstance(member, str)
            target = self._bindings.target(member)
        return Thing(target.type_name, target.fields, row, types, scope, scope_types)

    async def _connected(
        self, spec: Connection, source: Thing, ask: PlainAsk, arguments: Mapping[str, Any], name: str
    ) -> Mapping[str, Any]:
        every = await self._rows(spec, source, ask, spec.keyset, None)
        keyset = self._keyset(spec, ask, every)
        cursors = [await self._cursor(spec, thing, ask, self._cursor_key(name, keyset)) for thing in every]
        after = arguments.get("after")
        start = 0 if after is None else sum(not behind(each, after, keyset) for each in cursors)
        first = spec.page if arguments.get("first") is None else arguments["first"]
        page = list(zip(cursors, every, strict=True))[start : start + first]
        return {
            "edges": [{"cursor": cursor, "node": thing, **self._edge(spec, thing)} for cursor, thing in page],
            "nodes": [thing for _, thing in page],
            "totalCount": min(len(every), spec.count_to),
            "totalCountIsCapped": len(every) > spec.count_to,
            "pageInfo": {
                "hasNextPage": start + first < len(every),
                "hasPreviousPage": after is not None,
                "startCursor": page[0][0] if page else None,
                "endCursor": page[-1][0] if page else None,
            },
        }

    def _edge(self, spec: Connection, thing: Thing) -> dict[str, Any]:
        def later(of: Any) -> Any:
            async def value() -> Any:
                inside = PlainAsk({}, {}, self._claims)
                inside.scope = thing.as_scope()
                return await self._leaf(of, thing.as_row(), thing.row, inside)

            return value

        return {name: later(of) for name, of in spec.edge.items()}

    def _keyset(self, spec: Connection, ask: PlainAsk, every: list[Thing]) -> list[tuple[str, str, bool]]:
        """Name, type and direction of each key, read off a row where there is one."""
        if not every:
            return []
        assert spec.keyset is not None
        row = Row({name: sa.column(name, type_) for name, type_ in every[0].types.items()}, "keyset")
        ask.scope = Row(
            {name: sa.column(name, type_) for name, type_ in every[0].scope_types.items()}, "keyset"
        )
        found = []
        for each in spec.keyset(row, ask):
            element = each.element if getattr(each, "modifier", None) in MODIFIERS else each
            found.append(
                (
                    str(element.key),
                    type(element.type).__name__,
                    each is not element and each.modifier is MODIFIERS[1],
                )
            )
        return found

    def _cursor_key(self, name: str, keyset: list[tuple[str, str, bool]]) -> bytes:
        order = ", ".join(f"{key} {type_} {'desc' if descends else 'asc'}" for key, type_, descends in keyset)
        parts = [f"{name}({order})".encode(), *(str(value).encode() for value in self._claims.values())]
        message = b"keyset cursor\x00" + b"".join(len(part).to_bytes(4, "big") + part for part in parts)
        return hmac.new(self._key, message, hashlib.sha256).digest()

    async def _cursor(self, spec: Connection, thing: Thing, ask: PlainAsk, key: bytes) -> str:
        assert spec.keyset is not None
        ask.scope = thing.as_scope()
        order = spec.keyset(thing.as_row(), ask)
        values = [each.element if getattr(each, "modifier", None) in MODIFIERS else each for each in order]
        text = (await self.fetch(sa.select(sa.cast(sa.func.json_build_array(*values), sa.Text))))[0][0]
        message = text.encode()
        mac = hmac.new(key, message, hashlib.sha256).digest()[:16]
        return base64.urlsafe_b64encode(mac + message).decode().rstrip("=")
