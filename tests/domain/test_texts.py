"""The net that keeps personal data out of what is shown to all."""

import doctest

import pytest

import domain.texts
from domain.texts import is_mail_address, is_secure_link, personal_data_in


@pytest.mark.parametrize(
    "text",
    [
        "NIK 5202011203850001",
        "hubungi 0812 3456 7890",
        "telepon (0370) 654-321",
        "wa 0812.345",
        "rekening 12-34-56",
        "+62–811–2233",
        "０８１２３４５６",
        "0\u200b8\u200b1\u200b2\u200b3\u200b4",
        "surel ke warga@contoh.id",
        "akun @warga_praya",
        "warga＠contoh.id",
        "lihat https://warga:rahasia@contoh.id/",
        "lihat facebook.com/warga.praya",
        "balas di wa.me/62811",
    ],
)
def test_long_numbers_addresses_and_accounts_are_caught(text: str) -> None:
    assert personal_data_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "Lampu jalan padam di depan pasar sejak 12 Maret 2026",
        "Bantuan untuk 12 keluarga belum dibagikan",
        "Pasal 12 ayat 3 Peraturan Nomor 62 Tahun 2018",
        "Pungutan sebesar dua ratus ribu rupiah",
        "Antre 3 jam di loket 5",
        "",
    ],
)
def test_ordinary_words_pass(text: str) -> None:
    assert not personal_data_in(text)


def test_a_mail_address_has_254_characters_at_most_and_a_link_500() -> None:
    host = f"{'a' * 60}.{'b' * 60}.{'c' * 60}.example"
    assert is_mail_address(f"{'w' * (254 - len(host) - 1)}@{host}")
    assert not is_mail_address(f"{'w' * (255 - len(host) - 1)}@{host}")
    start = "https://example.id/"
    assert is_secure_link(start + "a" * (500 - len(start)))
    assert not is_secure_link(start + "a" * (501 - len(start)))


def test_the_examples_in_the_module_hold() -> None:
    assert doctest.testmod(domain.texts).failed == 0
