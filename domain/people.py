"""Who can act: people, the tiers they act in, and the organisation they act for.

Names of people never occur here. A person is an id; what an officer may do follows from the
assignment (one role in one unit) that the log grants, never from the token that names the person.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType
from uuid import UUID

ComplaintId = NewType("ComplaintId", UUID)
PersonId = NewType("PersonId", UUID)
UnitId = NewType("UnitId", UUID)
AssignmentId = NewType("AssignmentId", UUID)
CategoryId = NewType("CategoryId", str)
RecordId = NewType("RecordId", UUID)
DocumentId = NewType("DocumentId", UUID)
OpeningId = NewType("OpeningId", UUID)


class Role(StrEnum):
    """Who somebody is to the procedure (BAB II and III)."""

    COMPLAINANT = "COMPLAINANT"
    NATIONAL_ADMIN = "NATIONAL_ADMIN"
    INSTITUTION_ADMIN = "INSTITUTION_ADMIN"
    LIAISON_OFFICER = "LIAISON_OFFICER"
    INTERNAL_AUDITOR = "INTERNAL_AUDITOR"
    RESPONSIBLE_HEAD = "RESPONSIBLE_HEAD"
    PATRON = "PATRON"
    TEAM_MEMBER = "TEAM_MEMBER"
    UNIT_HEAD = "UNIT_HEAD"
    PRIVACY_OFFICER = "PRIVACY_OFFICER"
    SYSTEM_ANALYSIS = "SYSTEM_ANALYSIS"
    DATA_REPORTING = "DATA_REPORTING"
    SYSTEM = "SYSTEM"
    SERVICE_UNIT_ADMIN = "SERVICE_UNIT_ADMIN"  # Admin UPP (BAB VI.D.3.c)


class Tier(StrEnum):
    """The three tiers that manage a complaint (BAB III, jenjang a to c)."""

    NATIONAL = "NATIONAL"
    INSTITUTION = "INSTITUTION"
    LIAISON = "LIAISON"


class UnitKind(StrEnum):
    """What an organisation unit is; the regulation's SKPD, OPD and Satuan Kerja are all AGENCY."""

    MINISTRY = "MINISTRY"
    INSTITUTION = "INSTITUTION"
    AGENCY = "AGENCY"


class Duty(StrEnum):
    """What one agency does for its whole institution (BAB VI.B.1.b and b.11).

    ADMINISTRATION: its people are the institution's Admin Instansi. INSPECTORATE: it is the institution's APIP.
    """

    ADMINISTRATION = "ADMINISTRATION"
    INSPECTORATE = "INSPECTORATE"


TIER_OF: dict[Role, Tier] = {
    Role.NATIONAL_ADMIN: Tier.NATIONAL,
    Role.INSTITUTION_ADMIN: Tier.INSTITUTION,
    Role.LIAISON_OFFICER: Tier.LIAISON,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """One person acting in one assignment; a complainant acts for one complaint instead.

    `institution` is the institution the unit belongs to (the unit itself for an institution admin);
    both are None for a complainant and for the system.
    """

    person: PersonId
    role: Role
    assignment: AssignmentId | None = None
    institution: UnitId | None = None
    unit: UnitId | None = None
    complaint: ComplaintId | None = None
