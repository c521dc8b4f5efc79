"""The name under which a document is saved: its sender's, without what would make it another kind of file or place."""

from collections.abc import Mapping
from typing import Final
from unicodedata import category, normalize
from urllib.parse import quote

from domain.vocabulary import MediaType

_LONGEST: Final = 120  # characters, before the ending
_FORBIDDEN: Final = frozenset('/\\:*?"<>|%')
_ENDINGS: Final[Mapping[MediaType, tuple[str, ...]]] = {
    MediaType.PDF: (".pdf",),
    MediaType.JPEG: (".jpg", ".jpeg"),
    MediaType.PNG: (".png",),
    MediaType.WEBP: (".webp",),
}


def disposition(name: str | None, media_type: MediaType) -> str:
    """The value of Content-Disposition (RFC 6266): always to be saved, never to be shown in the page's place.

    >>> disposition("Jalan rusak.jpg", MediaType.JPEG)
    'attachment; filename="dokumen.jpg"; filename*=UTF-8\\'\\'Jalan%20rusak.jpg'
    """
    plain = f"dokumen{_ENDINGS[media_type][0]}"
    own = saved_as(name, media_type) if name else plain
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(own, safe='')}"


def saved_as(name: str, media_type: MediaType) -> str:
    """A file's name of this kind and no path, whose letters stand in the order in which they are read.

    >>> saved_as("../../nota\\u202egpj.exe", MediaType.JPEG)
    '_.._notagpj.exe.jpg'
    """
    shown = "".join("_" if each in _FORBIDDEN else each for each in normalize("NFC", name) if _visible(each))
    bare = " ".join(shown.split()).strip(" .")
    ending = next((end for end in _ENDINGS[media_type] if bare.lower().endswith(end)), None)
    if ending is None:
        ending = _ENDINGS[media_type][0]
    else:
        bare = bare[: -len(ending)].rstrip(" .")
    return f"{bare[:_LONGEST] or 'dokumen'}{ending}"


def _visible(character: str) -> bool:
    """Letters, marks, numbers, signs and spaces; nothing that controls or turns round what stands beside it."""
    return category(character)[0] in "LMNPSZ" and category(character) not in {"Zl", "Zp"}
