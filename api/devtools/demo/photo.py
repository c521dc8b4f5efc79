"""A photograph that a complainant adds, and a handler's look at it: sent, opened and fetched as any client would."""

import io
from typing import Final

from PIL import Image, ImageDraw

from api.devtools import operations
from api.devtools.demo.cast import Case
from api.devtools.demo.client import Client, UnexpectedAnswer

_GPS: Final = 0x8825  # where a camera writes down where it stood
_PLACE: Final = {1: "S", 2: (8.0, 42.0, 11.0), 3: "E", 4: (116.0, 16.0, 30.0)}
NAME: Final = "loket tutup.jpg"


def taken() -> bytes:
    """A closed shutter, drawn, with the place in it as a telephone would have written it."""
    picture = Image.new("RGB", (160, 120), (196, 190, 176))
    pen = ImageDraw.Draw(picture)
    for height in range(30, 110, 8):
        pen.line((30, height, 130, height), fill=(90, 90, 96), width=3)
    exif = Image.Exif()
    exif.get_ifd(_GPS).update(_PLACE)
    written = io.BytesIO()
    picture.save(written, "JPEG", exif=exif)
    return written.getvalue()


def tells_where(photograph: bytes) -> bool:
    """Whether it still says where it was taken."""
    with Image.open(io.BytesIO(photograph), formats=["JPEG"]) as picture:
        return bool(picture.getexif().get_ifd(_GPS))


async def add_photo(case: Case) -> str:
    """The complainant announces and sends it; answers the document's id."""
    photograph = taken()
    given = {"about": "SUPPORTING", "mediaType": "JPEG", "size": len(photograph), "name": NAME}
    expected = await case.complainant.do(operations.ANNOUNCE_DOCUMENT, case.given(**given))
    await case.complainant.send(expected["path"], photograph)
    return str(expected["documentId"])


async def look_at(handler: Client, case: Case, document: str) -> str:
    """A handler opens and fetches it; answers its name. Raises UnexpectedAnswer where it still tells the place."""
    given = case.given(document=document, purpose="HANDLING")
    opened = await handler.do(operations.OPEN_DOCUMENT, given)
    if tells_where(await handler.fetch(opened["path"])):
        raise UnexpectedAnswer("the photograph still says where it was taken")
    return str(opened["name"])
