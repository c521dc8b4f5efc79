"""What leaders and handlers put on record of their own work: one row a record, and none of its sealed words."""

from collections.abc import Iterator

from domain.oversight_events import (
    AppreciationRecorded,
    EvaluationRecorded,
    GuidancePublished,
    OfficeNoted,
    PerformanceReportAcknowledged,
    PerformanceReported,
    SanctionRecorded,
    TargetSet,
)
from projections.write import Fact, Write


def oversight(fact: Fact) -> Iterator[Write]:
    """A record is known by the id of its event; nothing here is ever taken away."""
    record = fact.record
    made = (record.actor, record.actor_role, record.occurred_at)
    match fact.event:
        case SanctionRecorded() | AppreciationRecorded() as event:
            sanction = event.sanction if isinstance(event, SanctionRecorded) else None
            about = (event.institution, event.officer, sanction, list(event.triggered_by), event.about)
            yield Write("record_conduct", (record.event_id, *about, *made))
        case TargetSet() as event:
            target = (event.institution, event.indicator, event.version)
            yield Write("set_target", (*target, event.effective_from, event.hundredths, *made[1:]))
        case GuidancePublished() as event:
            texts = (fact.shown(event.title), fact.shown(event.text), fact.shown(event.link))
            issued = (event.guidance, event.version, event.institution, event.issuer)
            yield Write("publish_guidance", (*issued, *texts, fact.day))
        case EvaluationRecorded(institution=institution, first_day=first_day, last_day=last_day):
            yield Write("record_evaluation", (record.event_id, institution, first_day, last_day, *made))
        case PerformanceReported() as event:
            report = (event.institution, event.first_day, event.last_day, event.recipient)
            yield Write("record_report", (record.event_id, *report, *made))
        case PerformanceReportAcknowledged(report=report_id):
            yield Write("acknowledge_report", (report_id, record.occurred_at))
        case OfficeNoted() as event:
            note = (event.row, event.institution, event.unit, event.year)
            yield Write("record_note", (record.event_id, *note, *made))
        case _:
            return
