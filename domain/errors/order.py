"""A step that does not fit where the case is now; each names the step that does."""

from domain.errors.base import Rule, RuleBroken, Words


class VerifyFirst(RuleBroken):
    rule = Rule.VERIFY_FIRST
    clause = "BAB VI.B.1.a.6, b.6"
    message = Words(
        "Pengaduan belum diverifikasi pada jenjang ini.", "The complaint has not been verified at this tier."
    )
    way_out = Words(
        "Verifikasi identitas, substansi, dan data dukungnya dahulu.",
        "Verify its identity, substance and evidence first.",
    )


class AcceptFirst(RuleBroken):
    rule = Rule.ACCEPT_FIRST
    clause = "BAB VI.B.1.c.3"
    message = Words(
        "Kewenangan unit atas pengaduan ini belum dinyatakan.",
        "The unit has not said whether the matter is within its authority.",
    )
    way_out = Words(
        "Terima pengaduan, atau kembalikan kepada Admin Instansi.",
        "Accept the complaint, or return it to the institution's admin.",
    )


class InitialResponseFirst(RuleBroken):
    rule = Rule.INITIAL_RESPONSE_FIRST
    clause = "BAB VI.D.3.e"
    message = Words(
        "Respon awal dan jawaban adalah dua langkah; respon awal belum diberikan.",
        "The initial response and the answer are two steps; the initial response has not been given.",
    )
    way_out = Words("Berikan respon awal dahulu.", "Give the initial response first.")


class AnswerFirst(RuleBroken):
    rule = Rule.ANSWER_FIRST
    clause = "BAB IV.A.1.d"
    message = Words("Pengaduan ini belum memiliki jawaban akhir.", "This complaint has no final answer yet.")
    way_out = Words(
        "Tunggu jawaban akhir dari unit yang menanganinya.",
        "Wait for the final answer of the unit that handles it.",
    )


class CompletionFirst(RuleBroken):
    rule = Rule.COMPLETION_FIRST
    clause = "BAB IV.A.1.d"
    message = Words(
        "Penanganan pengaduan ini belum selesai.", "The handling of this complaint is not complete."
    )
    way_out = Words(
        "Konfirmasi penyelesaiannya setelah jawaban akhir, lalu beri penilaian.",
        "Confirm its completion after the final answer, then rate it.",
    )


class AlreadySubmitted(RuleBroken):
    rule = Rule.ALREADY_SUBMITTED
    clause = "BAB VI.A"
    message = Words("Pengaduan ini sudah disampaikan.", "This complaint has been submitted already.")
    way_out = Words(
        "Ikuti pengaduan itu dengan nomor dan kode aksesnya.", "Follow it with its number and access code."
    )


class AlreadyVerified(RuleBroken):
    rule = Rule.ALREADY_VERIFIED
    clause = "BAB VI.B.1.a.1, b.1"
    message = Words(
        "Pengaduan ini sudah diverifikasi pada jenjang ini.",
        "This complaint has been verified at this tier already.",
    )
    way_out = Words("Teruskan berdasarkan kategorinya.", "Pass it on by its category.")


class AlreadyForwarded(RuleBroken):
    rule = Rule.ALREADY_FORWARDED
    clause = "BAB VI.B.1.a.7"
    message = Words(
        "Pengaduan ini sudah diteruskan kepada instansi.",
        "This complaint has been forwarded to an institution already.",
    )
    way_out = Words("Pantau tindak lanjutnya pada instansi itu.", "Follow its handling at that institution.")


class AlreadyDisposed(RuleBroken):
    rule = Rule.ALREADY_DISPOSED
    clause = "BAB VI.B.1.b.7"
    message = Words(
        "Pengaduan ini sudah disalurkan ke unit.", "This complaint has been handed to a unit already."
    )
    way_out = Words(
        "Pantau unit itu; bila bukan wewenangnya, pejabat penghubung mengembalikannya.",
        "Follow that unit; if the matter is not its own, the liaison returns it.",
    )


class AlreadyAccepted(RuleBroken):
    rule = Rule.ALREADY_ACCEPTED
    clause = "BAB VI.B.1.c.3"
    message = Words(
        "Unit sudah menerima kewenangan atas pengaduan ini.", "The unit has accepted this complaint already."
    )
    way_out = Words("Berikan respon awal.", "Give the initial response.")


class AlreadyResponded(RuleBroken):
    rule = Rule.ALREADY_RESPONDED
    clause = "BAB VI.D.3.e"
    message = Words("Respon awal sudah diberikan.", "The initial response has been given already.")
    way_out = Words(
        "Catat tindak lanjut, atau berikan jawaban akhir.", "Record a follow-up, or give the final answer."
    )


class AlreadyAnswered(RuleBroken):
    rule = Rule.ALREADY_ANSWERED
    clause = "BAB VI.D.3.e"
    message = Words("Jawaban akhir sudah diberikan.", "The final answer has been given already.")
    way_out = Words(
        "Pengadu mengonfirmasi penyelesaian, atau Admin Instansi mencatatnya.",
        "The complainant confirms completion, or the institution's admin records it.",
    )


class AlreadyCompleted(RuleBroken):
    rule = Rule.ALREADY_COMPLETED
    clause = "BAB IV.A.1.d"
    message = Words(
        "Penanganan pengaduan ini sudah selesai.", "The handling of this complaint is complete already."
    )
    way_out = Words("Pengadu dapat menilai penanganannya.", "The complainant may rate the handling.")


class AlreadyRated(RuleBroken):
    rule = Rule.ALREADY_RATED
    clause = "BAB VII (RHP)"
    message = Words("Penanganan ini sudah dinilai.", "This handling has been rated already.")
    way_out = Words(
        "Penilaian diberikan sekali untuk setiap penyelesaian.", "A rating is given once for each completion."
    )
