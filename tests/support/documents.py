"""Documents made in the test itself: harmless ones, and what an attacker would send."""

import io
import zlib
from collections.abc import Callable

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream
from PIL import Image, ImageDraw, PngImagePlugin

GPS = 0x8825
SECRETS = (b"SENTINEL-ARTIST", b"SENTINEL-COMMENT", b"SENTINEL-XMP", b"SENTINEL-PROFILE", b"SENTINEL-TAIL")


def drawn(size: tuple[int, int] = (320, 200), mode: str = "RGB") -> Image.Image:
    """A picture whose upper left corner is dark and whose other corners are light."""
    picture = Image.new("RGB", size, (230, 230, 210))
    ImageDraw.Draw(picture).rectangle((0, 0, size[0] // 4, size[1] // 4), fill=(20, 30, 60))
    return picture.convert(mode)


def encoded(picture: Image.Image, form: str, **options: object) -> bytes:
    written = io.BytesIO()
    picture.save(written, form, **options)
    return written.getvalue()


def photograph(form: str = "JPEG", *, orientation: int = 1) -> bytes:
    """A picture that tells where, when and by whom it was taken, in every place that its format has for that."""
    picture = drawn()
    exif = Image.Exif()
    exif[0x0112], exif[0x013B], exif[0x0132] = orientation, "SENTINEL-ARTIST", "2026:03:04 08:00:00"
    exif.get_ifd(GPS).update({1: "S", 2: (8.0, 42.0, 11.0), 3: "E", 4: (116.0, 16.0, 30.0)})
    options: dict[str, object] = {"exif": exif, "icc_profile": b"SENTINEL-PROFILE"}
    if form == "PNG":
        told = PngImagePlugin.PngInfo()
        told.add_text("Comment", "SENTINEL-COMMENT")
        told.add_itxt("XML:com.adobe.xmp", "SENTINEL-XMP")
        options["pnginfo"] = told
    else:
        options["xmp"] = b"<x>SENTINEL-XMP</x>"
    if form == "JPEG":
        options["comment"] = b"SENTINEL-COMMENT"
    return encoded(picture, form, **options)


def png_chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")


def png_of(width: int, height: int, packed: bytes) -> bytes:
    """A PNG that says it is this large, with these packed rows."""
    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x00\x00\x00\x00"
    chunks = (png_chunk(b"IHDR", header), png_chunk(b"IDAT", packed), png_chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def pdf(*changes: Callable[[Pdf], None], **saving: object) -> bytes:
    """One page with a line of text, after these changes."""
    made = pikepdf.new()
    page = made.add_blank_page(page_size=(300, 300))
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    page.obj.Resources = Dictionary(Font=Dictionary(A=font))  # a name that elsewhere means an action
    page.obj.Contents = made.make_stream(b"BT /A 12 Tf 20 200 Td (what it says) Tj ET")
    for change in changes:
        change(made)
    written = io.BytesIO()
    made.save(written, **saving)  # type: ignore[arg-type]
    return written.getvalue()


def with_author(made: Pdf) -> None:
    made.docinfo["/Author"] = "SENTINEL-AUTHOR"
    with made.open_metadata() as told:
        told["dc:creator"] = ["SENTINEL-XMP"]
    made.pages[0].obj.PieceInfo = Dictionary(Program=Dictionary(Private="SENTINEL-PIECE"))
    made.pages[0].obj.LastModified = "D:20260304080000"
    made.trailer.ID = Array([b"SENTINEL-ID-1234", b"SENTINEL-ID-5678"])


def with_scripts(made: Pdf) -> None:
    """Scripts and what starts programs, wherever a document may say that something happens by itself."""
    script = made.make_indirect(Dictionary(S=Name.JavaScript, JS="SENTINEL-SCRIPT"))
    launch = Dictionary(S=Name.Launch, F="SENTINEL-PROGRAM", Next=script)
    made.Root.OpenAction = Dictionary(S=Name.GoTo, D=Array([made.pages[0].obj, Name.Fit]), Next=launch)
    made.Root.AA = Dictionary(WC=script)
    made.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array(["start", script])))
    made.Root.URI = Dictionary(Base="SENTINEL-BASE")
    page = made.pages[0].obj
    page.AA = Dictionary(O=script)
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]))
    link.A = Dictionary(S=Name.URI, URI="https://beacon.example/SENTINEL-BEACON")
    link.PA = Dictionary(S=Name.URI, URI="https://beacon.example/SENTINEL-BEACON")
    note = Dictionary(
        Type=Name.Annot, Subtype=Name.Text, Rect=Array([0, 0, 9, 9]), Contents="kept", T="SENTINEL-WHO"
    )
    film = Dictionary(Type=Name.Annot, Subtype=Name.RichMedia, Rect=Array([0, 0, 9, 9]), NM="SENTINEL-FILM")
    field = Dictionary(
        Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T="name", V="kept value", Rect=Array([0, 0, 9, 9])
    )
    field.AA = Dictionary(K=Dictionary(S=Name.JavaScript, JS=made.make_stream(b"SENTINEL-SCRIPT")))
    page.Annots = Array([made.make_indirect(each) for each in (link, note, film, field)])
    made.Root.AcroForm = Dictionary(Fields=Array([page.Annots[3]]), CO=Array([page.Annots[3]]))
    made.Root.Outlines = made.make_indirect(
        Dictionary(First=made.make_indirect(Dictionary(Title="kept", A=launch)))
    )


def with_files(made: Pdf) -> None:
    """A file inside, by its name, by an annotation and by the page it goes with; and a signature with a name."""
    inside = made.make_stream(b"SENTINEL-FILE")
    inside.Type = Name.EmbeddedFile
    spec = made.make_indirect(Dictionary(Type=Name.Filespec, F="x.exe", EF=Dictionary(F=inside)))
    made.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=Array(["x.exe", spec])))
    made.Root.AF = Array([spec])
    page = made.pages[0].obj
    page.AF = Array([spec])
    pinned = Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=Array([0, 0, 9, 9]), FS=spec)
    signature = Dictionary(Type=Name.Sig, Name="SENTINEL-SIGNER", Contents=b"SENTINEL-CERTIFICATE")
    signed = Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Sig, T="signed", V=signature)
    page.Annots = Array([made.make_indirect(pinned), made.make_indirect(signed)])
    made.Root.AcroForm = Dictionary(Fields=Array([page.Annots[1]]), SigFlags=3)


def with_picture(
    picture: bytes, kind: str = "/DCTDecode", before: tuple[str, ...] = ()
) -> Callable[[Pdf], None]:
    """Show an encoded picture on the page; `before`: filters that its bytes were packed with, outermost first."""

    def change(made: Pdf) -> None:
        stream = Stream(made, picture)
        stream.Type, stream.Subtype = Name.XObject, Name.Image
        stream.Width, stream.Height, stream.BitsPerComponent, stream.ColorSpace = 320, 200, 8, Name.DeviceRGB
        names = [Name(each) for each in (*before, kind)]
        stream.write(picture, filter=Array(names) if before else names[0])
        page = made.pages[0].obj
        page.Resources.XObject = Dictionary(P=stream)
        page.Contents = made.make_stream(b"q 300 0 0 200 0 0 cm /P Do Q")

    return change
