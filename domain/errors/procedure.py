"""Steps that the procedure does not have, and what it has instead (BAB IV, VI and VII)."""

from domain.errors.base import Rule, RuleBroken, Words


class DescribeOtherChannel(RuleBroken):
    rule = Rule.OTHER_CHANNEL_IS_DESCRIBED
    clause = "BAB VI.A.e"
    message = Words(
        "Saluran lain harus disebutkan.", "Another channel than those listed has to be described."
    )
    way_out = Words("Tulis saluran apa yang dipakai.", "Write which channel it was.")


class ReceivedBeforeEntered(RuleBroken):
    rule = Rule.RECEIVED_BEFORE_ENTERED
    clause = "BAB IV.A.1.a"
    message = Words(
        "Tanggal terima tidak boleh setelah tanggal pencatatan.",
        "It cannot have been received after the day it is entered.",
    )
    way_out = Words("Isi tanggal pengaduan itu diterima.", "Give the day on which it arrived.")


class ProofOfArrivalNeeded(RuleBroken):
    rule = Rule.BACKDATING_NEEDS_PROOF
    clause = "BAB IV.A.1.a"
    message = Words(
        "Pengaduan yang dicatat setelah hari diterima memerlukan bukti penerimaan.",
        "What is entered after the day it arrived needs proof of that day.",
    )
    way_out = Words(
        "Sebutkan surat, cap, atau pindaian yang memuat tanggal terima.",
        "Name the letter, stamp or scan that bears the day of arrival.",
    )


class AlreadyAsked(RuleBroken):
    rule = Rule.ALREADY_ASKED
    clause = "BAB VI.B.1.a.10"
    message = Words(
        "Pengadu sudah diminta melengkapi dan belum menjawab.",
        "The complainant has been asked for what is missing and has not answered yet.",
    )
    way_out = Words(
        "Tunggu jawaban sampai batasnya, atau teruskan pengaduan yang sudah diverifikasi.",
        "Wait for the answer until its limit, or forward the complaint once it is verified.",
    )


class CaseIsParked(RuleBroken):
    rule = Rule.CASE_IS_PARKED
    clause = "BAB VI.B.1.a.11"
    message = Words(
        "Pengaduan ini diarsipkan: menunggu pengadu, dan dapat hidup kembali.",
        "This complaint is parked: it waits for the complainant, and can go on.",
    )
    way_out = Words(
        "Pengadu dapat melengkapi kapan saja; Admin Nasional dan APIP dapat menghidupkannya kembali.",
        "The complainant may supply data at any time; the national admin and the inspectorate may restore it.",
    )


class NotParked(RuleBroken):
    rule = Rule.NOT_PARKED
    clause = "BAB VI.B.1.a.11"
    message = Words("Pengaduan ini tidak sedang diarsipkan.", "This complaint is not parked.")
    way_out = Words("Lanjutkan langkah biasa.", "Go on with its ordinary steps.")


class NothingChanges(RuleBroken):
    rule = Rule.NOTHING_CHANGES
    clause = "aturan sistem"
    message = Words("Tidak ada yang berubah.", "Nothing would change.")
    way_out = Words("Periksa nilai yang berlaku sekarang.", "Look at what holds now.")


class LeadIsAnother(RuleBroken):
    rule = Rule.LEAD_IS_ANOTHER
    clause = "BAB IV.A.2.a"
    message = Words(
        "Pengaduan induk harus pengaduan lain yang dapat Anda lihat dan tidak mengikuti pengaduan mana pun.",
        "A lead is another complaint that you may see and that follows none itself.",
    )
    way_out = Words("Pilih pengaduan induk yang lain.", "Choose another lead.")


class LeadAnswersFirst(RuleBroken):
    rule = Rule.LEAD_ANSWERS_FIRST
    clause = "BAB IV.A.1.d"
    message = Words(
        "Pengaduan ini mengikuti pengaduan induk, yang belum dijawab.",
        "This complaint follows a lead, which has not been answered.",
    )
    way_out = Words(
        "Jawab pengaduan induk dahulu, lalu sampaikan jawabannya di sini.",
        "Answer the lead first, and then give its answer here.",
    )


class NeighbouringTiersOnly(RuleBroken):
    rule = Rule.NEIGHBOURING_TIERS_ONLY
    clause = "BAB VI.B.1.c.5"
    message = Words(
        "Pejabat Penghubung mengembalikan pengaduan kepada Admin Instansi, tidak ke jenjang lain.",
        "A liaison returns a complaint to the institution's admin and to no other tier.",
    )
    way_out = Words("Kembalikan kepada Admin Instansi.", "Return it to the institution's admin.")


class NoConflict(RuleBroken):
    rule = Rule.NO_CONFLICT
    clause = "BAB VI.B.1.c.5"
    message = Words(
        "Unit hanya diganti bila ada benturan kepentingan, dan oleh unit tanpa benturan.",
        "A unit is replaced only for a conflict of interest, and by one without.",
    )
    way_out = Words(
        "Catat pihak yang diadukan, atau biarkan unit mengembalikannya.",
        "Identify the reported parties, or let the unit return it.",
    )


class AspirationsOnly(RuleBroken):
    rule = Rule.ASPIRATIONS_ONLY
    clause = "BAB VI.B.1.a.8"
    message = Words(
        "Hanya aspirasi yang dapat dijawab langsung oleh admin.",
        "Only an aspiration may be answered by an admin directly.",
    )
    way_out = Words("Teruskan menurut kategori.", "Forward it by category.")


class FourEyes(RuleBroken):
    rule = Rule.FOUR_EYES
    clause = "BAB VI.C"
    message = Words(
        "Usul diputuskan oleh orang lain, bukan pengusulnya.",
        "A proposal is decided by another person than whoever made it.",
    )
    way_out = Words(
        "Minta Admin Instansi lain memutuskan.", "Ask another admin of the institution to decide."
    )


class NoOpenQuestion(RuleBroken):
    rule = Rule.NO_OPEN_QUESTION
    clause = "BAB VII.A.1.g"
    message = Words(
        "Tidak ada pertanyaan pengawasan bernomor itu yang menunggu jenjang Anda.",
        "No supervision question of that number waits for your tier.",
    )
    way_out = Words("Periksa nomor pertanyaannya.", "Check the number of the question.")


class NotAnOffence(RuleBroken):
    rule = Rule.OFFENCES_ONLY
    clause = "BAB VI.B.1.b.11"
    message = Words(
        "APIP menangani penyalahgunaan kewenangan dan pelanggaran oleh pejabat.",
        "The inspectorate takes abuse of authority and violations by officials.",
    )
    way_out = Words("Salurkan kepada unit menurut kategori.", "Hand it to a unit by category.")


class InspectorateIsReported(RuleBroken):
    rule = Rule.INSPECTORATE_IS_REPORTED
    clause = "BAB VI.B.1.b.10 dan 11"
    message = Words(
        "Inspektorat sendiri termasuk pihak yang diadukan.",
        "The inspectorate is itself one of the reported parties.",
    )
    way_out = Words(
        "Kembalikan kepada Admin Nasional, yang meneruskannya ke instansi pengawas lain.",
        "Return it to the national admin, who forwards it to another supervising institution.",
    )


class FindingFirst(RuleBroken):
    rule = Rule.FINDING_FIRST
    clause = "UU 30/2014 Pasal 20"
    message = Words("Hasil pengawasan belum dicatat.", "The result of the examination has not been recorded.")
    way_out = Words("Catat salah satu dari tiga hasil dahulu.", "Record one of the three results first.")


class AlreadyFound(RuleBroken):
    rule = Rule.ALREADY_FOUND
    clause = "UU 30/2014 Pasal 20"
    message = Words("Hasil pengawasan sudah dicatat dan mengikat.", "The result is recorded and stands.")
    way_out = Words("Beri jawaban akhir kepada pengadu.", "Give the complainant the final answer.")


class NotTheSuperior(RuleBroken):
    rule = Rule.SUPERIOR_OF_REPORTED_UNIT
    clause = "PP 48/2016"
    message = Words(
        "Hanya kepala unit yang diadukan yang diberi tahu, dan sekali saja.",
        "Only the head of a reported unit is told, and once.",
    )
    way_out = Words("Pilih unit yang diadukan.", "Choose a reported unit.")
