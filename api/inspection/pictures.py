"""Pictures made anew from their pixels: place, time, camera, thumbnail and what hangs behind the end stay behind.

Runs in the confined child alone. The decoder is the one that was announced and no other.
"""

import warnings
from collections.abc import Mapping
from io import BytesIO
from typing import Any, Final

from PIL import Image, JpegImagePlugin, MpoImagePlugin, PngImagePlugin, WebPImagePlugin

from api.inspection.problems import Problem, Unreadable

LARGEST_PIXELS: Final = 64_000_000
_ORIENTATION: Final = 0x0112
_TURNS: Final[Mapping[object, Image.Transpose]] = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_PLUGINS: Final = (JpegImagePlugin, MpoImagePlugin, PngImagePlugin, WebPImagePlugin)
_MODES: Final[Mapping[str, frozenset[str]]] = {
    "JPEG": frozenset({"L", "RGB"}),
    "PNG": frozenset({"1", "L", "LA", "P", "RGB", "RGBA", "I;16"}),
    "WEBP": frozenset({"RGB", "RGBA"}),
}


def prepare() -> None:
    """Load all that is loaded late, before files can no longer be opened."""
    Image.init()
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = LARGEST_PIXELS


def cleaned_picture(content: bytes, form: str) -> bytes:
    """The same picture, upright, with nothing but its pixels. `form`: JPEG, PNG or WEBP. Raises Unreadable."""
    try:
        with Image.open(BytesIO(content), formats=[form]) as picture:
            if picture.width * picture.height > LARGEST_PIXELS:
                raise Unreadable(Problem.TOO_INTRICATE)
            if form != "JPEG" and getattr(picture, "n_frames", 1) > 1:
                raise Unreadable(
                    Problem.NOT_PLAIN
                )  # of a JPEG, the first picture is the one that is looked at
            picture.load()
            options = _options(picture, form, content)
            return _written(_bare(_upright(picture), form), form, options)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Unreadable(Problem.TOO_INTRICATE) from None
    except (OSError, SyntaxError, ValueError, TypeError, LookupError, EOFError):
        raise Unreadable(Problem.DAMAGED) from None


def _upright(picture: Image.Image) -> Image.Image:
    """As it is meant to be looked at: what says which side is up is not kept."""
    try:
        turn = _TURNS.get(picture.getexif().get(_ORIENTATION))
    except Exception:  # whatever cannot be read there turns nothing
        turn = None
    return picture.copy() if turn is None else picture.transpose(turn)


def _bare(picture: Image.Image, form: str) -> Image.Image:
    """In a mode that can be written, with nothing beside the pixels but which of them are transparent."""
    transparency = picture.info.get("transparency") if form == "PNG" else None
    picture.info = {} if transparency is None else {"transparency": transparency}
    if picture.mode in _MODES[form]:
        return picture
    return picture.convert("RGBA" if picture.has_transparency_data and form != "JPEG" else "RGB")


def _options(picture: Image.Image, form: str, content: bytes) -> dict[str, Any]:
    """How to write so that as little as possible is lost."""
    if form == "PNG":
        return {}
    if form == "WEBP":
        return {"lossless": True} if content[12:16] == b"VP8L" else {"quality": 90}
    if isinstance(picture, JpegImagePlugin.JpegImageFile) and picture.mode in _MODES[form]:
        sampling = JpegImagePlugin.get_sampling(picture) if picture.mode == "RGB" else -1
        return {"qtables": picture.quantization, "subsampling": sampling}
    return {"quality": 92}


def _written(picture: Image.Image, form: str, options: Mapping[str, Any]) -> bytes:
    written = BytesIO()
    picture.save(written, form, **options)
    return written.getvalue()
