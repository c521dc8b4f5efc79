"""Numbers and codes survive being read aloud and typed by hand, and slips of the hand are noticed."""

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from eventstore.codes import ALPHABET, check_character, code_text, number_text, read_number, same_code

digests = st.binary(min_size=32, max_size=32)
bodies = st.text(ALPHABET, min_size=10, max_size=10)


def plain(number: str) -> str:
    return number.replace("-", "")[2:]


def is_valid(characters: str) -> bool:
    return check_character(characters[:-1]) == characters[-1]


@for_all(digests)
def test_a_number_has_a_prefix_two_groups_and_a_check_character(digest: bytes) -> None:
    prefix, first, second, check = number_text("LT", digest).split("-")
    assert (prefix, len(first), len(second), len(check)) == ("LT", 5, 5, 1)
    number = int.from_bytes(digest[:7], "big") >> 6
    assert first + second == "".join(ALPHABET[number >> 5 * place & 31] for place in range(9, -1, -1))


@for_all(bodies, st.integers(0, 10), st.integers(1, 31))
def test_any_one_wrong_character_is_noticed(body: str, place: int, shift: int) -> None:
    right = body + check_character(body)
    other = ALPHABET[(ALPHABET.index(right[place]) + shift) % 32]
    assert is_valid(right)
    assert not is_valid(right[:place] + other + right[place + 1 :])


@for_all(bodies, st.integers(0, 10), st.integers(0, 10))
def test_any_two_characters_that_changed_places_are_noticed(body: str, first: int, second: int) -> None:
    right = body + check_character(body)
    swapped = list(right)
    swapped[first], swapped[second] = right[second], right[first]
    assert is_valid("".join(swapped)) is ("".join(swapped) == right)


@for_all(digests, st.integers(0, 10), st.integers(1, 31))
def test_a_number_with_one_wrong_character_is_none(digest: bytes, place: int, shift: int) -> None:
    right = plain(number_text("LT", digest))
    other = ALPHABET[(ALPHABET.index(right[place]) + shift) % 32]
    assert read_number("LT", right[:place] + other + right[place + 1 :]) is None


@for_all(digests)
def test_a_number_is_read_in_whatever_case_and_grouping_it_was_typed(digest: bytes) -> None:
    number = number_text("LT", digest)
    misread = plain(number).replace("0", "o").replace("1", "l")
    wide = "".join(chr(ord(character) + 0xFEE0) for character in plain(number))
    for typed in (number, number.lower(), number.replace("-", " "), f" {plain(number)} ", misread, wide):
        assert read_number("LT", typed) == number


@pytest.mark.parametrize(
    "typed", ["", "LT", "LT-", "LT-00000-00000", "U" * 11, "LT-00000-0000é-0", "0" * 1000, "\ud800" * 11]
)
def test_what_is_no_number_is_none(typed: str) -> None:
    assert read_number("LT", typed) is None


@for_all(st.text())
def test_nothing_that_is_typed_upsets_the_reading(typed: str) -> None:
    number = read_number("LT", typed)
    assert number is None or read_number("LT", number) == number
    assert not same_code(typed, code_text(bytes(range(32))))


def test_a_number_of_another_prefix_is_not_ours() -> None:
    assert read_number("LT", number_text("XY", bytes(range(32)))) is None


@for_all(digests)
def test_an_access_code_has_130_bits_in_six_groups(digest: bytes) -> None:
    code = code_text(digest)
    number = int.from_bytes(digest[:17], "big") >> 6
    characters = code.replace("-", "")
    assert [len(group) for group in code.split("-")] == [4, 4, 5, 4, 4, 5]
    assert characters == "".join(ALPHABET[number >> 5 * place & 31] for place in range(25, -1, -1))


@for_all(digests)
def test_an_access_code_is_the_same_however_it_is_spelt(digest: bytes) -> None:
    code = code_text(digest)
    for typed in (code, code.lower(), code.replace("-", ""), code.replace("-", " "), code.replace("0", "O")):
        assert same_code(typed, code)


@for_all(digests, st.integers(0, 25), st.integers(1, 31))
def test_an_access_code_with_one_wrong_character_is_another(digest: bytes, place: int, shift: int) -> None:
    code = code_text(digest)
    characters = code.replace("-", "")
    other = ALPHABET[(ALPHABET.index(characters[place]) + shift) % 32]
    assert not same_code(characters[:place] + other + characters[place + 1 :], code)
    assert not same_code(characters[:place], code)
    assert not same_code("", code)
