"""What leaders and handlers put on record of their own work: who may, and what it must say (BAB II, IV, VII, VIII)."""

from domain.errors.base import Rule, RuleBroken, Words


class LeadersRecordConduct(RuleBroken):
    rule = Rule.LEADERS_RECORD_CONDUCT
    clause = "BAB IV.A.3, VIII.B.2"
    message = Words(
        "Sanksi dan apresiasi dicatat oleh Pembina atau Penanggung Jawab instansi.",
        "Sanctions and appreciation are recorded by the institution's patron or responsible head.",
    )
    way_out = Words(
        "Laporkan kejadiannya kepada pimpinan instansi.",
        "Report what happened to the institution's leaders.",
    )


class NotAnOfficerHere(RuleBroken):
    rule = Rule.OFFICER_OF_THE_INSTITUTION
    clause = "BAB IV.A.3"
    message = Words(
        "Orang itu tidak pernah memegang peran dalam instansi Anda.",
        "That person never held a role in your institution.",
    )
    way_out = Words("Periksa daftar pemegang peran.", "Look at the list of role holders.")


class CauseNeeded(RuleBroken):
    rule = Rule.CONDUCT_NAMES_ITS_CAUSE
    clause = "BAB IV.A.3"
    message = Words(
        "Sanksi dan apresiasi menunjuk satu sampai lima puluh kejadian atau pengaduan pemicunya.",
        "A sanction or an appreciation names its cause: one to fifty events, or the complaint.",
    )
    way_out = Words(
        "Sebut nomor kejadian atau pengaduannya.", "Give the ids of the events or of the complaint."
    )


class LeadersSetTargets(RuleBroken):
    rule = Rule.LEADERS_SET_TARGETS
    clause = "BAB VII.A.1.d"
    message = Words(
        "Indikator dan target ditetapkan oleh Pembina, Penanggung Jawab, atau Admin Instansi.",
        "Indicators and targets are set by the patron, the responsible head or Admin Instansi.",
    )
    way_out = Words("Sampaikan usulan target kepada mereka.", "Propose the target to them.")


class TargetsLookForward(RuleBroken):
    rule = Rule.TARGETS_LOOK_FORWARD
    clause = "BAB VII.A.1.d"
    message = Words(
        "Target berlaku mulai hari ini atau sesudahnya; masa lalu tetap dengan targetnya.",
        "A target holds from today or later; the past keeps the target it had.",
    )
    way_out = Words("Pilih tanggal mulai yang belum lewat.", "Choose a first day that has not passed.")


class TargetOutOfRange(RuleBroken):
    rule = Rule.TARGET_IN_RANGE
    clause = "BAB VII.A.1.d"
    message = Words(
        "Nilai target di luar rentang indikatornya.", "The target is outside the range of its indicator."
    )
    way_out = Words(
        "Persen 0 sampai 100, hari 0 sampai 365, bintang 1 sampai 5.",
        "Percent are 0 to 100, days 0 to 365, stars 1 to 5.",
    )


class PatronGuides(RuleBroken):
    rule = Rule.PATRON_GUIDES
    clause = "BAB II.A.b"
    message = Words(
        "Pembinaan, kebijakan, dan petunjuk teknis diberikan oleh Pembina.",
        "Guidance, policies and technical instructions come from the patron.",
    )
    way_out = Words("Sampaikan naskahnya kepada Pembina.", "Bring the draft to the patron.")


class GuidanceNeedsBody(RuleBroken):
    rule = Rule.GUIDANCE_HAS_A_BODY
    clause = "BAB II.A.b"
    message = Words(
        "Petunjuk tidak memiliki teks maupun tautan.", "The guidance has neither a text nor a link."
    )
    way_out = Words("Tulis teksnya atau beri tautan naskahnya.", "Write the text or give a link to it.")


class HeadEvaluates(RuleBroken):
    rule = Rule.HEAD_EVALUATES
    clause = "BAB II.B.b"
    message = Words(
        "Evaluasi kinerja pengelolaan pengaduan dilakukan oleh Penanggung Jawab.",
        "The performance of complaint handling is evaluated by the responsible head.",
    )
    way_out = Words(
        "Kirim laporan kinerja kepada Penanggung Jawab.", "Send the responsible head a performance report."
    )


class TeamReports(RuleBroken):
    rule = Rule.TEAM_REPORTS
    clause = "BAB II.C.d, VI.D.2.b"
    message = Words(
        "Laporan kinerja dikirim oleh Anggota tim atau Admin Instansi.",
        "Performance reports are sent by team members or Admin Instansi.",
    )
    way_out = Words("Sampaikan bahannya kepada Anggota tim.", "Give what you have to a member of the team.")


class ReportGoesToLeaders(RuleBroken):
    rule = Rule.REPORT_GOES_TO_LEADERS
    clause = "BAB II.C.d"
    message = Words(
        "Laporan kinerja ditujukan kepada orang lain yang menjadi Pembina atau Penanggung Jawab instansi.",
        "A performance report goes to another person, who is the institution's patron or responsible head.",
    )
    way_out = Words("Pilih penerima yang lain.", "Choose another recipient.")


class RecipientAcknowledges(RuleBroken):
    rule = Rule.RECIPIENT_ACKNOWLEDGES
    clause = "BAB II.C.d"
    message = Words(
        "Penerimaan laporan dinyatakan oleh penerimanya sendiri.",
        "Receipt of a report is acknowledged by its recipient alone.",
    )
    way_out = Words("Tunggu pernyataan penerimanya.", "Wait for its recipient.")


class AlreadyAcknowledged(RuleBroken):
    rule = Rule.ALREADY_ACKNOWLEDGED
    clause = "BAB II.C.d"
    message = Words(
        "Penerimaan laporan ini sudah dinyatakan.", "Receipt of this report has been acknowledged."
    )
    way_out = Words("Baca laporannya.", "Read the report.")


class NoteOfAnotherRole(RuleBroken):
    rule = Rule.NOTE_OF_ITS_ROLE
    clause = "BAB II, V, VI.D"
    message = Words(
        "Catatan untuk butir itu dibuat oleh peran yang memegang tugasnya.",
        "A note under that clause is made by the role that has the duty.",
    )
    way_out = Words("Pilih butir tugas Anda.", "Choose a clause that is your duty.")


class PeriodOutOfOrder(RuleBroken):
    rule = Rule.PERIOD_IN_ORDER
    clause = "BAB VII"
    message = Words(
        "Masa laporan, evaluasi, atau catatan tidak berurutan, belum lewat, atau terlalu lampau.",
        "The period of a report, an evaluation or a note is out of order, not over yet, or too long ago.",
    )
    way_out = Words("Perbaiki tanggal atau tahunnya.", "Correct the dates or the year.")


class NoSuchRecord(RuleBroken):
    """Absent and forbidden alike."""

    rule = Rule.NO_SUCH_RECORD
    clause = "BAB IV.A.3"
    message = Words(
        "Catatan itu tidak ada atau tidak dapat Anda baca.", "There is no such record that you may read."
    )
    way_out = Words(
        "Periksa nomornya, dan pilih penugasan yang boleh membacanya.",
        "Check its id, and choose the assignment that may read it.",
    )
