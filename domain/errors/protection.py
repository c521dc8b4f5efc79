"""What keeps a complainant safe and a confidential matter inside (BAB IV.A.1.e, IV.A.2.b to d)."""

from domain.errors.base import Rule, RuleBroken, Words


class ProtectionOnlyRises(RuleBroken):
    rule = Rule.PROTECTION_ONLY_RISES
    clause = "BAB IV.A.2.b"
    message = Words(
        "Anonim atau rahasia yang diminta pengadu atau ditetapkan sebelumnya tidak dapat dicabut.",
        "Anonymity or confidentiality that was asked for or set before cannot be taken away.",
    )
    way_out = Words(
        "Tetapkan perlindungan yang sama atau lebih tinggi; pencabutan memerlukan persetujuan pengadu.",
        "Set the same protection or more; lowering it needs the complainant's consent.",
    )


class ConfidentialStaysInside(RuleBroken):
    rule = Rule.CONFIDENTIAL_STAYS_INSIDE
    clause = "BAB IV.A.1.e"
    message = Words(
        "Pengaduan rahasia tidak memiliki judul atau teks tampil, dan tidak ditembuskan.",
        "A confidential complaint has no headline and no shown text, and is not copied to others.",
    )
    way_out = Words(
        "Hapus judul dan teks tampil; isinya hanya dibuka oleh yang menangani.",
        "Leave headline and shown text out; only its handlers open the content.",
    )


class RedactionNeeded(RuleBroken):
    rule = Rule.REDACT_ANONYMOUS
    clause = "BAB IV.A.2.b"
    message = Words(
        "Pengaduan anonim memerlukan uraian yang sudah disamarkan untuk pejabat penghubung.",
        "An anonymous complaint needs a redacted narrative for the liaison.",
    )
    way_out = Words(
        "Tulis uraian tanpa hal yang menunjukkan siapa pengadunya.",
        "Write the narrative without what points to the complainant.",
    )


class PersonalDataInShownText(RuleBroken):
    rule = Rule.SHOWN_TEXT_IS_CLEAN
    clause = "BAB IV.A.2.b"
    message = Words(
        "Judul atau teks tampil memuat nomor panjang, alamat surel, atau nama akun.",
        "The headline or shown text holds a long number, an e-mail address or an account name.",
    )
    way_out = Words(
        "Hapus data itu; tulis tanggal dan jumlah uang dengan kata.",
        "Take it out; write dates and amounts of money in words.",
    )


class HeadlineTooLong(RuleBroken):
    rule = Rule.HEADLINE_IS_SHORT
    clause = "aturan sistem"
    message = Words("Judul melebihi 120 karakter.", "The headline is longer than 120 characters.")
    way_out = Words("Sebut pokok masalahnya saja.", "Name the matter and nothing more.")


class PurposeNotAllowed(RuleBroken):
    rule = Rule.PURPOSE
    clause = "BAB IV.A.2.d"
    message = Words(
        "Tujuan itu bukan tujuan tugas Anda; isi pengaduan hanya dibuka untuk penyelesaian dan pengawasannya.",
        "That purpose is not one of your task; content is opened only to resolve a complaint or to supervise it.",
    )
    way_out = Words("Pilih tujuan yang sesuai tugas Anda.", "Choose a purpose that fits your task.")
