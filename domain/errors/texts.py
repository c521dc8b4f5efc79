"""Rules about the words themselves, and about being somebody."""

from domain.errors.base import Rule, RuleBroken, Words


class SignInNeeded(RuleBroken):
    rule = Rule.SIGN_IN
    clause = "BAB IV.A.1.e"
    message = Words("Langkah ini memerlukan identitas masuk.", "This step needs you to be signed in.")
    way_out = Words(
        "Masuk sebagai petugas, atau dengan nomor pelacakan dan kode akses.",
        "Sign in as an officer, or with tracking number and access code.",
    )


class TextNeeded(RuleBroken):
    rule = Rule.TEXT_NEEDED
    clause = "BAB VI.B.1.a.1"
    message = Words("Teks yang diperlukan kosong.", "A text that is needed is empty.")
    way_out = Words("Tulis isinya.", "Write it.")


class TextTooLong(RuleBroken):
    rule = Rule.TEXT_IS_BOUNDED
    clause = "aturan sistem"
    message = Words("Teks melebihi 20.000 karakter.", "A text is longer than 20,000 characters.")
    way_out = Words("Ringkas teksnya.", "Shorten it.")
