"""The whole of it: a document in, a request out; both halves of the work cached."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from graphql import GraphQLResolveInfo, GraphQLSchema
from graphql.execution.values import VariableValues
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg

from .bindings import Bindings
from .builder import Builder
from .check import check
from .collect import Collector
from .cost import Costing
from .cursors import derive
from .documents import Operation, coerce_variables, pick_operation, read_document
from .errors import BindingError, LimitExceeded
from .inputs import Inputs
from .introspection import INTROSPECTION
from .limits import Limits, check_lists
from .model import Model
from .parameters import FieldArgs
from .payloads import install, path_keys
from .places import Members, Place
from .plan import Answer, Cache, Plan, Request
from .rows import NO_SCOPE
from .sql import JsonObject, text

_DIALECT = PGDialect_asyncpg()  # type: ignore[no-untyped-call]


class Compiler:
    """Compiles documents of one schema over one set of bindings.

    cursor_key: at least 32 random bytes, kept over restarts. cursor_claims: the claims that make a viewer; a cursor
    given to one is refused from another. documents, plans: how many of each are remembered. document_characters,
    sql_characters: how long all that is remembered may be; a parsed document takes about a hundred bytes a character.
    """

    def __init__(
        self,
        schema: GraphQLSchema,
        bindings: Bindings,
        *,
        cursor_key: bytes,
        cursor_claims: Sequence[str] = (),
        limits: Limits | None = None,
        documents: int = 500,
        plans: int = 1000,
        document_characters: int = 500_000,
        sql_characters: int = 20_000_000,
    ) -> None:
        if len(cursor_key) < 32:
            raise ValueError("a cursor key has at least 32 bytes")
        self.model = Model(schema, bindings)
        self.limits = limits or Limits()
        self._cursor_key = cursor_key
        self._cursor_claims = tuple(cursor_claims)
        self._documents: Cache[tuple[bytes, str | None], Operation] = Cache(documents, document_characters)
        self._plans: Cache[tuple[object, ...], Plan] = Cache(plans, sql_characters)

    def prepare(
        self, document: str, variables: Mapping[str, Any] | None = None, operation_name: str | None = None
    ) -> Request:
        """Parse, measure, validate, reckon and compile, or find all of that done. Raises RequestError."""
        try:
            return self._prepared(document, variables, operation_name)
        except (
            RecursionError
        ):  # where the limit on depth lets through more than the interpreter's stack holds
            raise LimitExceeded("depth", allowed=self.limits.depth) from None

    def _prepared(
        self, document: str, variables: Mapping[str, Any] | None, operation_name: str | None
    ) -> Request:
        operation = self._operation(document, operation_name)
        check_lists(variables or {}, self.limits)
        inputs = Inputs(operation, coerce_variables(self.model.schema, operation, variables or {}))
        plan = self._plans.get((operation, inputs.key()))
        if plan is not None:
            return self._request(plan, inputs, plan.cost, plan.introspects)
        cost = Costing(self.model, inputs, self.limits).cost
        if not operation.is_query:
            return self._request(None, inputs, cost, False)
        introspects, other = self._roots(inputs)
        if introspects and not other:
            return self._request(None, inputs, cost, True)
        plan = self._compile(inputs, cost, introspects)
        self._plans.keep((operation, inputs.key()), plan, len(plan.sql))
        return self._request(plan, inputs, cost, introspects)

    @property
    def remembered(self) -> tuple[int, int]:
        """How many documents and how many statements are kept."""
        return len(self._documents), len(self._plans)

    async def run(self, connection: Any, request: Request, claims: Mapping[str, Any]) -> Answer:
        """Run a request on an asyncpg connection as it is: no row-level-security settings are made."""
        sql, parameters = request.statement(claims)
        return request.answer(await connection.fetchrow(sql, *parameters))

    def select(self, info: Any, payload: str, given: Mapping[str, Any] | None = None) -> Request:
        """What a mutation's payload selects at `payload` ("PayloadType.field"), as a request of its own.

        info: of the mutation's resolver, or of a resolver of that very field; graphql-core's or Strawberry's.
        """
        raw: GraphQLResolveInfo[Any] = getattr(info, "_raw_info", info)
        loc, name = raw.operation.loc, raw.operation.name
        assert loc is not None
        operation = self._operation(loc.source.body, name.value if name else None)
        given_values: Any = raw.variable_values
        if isinstance(given_values, dict):  # Strawberry hands its resolvers the coerced values alone
            given_values = VariableValues({}, given_values)
        inputs = Inputs(operation, given_values)
        path = tuple(path_keys(raw))
        plan = self._plans.get((operation, payload, path, inputs.key()))
        if plan is None:
            builder = Builder(self.model, inputs, limit=self.limits.expressions, tagged=True)
            plan = self.statement(builder, builder.payload(payload, path), 0)
            self._plans.keep((operation, payload, path, inputs.key()), plan, len(plan.sql))
        return Request(plan, inputs.values, plan.cost, False, given or {}, self._cursor_key_of)

    def install(self) -> None:
        """Set the schema's resolvers to read compiled objects, so that payloads can hold them. Once per schema."""
        install(self.model.schema, self.model.bindings.payloads)

    def check(self) -> None:
        """Raise BindingError with everything in which bindings and schema do not fit together."""
        problems = check(self.model)
        if problems:
            raise BindingError(problems)

    def _operation(self, document: str, name: str | None) -> Operation:
        key = (hashlib.sha256(document.encode(errors="surrogatepass")).digest(), name)
        found = self._documents.get(key)
        if found is None:
            parsed, walk = read_document(self.model.schema, document, self.limits)
            found = self._documents.keep(key, pick_operation(parsed, walk, name), len(document))
        return found

    def _roots(self, inputs: Inputs) -> tuple[bool, bool]:
        """Whether the operation asks for the schema, and whether for anything else."""
        collector = Collector(self.model.schema, inputs)
        groups = collector.collect(self.model.query, [inputs.operation.node.selection_set])
        names = {nodes[0].name.value for nodes in groups.values()}
        return bool(names & INTROSPECTION), bool(names - INTROSPECTION) or not names

    def _compile(self, inputs: Inputs, cost: int, introspects: bool) -> Plan:
        builder = Builder(self.model, inputs, limit=self.limits.expressions)
        root = [inputs.operation.node.selection_set]
        members = builder.members(self.model.bindings.query, self.model.query, Place(), root)
        return self.statement(builder, members, cost, introspects)

    def statement(self, builder: Builder, members: Members, cost: int, introspects: bool = False) -> Plan:
        """Members and meta expressions as one statement.

        The meta expressions come first, in the order they are bound: PostgreSQL looks names up, and locks what they
        name, from left to right, so whoever holds the table of the first one back holds the whole statement back.
        """
        ask = builder.asking(
            FieldArgs(builder.parameters, self.model.scalars, {}, {}, lambda _: {}), None, NO_SCOPE
        )
        metas = {name: builder.settled(meta(ask)) for name, meta in self.model.bindings.meta.items()}
        settings = tuple(self.model.bindings.settings.items())
        columns: list[sa.ColumnElement[Any]] = [meta.label(f"meta_{name}") for name, meta in metas.items()]
        columns += [JsonObject(members).label("data")]
        columns += [
            sa.func.current_setting(text(name), sa.true()).label(f"under_{claim}") for claim, name in settings
        ]
        compiled = sa.select(*columns).compile(dialect=_DIALECT, compile_kwargs={"literal_binds": True})
        names = list(getattr(compiled, "positiontup", None) or ())
        extracts = tuple(builder.parameters.extracts[name] for name in names)
        return Plan(str(compiled), extracts, tuple(metas), settings, cost, introspects)

    def _request(self, plan: Plan | None, inputs: Inputs, cost: int, introspects: bool) -> Request:
        return Request(plan, inputs.values, cost, introspects, {}, self._cursor_key_of)

    def _cursor_key_of(self, claims: Mapping[str, Any], field: str) -> bytes:
        return derive(self._cursor_key, field, [str(claims[name]) for name in self._cursor_claims])


def core_schema(schema: Any) -> GraphQLSchema:
    """graphql-core's schema inside a Strawberry schema, or the schema itself."""
    inside = getattr(schema, "_schema", schema)
    if not isinstance(inside, GraphQLSchema):
        raise TypeError("not a GraphQL schema")
    return inside
