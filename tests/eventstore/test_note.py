"""Notes and checkpoints have one spelling, and only what a known key signed is opened."""

from base64 import b64encode
from hashlib import sha256

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from eventstore.note import (
    MAX_SIGNATURES,
    Checkpoint,
    NoteError,
    Signature,
    SigningKey,
    VerifyingKey,
    open_note,
    sign_note,
    split_note,
)
from eventstore.tree import EMPTY_ROOT, leaf_hash

# The example key and note of the Go team's package golang.org/x/mod/sumdb/note, whose format C2SP took over.
GO_PRIVATE = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
GO_PUBLIC = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_TEXT = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
)
GO_NOTE = (
    GO_TEXT
    + "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)

KEY = SigningKey("log.example/a", bytes(range(32)))
OTHER = SigningKey("witness.example/w", bytes(range(1, 33)))
TEXT = "log.example/a\n1\n" + b64encode(leaf_hash(b"entry")).decode() + "\n"
lines = st.text(st.characters(min_codepoint=0x20, exclude_categories=["Cs"]), max_size=30)


def test_the_published_example_is_signed_and_opened_to_the_byte() -> None:
    key = SigningKey.parse(GO_PRIVATE)
    assert str(key.verifying) == GO_PUBLIC
    assert key.reveal() == GO_PRIVATE
    assert sign_note(GO_TEXT, key) == GO_NOTE
    assert open_note(GO_NOTE, [VerifyingKey.parse(GO_PUBLIC)]).text == GO_TEXT


def test_a_signature_line_is_dash_name_and_base64_of_id_and_signature() -> None:
    public = KEY.verifying.public
    key_id = sha256(b"log.example/a\n\x01" + public).digest()[:4]
    expected = b64encode(key_id + KEY.sign(TEXT)).decode()
    assert sign_note(TEXT, KEY) == f"{TEXT}\n— log.example/a {expected}\n"


@for_all(st.lists(lines, min_size=1, max_size=6))
def test_whatever_text_is_signed_opens_again(written: list[str]) -> None:
    text = "\n".join(written) + "\n"
    opened = open_note(sign_note(text, OTHER, KEY), [KEY.verifying])
    assert (opened.text, opened.signers) == (text, (KEY.verifying.name,))


@for_all(st.data())
def test_no_changed_byte_of_a_note_is_accepted(data: st.DataObject) -> None:
    note = sign_note(TEXT, KEY).encode()
    place = data.draw(st.integers(0, len(note) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda byte: byte != note[place]))
    changed = (note[:place] + bytes([other]) + note[place + 1 :]).decode("utf-8", "surrogateescape")
    with pytest.raises(NoteError):
        open_note(changed, [KEY.verifying])


def test_signatures_of_unknown_keys_are_ignored_but_never_enough() -> None:
    note = sign_note(TEXT, OTHER, KEY)
    assert open_note(note, [KEY.verifying]).signers == ("log.example/a",)
    assert open_note(note, [KEY.verifying, OTHER.verifying]).signers == ("witness.example/w", "log.example/a")
    with pytest.raises(NoteError, match="not signed"):
        open_note(sign_note(TEXT, OTHER), [KEY.verifying])


def test_a_key_of_the_same_name_is_another_key() -> None:
    namesake = SigningKey("log.example/a", bytes(32))
    with pytest.raises(NoteError, match="not signed"):
        open_note(sign_note(TEXT, namesake), [KEY.verifying])


def test_a_wrong_signature_of_a_known_key_spoils_the_note_though_another_holds() -> None:
    wrong = Signature(OTHER.verifying.name, OTHER.verifying.key_id, bytes(64)).line()
    with pytest.raises(NoteError, match="does not belong"):
        open_note(sign_note(TEXT, KEY) + wrong, [KEY.verifying, OTHER.verifying])


def test_a_second_line_by_the_same_key_adds_no_second_signer() -> None:
    note = sign_note(TEXT, KEY, KEY)
    assert open_note(note, [KEY.verifying]).signers == ("log.example/a",)


def test_sixteen_signatures_are_accepted_and_a_flood_is_not() -> None:
    crowd = [SigningKey(f"witness.example/{number}", bytes([number]) * 32) for number in range(15)]
    assert open_note(sign_note(TEXT, *crowd, KEY), [KEY.verifying]).text == TEXT
    with pytest.raises(NoteError, match="too many"):
        open_note(sign_note(TEXT, *[OTHER] * MAX_SIGNATURES, KEY), [KEY.verifying])
    with pytest.raises(NoteError, match="too large"):
        open_note(sign_note("x" * 1_000_000 + "\n", KEY), [KEY.verifying])


@pytest.mark.parametrize(
    "note",
    [
        "",
        "\n",
        "text\n",
        "text\n\n",
        "text\n\n\n",
        "text\r\n\n— a AAAAAAA=\n",
        "\n— a AAAAAAA=\n",
        "text\n\n— a AAAAAAA=",
        "text\n\n- a AAAAAAA=\n",
        "text\n\n—  a AAAAAAA=\n",
        "text\n\n— a  AAAAAAA=\n",
        "text\n\n— a AAAAAAA= \n",
        "text\n\n— a AAAAAAA\n",
        "text\n\n— a AAAAAAB=\n",
        "text\n\n— a AAAAAA==\n",
        "text\n\n— a AAAA_AA=\n",
        "text\n\n— a+b AAAAAAA=\n",
        "text\n\n— a\u00a0b AAAAAAA=\n",
        "text\n\n— AAAAAAA=\n",
        "text\n\n— a\n",
        "text\n\n—\n",
        "text\n\n— a AAAAAAA=\nmore\n",
        "te\x00xt\n\n— a AAAAAAA=\n",
        "te\ud800xt\n\n— a AAAAAAA=\n",
    ],
)
def test_a_note_of_another_form_is_refused(note: str) -> None:
    with pytest.raises(NoteError):
        split_note(note)


def test_the_smallest_text_is_one_empty_line() -> None:
    assert split_note("\n\n— a AAAAAAA=\n")[0] == "\n"
    assert split_note("t\n\n— a AAAAAAA=\n") == ("t\n", (Signature("a", bytes(4), bytes(1)),))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name",
        GO_PUBLIC.replace("c74f20a3", "c74f20a4"),
        GO_PUBLIC.replace("c74f20a3", "C74F20A3"),
        GO_PUBLIC.replace("PeterNeumann", "PeterNeuman"),
        GO_PUBLIC.replace("PeterNeumann", ""),
        GO_PUBLIC[:-4],
        GO_PUBLIC + "\n",
        GO_PUBLIC.replace("+AR", "+BR"),
        "a b" + GO_PUBLIC.removeprefix("PeterNeumann"),
    ],
)
def test_a_public_key_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(NoteError):
        VerifyingKey.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        GO_PUBLIC,
        GO_PRIVATE.lower(),
        GO_PRIVATE.removeprefix("PRIVATE+KEY+"),
        GO_PRIVATE.replace("c74f20a3", "c74f20a4"),
        GO_PRIVATE[:-4],
        GO_PRIVATE.replace("+AY", "+BY"),
        GO_PRIVATE.replace("PeterNeumann", "Peter Neumann"),
    ],
)
def test_a_private_key_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(NoteError):
        SigningKey.parse(text)


def test_a_key_of_another_length_is_refused() -> None:
    with pytest.raises(NoteError, match="32 bytes"):
        VerifyingKey("log.example/a", bytes(31))
    with pytest.raises(NoteError, match="32 bytes"):
        SigningKey("log.example/a", bytes(33))


def test_two_keys_to_trust_with_one_name_and_id_are_refused() -> None:
    with pytest.raises(NoteError, match="share"):
        open_note(sign_note(TEXT, KEY), [KEY.verifying, KEY.verifying])


def test_a_private_key_shows_itself_only_when_asked() -> None:
    key = SigningKey.generate("log.example/a")
    secret = key.reveal().split("+", 4)[-1]  # base64 has plus signs of its own
    assert secret not in f"{key} {key!r}"
    assert SigningKey.parse(key.reveal()).verifying == key.verifying


def test_a_checkpoint_is_origin_size_and_root() -> None:
    checkpoint = Checkpoint("log.example/a", 1, leaf_hash(b"entry"))
    assert checkpoint.encode() == TEXT
    assert Checkpoint.decode(TEXT) == checkpoint
    assert Checkpoint.decode(Checkpoint("o", 0, EMPTY_ROOT).encode()).size == 0
    assert Checkpoint.decode(TEXT + "an extension\n").extensions == ("an extension",)


@for_all(lines.filter(bool), st.integers(0, 2**63 - 1), st.binary(min_size=32, max_size=32))
def test_each_checkpoint_is_read_as_it_was_written(origin: str, size: int, root: bytes) -> None:
    checkpoint = Checkpoint(origin, size, root)
    assert Checkpoint.decode(checkpoint.encode()) == checkpoint


ROOT = b64encode(bytes(32)).decode()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        f"o\n1\n{ROOT}",
        f"\n1\n{ROOT}\n",
        "o\n1\n",
        f"o\n\n{ROOT}\n",
        f"o\n01\n{ROOT}\n",
        f"o\n00\n{ROOT}\n",
        f"o\n+1\n{ROOT}\n",
        f"o\n-1\n{ROOT}\n",
        f"o\n 1\n{ROOT}\n",
        f"o\n1_0\n{ROOT}\n",
        f"o\n１\n{ROOT}\n",
        f"o\n²\n{ROOT}\n",
        f"o\n9223372036854775808\n{ROOT}\n",
        f"o\n{'9' * 5000}\n{ROOT}\n",
        f"o\n1\n{ROOT[:-4]}\n",
        f"o\n1\n{ROOT.rstrip('=')}\n",
        f"o\n1\n{ROOT[:-2]}B=\n",
        f"o\n1\n{ROOT}\n\n",
        f"o\r\n1\n{ROOT}\n",
    ],
)
def test_a_checkpoint_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(NoteError):
        Checkpoint.decode(text)


def test_no_error_repeats_what_it_read() -> None:
    for spoilt in ("SENTINEL", "o\nSENTINEL\n" + ROOT + "\n", f"SENTINEL\r\n1\n{ROOT}\n"):
        with pytest.raises(NoteError) as refused:
            Checkpoint.decode(spoilt)
        assert "SENTINEL" not in str(refused.value)
