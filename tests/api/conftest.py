"""What only tests of the API need."""

from collections.abc import Iterator

import pytest

from tests.support.output import Output, listening


@pytest.fixture
def output() -> Iterator[Output]:
    """What is logged during a test."""
    with listening() as caught:
        yield caught
