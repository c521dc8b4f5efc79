"""The closed lists of words the regulation uses. A stored value is a promise: values are added, never renamed."""

from enum import StrEnum


class Channel(StrEnum):
    """How a complaint arrives (BAB VI.A and V.B.3)."""

    APPLICATION = "APPLICATION"
    INSTAGRAM = "INSTAGRAM"
    FACEBOOK = "FACEBOOK"
    YOUTUBE = "YOUTUBE"
    WEBSITE = "WEBSITE"
    EMAIL = "EMAIL"
    INTEGRATED_APPLICATION = "INTEGRATED_APPLICATION"
    LETTER = "LETTER"
    FACE_TO_FACE = "FACE_TO_FACE"
    CALL_CENTRE = "CALL_CENTRE"
    COMPLAINT_BOX = "COMPLAINT_BOX"
    FORM = "FORM"
    OTHER = "OTHER"


class ComplaintType(StrEnum):
    """What is asked for; it decides the limit in BAB VI.C."""

    GRIEVANCE = "GRIEVANCE"
    NORMATIVE_GRIEVANCE = "NORMATIVE_GRIEVANCE"
    INFORMATION_REQUEST = "INFORMATION_REQUEST"
    ASPIRATION = "ASPIRATION"


class Nature(StrEnum):
    """Dispute or indicated violation (BAB VI.B.1.a.2); abuse of authority goes to APIP (BAB VI.B.1.b.11)."""

    DISPUTE = "DISPUTE"
    SUSPECTED_VIOLATION = "SUSPECTED_VIOLATION"
    ABUSE_OF_AUTHORITY = "ABUSE_OF_AUTHORITY"
    NEITHER = "NEITHER"


class Outcome(StrEnum):
    """What a verifier found about the identity, the substance or the evidence (BAB VI.B.1.a.1)."""

    CONFIRMED = "CONFIRMED"
    NOT_CONFIRMED = "NOT_CONFIRMED"
    NOT_PROVIDED = "NOT_PROVIDED"


class SlaClass(StrEnum):
    """The three limits of BAB VI.C.1 to 3, in its order."""

    NORMATIVE = "NORMATIVE"
    STANDARD = "STANDARD"
    FIELD_INSPECTION = "FIELD_INSPECTION"


class Status(StrEnum):
    """What a custodian reports of a case: the columns of BAB VII and the two side states."""

    UNVERIFIED = "UNVERIFIED"
    NOT_FOLLOWED_UP = "NOT_FOLLOWED_UP"
    IN_PROCESS = "IN_PROCESS"
    COMPLETED = "COMPLETED"
    AWAITING_COMPLETION = "AWAITING_COMPLETION"
    ARCHIVED = "ARCHIVED"


class ClosedBy(StrEnum):
    """Who ended the handling, always after a final answer (BAB IV.A.1.d)."""

    COMPLAINANT = "COMPLAINANT"
    ADMIN = "ADMIN"
    SYSTEM = "SYSTEM"


class Basis(StrEnum):
    """On what footing an officer is employed (BAB III, first paragraph)."""

    CIVIL_SERVANT = "CIVIL_SERVANT"
    CONTRACT = "CONTRACT"


class Purpose(StrEnum):
    """Why sealed text is opened; nothing outside handling and oversight is lawful (BAB IV.A.2.d)."""

    VERIFICATION = "VERIFICATION"
    HANDLING = "HANDLING"
    SUPERVISION = "SUPERVISION"
    AUDIT = "AUDIT"
    OWN_CASE = "OWN_CASE"


class RestoreGround(StrEnum):
    """On whose word a parked case is taken up again without the complainant."""

    NATIONAL_ADMIN = "NATIONAL_ADMIN"
    INSPECTORATE = "INSPECTORATE"
    OMBUDSMAN = "OMBUDSMAN"
    COURT = "COURT"


class ArchiveReason(StrEnum):
    """Why a case is parked. There is no other reason, and both can be undone."""

    INCOMPLETE_10WD = "INCOMPLETE_10WD"
    WITHDRAWN_BY_COMPLAINANT = "WITHDRAWN_BY_COMPLAINANT"


class Finding(StrEnum):
    """The three results of an examination by the inspectorate (UU 30/2014 Pasal 20)."""

    NO_FAULT = "NO_FAULT"
    ADMINISTRATIVE_FAULT = "ADMINISTRATIVE_FAULT"
    ADMINISTRATIVE_FAULT_WITH_STATE_LOSS = "ADMINISTRATIVE_FAULT_WITH_STATE_LOSS"


class Cause(StrEnum):
    """What lay behind a complaint, coded for the evaluation of BAB II.D.d."""

    DELAY = "DELAY"
    PROCEDURE = "PROCEDURE"
    CONDUCT = "CONDUCT"
    COST = "COST"
    FACILITY = "FACILITY"
    INFORMATION = "INFORMATION"
    REGULATION = "REGULATION"
    OUTSIDE_CONTROL = "OUTSIDE_CONTROL"
    NOT_ESTABLISHED = "NOT_ESTABLISHED"
    OTHER = "OTHER"


class Resolution(StrEnum):
    """How a complaint was resolved, coded for the evaluation of BAB II.D.d."""

    REMEDIED = "REMEDIED"
    PLANNED = "PLANNED"
    INFORMATION_GIVEN = "INFORMATION_GIVEN"
    EXPLAINED = "EXPLAINED"
    EVIDENCE_INSUFFICIENT = "EVIDENCE_INSUFFICIENT"
    NOTED = "NOTED"


class Counterpart(StrEnum):
    """With whom a handler coordinated (BAB VI.D.3.c, II.C.a, II.E.b)."""

    LIAISON_OFFICER = "LIAISON_OFFICER"
    INSTITUTION_ADMIN = "INSTITUTION_ADMIN"
    NATIONAL_ADMIN = "NATIONAL_ADMIN"
    SERVICE_UNIT_ADMIN = "SERVICE_UNIT_ADMIN"
    INTERNAL_AUDITOR = "INTERNAL_AUDITOR"
    TECHNICAL_UNIT = "TECHNICAL_UNIT"


class Informed(StrEnum):
    """Which official the liaison told, and of what (BAB II.E.a, II.E.d, VI.D.3.a)."""

    UNIT_HEAD_OF_ARRIVAL = "UNIT_HEAD_OF_ARRIVAL"
    UNIT_HEAD_OF_FOLLOW_UP = "UNIT_HEAD_OF_FOLLOW_UP"
    AUTHORISED_OFFICIAL = "AUTHORISED_OFFICIAL"


class Sanction(StrEnum):
    """From a reprimand to dismissal (BAB IV.A.3); the steps between are those of PP 94/2021."""

    REPRIMAND = "REPRIMAND"
    WRITTEN_REPRIMAND = "WRITTEN_REPRIMAND"
    STATEMENT_OF_DISSATISFACTION = "STATEMENT_OF_DISSATISFACTION"
    ALLOWANCE_CUT = "ALLOWANCE_CUT"
    DEMOTION = "DEMOTION"
    RELIEF_FROM_POST = "RELIEF_FROM_POST"
    DISMISSAL = "DISMISSAL"


class Indicator(StrEnum):
    """What a target can be set for (BAB VII.A.1.d): the figures that the table of BAB VII gives."""

    FOLLOW_UP_PERCENT = "FOLLOW_UP_PERCENT"
    COMPLETION_PERCENT = "COMPLETION_PERCENT"
    AVERAGE_FOLLOW_UP_DAYS = "AVERAGE_FOLLOW_UP_DAYS"
    AVERAGE_RATING = "AVERAGE_RATING"


class NoteRow(StrEnum):
    """The clauses that are put on record and not carried out here, each by its place in the regulation."""

    II_A_A = "II_A_A"
    II_C_B = "II_C_B"
    II_C_E = "II_C_E"
    V_A = "V_A"
    V_B_1 = "V_B_1"
    VI_D_1_E = "VI_D_1_E"
    VI_D_2_E = "VI_D_2_E"
    VI_D_3_F = "VI_D_3_F"


class About(StrEnum):
    """What a document belongs to, and so who may open it: whoever may open the text that it goes with.

    SUPPORTING is what the complainant sends (data dukung). RECEIVED_PAPER is what arrived by hand; REDACTED_COPY is a
    document without what points to the complainant. OFFICE is for the handlers alone.
    """

    SUPPORTING = "SUPPORTING"
    RECEIVED_PAPER = "RECEIVED_PAPER"
    REDACTED_COPY = "REDACTED_COPY"
    FOLLOW_UP = "FOLLOW_UP"
    CONTRIBUTION = "CONTRIBUTION"
    ANSWER = "ANSWER"
    EXAMINATION = "EXAMINATION"
    OFFICE = "OFFICE"


class MediaType(StrEnum):
    """What kinds of file are taken in: what everybody can open, and what can be cleaned of its metadata."""

    PDF = "PDF"
    JPEG = "JPEG"
    PNG = "PNG"
    WEBP = "WEBP"

    @property
    def mime(self) -> str:
        """Its name in HTTP."""
        return "application/pdf" if self is MediaType.PDF else f"image/{self.value.lower()}"
