"""The figures of BAB VII and the data set of BAB II.D.d as a client reads them."""

from datetime import datetime

import strawberry

from domain.vocabulary import Cause, ComplaintType, Resolution


@strawberry.type(description="One row of the recapitulation in BAB VII.")
class StatisticsRow:
    unit: str = strawberry.field(description="Unit Kerja.")
    is_parent: bool = strawberry.field(description="The institution's own row, which stands first.")
    unverified: int = strawberry.field(
        description="Belum Terverifikasi: placed there, not accepted or verified."
    )
    not_followed_up: int = strawberry.field(description="Belum Ditindaklanjuti: verified, no response yet.")
    in_process: int = strawberry.field(description="Proses: at least one response, not completed.")
    completed: int = strawberry.field(description="Selesai.")
    total: int = strawberry.field(
        description="Complaints in the parent row, placements in a unit's row: one copied case counts in two units. "
        "Those that wait or are parked are among them."
    )
    placements: int = strawberry.field(
        description="The parent's units added up, which may exceed its total; in a unit's row the same as `total`."
    )
    deferred: int = strawberry.field(description="Tunda: waiting for data from the complainant.")
    archived: int = strawberry.field(description="Arsip: parked, and able to go on.")
    archived_incomplete: int = strawberry.field(
        description="Of those, parked after ten working days of silence."
    )
    archived_withdrawn: int = strawberry.field(description="Of those, withdrawn by the complainant.")
    distinct_subjects: int = strawberry.field(
        description="Matters: complaints that were linked as duplicates count once."
    )
    overdue_open: int = strawberry.field(description="Resolutions whose last day is over and that still run.")
    on_time_percent: float | None = strawberry.field(
        description="Resolutions in time / (those in time + those that ran out, open ones too) x 100. Null where "
        "none was due. Each unit counts what ran out while it had the case."
    )
    completed_without_view: int = strawberry.field(
        description="Complete, though nobody of the unit looked at its inbox while it had the case."
    )
    follow_up_percent: float | None = strawberry.field(
        description="%TL: (inProcess + completed) / total x 100. Null where total is 0."
    )
    completion_percent: float | None = strawberry.field(
        description="completed / total x 100. Null where total is 0."
    )
    average_follow_up_days: float | None = strawberry.field(
        description="RTL: mean calendar days from placement to each response, follow-up and answer. Null without one."
    )
    average_follow_up_working_days: float | None = strawberry.field(
        description="The same in working days, by the calendar in force. Null without a calendar."
    )
    average_first_response_days: float | None = strawberry.field(
        description="Mean calendar days from placement to the first response."
    )
    average_first_response_working_days: float | None
    average_final_answer_days: float | None = strawberry.field(
        description="Mean calendar days from placement to the answer."
    )
    average_final_answer_working_days: float | None
    average_rating: float | None = strawberry.field(
        description="RHP, read as the mean rating (1 to 5). Null where nothing was rated."
    )
    rated_count: int
    last_viewed_at: datetime | None = strawberry.field(
        description="Terakhir Dilihat: as of now, not bound to the period."
    )


@strawberry.type(
    description="How many complaints were of one type, one cause and one resolution (BAB II.D.d)."
)
class EvaluationCell:
    type: ComplaintType | None = strawberry.field(description="Null while nobody has classified it.")
    cause: Cause | None = strawberry.field(description="Null before the answer.")
    resolution: Resolution | None = strawberry.field(description="Null before the answer.")
    complaints: int
    merged: bool = strawberry.field(
        description="Small cells put together, of any type, cause and resolution, for those who see no single case."
    )
