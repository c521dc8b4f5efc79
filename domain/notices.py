"""Who is told of what, and in which words. A notice names the case by its number and says nothing of its content.

The complainant finds every notice in the tracking inbox; a message goes out as well where there is an address
(BAB VI.B.1.a.10, VII.A.1.f). Officers are told that something waits, and where (BAB II.E.a, X.A.5).
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from types import MappingProxyType

from domain import confidentiality
from domain import events as e
from domain.cases import Case
from domain.confidentiality import Audience, complainant_audience, institution_audience, unit_audience
from domain.deadlines import Clock
from domain.errors import Words
from domain.people import Tier
from domain.vocabulary import About


class NoticeKind(StrEnum):
    """What a notice is about: first those to the complainant, then those to officers."""

    RECEIVED = "RECEIVED"
    VERIFIED = "VERIFIED"
    FORWARDED = "FORWARDED"
    COMPLETION_REQUESTED = "COMPLETION_REQUESTED"
    DATA_REQUESTED = "DATA_REQUESTED"
    DATA_RECEIVED = "DATA_RECEIVED"
    PARKED = "PARKED"
    RESTORED = "RESTORED"
    WITHDRAWN = "WITHDRAWN"
    WITH_UNIT = "WITH_UNIT"
    REROUTED = "REROUTED"
    EXAMINED = "EXAMINED"
    INITIAL_RESPONSE = "INITIAL_RESPONSE"
    FOLLOW_UP = "FOLLOW_UP"
    CONSTRAINT = "CONSTRAINT"
    LIMIT_CHANGED = "LIMIT_CHANGED"
    PROTECTION_CHANGED = "PROTECTION_CHANGED"
    ANSWERED = "ANSWERED"
    COMPLETED = "COMPLETED"
    REOPENED = "REOPENED"
    ARRIVED = "ARRIVED"
    COPIED = "COPIED"
    COMPLAINANT_WROTE = "COMPLAINANT_WROTE"
    QUESTION = "QUESTION"
    PROPOSAL = "PROPOSAL"
    MONITORING_POINT = "MONITORING_POINT"
    OVERDUE = "OVERDUE"


WORDS: Mapping[NoticeKind, Words] = MappingProxyType(
    {
        NoticeKind.RECEIVED: Words("Pengaduan Anda telah diterima.", "Your complaint has been received."),
        NoticeKind.VERIFIED: Words(
            "Pengaduan Anda telah ditelaah dan diverifikasi.",
            "Your complaint has been reviewed and verified.",
        ),
        NoticeKind.FORWARDED: Words(
            "Pengaduan Anda diteruskan ke instansi yang berwenang.",
            "Your complaint was forwarded to the institution with authority.",
        ),
        NoticeKind.COMPLETION_REQUESTED: Words(
            "Data pengaduan Anda belum lengkap. Mohon dilengkapi dalam batas waktunya; sesudahnya pun tetap diterima.",
            "Something is missing from your complaint. Please supply it in time; it is accepted later, too.",
        ),
        NoticeKind.DATA_REQUESTED: Words(
            "Petugas meminta data dukung. Batas waktu penanganan tidak berhenti.",
            "An officer asks for supporting data. No deadline stops for it.",
        ),
        NoticeKind.DATA_RECEIVED: Words(
            "Tambahan data Anda telah diterima.", "What you added has been received."
        ),
        NoticeKind.PARKED: Words(
            "Pengaduan Anda diarsipkan karena belum lengkap. Lengkapi kapan saja, dan prosesnya berlanjut.",
            "Your complaint is parked since it was not completed. Send what is missing at any time and it goes on.",
        ),
        NoticeKind.RESTORED: Words(
            "Pengaduan Anda diproses kembali.", "Your complaint has been taken up again."
        ),
        NoticeKind.WITHDRAWN: Words("Pencabutan Anda telah dicatat.", "Your withdrawal has been recorded."),
        NoticeKind.WITH_UNIT: Words(
            "Pengaduan Anda telah disalurkan ke unit yang menangani.",
            "Your complaint is with the unit that handles it.",
        ),
        NoticeKind.REROUTED: Words(
            "Pengaduan Anda dialihkan ke pengelola yang berwenang.",
            "Your complaint moves to the handler with authority.",
        ),
        NoticeKind.EXAMINED: Words(
            "Pengaduan Anda sedang ditangani pihak yang berwenang.",
            "Your complaint is being handled by the authority concerned.",
        ),
        NoticeKind.INITIAL_RESPONSE: Words(
            "Unit telah memberi respon awal.", "The unit has given an initial response."
        ),
        NoticeKind.FOLLOW_UP: Words("Unit mencatat tindak lanjut.", "The unit has recorded a follow-up."),
        NoticeKind.CONSTRAINT: Words(
            "Ada kendala; penjelasan dan rencananya dapat dibaca.",
            "There is an obstacle; its explanation and the plan can be read.",
        ),
        NoticeKind.LIMIT_CHANGED: Words(
            "Batas waktu penanganan pengaduan Anda berubah.",
            "The deadline for handling your complaint changed.",
        ),
        NoticeKind.PROTECTION_CHANGED: Words(
            "Perlindungan atas pengaduan Anda dinaikkan.", "The protection of your complaint was raised."
        ),
        NoticeKind.ANSWERED: Words(
            "Pengaduan Anda telah dijawab. Anda dapat menerima, menanggapi, atau tidak menerimanya.",
            "Your complaint has been answered. You may accept the answer, reply to it, or dispute it.",
        ),
        NoticeKind.COMPLETED: Words(
            "Penanganan pengaduan Anda selesai. Anda dapat menilainya, atau membukanya kembali.",
            "The handling of your complaint is complete. You may rate it, or take it up again.",
        ),
        NoticeKind.REOPENED: Words(
            "Pengaduan Anda dibuka kembali.", "Your complaint has been taken up again at your word."
        ),
        NoticeKind.ARRIVED: Words("Sebuah pengaduan menunggu Anda.", "A complaint waits for you."),
        NoticeKind.COPIED: Words(
            "Unit Anda menerima tembusan sebuah pengaduan.", "Your unit received a copy of a complaint."
        ),
        NoticeKind.COMPLAINANT_WROTE: Words("Pengadu menulis.", "The complainant wrote."),
        NoticeKind.QUESTION: Words(
            "Pertanyaan pengawasan menunggu jawaban Anda.", "A supervision question waits for your answer."
        ),
        NoticeKind.PROPOSAL: Words(
            "Usul klasifikasi ulang menunggu keputusan.", "A proposed reclassification waits for a decision."
        ),
        NoticeKind.MONITORING_POINT: Words(
            "Titik pemantauan terlewati tanpa intervensi.",
            "The monitoring point passed without an intervention.",
        ),
        NoticeKind.OVERDUE: Words(
            "Batas waktu penanganan terlampaui.", "The deadline for handling has passed."
        ),
    }
)


def notices_of(event: e.Event, before: Case | None, after: Case) -> Iterator[tuple[NoticeKind, Audience]]:
    """What follows from an event for whom. Whoever may not know of the case is told nothing."""
    told = _complainant(event)
    if told is not None:
        yield told, complainant_audience(after.complaint)
    granted = confidentiality.grants(after)
    for kind, audience in _officers(event, before, after):
        if audience in granted:
            yield kind, audience


def _complainant(event: e.Event) -> NoticeKind | None:
    match event:
        case e.ComplaintSubmitted() | e.ComplaintEntered():
            return NoticeKind.RECEIVED
        case e.ComplaintVerified(tier=Tier.NATIONAL):
            return NoticeKind.VERIFIED
        case e.ForwardedToInstitution():
            return NoticeKind.FORWARDED
        case e.CompletionRequested():
            return NoticeKind.COMPLETION_REQUESTED
        case e.SupportingDataRequested():
            return NoticeKind.DATA_REQUESTED
        case e.DataSupplied() | e.DocumentReceived(about=About.SUPPORTING):
            return NoticeKind.DATA_RECEIVED
        case e.ArchivedForIncompleteness():
            return NoticeKind.PARKED
        case e.Restored():
            return NoticeKind.RESTORED
        case e.WithdrawnByComplainant():
            return NoticeKind.WITHDRAWN
        case e.DisposedToLiaison() | e.HandlerReplaced():
            return NoticeKind.WITH_UNIT
        case e.ReturnedToInstitutionAdmin() | e.ReturnedToNationalAdmin() | e.ReturnedByInspectorate():
            return NoticeKind.REROUTED
        case e.ReferredToInspectorate():
            return NoticeKind.EXAMINED
        case _:
            return _answers(event)


def _answers(event: e.Event) -> NoticeKind | None:
    match event:
        case e.InitialResponseGiven():
            return NoticeKind.INITIAL_RESPONSE
        case e.FollowUpRecorded():
            return NoticeKind.FOLLOW_UP
        case e.ConstraintNotified():
            return NoticeKind.CONSTRAINT
        case e.Reclassified() | e.DeadlineRecalculated(clock=Clock.RESOLUTION):
            return NoticeKind.LIMIT_CHANGED
        case e.ProtectionRaised():
            return NoticeKind.PROTECTION_CHANGED
        case e.FinalAnswerGiven() | e.DirectAnswerGiven():
            return NoticeKind.ANSWERED
        case e.CompletionConfirmed() | e.CompletedByAdmin() | e.AutoClosed():
            return NoticeKind.COMPLETED
        case e.AnswerDisputed():
            return NoticeKind.REOPENED
        case _:
            return None


def _officers(event: e.Event, before: Case | None, after: Case) -> Iterator[tuple[NoticeKind, Audience]]:
    custodian = confidentiality.custodian(after)
    if before is None or confidentiality.custodian(before) != custodian:
        yield NoticeKind.ARRIVED, custodian
    institution = None if after.institution is None else institution_audience(after.institution)
    match event:
        case e.CcAdded(unit=unit):
            yield NoticeKind.COPIED, unit_audience(unit)
        case (
            e.DataSupplied()
            | e.DocumentReceived(about=About.SUPPORTING)
            | e.ComplainantReplied()
            | e.AnswerDisputed()
        ):
            yield NoticeKind.COMPLAINANT_WROTE, custodian
        case e.Restored():
            yield NoticeKind.ARRIVED, custodian
        case e.SupervisionAsked(of_tier=Tier.LIAISON) if after.unit is not None:
            yield NoticeKind.QUESTION, unit_audience(after.unit)
        case e.SupervisionAsked() if institution is not None:
            yield NoticeKind.QUESTION, institution
        case e.ReclassificationProposed() if institution is not None:
            yield NoticeKind.PROPOSAL, institution
        case e.DeadlineBreached(clock=Clock.INTERVENTION) if institution is not None:
            yield NoticeKind.MONITORING_POINT, institution
        case e.DeadlineBreached(clock=Clock.RESOLUTION):
            yield NoticeKind.OVERDUE, custodian
            if institution is not None and institution != custodian:
                yield NoticeKind.OVERDUE, institution
        case _:
            return
