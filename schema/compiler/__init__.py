"""One GraphQL document, one SQL statement. See README.md beside this file."""

from .bindings import (
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
from .compiler import Compiler, core_schema
from .errors import AnsweredByTheCompiler, BindingError, Code, LimitExceeded, RequestError
from .explain import Explained, explain
from .ids import decode_id, encode_id, node_id
from .limits import Limits
from .plan import Answer, Plan, Request
from .pool import ClaimedPool, ClaimsNotHeld
from .rows import Ask, Row
from .scalars import Scalar

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
