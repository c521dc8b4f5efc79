"""Units, roles and requests: what the organisation itself must keep to (BAB II and III)."""

from domain.errors.base import Rule, RuleBroken, Words


class SystemOnly(RuleBroken):
    rule = Rule.SYSTEM_ONLY
    clause = "BAB II"
    message = Words(
        "Unit, kategori, dan penugasan hanya diubah oleh sistem.",
        "Only the system changes units, categories and assignments.",
    )
    way_out = Words("Hubungi pengelola sistem.", "Ask those who run the system.")


class DutyNeedsAgency(RuleBroken):
    rule = Rule.DUTY_NEEDS_AGENCY
    clause = "BAB VI.B.1.b"
    message = Words(
        "Tugas itu dijalankan oleh perangkat daerah dari instansi yang bersangkutan.",
        "That duty is done by an agency of the institution itself.",
    )
    way_out = Words("Pilih perangkat daerah instansi itu.", "Choose one of that institution's agencies.")


class RoleDoesNotFit(RuleBroken):
    rule = Rule.ROLE_FITS_UNIT
    clause = "BAB III"
    message = Words(
        "Peran itu tidak sesuai dengan jenjang unit.", "That role does not fit the tier of the unit."
    )
    way_out = Words(
        "Pilih unit pada jenjang peran itu, dengan instansi induknya.",
        "Choose a unit of the role's tier, with the institution it belongs to.",
    )


class NotYourInbox(RuleBroken):
    rule = Rule.NOT_YOUR_INBOX
    clause = "BAB III"
    message = Words("Kotak masuk itu milik unit lain.", "That inbox belongs to another unit.")
    way_out = Words("Buka kotak masuk unit Anda.", "Open the inbox of your own unit.")


class AlreadyRegistered(RuleBroken):
    rule = Rule.ALREADY_REGISTERED
    clause = "aturan sistem"
    message = Words(
        "Unit, kategori, atau penugasan itu sudah ada.", "That unit, category or assignment exists already."
    )
    way_out = Words("Gunakan yang sudah ada.", "Use the existing one.")


class RoleNotHeld(RuleBroken):
    rule = Rule.ROLE_NOT_HELD
    clause = "BAB II"
    message = Words("Penugasan itu tidak sedang dipegang.", "That assignment is not held.")
    way_out = Words("Periksa penugasan orang itu.", "Look at the person's assignments.")


class HeadFillsRoles(RuleBroken):
    rule = Rule.HEAD_FILLS_ROLES
    clause = "BAB II.B.c"
    message = Words(
        "Peran diberikan dan dicabut oleh Penanggung Jawab instansi yang bersangkutan.",
        "Roles are granted and revoked by the responsible head of the institution they are in.",
    )
    way_out = Words("Sampaikan kepada Penanggung Jawab instansi itu.", "Ask the responsible head there.")


class AppointedFromAbove(RuleBroken):
    rule = Rule.APPOINTED_FROM_ABOVE
    clause = "BAB II.A, B"
    message = Words(
        "Pembina dan Penanggung Jawab tidak diangkat atau dilepas oleh Penanggung Jawab.",
        "A patron or a responsible head is not made or unmade by a responsible head.",
    )
    way_out = Words(
        "Pengelola sistem mencatatnya menurut keputusan pengangkatannya.",
        "Those who run the system record it, on the instrument of appointment.",
    )


class NeverOneself(RuleBroken):
    rule = Rule.NEVER_ONESELF
    clause = "BAB II.B, IV.A.3"
    message = Words(
        "Peran, sanksi, dan apresiasi tidak dicatat oleh orang yang bersangkutan sendiri.",
        "Nobody grants or revokes a role of their own, or records a sanction or an appreciation of themselves.",
    )
    way_out = Words("Mintalah pejabat lain yang berwenang.", "Ask another officer who has the power.")


class ValidityOutOfOrder(RuleBroken):
    rule = Rule.VALIDITY_IN_ORDER
    clause = "BAB II"
    message = Words(
        "Masa berlaku peran mulai hari ini atau sesudahnya, dan berakhir tidak sebelum mulainya.",
        "A role begins today or later, and does not end before it begins.",
    )
    way_out = Words("Perbaiki tanggalnya.", "Correct the dates.")


class ContactIsNoMail(RuleBroken):
    rule = Rule.CONTACT_IS_MAIL
    clause = "aturan sistem"
    message = Words("Kontak petugas bukan alamat surel.", "The officer's contact is not an e-mail address.")
    way_out = Words("Tulis satu alamat surel saja.", "Write one e-mail address and nothing else.")


class LinkIsNotSecure(RuleBroken):
    rule = Rule.LINK_IS_HTTPS
    clause = "aturan sistem"
    message = Words("Tautan bukan alamat web yang aman.", "The link is not a secure web address.")
    way_out = Words(
        "Tulis satu alamat https tanpa nama pengguna, paling panjang 500 karakter.",
        "Write one https address without a user name, of 500 characters at most.",
    )


class RoleEnded(RuleBroken):
    rule = Rule.ROLE_ENDED
    clause = "BAB II"
    message = Words("Penugasan Anda sudah berakhir.", "Your assignment has ended.")
    way_out = Words("Pilih penugasan lain yang masih berlaku.", "Choose another assignment that still holds.")


class RequestIdReused(RuleBroken):
    rule = Rule.REQUEST_ID_ONCE
    clause = "aturan sistem"
    message = Words(
        "Nomor permintaan ini sudah dipakai untuk permintaan lain.",
        "This request id was used for another request.",
    )
    way_out = Words("Buat nomor permintaan baru.", "Make a new request id.")
