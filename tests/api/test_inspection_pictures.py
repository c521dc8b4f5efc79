"""What a picture is without: place, time, camera, comments, tails; and what is no picture is none."""

import io
import zlib

import pytest
from PIL import Image

from api.inspection.inspector import Inspector
from api.inspection.pictures import LARGEST_PIXELS
from api.inspection.problems import Problem, Unreadable
from api.inspection.signatures import begins_as
from domain.vocabulary import MediaType
from tests.support.documents import SECRETS, drawn, encoded, pdf, photograph, png_chunk, png_of

PICTURES = (MediaType.JPEG, MediaType.PNG, MediaType.WEBP)


async def cleaned(content: bytes, media_type: MediaType) -> Image.Image:
    picture = Image.open(io.BytesIO(await Inspector().cleaned(content, media_type)))
    picture.load()
    return picture


async def refused(content: bytes, media_type: MediaType) -> Problem:
    with pytest.raises(Unreadable) as raised:
        await Inspector().cleaned(content, media_type)
    return raised.value.problem


@pytest.mark.parametrize("media_type", PICTURES)
async def test_nothing_is_left_of_what_a_picture_tells_beside_its_pixels(media_type: MediaType) -> None:
    content = photograph(media_type.value) + b"SENTINEL-TAIL"
    assert sum(word in content for word in SECRETS) >= 3
    clean = await Inspector().cleaned(content, media_type)
    assert begins_as(media_type, clean)
    for word in (*SECRETS, b"Exif", b"EXIF", b"eXIf", b"XMP", b"ICC", b"iCCP"):
        assert word not in clean
    with Image.open(io.BytesIO(clean)) as picture:
        assert (picture.format, picture.size) == (media_type.value, (320, 200))
        assert not picture.getexif()
        assert not {"icc_profile", "comment", "xmp", "exif"} & set(picture.info)


@pytest.mark.parametrize("media_type", PICTURES)
@pytest.mark.parametrize(
    ("orientation", "corner"), [(1, (0, 0)), (3, (319, 199)), (6, (199, 0)), (8, (0, 319))]
)
async def test_a_picture_is_upright_when_what_says_so_is_gone(
    media_type: MediaType, orientation: int, corner: tuple[int, int]
) -> None:
    picture = await cleaned(photograph(media_type.value, orientation=orientation), media_type)
    assert isinstance(dark := picture.convert("L").getpixel(corner), int)
    assert dark < 60


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
async def test_a_png_keeps_every_pixel(mode: str) -> None:
    picture = Image.new("I;16", (64, 64), 40_000) if mode == "I;16" else drawn((64, 64), mode)
    left = await cleaned(encoded(picture, "PNG"), MediaType.PNG)
    assert (left.mode, left.tobytes()) == (picture.mode, picture.tobytes())


async def test_a_png_keeps_what_is_transparent() -> None:
    left = await cleaned(encoded(drawn(mode="P"), "PNG", transparency=0), MediaType.PNG)
    assert left.info["transparency"] == 0


async def test_a_photograph_is_written_with_the_quality_it_came_with() -> None:
    content = encoded(Image.effect_noise((200, 200), 60).convert("RGB"), "JPEG", quality=88, subsampling=0)
    left = await Inspector().cleaned(content, MediaType.JPEG)
    assert abs(len(left) - len(content)) < len(content) // 50


async def test_a_picture_made_for_print_is_taken_in_as_one_for_the_screen() -> None:
    left = await cleaned(encoded(drawn(mode="CMYK"), "JPEG"), MediaType.JPEG)
    assert left.mode == "RGB"


async def test_of_a_photograph_with_a_second_one_behind_it_the_first_is_kept() -> None:
    both = encoded(drawn(), "MPO", save_all=True, append_images=[drawn((64, 64))])
    assert (await cleaned(both, MediaType.JPEG)).size == (320, 200)


@pytest.mark.parametrize("media_type", PICTURES)
@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
async def test_a_picture_cut_short_is_refused(media_type: MediaType, part: float) -> None:
    content = encoded(Image.effect_noise((200, 200), 60).convert("RGB"), media_type.value)
    assert await refused(content[: int(len(content) * part)], media_type) is Problem.DAMAGED


@pytest.mark.parametrize("media_type", PICTURES)
def test_no_other_kind_begins_like_the_one_that_was_announced(media_type: MediaType) -> None:
    for kind in {*(each.value for each in PICTURES), "GIF", "BMP", "TIFF", "PDF", "EPS"} - {media_type.value}:
        assert not begins_as(media_type, encoded(drawn(), kind))


@pytest.mark.parametrize(
    ("announced", "sent"), [("JPEG", "PNG"), ("PNG", "GIF"), ("WEBP", "TIFF"), ("PNG", "EPS")]
)
async def test_only_the_announced_decoder_is_asked(announced: str, sent: str) -> None:
    assert await refused(encoded(drawn(), sent), MediaType(announced)) is Problem.DAMAGED


@pytest.mark.parametrize("media_type", MediaType)
async def test_what_only_begins_as_a_document_is_refused(media_type: MediaType) -> None:
    good = pdf() if media_type is MediaType.PDF else encoded(drawn(), media_type.value)
    assert begins_as(media_type, good)
    for content in (good[:12], good[:12] + bytes(5000), good[:12] + b"<html><script>alert(1)</script>"):
        assert await refused(content, media_type) is Problem.DAMAGED


@pytest.mark.parametrize("media_type", MediaType)
def test_a_document_behind_something_else_is_something_else(media_type: MediaType) -> None:
    good = pdf() if media_type is MediaType.PDF else encoded(drawn(), media_type.value)
    for before in (b"\n", b"<html>", b"MZ", b"PK\x03\x04", b"\x00"):
        assert not begins_as(media_type, before + good)
    assert not begins_as(media_type, b"")


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
async def test_a_picture_that_moves_is_refused(form: str) -> None:
    frames = [drawn(), drawn((320, 200), "L").convert("RGB")]
    content = encoded(frames[0], form, save_all=True, append_images=frames[1:], duration=100)
    assert await refused(content, MediaType(form)) is Problem.NOT_PLAIN


@pytest.mark.parametrize("side", [8001, 30_000, 2**31 - 1])
async def test_a_small_file_that_says_it_is_a_vast_picture_is_refused(side: int) -> None:
    assert side * side > LARGEST_PIXELS
    content = png_of(side, side, zlib.compress(bytes(50_000_000), 9))
    assert len(content) < 100_000
    assert await refused(content, MediaType.PNG) in {Problem.TOO_INTRICATE, Problem.DAMAGED}


async def test_text_in_a_picture_that_unpacks_to_more_than_memory_holds_is_refused() -> None:
    packed = b"Comment\x00\x00" + zlib.compress(bytes(2_000_000_000 // 8), 9)
    content = encoded(drawn(), "PNG")
    content = content[:33] + png_chunk(b"zTXt", packed) + content[33:]
    assert await refused(content, MediaType.PNG) in {Problem.TOO_INTRICATE, Problem.DAMAGED}


async def test_the_largest_picture_that_is_taken_in_fits_into_memory_and_time() -> None:
    side = int(LARGEST_PIXELS**0.5)
    rows = zlib.compress((b"\x00" + bytes(side)) * side, 1)
    assert (await cleaned(png_of(side, side, rows), MediaType.PNG)).size == (side, side)
