"""Every projection there is, with the tables it owns."""

from pathlib import Path

from projections.calendar.handler import calendar
from projections.case.handler import case_file
from projections.clocks.handler import clocks
from projections.documents.handler import documents
from projections.history.handler import history
from projections.inbox.handler import inbox
from projections.notices.handler import notices
from projections.offices.handler import offices
from projections.oversight.handler import oversight
from projections.seen.handler import seen
from projections.statistics.handler import statistics
from projections.visible.handler import visible
from projections.write import Handler, Projection

_HERE = Path(__file__).parent


def _projection(
    name: str, handler: Handler, *tables: str, rights: bool = False, version: int = 1
) -> Projection:
    queries = _HERE / name / "queries.sql"
    return Projection(
        name=name, handler=handler, queries=queries, tables=tables, rights=rights, version=version
    )


PROJECTIONS = (
    _projection("offices", offices, "unit", "category", "duty", "assignment", "inbox_view", rights=True),
    _projection("visible", visible, "visible", rights=True, version=3),
    _projection("calendar", calendar, "calendar", "day_off", "policy", "policy_limit", version=2),
    _projection("clocks", clocks, "clock"),
    _projection("case", case_file, "case_file", "supervision", version=3),
    _projection("inbox", inbox, "inbox_item", version=2),
    _projection("notices", notices, "notice", "address", "message"),
    _projection("documents", documents, "document", "document_opening"),
    _projection("history", history, "history_entry"),
    _projection(
        "statistics",
        statistics,
        *("agency", "placement", "placement_history", "follow_up_action", "rating", "coding", "look"),
        version=2,
    ),
    _projection("seen", seen, "opening", "role_held", "exclusion"),
    _projection(
        "oversight",
        oversight,
        *("conduct", "target", "guidance", "evaluation", "performance_report", "office_note"),
    ),
)

MIGRATIONS = _HERE / "migrations"
REGISTRY = _HERE / "registry_migrations"
