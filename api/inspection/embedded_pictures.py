"""JPEG and JPEG 2000 inside a PDF, without what a camera or a program wrote into them; their pixels are not touched."""

from collections.abc import Iterator
from typing import Final

from api.inspection.problems import Problem, Unreadable

_START, _END, _SCAN, _ADOBE, _JFIF = 0xD8, 0xD9, 0xDA, 0xEE, 0xE0
_ALONE: Final = frozenset({0x01, *range(0xD0, 0xD8)})  # markers without a length
_METADATA: Final = frozenset({*range(0xE0, 0xF0), 0xFE})  # APP0 to APP15, and comments
_BOXES: Final = frozenset({b"xml ", b"uuid", b"uinf", b"jp2i"})
_JP2: Final = b"\x00\x00\x00\x0cjP  \r\n\x87\n"


def bare_jpeg(content: bytes) -> bytes:
    """The segments that the pixels need, up to the end of the picture. Raises Unreadable."""
    try:
        return b"".join(_kept_segments(content))
    except IndexError:
        raise Unreadable(Problem.DAMAGED) from None


def bare_jpx(content: bytes) -> bytes:
    """A JPEG 2000 file without its boxes of text; a code stream alone has none. Raises Unreadable."""
    if not content.startswith(_JP2):
        return content
    return b"".join(box for kind, box in _boxes(content) if kind not in _BOXES)


def _kept_segments(content: bytes) -> Iterator[bytes]:
    if content[:2] != bytes((0xFF, _START)):
        raise Unreadable(Problem.DAMAGED)
    yield content[:2]
    place = 2
    while True:
        if content[place] != 0xFF:
            raise Unreadable(Problem.DAMAGED)
        marker = content[place + 1]
        if marker == 0xFF:  # padding before a marker
            place += 1
            continue
        if marker == _END:
            yield content[place : place + 2]
            return
        end = place + 2
        if marker not in _ALONE:
            end += int.from_bytes(content[place + 2 : place + 4], "big")
            if end < place + 4 or end > len(content):
                raise Unreadable(Problem.DAMAGED)
        if marker == _SCAN:
            end = _end_of_scan(content, end)
        yield from _kept(marker, content[place:end])
        place = end


def _kept(marker: int, segment: bytes) -> Iterator[bytes]:
    """The segment, or what of it says how the pixels are to be read."""
    if marker not in _METADATA:
        yield segment
    elif marker == _ADOBE and segment[4:9] == b"Adobe":
        yield segment[:2] + (14).to_bytes(2, "big") + segment[4:16].ljust(12, b"\x00")
    elif marker == _JFIF and segment[4:9] == b"JFIF\x00":  # without the small picture that may follow
        yield segment[:2] + (16).to_bytes(2, "big") + segment[4:16].ljust(12, b"\x00") + b"\x00\x00"


def _end_of_scan(content: bytes, place: int) -> int:
    """Where the next marker begins that is neither a stuffed byte nor a restart."""
    while True:
        place = content.find(b"\xff", place)
        if place < 0:
            raise Unreadable(Problem.DAMAGED)
        if content[place + 1] != 0 and not 0xD0 <= content[place + 1] < 0xD8:
            return place
        place += 2


def _boxes(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = 0
    while place < len(content):
        length, kind = int.from_bytes(content[place : place + 4], "big"), content[place + 4 : place + 8]
        if length == 1:
            length = int.from_bytes(content[place + 8 : place + 16], "big")
        elif length == 0:  # up to the end of the file
            length = len(content) - place
        if length < 8 or place + length > len(content):
            raise Unreadable(Problem.DAMAGED)
        yield kind, content[place : place + length]
        place += length
