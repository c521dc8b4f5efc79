"""The results as a page: ratios first, then what they were measured on."""

from collections.abc import Iterator, Mapping
from typing import Any

from bench.read_side.documents import DOCUMENTS, TITLES


def table(results: Mapping[str, Any]) -> str:
    """Markdown."""
    return "\n".join([json_line(results)])


def json_line(results: Mapping[str, Any]) -> str:
    import json
    return json.dumps(results, indent=1)
