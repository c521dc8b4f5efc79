"""Numbers and codes that people copy by hand: Crockford's base32, a check character, one reading for each spelling.

The alphabet leaves out I, L, O and U, so that 0 and O, 1, I and L can be read as one. The check character is a
weighted sum over the field of 32 elements whose weights all differ: it notices any one wrong character and any two
that changed places, wherever they stand (ISO 7064 promises this for neighbours only, and needs 36 characters).
"""

import unicodedata
from hmac import compare_digest
from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BITS: Final = 5
NUMBER_LENGTH: Final = 10  # 50 bits, followed by the check character
CODE_LENGTH: Final = 26  # 130 bits
CODE_GROUPS: Final = (4, 4, 5, 4, 4, 5)

_MISREAD: Final = str.maketrans("OIL", "011")
_SEPARATORS: Final = str.maketrans("", "", "- \t\r\n")
_FIELD: Final = 0b100101  # x^5 + x^2 + 1, primitive: the powers of x are 31 different weights


def number_text(prefix: str, digest: bytes) -> str:
    """A tracking number from the first 50 bits of `digest`, such as `LT-7K3MQ-9XV2C-H`."""
    body = _characters(digest, NUMBER_LENGTH)
    return f"{prefix}-{body[:5]}-{body[5:]}-{check_character(body)}"


def read_number(prefix: str, typed: str) -> str | None:
    """The tracking number as it is printed, whatever case, spaces and hyphens were typed; None if it cannot be one."""
    plain = _plain(typed)
    if (
        len(plain) > NUMBER_LENGTH + 1
    ):  # the prefix may be left out; it is no base32, so it goes before the reading
        plain = plain.removeprefix(_plain(prefix))
    body = plain.translate(_MISREAD)
    if len(body) != NUMBER_LENGTH + 1 or not _is_base32(body) or check_character(body[:-1]) != body[-1]:
        return None
    return f"{prefix}-{body[:5]}-{body[5:10]}-{body[10]}"


def code_text(digest: bytes) -> str:
    """An access code from the first 130 bits of `digest`, in groups."""
    body = _characters(digest, CODE_LENGTH)
    groups = []
    for length in CODE_GROUPS:
        groups.append(body[:length])
        body = body[length:]
    return "-".join(groups)


def same_code(typed: str, code: str) -> bool:
    """Whether `typed` is `code` under another spelling; how long it takes tells nothing about where they differ."""
    return compare_digest(_read_code(typed), _read_code(code))


def check_character(body: str) -> str:
    """The character to write after `body`, which has 30 characters of the alphabet at most."""
    total = 0
    for character in body:
        total = _times_x(total ^ ALPHABET.index(character))
    return ALPHABET[total]


def _read_code(text: str) -> bytes:
    return _plain(text).translate(_MISREAD).encode("utf-8", "replace")


def _plain(text: str) -> str:
    """Upper case without separators; wide forms and the like are folded, a very long text is none of ours."""
    return unicodedata.normalize("NFKC", text[:100]).upper().translate(_SEPARATORS)


def _is_base32(text: str) -> bool:
    return all(character in ALPHABET for character in text)


def _characters(digest: bytes, length: int) -> str:
    number = int.from_bytes(digest, "big") >> len(digest) * 8 - length * BITS
    return "".join(ALPHABET[number >> BITS * place & 31] for place in reversed(range(length)))


def _times_x(element: int) -> int:
    doubled = element << 1
    return doubled ^ _FIELD if doubled > 31 else doubled
