"""What is packed inside a PDF: unpacked once to see that it can be, and embedded pictures without their metadata."""

import base64
import binascii
import zlib
from typing import Final

from pikepdf import Array, Dictionary, Name, Stream

from api.inspection.embedded_pictures import bare_jpeg, bare_jpx
from api.inspection.problems import Problem, Unreadable

LARGEST_UNPACKED: Final = 128 * 1024 * 1024  # bytes of one stream
LARGEST_PICTURE: Final = 600_000_000  # pixels: a wall map, scanned in black and white
_PLAIN: Final = frozenset(
    {"/FlateDecode", "/LZWDecode", "/ASCIIHexDecode", "/ASCII85Decode", "/RunLengthDecode"}
)
_BARE: Final = {"/DCTDecode": bare_jpeg, "/JPXDecode": bare_jpx}
_ABBREVIATED: Final = {
    "/Fl": "/FlateDecode",
    "/AHx": "/ASCIIHexDecode",
    "/A85": "/ASCII85Decode",
    "/DCT": "/DCTDecode",
}
_ELSEWHERE: Final = ("/F", "/FFilter", "/FDecodeParms")


def cleaned_stream(stream: Stream) -> None:
    """Clean a stream in its place. Raises Unreadable, PdfError."""
    for key in _ELSEWHERE:  # a stream may name a file of the reader's machine as its content
        if key in stream:
            del stream[key]
    _refuse_vast(stream)
    filters = _filters(stream)
    if all(each in _PLAIN for each in filters):
        if len(stream.read_bytes()) > LARGEST_UNPACKED:
            raise Unreadable(Problem.TOO_INTRICATE)
        return
    if filters[-1] in _BARE:
        bare = _BARE[filters[-1]](_unpacked(stream.read_raw_bytes(), filters[:-1]))
        stream.write(bare, filter=Name(filters[-1]), decode_parms=_last_parameters(stream))


def _filters(stream: Stream) -> list[str]:
    found = stream.get("/Filter")
    names = found.as_list() if isinstance(found, Array) else [] if found is None else [found]
    return [_ABBREVIATED.get(str(name), str(name)) for name in names]


def _last_parameters(stream: Stream) -> Dictionary | None:
    found = stream.get("/DecodeParms")
    if isinstance(found, Array):
        found = found.as_list()[-1] if len(found) else None
    return found if isinstance(found, Dictionary) else None


def _refuse_vast(stream: Stream) -> None:
    if stream.get("/Subtype") == Name.Image:
        width, height = stream.get("/Width"), stream.get("/Height")
        if isinstance(width, int) and isinstance(height, int) and width * height > LARGEST_PICTURE:
            raise Unreadable(Problem.TOO_INTRICATE)


def _unpacked(raw: bytes, filters: list[str]) -> bytes:
    """Through the filters that stand before a picture's own. Raises Unreadable."""
    try:
        for each in filters:
            match each:
                case "/FlateDecode":
                    packed = zlib.decompressobj()
                    raw = packed.decompress(raw, LARGEST_UNPACKED)
                    if packed.unconsumed_tail:
                        raise Unreadable(Problem.TOO_INTRICATE)
                case "/ASCII85Decode":
                    raw = base64.a85decode(raw.strip().removeprefix(b"<~").removesuffix(b"~>"))
                case "/ASCIIHexDecode":
                    raw = bytes.fromhex(raw.decode("ascii").strip().removesuffix(">"))
                case _:
                    raise Unreadable(Problem.NOT_PLAIN)
    except (zlib.error, ValueError, binascii.Error):
        raise Unreadable(Problem.DAMAGED) from None
    return raw
