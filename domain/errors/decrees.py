"""What a decree must be before it is loaded: somebody's with the power, named, whole, and new."""

from domain.errors.base import Rule, RuleBroken, Words


class NotYoursToLoad(RuleBroken):
    rule = Rule.HEAD_LOADS_DECREES
    clause = "BAB II.B.c"
    message = Words(
        "Kalender dan batas waktu dimuat oleh Penanggung Jawab instansi.",
        "The calendar and the limits are loaded by the responsible head of the institution.",
    )
    way_out = Words(
        "Sampaikan keputusan itu kepada Penanggung Jawab.", "Bring the decree to the responsible head."
    )


class VersionLoaded(RuleBroken):
    rule = Rule.VERSION_ONCE
    clause = "aturan sistem"
    message = Words("Versi itu sudah dimuat.", "That version has been loaded already.")
    way_out = Words(
        "Beri versi baru; yang sudah dimuat tidak diubah.", "Give a new version; a loaded one never changes."
    )


class DecreeUnnamed(RuleBroken):
    rule = Rule.DECREE_SAYS_WHAT
    clause = "aturan sistem"
    message = Words(
        "Versi, instrumen, nama hari, atau isi keputusan itu kosong atau terlalu panjang.",
        "The decree's version, instrument, content or the name of a day is missing or too long.",
    )
    way_out = Words(
        "Sebut versi, instrumen, dan setiap harinya.",
        "Name the version, the instrument and each of its days.",
    )


class DayTwice(RuleBroken):
    rule = Rule.DAY_OFF_ONCE
    clause = "aturan sistem"
    message = Words(
        "Sebuah tanggal tercantum dua kali, atau sudah menjadi hari libur.",
        "A date stands there twice, or is a day off already.",
    )
    way_out = Words(
        "Muat hanya hari yang baru; hari yang berubah dicabut dalam keputusan yang sama.",
        "Load new days only; withdraw in the same decree a day that it changes.",
    )


class NothingToWithdraw(RuleBroken):
    rule = Rule.WITHDRAW_WHAT_IS_OFF
    clause = "aturan sistem"
    message = Words(
        "Hari yang dicabut bukan hari libur dalam kalender.", "A withdrawn day is not off in the calendar."
    )
    way_out = Words("Periksa tanggalnya.", "Check its date.")


class YearIncomplete(RuleBroken):
    rule = Rule.YEAR_IS_WHOLE
    clause = "Keppres 8/2024"
    message = Words(
        "Keputusan itu menetapkan satu tahun, tetapi bukan semua hari libur tetap ada di dalamnya, atau ada hari "
        "dari tahun lain.",
        "The decree settles a year but lacks a holiday whose date never moves, or holds a day of another year.",
    )
    way_out = Words(
        "Muat seluruh hari libur tahun itu, atau muat tanpa menetapkan tahun.",
        "Load every day off of that year, or load them without settling a year.",
    )


class LimitsIncomplete(RuleBroken):
    rule = Rule.LIMITS_ARE_WHOLE
    clause = "BAB VI.C, VII.A.1.e"
    message = Words(
        "Batas waktu tidak lengkap, tanpa sumber, atau tidak masuk akal.",
        "The limits are not complete, lack a source, or cannot be kept.",
    )
    way_out = Words(
        "Sebut setiap batas satu kali, dengan satuan, sumber, dan instrumennya; intervensi terjadi sebelum batas itu "
        "berakhir.",
        "State each limit once, with unit, source and instrument; an intervention comes before its limit ends.",
    )
