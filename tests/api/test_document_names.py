"""The name under which a document is saved."""

import doctest

import pytest

import api.document_names
from api.document_names import disposition, saved_as
from domain.vocabulary import MediaType


def test_the_examples_are_true() -> None:
    assert doctest.testmod(api.document_names).failed == 0


@pytest.mark.parametrize(
    ("name", "saved"),
    [
        ("foto jalan.JPG", "foto jalan.jpg"),
        ("nota.pdf", "nota.pdf.jpg"),
        ("../../etc/passwd", "_.._etc_passwd.jpg"),
        ("gambar\u202egpj.exe", "gambargpj.exe.jpg"),
        ("a\r\nset-cookie: x", "aset-cookie_ x.jpg"),
        ("\u200b . .", "dokumen.jpg"),
        ("x" * 500, "x" * 120 + ".jpg"),
        ("\ud800", "dokumen.jpg"),
        ('"; filename=evil.exe', "_; filename=evil.exe.jpg"),
        ("نهج.jpeg", "نهج.jpeg"),
    ],
)
def test_a_name_is_a_name_of_this_kind_and_no_path(name: str, saved: str) -> None:
    assert saved_as(name, MediaType.JPEG) == saved
    value = disposition(name, MediaType.JPEG)
    assert value.isascii()
    assert value.isprintable()
    assert value.count('"') == 2
    assert (
        disposition(None, MediaType.PDF)
        == "attachment; filename=\"dokumen.pdf\"; filename*=UTF-8''dokumen.pdf"
    )
