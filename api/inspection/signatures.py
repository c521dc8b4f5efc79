"""What a file begins as. Only the first byte counts: a file that begins as something else is something else."""

from collections.abc import Mapping
from typing import Final

from domain.vocabulary import MediaType

_BEGINNINGS: Final[Mapping[MediaType, bytes]] = {
    MediaType.PDF: b"%PDF-",
    MediaType.JPEG: b"\xff\xd8\xff",
    MediaType.PNG: b"\x89PNG\r\n\x1a\n",
}


def begins_as(media_type: MediaType, content: bytes) -> bool:
    """Whether the content has this type's signature at its very beginning."""
    if media_type is MediaType.WEBP:
        return content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    return content.startswith(_BEGINNINGS[media_type])
