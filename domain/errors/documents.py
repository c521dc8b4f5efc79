"""Rules about documents: how they come in, and who may look at them (BAB IV.A.2.c).

Who may not know of a document is told that there is none.
"""

from domain.errors.base import Rule, RuleBroken, Words


class NotYoursToAttach(RuleBroken):
    rule = Rule.DOCUMENT_OF_ITS_ROLE
    clause = "BAB IV.A.2.c"
    message = Words(
        "Dokumen jenis itu tidak dilampirkan oleh Anda pada pengaduan ini.",
        "A document of that kind is not yours to attach to this complaint.",
    )
    way_out = Words(
        "Pilih jenis dokumen yang sesuai dengan tugas Anda pada pengaduan ini.",
        "Choose the kind of document that goes with your part in this complaint.",
    )


class DocumentNameTooLong(RuleBroken):
    rule = Rule.DOCUMENT_NAME_IS_SHORT
    clause = "aturan sistem"
    message = Words(
        "Nama dokumen melebihi 200 karakter atau memuat karakter yang tidak dapat dicetak.",
        "The document's name is longer than 200 characters, or holds characters that cannot be printed.",
    )
    way_out = Words("Beri nama yang pendek.", "Give it a short name.")


class DocumentTooLarge(RuleBroken):
    rule = Rule.DOCUMENT_FITS
    clause = "aturan sistem"
    message = Words(
        "Dokumen kosong atau melebihi ukuran yang diperbolehkan.",
        "The document is empty, or larger than what is taken in.",
    )
    way_out = Words(
        "Perkecil atau bagi dokumennya; batasnya ada pada aturan yang berlaku.",
        "Make it smaller or divide it; the limit stands in the rules in force.",
    )


class TooManyDocuments(RuleBroken):
    rule = Rule.DOCUMENTS_ARE_BOUNDED
    clause = "aturan sistem"
    message = Words(
        "Pengaduan ini sudah memuat jumlah dokumen paling banyak.",
        "This complaint already has as many documents as it can hold.",
    )
    way_out = Words(
        "Jelaskan dengan kata-kata, atau gabungkan dokumennya.",
        "Say it in words, or put the documents together.",
    )


class UploadTooLate(RuleBroken):
    rule = Rule.UPLOAD_IN_TIME
    clause = "aturan sistem"
    message = Words(
        "Waktu untuk mengirim dokumen ini sudah lewat.",
        "The time to send this document has passed.",
    )
    way_out = Words("Daftarkan lagi dokumennya, lalu kirim.", "Announce the document again, then send it.")


class NotAsAnnounced(RuleBroken):
    rule = Rule.DOCUMENT_AS_ANNOUNCED
    clause = "aturan sistem"
    message = Words(
        "Isi yang dikirim berbeda ukuran atau jenisnya dari yang didaftarkan.",
        "What was sent is of another size or kind than what was announced.",
    )
    way_out = Words(
        "Kirim berkas yang didaftarkan, atau daftarkan berkas yang lain.",
        "Send the file that was announced, or announce the other one.",
    )


class DocumentUnreadable(RuleBroken):
    rule = Rule.DOCUMENT_OPENS
    clause = "aturan sistem"
    message = Words(
        "Dokumen tidak dapat dibuka: rusak, terkunci kata sandi, atau terlalu rumit.",
        "The document cannot be opened: damaged, locked by a password, or too intricate.",
    )
    way_out = Words(
        "Simpan ulang sebagai PDF tanpa kata sandi atau sebagai foto, lalu daftarkan dan kirim.",
        "Save it again as a PDF without a password or as a photo, then announce and send it.",
    )


class DocumentHarmful(RuleBroken):
    rule = Rule.DOCUMENT_HARMLESS
    clause = "aturan sistem"
    message = Words(
        "Pemindai virus menemukan sesuatu yang berbahaya dalam dokumen ini.",
        "The virus scanner found something harmful in this document.",
    )
    way_out = Words(
        "Periksa perangkat Anda; foto atau pindai dokumennya lagi, lalu daftarkan dan kirim.",
        "Check your device; photograph or scan the document again, then announce and send it.",
    )


class DocumentReceivedAlready(RuleBroken):
    rule = Rule.DOCUMENT_ONCE
    clause = "aturan sistem"
    message = Words(
        "Dokumen ini sudah diterima dengan isi yang lain.",
        "This document was received already, with other content.",
    )
    way_out = Words(
        "Daftarkan berkas ini sebagai dokumen baru.",
        "Announce this file as a new document.",
    )


class NoSuchDocument(RuleBroken):
    """Also for a document that somebody may not know of: the answer is the same."""

    rule = Rule.NO_SUCH_DOCUMENT
    clause = "BAB IV.A.2.c"
    message = Words("Dokumen tidak ditemukan.", "There is no such document.")
    way_out = Words(
        "Periksa dokumennya pada pengaduan, dan peran yang Anda pakai.",
        "Check the document on the complaint, and the role you act in.",
    )


class OpeningExpired(RuleBroken):
    rule = Rule.OPENING_EXPIRED
    clause = "BAB IV.A.2.c"
    message = Words(
        "Tautan untuk membaca dokumen ini sudah tidak berlaku.",
        "The link to read this document has expired.",
    )
    way_out = Words("Buka lagi dokumennya.", "Open the document again.")
