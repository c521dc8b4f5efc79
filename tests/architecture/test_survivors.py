"""A mutant that lives is explained, or the sample fails."""

from tests.support.survivors import PAGE, unexplained

RESULTS = """
    domain.routing.x__forward__mutmut_3: survived
    domain.calendar.xǁCalendarǁafter__mutmut_1: survived
    domain.routing.x__forward__mutmut_4: killed
    domain.routing.x__accept__mutmut_1: no tests
    domain.routing.x__replace__mutmut_2: not checked
    domain.routing.x__dispose__mutmut_7: timeout
"""


def test_what_lives_is_named_unless_its_function_is_explained() -> None:
    alive = [
        "domain.routing.x__forward__mutmut_3",
        "domain.calendar.xǁCalendarǁafter__mutmut_1",
        "domain.routing.x__accept__mutmut_1",
    ]
    assert unexplained(RESULTS, "") == alive
    page = "| `domain.routing._forward` | why |\n| `domain.calendar.Calendar.after` | why |\n"
    assert unexplained(RESULTS, page) == alive[2:]


def test_the_page_says_how_to_run_it() -> None:
    assert "make mutation" in PAGE.read_text(encoding="utf-8")
