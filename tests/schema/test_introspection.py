"""What tools ask of the schema before a person asks anything."""

from graphql import get_introspection_query

from api.parts import build_compiler
from schema.build import build_schema


def test_the_query_that_graphiql_and_code_generators_send_is_within_the_limits() -> None:
    compiler = build_compiler(build_schema(), b"k" * 32)
    request = compiler.prepare(
        get_introspection_query(input_value_deprecation=True), {}, "IntrospectionQuery"
    )
    assert request.needs_executor
