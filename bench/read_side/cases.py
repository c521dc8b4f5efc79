"""Synthetic complaints as rows of the read models. Drawn from a seed, so every run loads the same ones."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from bench.read_side.people import Office, Organisation, identifier
from domain.cases import Case
from domain.confidentiality import NATIONAL, barred, grants, institution_audience, unit_audience
from domain.people import TIER_OF, ComplaintId, PersonId, Role, Tier
from domain.vocabulary import Channel, ComplaintType, Nature, SlaClass, Status

FIRST_DAY = datetime(2023, 1, 2, 1, tzinfo=UTC)
DAYS = 1300
HISTORY_OF_MEASURED = 20
"""History entries of a case that is measured; every other case has one, its submission."""

CASE_COLUMNS = (
    *("complaint", "tracking_number", "channel", "submitted_at", "status", "tier", "type", "nature"),
    *("sla_class", "anonymous", "confidential", "protection_decided", "category", "institution", "unit"),
    *("headline", "shown_text", "review_due_on", "received_by_liaison_at", "due_on", "intervene_by"),
    *(
        "provisional",
        "initial_response_at",
        "final_answer_at",
        "completed_at",
        "closed_by",
        "rating",
        "version",
    ),
    *("received_on", "owner_role", "owner_unit"),
)
HISTORY_COLUMNS = (
    *("position", "complaint", "event_id", "leaf_hash", "type", "occurred_at", "recorded_at", "actor"),
    *("actor_role", "unit", "due_on", "for_auditors_only"),
)
COLUMNS = {
    "case_file": CASE_COLUMNS,
    "visible": ("audience", "complaint", "level", "barred", "submitted_at", "status"),
    "inbox_item": ("audience", "complaint", "task", "arrived_at", "due_on"),
    "placement": ("complaint", "unit", "institution", "kind", "status", "received_on", "placed_on"),
    "history_entry": HISTORY_COLUMNS,
}
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_TOPICS = ("Jalan rusak", "Air keruh", "Sampah menumpuk", "Lampu jalan padam", "Antrean layanan", "Pungutan")
_STEPS = (
    "ComplaintVerified",
    "DisposedToLiaison",
    "AuthorityAccepted",
    "InitialResponseGiven",
    "FollowUpRecorded",
)
# (share of all complaints, where they are): most are over, some wait for somebody.
_STAGES = ("national", "institution", "liaison", "answered", "completed", "archived")
_SHARES = (2, 3, 8, 7, 60, 20)
_STATUS = {
    "national": Status.UNVERIFIED,
    "institution": Status.NOT_FOLLOWED_UP,
    "liaison": Status.IN_PROCESS,
    "answered": Status.AWAITING_COMPLETION,
    "completed": Status.COMPLETED,
    "archived": Status.ARCHIVED,
}

_OWNERS = {tier: role for role, tier in TIER_OF.items()}

Rows = dict[str, list[tuple[Any, ...]]]


@dataclass(slots=True)
class Complaints:
    """An endless supply of complaints over one organisation. `position` is the next place in the made-up log."""

    draw: random.Random
    organisation: Organisation
    measured: int
    position: int = 0
    number: int = 0
    offices: Iterator[Office] = field(init=False)

    def __post_init__(self) -> None:
        self.offices = self._offices()

    def batch(self, size: int) -> Rows:
        """Rows of the next `size` complaints, table by table. The first `measured` have a whole history."""
        rows: Rows = {table: [] for table in COLUMNS}
        for office in islice(self.offices, size):
            self._complaint(office, rows)
        return rows

    def _offices(self) -> Iterator[Office]:
        known = self.organisation
        while True:
            yield from self.draw.choices(known.offices, known.weights, k=10_000)

    def _complaint(self, office: Office, rows: Rows) -> None:
        draw = self.draw
        [stage] = draw.choices(_STAGES, _SHARES)
        reviewed = stage not in ("national", "institution")
        complaint = ComplaintId(identifier(draw))
        case = Case(
            complaint=complaint,
            verified=stage != "national",
            decided=reviewed,
            anonymous=not reviewed or draw.random() < 0.25,
            confidential=not reviewed or draw.random() < 0.15,
            abuse=reviewed and draw.random() < 0.02,
            institution=None if stage == "national" else office.institution,
            unit=office.unit if reviewed else None,
            cc=frozenset({next(self.offices).unit} if reviewed and draw.random() < 0.1 else ()),
            reported_officers=frozenset({PersonId(identifier(draw))} if draw.random() < 0.001 else ()),
            shown_text=reviewed and draw.random() < 0.3,
        )
        submitted = FIRST_DAY + timedelta(days=draw.randrange(DAYS), seconds=draw.randrange(86_400))
        due_on = submitted.date() + timedelta(days=draw.randint(5, 90))
        rows["case_file"].append(self._case_file(case, stage, submitted, due_on))
        barred_persons = sorted(barred(case)) or None
        rows["visible"].extend(
            (audience, complaint, int(level), barred_persons, submitted, _STATUS[stage].value)
            for audience, level in grants(case).items()
        )
        rows["inbox_item"].extend(_inbox(case, stage, submitted, due_on))
        rows["placement"].extend(_placements(case, _STATUS[stage], submitted.date()))
        rows["history_entry"].extend(self._history(case, submitted, due_on))
        self.number += 1

    def _case_file(self, case: Case, stage: str, submitted: datetime, due_on: date) -> tuple[Any, ...]:
        draw = self.draw
        reviewed = case.decided
        received = submitted + timedelta(days=3) if reviewed else None
        over = stage in ("completed", "archived")
        answered = submitted + timedelta(days=20) if over or stage == "answered" else None
        topic = draw.choice(_TOPICS)
        tier = Tier.LIAISON if reviewed else Tier.NATIONAL if stage == "national" else Tier.INSTITUTION
        nature = Nature.ABUSE_OF_AUTHORITY if case.abuse else Nature.NEITHER
        return (
            *(
                case.complaint,
                self._tracking_number(),
                draw.choice(_CHANNELS),
                submitted,
                _STATUS[stage].value,
            ),
            *(tier.value, draw.choice(_TYPES) if reviewed else None, nature.value if reviewed else None),
            SlaClass.STANDARD.value if reviewed else None,
            *(case.anonymous, case.confidential, case.decided, None, case.institution, case.unit),
            f"{topic} di wilayah layanan nomor {self.number}" if case.verified else None,
            f"{topic}. {_TEXT}" if case.shown_text and not case.confidential else None,
            *(submitted.date() + timedelta(days=3), received, due_on if reviewed else None),
            *(due_on - timedelta(days=2) if reviewed else None, False, received, answered),
            submitted + timedelta(days=30) if over else None,
            "SYSTEM" if over else None,
            draw.randint(1, 5) if stage == "completed" and draw.random() < 0.4 else None,
            4 + self.number % 20,
            *(submitted.date(), _OWNERS[tier].value, case.unit or case.institution),
        )

    def _tracking_number(self) -> str:
        text = "".join(self.draw.choices(_ALPHABET, k=10))
        return f"LT-{text[:5]}-{text[5:]}-{_ALPHABET[self.number % 32]}"

    def _history(self, case: Case, submitted: datetime, due_on: date) -> Iterator[tuple[Any, ...]]:
        for step in range(HISTORY_OF_MEASURED if self.number < self.measured else 1):
            at = submitted + timedelta(hours=7 * step)
            type_, role = ("ComplaintSubmitted", Role.COMPLAINANT) if step == 0 else _step(step)
            event, digest = identifier(self.draw), self.draw.randbytes(32)
            yield (
                *(self.position, case.complaint, event, digest, type_, at, at, _ACTOR, role.value),
                *(case.unit if step > 1 else None, due_on if step == 2 else None, False),
            )
            self.position += 1


_CHANNELS: Sequence[str] = [each.value for each in Channel]
_TYPES: Sequence[str] = [each.value for each in ComplaintType]
_TEXT = "Uraian ini telah disunting petugas agar dapat dibaca tanpa membuka isi laporan. " * 2
_ACTOR = UUID(int=7)


def _step(step: int) -> tuple[str, Role]:
    return _STEPS[min(step - 1, 4)], (Role.NATIONAL_ADMIN, Role.INSTITUTION_ADMIN, Role.LIAISON_OFFICER)[
        min(step - 1, 2)
    ]


def _inbox(case: Case, stage: str, submitted: datetime, due_on: date) -> Iterator[tuple[Any, ...]]:
    if stage == "national":
        yield NATIONAL, case.complaint, "REVIEW", submitted, due_on
    elif stage == "institution" and case.institution is not None:
        yield institution_audience(case.institution), case.complaint, "REVIEW", submitted, due_on
    elif stage == "liaison" and case.unit is not None:
        yield unit_audience(case.unit), case.complaint, "ANSWER", submitted, due_on


def _placements(case: Case, status: Status, received: date) -> Iterator[tuple[Any, ...]]:
    if case.institution is None:
        return
    placed = {case.institution: "INSTITUTION"} | dict.fromkeys(case.cc, "CC")
    if case.unit is not None:
        placed[case.unit] = "OWNER"
    for unit, kind in placed.items():
        yield case.complaint, unit, case.institution, kind, status.value, received, received
