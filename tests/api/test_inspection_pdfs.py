"""What a PDF is without: authors, scripts, files inside, earlier versions; what it shows stays."""

import base64
import io
import zlib
from collections.abc import Callable

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf

from api.inspection.embedded_pictures import bare_jpeg
from api.inspection.inspector import Inspector
from api.inspection.pdfs import MOST_PAGES, cleaned_pdf
from api.inspection.problems import Problem, Unreadable
from domain.vocabulary import MediaType
from tests.support.documents import (
    drawn,
    encoded,
    pdf,
    photograph,
    with_author,
    with_files,
    with_picture,
    with_scripts,
)

JP2 = b"\x00\x00\x00\x0cjP  \r\n\x87\n"


def unpacked(content: bytes) -> bytes:
    """All that a reader can find in a PDF, with every stream unpacked."""
    with pikepdf.open(io.BytesIO(content)) as opened:
        written = io.BytesIO()
        opened.save(
            written,
            qdf=True,
            compress_streams=False,
            static_id=True,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
        named = b"".join(bytes(each) for each in opened.trailer.get("/ID", []))
    return written.getvalue() + content + named


def refused(content: bytes) -> Problem:
    with pytest.raises(Unreadable) as raised:
        cleaned_pdf(content)
    return raised.value.problem


@pytest.mark.parametrize("change", [with_author, with_scripts, with_files])
async def test_nothing_is_left_of_what_a_pdf_carries_along(change: Callable[[Pdf], None]) -> None:
    content = pdf(change)
    assert b"SENTINEL" in unpacked(content)
    left = unpacked(await Inspector().cleaned(content, MediaType.PDF))
    assert b"SENTINEL" not in left
    for word in (
        b"JavaScript",
        b"/JS",
        b"EmbeddedFile",
        b"/AA",
        b"/OpenAction",
        b"/URI",
        b"/Info",
        b"/Launch",
        b"/RichMedia",
        b"/FileAttachment",
    ):
        assert word not in left
    assert b"(what it says) Tj" in left


def test_what_a_reader_looks_at_stays() -> None:
    left = unpacked(cleaned_pdf(pdf(with_scripts)))
    for kept in (b"(kept)", b"(kept value)", b"/T (name)", b"/Helvetica", b"/Link"):
        assert kept in left


def revised(content: bytes) -> bytes:
    """The same pages, saved once more by an addition at the end, as editors do: what was before stays in the file."""
    before = int(content.rsplit(b"startxref", 1)[1].split()[0])
    added = b"9 0 obj\n(SENTINEL-BEFORE)\nendobj\n"
    table = b"xref\n9 1\n%010d 00000 n \ntrailer\n<< /Size 10 /Root 1 0 R /Prev %d >>\n" % (
        len(content),
        before,
    )
    return content + added + table + b"startxref\n%d\n%%%%EOF\n" % (len(content) + len(added))


def test_earlier_versions_and_what_hangs_behind_the_end_are_gone() -> None:
    for content in (revised(pdf()), pdf() + b"PK\x03\x04SENTINEL-ZIP" + bytes(100)):
        assert b"SENTINEL" in content
        left = unpacked(cleaned_pdf(content))
        assert b"SENTINEL" not in left
        assert b"(what it says) Tj" in left


def test_a_header_that_is_also_something_else_is_written_anew() -> None:
    content = pdf()
    second = content.index(b"%", 1)
    markup = content[:second] + b"%<b/>" + content[second + 5 :]
    assert b"<b/>" not in cleaned_pdf(markup)


@pytest.mark.parametrize("user", ["", "secret"])
def test_a_pdf_with_a_password_is_refused_even_where_reading_needs_none(user: str) -> None:
    content = pdf(encryption=pikepdf.Encryption(owner="owner", user=user))
    assert refused(content) is Problem.ENCRYPTED


@pytest.mark.parametrize("part", [0.2, 0.5, 0.9, 0.98])
def test_a_pdf_cut_short_is_refused_rather_than_mended(part: float) -> None:
    content = pdf(with_scripts)
    assert refused(content[: int(len(content) * part)]) is Problem.DAMAGED


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7", b"%PDF-1.7\n%%EOF", b"%PDF-" + bytes(5000), b"%PDF-1.4 <html>"]
)
def test_what_only_begins_as_a_pdf_is_refused(content: bytes) -> None:
    assert refused(content) is Problem.DAMAGED


def test_a_stream_that_does_not_unpack_is_refused() -> None:
    def broken(made: Pdf) -> None:
        made.pages[0].obj.Contents.write(b"no deflated bytes at all", filter=Name.FlateDecode)

    assert refused(pdf(broken)) is Problem.DAMAGED


async def test_a_stream_that_unpacks_to_more_than_memory_holds_never_reaches_a_reader() -> None:
    once = zlib.compress(bytes(200 * 1024 * 1024), 9)

    def bomb(made: Pdf) -> None:
        made.pages[0].obj.Contents.write(once, filter=Name.FlateDecode)

    def twice(made: Pdf) -> None:
        packed = Array([Name.FlateDecode, Name.FlateDecode])
        made.pages[0].obj.Contents.write(zlib.compress(once, 9), filter=packed)

    for change in (bomb, twice):
        content = pdf(change, compress_streams=False)
        assert len(content) < 1024 * 1024
        with pytest.raises(Unreadable) as raised:
            await Inspector().cleaned(content, MediaType.PDF)
        assert raised.value.problem is Problem.TOO_INTRICATE


def test_a_form_that_is_drawn_by_a_program_and_a_folder_of_files_are_refused() -> None:
    def form(made: Pdf) -> None:
        made.Root.AcroForm = Dictionary(Fields=Array([]), XFA=made.make_stream(b"<xdp/>"))

    def folder(made: Pdf) -> None:
        made.Root.Collection = Dictionary(View=Name.D)

    assert refused(pdf(form)) is refused(pdf(folder)) is Problem.NOT_PLAIN


def test_pages_are_counted_and_one_there_must_be() -> None:
    def none(made: Pdf) -> None:
        del made.pages[0]

    def many(made: Pdf) -> None:
        for _ in range(MOST_PAGES):
            made.add_blank_page()

    assert refused(pdf(none)) is Problem.DAMAGED
    assert refused(pdf(many)) is Problem.TOO_INTRICATE


def test_a_picture_that_says_it_is_larger_than_a_wall_is_refused() -> None:
    def vast(made: Pdf) -> None:
        with_picture(photograph())(made)
        made.pages[0].obj.Resources.XObject.P.Width = 4_000_000

    assert refused(pdf(vast)) is Problem.TOO_INTRICATE


def test_a_pdf_that_is_clean_is_the_same_when_it_is_cleaned_again() -> None:
    once = cleaned_pdf(pdf(with_author, with_scripts))
    assert cleaned_pdf(once) == once


@pytest.mark.parametrize(
    ("before", "pack"),
    [
        ((), lambda content: content),
        (("/FlateDecode",), zlib.compress),
        (("/ASCII85Decode",), lambda content: base64.a85encode(content) + b"~>"),
        (("/ASCIIHexDecode", "/FlateDecode"), lambda content: zlib.compress(content).hex().encode() + b">"),
    ],
)
def test_a_photograph_inside_a_pdf_loses_its_place_and_none_of_its_pixels(
    before: tuple[str, ...], pack: Callable[[bytes], bytes]
) -> None:
    content = pdf(with_picture(pack(photograph()), before=before), compress_streams=False)
    with pikepdf.open(io.BytesIO(cleaned_pdf(content))) as cleaned:
        left = cleaned.pages[0].obj.Resources.XObject.P
        assert left.Filter == Name.DCTDecode
        picture = left.read_raw_bytes()
    assert b"SENTINEL" not in picture
    assert b"Exif" not in picture
    assert picture == bare_jpeg(photograph())
    assert pixels(picture) == pixels(photograph())


def pixels(content: bytes) -> bytes:
    from PIL import Image

    with Image.open(io.BytesIO(content)) as picture:
        return picture.tobytes()


def test_a_progressive_picture_keeps_all_its_scans_and_loses_its_tail() -> None:
    content = encoded(drawn(), "JPEG", progressive=True, comment=b"SENTINEL")
    bare = bare_jpeg(content + b"SENTINEL-TAIL")
    assert b"SENTINEL" not in bare
    assert pixels(bare) == pixels(content)


@pytest.mark.parametrize("size", [2, 3, 10, 100, 700, 900])
def test_a_picture_inside_that_is_cut_short_is_refused(size: int) -> None:
    assert refused(pdf(with_picture(photograph()[:size]))) is Problem.DAMAGED


def test_a_picture_packed_in_a_way_that_cannot_be_looked_into_is_refused() -> None:
    content = pdf(with_picture(b"\x80", before=("/RunLengthDecode",)), compress_streams=False)
    assert refused(content) is Problem.NOT_PLAIN


def test_a_jpeg_2000_loses_its_boxes_of_text() -> None:
    told = b"SENTINEL-GPS"
    content = (
        JP2
        + (8 + len(told)).to_bytes(4, "big")
        + b"uuid"
        + told
        + (12).to_bytes(4, "big")
        + b"jp2c"
        + b"code"
    )
    left = unpacked(cleaned_pdf(pdf(with_picture(content, "/JPXDecode"))))
    assert b"SENTINEL" not in left
    assert b"jp2ccode" in left


@pytest.mark.parametrize("length", [0xFFFFFFFF, 7, 1])
def test_a_jpeg_2000_with_a_box_that_leads_nowhere_is_refused(length: int) -> None:
    content = JP2 + length.to_bytes(4, "big") + b"uuid" + bytes(3)
    assert refused(pdf(with_picture(content, "/JPXDecode"))) is Problem.DAMAGED


def test_a_stream_does_not_name_a_file_of_its_readers_machine() -> None:
    def elsewhere(made: Pdf) -> None:
        made.pages[0].obj.Contents["/F"] = "SENTINEL-/etc/passwd"

    assert b"SENTINEL" not in unpacked(cleaned_pdf(pdf(elsewhere)))


def test_objects_that_hold_each_other_and_deep_ones_come_to_an_end() -> None:
    def circle(made: Pdf) -> None:
        one = made.make_indirect(Dictionary(S=Name.JavaScript))
        one.Next = made.make_indirect(Dictionary(S=Name.JavaScript, Next=one, JS="SENTINEL"))
        made.Root.OpenAction = one
        deep = Array([])
        for _ in range(200):
            deep = Array([deep])
        made.pages[0].obj.Resources.Deep = deep

    assert b"SENTINEL" not in unpacked(cleaned_pdf(pdf(circle)))
