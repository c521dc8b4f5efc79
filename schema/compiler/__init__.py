"""One GraphQL document, one SQL statement. See README.md beside this file."""

from schema.compiler.bindings import (
    Bindings,
    Connection,
    Many,
    Node,
    One,
    TypeBinding,
    Value,
    Variants,
    not_null,
)
from schema.compiler.compiler import Compiler, core_schema
from schema.compiler.errors import AnsweredByTheCompiler, BindingError, Code, LimitExceeded, RequestError
from schema.compiler.explain import Explained, explain
from schema.compiler.ids import decode_id, encode_id, node_id
from schema.compiler.limits import Limits
from schema.compiler.plan import Answer, Plan, Request
from schema.compiler.pool import ClaimedPool, ClaimsNotHeld
from schema.compiler.rows import Ask, Row
from schema.compiler.scalars import Scalar

__all__ = [
    "Answer",
    "AnsweredByTheCompiler",
    "Ask",
    "BindingError",
    "Bindings",
    "ClaimedPool",
    "ClaimsNotHeld",
    "Code",
    "Compiler",
    "Connection",
    "Explained",
    "LimitExceeded",
    "Limits",
    "Many",
    "Node",
    "One",
    "Plan",
    "Request",
    "RequestError",
    "Row",
    "Scalar",
    "TypeBinding",
    "Value",
    "Variants",
    "core_schema",
    "decode_id",
    "encode_id",
    "explain",
    "node_id",
    "not_null",
]
