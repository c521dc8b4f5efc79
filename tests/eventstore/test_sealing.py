"""A sealed record opens at its own place under its own key, and nowhere else."""

import pickle
from dataclasses import replace
from hashlib import sha256
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given as for_all
from hypothesis import strategies as st

from eventstore.errors import Erased, NotCanonical, RecordDamaged
from eventstore.sealing import (
    HEADER_SIZE,
    PADDING_STEP,
    TAG_SIZE,
    Belonging,
    DataKey,
    Record,
    open_record,
    open_sealed,
    parse_record,
    read_open,
    seal_text,
)

KEY = DataKey(bytes(range(32)))
HERE = Belonging(
    origin="log.example/a",
    subject=UUID(int=1),
    case=UUID(int=2),
    field="narrative",
    event_id=UUID(int=3),
    schema_version=1,
)
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=1500)


def sealed(text: str, *, key: DataKey = KEY, generation: int = 1, belonging: Belonging = HERE) -> bytes:
    return seal_text(text, key=key, generation=generation, belonging=belonging)


def opened(record: bytes, *, key: DataKey = KEY, belonging: Belonging = HERE) -> str:
    return open_sealed(parse_record(record), key=key, belonging=belonging)


@for_all(texts)
def test_what_was_sealed_opens(text: str) -> None:
    assert opened(sealed(text)) == text


@for_all(texts)
def test_what_was_written_openly_reads(text: str) -> None:
    record = open_record(text)
    assert read_open(record) == text
    assert record[HEADER_SIZE:] == text.encode()


def test_the_record_has_the_layout_that_the_log_relies_on() -> None:
    record = sealed("text", generation=258)
    derived = HKDF(SHA256(), length=64, salt=record[6:38], info=b"jejak sealed record 1").derive(
        bytes(range(32))
    )
    assert record[:6] == bytes([1, 1, 0, 0, 1, 2])
    assert record[38:70] == derived[32:]
    aad = b"".join(
        len(part).to_bytes(4, "big") + part
        for part in (
            b"jejak sealed record" + record[:6],
            b"log.example/a",
            UUID(int=1).bytes,
            UUID(int=2).bytes,
            b"narrative",
            UUID(int=3).bytes,
            bytes([0, 0, 0, 1]),
        )
    )
    padded = AESGCM(derived[:32]).decrypt(bytes(12), record[70:], aad)
    assert padded == (bytes([0, 0, 0, 4]) + b"text").ljust(1024, b"\x00")


def test_an_open_record_commits_to_its_text() -> None:
    record = open_record("headline")
    assert record[:6] == bytes([1, 0, 0, 0, 0, 0])
    assert record[38:70] == sha256(b"jejak open part\x00" + record[6:38] + b"headline").digest()


@for_all(st.data())
def test_no_changed_byte_of_a_record_is_accepted(data: st.DataObject) -> None:
    record = sealed(data.draw(texts))
    place = data.draw(st.integers(0, HEADER_SIZE) | st.integers(0, len(record) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda byte: byte != record[place]))
    with pytest.raises(RecordDamaged):
        opened(record[:place] + bytes([other]) + record[place + 1 :])


@for_all(st.data())
def test_no_changed_byte_of_an_open_record_is_accepted(data: st.DataObject) -> None:
    record = open_record(data.draw(texts))
    place = data.draw(st.integers(0, len(record) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda byte: byte != record[place]))
    with pytest.raises(RecordDamaged):
        read_open(record[:place] + bytes([other]) + record[place + 1 :])


@pytest.mark.parametrize(
    "elsewhere",
    [
        replace(HERE, origin="log.example/b"),
        replace(HERE, subject=UUID(int=9)),
        replace(HERE, case=UUID(int=9)),
        replace(HERE, field="identity"),
        replace(HERE, event_id=UUID(int=9)),
        replace(HERE, schema_version=2),
        replace(HERE, subject=HERE.case, case=HERE.subject),
    ],
)
def test_a_record_opens_for_its_own_person_case_field_and_event_only(elsewhere: Belonging) -> None:
    with pytest.raises(RecordDamaged):
        opened(sealed("text"), belonging=elsewhere)


@for_all(
    st.text("ab", max_size=4), st.text("ab", max_size=4), st.text("ab", max_size=4), st.text("ab", max_size=4)
)
def test_no_two_belongings_share_their_bytes(
    origin: str, field: str, other_origin: str, other_field: str
) -> None:
    one = replace(HERE, origin=origin, field=field)
    other = replace(HERE, origin=other_origin, field=other_field)
    assert (one == other) is (one.associated_data(b"") == other.associated_data(b""))


def test_the_commitment_decides_before_anything_is_decrypted() -> None:
    """A body that the key would open is refused all the same if the record commits to another key."""
    record = parse_record(sealed("text"))
    with pytest.raises(RecordDamaged):
        open_sealed(replace(record, commitment=bytes(32)), key=KEY, belonging=HERE)


def test_another_key_opens_nothing() -> None:
    with pytest.raises(RecordDamaged):
        opened(sealed("text"), key=DataKey.generate())


def test_two_seals_of_one_text_share_nothing() -> None:
    first, second = parse_record(sealed("text")), parse_record(sealed("text"))
    assert first.message_id != second.message_id
    assert first.commitment != second.commitment
    assert first.body != second.body
    assert open_record("text") != open_record("text")


@for_all(st.integers(0, 5000))
def test_a_record_tells_the_length_of_its_text_in_steps_only(length: int) -> None:
    steps = -(-(length + 4) // PADDING_STEP)
    assert len(sealed("x" * length)) == HEADER_SIZE + steps * PADDING_STEP + TAG_SIZE


def test_padding_that_hides_something_is_refused() -> None:
    """Whoever holds the key could write such a record; it has no second reading."""
    good = parse_record(sealed("text"))
    derived = HKDF(SHA256(), length=64, salt=good.message_id, info=b"jejak sealed record 1").derive(
        KEY.reveal()
    )
    for padded in (
        (bytes([0, 0, 0, 4]) + b"text" + b"more").ljust(1024, b"\x00"),
        (bytes([0, 0, 0, 4]) + b"text").ljust(2048, b"\x00"),
        (bytes([0, 0, 255, 4]) + b"text").ljust(1024, b"\x00"),
        (bytes([0, 0, 0, 4]) + b"\xff\xfe\xfd\xfc").ljust(1024, b"\x00"),
    ):
        body = AESGCM(derived[:32]).encrypt(bytes(12), padded, HERE.associated_data(good.header))
        with pytest.raises(RecordDamaged):
            open_sealed(replace(good, body=body), key=KEY, belonging=HERE)


def test_an_emptied_record_is_erased_and_not_damaged() -> None:
    with pytest.raises(Erased):
        parse_record(b"")
    with pytest.raises(Erased):
        read_open(b"")


@pytest.mark.parametrize(
    "record",
    [
        b"\x01",
        sealed("text")[:69],
        sealed("text")[:-1],
        sealed("text") + b"\x00",
        sealed("text")[: HEADER_SIZE + TAG_SIZE],
        Record(1, 0, bytes(32), bytes(32), bytes(1040)).encode(),
        Record(0, 1, bytes(32), bytes(32), b"").encode(),
        Record(2, 1, bytes(32), bytes(32), bytes(1040)).encode(),
    ],
    ids=[
        "a byte",
        "a header cut short",
        "cut",
        "longer",
        "empty",
        "sealed without key",
        "open with key",
        "unknown suite",
    ],
)
def test_a_record_of_another_form_is_damaged(record: bytes) -> None:
    with pytest.raises(RecordDamaged):
        parse_record(record)


def test_a_sealed_record_is_not_read_as_an_open_one_nor_the_other_way_round() -> None:
    with pytest.raises(RecordDamaged):
        read_open(sealed("text"))
    with pytest.raises(RecordDamaged):
        opened(open_record("text"))


def test_a_record_that_claims_the_other_suite_is_damaged_even_if_all_else_fits() -> None:
    message_id, body = bytes(32), bytes(1040)
    commitment = sha256(b"jejak open part\x00" + message_id + body).digest()
    with pytest.raises(RecordDamaged):
        read_open(Record(1, 1, message_id, commitment, body).encode())
    derived = HKDF(SHA256(), length=64, salt=message_id, info=b"jejak sealed record 1").derive(KEY.reveal())
    record = Record(0, 0, message_id, derived[32:], b"")
    sealed_body = AESGCM(derived[:32]).encrypt(bytes(12), bytes(1024), HERE.associated_data(record.header))
    with pytest.raises(RecordDamaged):
        open_sealed(replace(record, body=sealed_body), key=KEY, belonging=HERE)


def test_an_open_record_whose_bytes_are_no_text_is_damaged() -> None:
    commitment = sha256(b"jejak open part\x00" + bytes(32) + b"\xff").digest()
    with pytest.raises(RecordDamaged):
        read_open(Record(0, 0, bytes(32), commitment, b"\xff").encode())


@pytest.mark.parametrize("text", ["SENTINEL \x00", "SENTINEL \ud800"])
def test_text_that_could_never_be_shown_is_refused_without_being_quoted(text: str) -> None:
    for write in (sealed, open_record):
        with pytest.raises(NotCanonical) as refused:
            write(text)
        assert "SENTINEL" not in str(refused.value)
        assert refused.value.__cause__ is None


def test_a_data_key_is_neither_shown_nor_pickled() -> None:
    key = DataKey(b"SENTINEL" * 4)
    assert "SENTINEL" not in f"{key} {key!r}"
    assert b"SENTINEL".hex() not in f"{key} {key!r}"
    with pytest.raises(TypeError):
        pickle.dumps(key)
    with pytest.raises(ValueError, match="32 bytes"):
        DataKey(b"short")
