"""Who may take a step, and where a complaint may go (BAB IV and VI)."""

from domain.errors.base import Rule, RuleBroken, Words


class ProcessingMustGoOn(RuleBroken):
    rule = Rule.NO_STOP
    clause = "BAB IV.A.2.a"
    prohibited = True
    message = Words(
        "Pengelola dilarang menghentikan proses pengaduan; pengaduan selesai dengan jawaban akhir.",
        "Handlers may not stop a complaint; it ends with a final answer.",
    )
    way_out = Words(
        "Beri jawaban akhir, kembalikan bila di luar kewenangan, atau minta data kepada pengadu.",
        "Give the final answer, return it as outside your authority, or ask the complainant for data.",
    )


class NoSuchCase(RuleBroken):
    """Absent and forbidden alike: the answer must not tell one from the other."""

    rule = Rule.NO_SUCH_CASE
    clause = "BAB IV.A.1.e"
    message = Words(
        "Pengaduan ini tidak ada atau tidak dapat Anda lihat.", "There is no such complaint that you may see."
    )
    way_out = Words(
        "Periksa nomornya, dan pilih penugasan yang menangani pengaduan ini.",
        "Check its number, and choose the assignment that handles it.",
    )


class NotYourCase(RuleBroken):
    rule = Rule.NOT_YOUR_CASE
    clause = "BAB VI.B.1.c.4"
    message = Words(
        "Langkah ini bukan wewenang penugasan Anda pada pengaduan ini.",
        "This step is not within the authority of your assignment for this complaint.",
    )
    way_out = Words(
        "Serahkan kepada petugas yang sedang memegang pengaduan.",
        "Leave it to the officer who holds the complaint.",
    )


class NotByCategory(RuleBroken):
    rule = Rule.BY_CATEGORY
    clause = "BAB VI.B.1.a.7"
    message = Words(
        "Pengaduan diteruskan berdasarkan kategori, dan kategori ini bukan milik instansi itu.",
        "Complaints are forwarded by category, and this category does not belong to that institution.",
    )
    way_out = Words(
        "Pilih kategori yang terdaftar dan instansi yang menanganinya.",
        "Choose a listed category and the institution that handles it.",
    )


class NotAnAgencyHere(RuleBroken):
    rule = Rule.OWN_AGENCIES_ONLY
    clause = "BAB VI.B.1.b.7"
    message = Words(
        "Unit itu bukan perangkat daerah dalam instansi Anda.",
        "That unit is not an agency of your institution.",
    )
    way_out = Words(
        "Pilih unit dalam instansi Anda.",
        "Choose a unit of your own institution.",
    )


class ReasonNeeded(RuleBroken):
    rule = Rule.REASON_FOR_ANOTHER_UNIT
    clause = "BAB II.D.b"
    message = Words(
        "Unit itu bukan unit menurut kategori pengaduan.", "That unit is not the one the category names."
    )
    way_out = Words(
        "Pilih unit menurut kategori, atau tulis alasannya.",
        "Choose the category's unit, or write the reason.",
    )


class ReferToInspectorateFirst(RuleBroken):
    rule = Rule.ABUSE_GOES_TO_INSPECTORATE
    clause = "BAB VI.B.1.b.11"
    message = Words(
        "Pengaduan penyalahgunaan kewenangan tidak disalurkan ke unit sebelum dikoordinasikan dengan APIP.",
        "A complaint about abuse of authority does not go to a unit before the inspectorate has it.",
    )
    way_out = Words("Koordinasikan dengan APIP (Inspektorat).", "Coordinate with the inspectorate (APIP).")


class UnknownUnit(RuleBroken):
    rule = Rule.KNOWN_UNITS_ONLY
    clause = "BAB II"
    message = Words("Unit itu tidak terdaftar.", "That unit is not registered.")
    way_out = Words("Pilih unit yang terdaftar.", "Choose a registered unit.")


class CcNotAllowed(RuleBroken):
    rule = Rule.CC_IS_ANOTHER_AGENCY
    clause = "BAB VI.B.1.b.9"
    message = Words(
        "Tembusan hanya untuk unit lain yang berwenang; lintas instansi oleh Admin Nasional.",
        "A copy goes to another unit with authority; across institutions the national admin adds it.",
    )
    way_out = Words(
        "Pilih unit lain yang belum memegang atau menerima pengaduan ini.",
        "Choose another unit, one that neither holds this complaint nor has a copy.",
    )


class StarsOutOfRange(RuleBroken):
    rule = Rule.FIVE_STARS
    clause = "BAB VII (RHP)"
    message = Words("Penilaian adalah satu sampai lima bintang.", "A rating is one to five stars.")
    way_out = Words("Beri satu sampai lima bintang.", "Give one to five stars.")


class NotANationalNumber(RuleBroken):
    rule = Rule.NATIONAL_NUMBER_FORM
    clause = "BAB IV.A.1.a"
    message = Words(
        "Nomor SP4N-LAPOR! adalah bilangan bulat positif.",
        "A number of SP4N-LAPOR! is a whole number above zero.",
    )
    way_out = Words(
        "Salin nomor pelacakan dari SP4N-LAPOR!, tanpa tanda pagar.",
        "Copy the tracking number from SP4N-LAPOR!, without the number sign.",
    )
