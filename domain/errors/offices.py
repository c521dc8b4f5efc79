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
