"""The vault seals for one subject and place, opens what is no identity, and keeps its keys to itself."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import pytest

from eventstore.errors import Erased, IdentityNotDisclosable, RecordDamaged
from eventstore.sealing import Belonging, DataKey, open_sealed, parse_record, seal_text
from eventstore.vault import LocalVault, Purpose, VaultKeyUnusable
from eventstore.vault_keys import VaultKeys
from tests.conftest import Connect, Pool

ORIGIN = "jejak.test/log"
NAMED_KEYS = VaultKeys({1: bytes([1]) * 32}, bytes([2]) * 32, bytes([3]) * 32, bytes([4]) * 32)


@dataclass(frozen=True, kw_only=True)
class Text:
    """One text with its identification, and the two calls about it."""

    subject: UUID
    purpose: Purpose = Purpose.CASE
    case: UUID
    field: str = "narrative"
    event_id: UUID

    async def seal(self, vault: LocalVault, text: str) -> bytes:
        return await vault.seal(**vars(self), schema_version=1, text=text)

    async def open(self, vault: LocalVault, record: bytes) -> str:
        return await vault.open(**vars(self), schema_version=1, record=record)


def a_text(purpose: Purpose = Purpose.CASE) -> Text:
    case = uuid4()
    return Text(
        subject=case if purpose is Purpose.CASE else uuid4(), purpose=purpose, case=case, event_id=uuid4()
    )


async def a_vault(pool: Pool, keys: VaultKeys | None = None) -> LocalVault:
    return LocalVault(await pool("jejak_vault"), keys or VaultKeys.generate(), ORIGIN)


async def test_what_was_sealed_for_a_case_opens_for_that_case(pool: Pool) -> None:
    vault, text = await a_vault(pool), a_text()
    record = await text.seal(vault, "Jalan rusak di depan pasar")
    assert await text.open(vault, record) == "Jalan rusak di depan pasar"


async def test_a_vault_that_starts_again_with_the_same_keys_opens_what_it_sealed(
    pool: Pool, tmp_path: Path
) -> None:
    text = a_text()
    record = await text.seal(await a_vault(pool, VaultKeys.create(tmp_path / "vault.keys")), "text")
    assert await text.open(await a_vault(pool, VaultKeys.load(tmp_path / "vault.keys")), record) == "text"


async def test_no_identity_is_opened_whatever_is_asked(pool: Pool) -> None:
    vault, person = await a_vault(pool), a_text(Purpose.PERSON)
    record = await person.seal(vault, "SENTINEL")
    with pytest.raises(IdentityNotDisclosable) as refused:
        await person.open(vault, record)
    assert "SENTINEL" not in str(refused.value)
    disguised = Text(subject=person.subject, case=person.case, event_id=person.event_id)
    with pytest.raises(Erased):  # a person has no key of that purpose
        await disguised.open(vault, record)
    await disguised.seal(vault, "now it has")
    with pytest.raises(RecordDamaged):
        await disguised.open(vault, record)


async def test_an_identity_key_is_no_case_key_even_if_its_row_is_relabelled(
    pool: Pool, connect: Connect
) -> None:
    vault, person = await a_vault(pool), a_text(Purpose.PERSON)
    record = await person.seal(vault, "SENTINEL")
    await (await connect()).execute("UPDATE vault.key SET purpose = 'CASE'")
    with pytest.raises(VaultKeyUnusable) as refused:
        await Text(subject=person.subject, case=person.case, event_id=person.event_id).open(vault, record)
    assert "SENTINEL" not in str(refused.value)


async def test_a_record_does_not_open_elsewhere(pool: Pool) -> None:
    vault, text, other = await a_vault(pool), a_text(), a_text()
    record = await text.seal(vault, "text")
    await other.seal(vault, "another")
    for change in (
        {"case": uuid4()},
        {"event_id": uuid4()},
        {"field": "reason"},
        {"subject": other.subject},
    ):
        with pytest.raises(RecordDamaged):
            await Text(**vars(text) | change).open(vault, record)
    with pytest.raises(RecordDamaged):
        await vault.open(**vars(text), schema_version=2, record=record)


async def test_a_record_of_another_log_does_not_open(pool: Pool) -> None:
    keys, text = VaultKeys.generate(), a_text()
    record = await text.seal(await a_vault(pool, keys), "text")
    with pytest.raises(RecordDamaged):
        await text.open(LocalVault(await pool("jejak_vault"), keys, "jejak.test/other"), record)


async def test_a_record_that_names_a_key_nobody_has_is_damaged(pool: Pool) -> None:
    vault, text = await a_vault(pool), a_text()
    record = bytearray(await text.seal(vault, "text"))
    record[5] = 2
    with pytest.raises(RecordDamaged, match="never had"):
        await text.open(vault, bytes(record))


async def test_key_rows_that_changed_places_open_nothing(pool: Pool, connect: Connect) -> None:
    vault, one, other = await a_vault(pool), a_text(), a_text()
    record = await one.seal(vault, "text")
    await other.seal(vault, "text")
    await (await connect()).execute(
        "UPDATE vault.key k SET wrapped = o.wrapped FROM vault.key o WHERE k.subject = $1 AND o.subject = $2",
        one.subject,
        other.subject,
    )
    with pytest.raises(VaultKeyUnusable):
        await one.open(vault, record)
    with pytest.raises(VaultKeyUnusable):
        await one.seal(vault, "text")


@pytest.mark.parametrize("byte", [0, 11, 12, 43, 44, 59])
async def test_a_changed_byte_of_a_wrapped_key_is_refused(pool: Pool, connect: Connect, byte: int) -> None:
    vault, text = await a_vault(pool), a_text()
    record = await text.seal(vault, "text")
    await (await connect()).execute(
        "UPDATE vault.key SET wrapped = set_byte(wrapped, $1, get_byte(wrapped, $1) # 1)", byte
    )
    with pytest.raises(VaultKeyUnusable):
        await text.open(vault, record)


@pytest.mark.parametrize("change", ["generation = 2", "epoch = 2"])
async def test_a_key_row_says_the_truth_about_generation_and_epoch(
    pool: Pool, connect: Connect, change: str
) -> None:
    keys = VaultKeys.generate()
    vault, text = await a_vault(pool, keys), a_text()
    await text.seal(vault, "text")
    await (await connect()).execute(f"UPDATE vault.key SET {change}")
    same_key_twice = VaultKeys(keys.keks, keys.fingerprint, keys.code, keys.tracking)
    same_key_twice.keks[2] = keys.keks[1]
    with pytest.raises(VaultKeyUnusable):
        await text.seal(LocalVault(await pool("jejak_vault"), same_key_twice, ORIGIN), "text")


async def test_another_vaults_keys_open_nothing_and_replace_nothing(pool: Pool) -> None:
    text = a_text()
    record = await text.seal(await a_vault(pool), "text")
    stranger = await a_vault(pool)
    for attempt in (text.open(stranger, record), text.seal(stranger, "text")):
        with pytest.raises(VaultKeyUnusable):
            await attempt


async def test_a_key_of_an_epoch_that_is_not_in_the_file_is_told(pool: Pool, connect: Connect) -> None:
    vault, text = await a_vault(pool), a_text()
    record = await text.seal(vault, "text")
    await (await connect()).execute("UPDATE vault.key SET epoch = 7")
    with pytest.raises(VaultKeyUnusable, match="epoch 7"):
        await text.open(vault, record)


async def test_first_seals_at_once_share_one_key(pool: Pool, connect: Connect) -> None:
    keys, text = VaultKeys.generate(), a_text()
    vaults = [LocalVault(await pool("jejak_vault", min_size=8), keys, ORIGIN) for _ in range(2)]
    records = await asyncio.gather(*(text.seal(vaults[number % 2], str(number)) for number in range(16)))
    assert [await text.open(vaults[0], record) for record in records] == [str(number) for number in range(16)]
    assert await (await connect()).fetchval("SELECT count(*) FROM vault.key") == 1


async def test_the_newest_generation_seals_and_the_older_still_opens(pool: Pool, connect: Connect) -> None:
    keys, text = VaultKeys.generate(), a_text()
    vault = await a_vault(pool, keys)
    old = await text.seal(vault, "old")
    newer = vault._wrap(DataKey.generate(), text.subject, text.purpose, generation=2)
    await (await connect()).execute(
        "INSERT INTO vault.key VALUES ($1, 'CASE', 2, 1, $2)", text.subject, newer
    )
    new = await text.seal(vault, "new")
    assert parse_record(new).generation == 2
    assert (await text.open(vault, old), await text.open(vault, new)) == ("old", "new")

    await (await connect()).execute("UPDATE vault.key SET wrapped = NULL WHERE generation = 1")
    with pytest.raises(Erased):
        await text.open(vault, old)
    assert await text.open(vault, await text.seal(vault, "newer")) == "newer"


async def test_what_was_erased_is_erased_and_gets_no_new_key(pool: Pool, connect: Connect) -> None:
    vault, text = await a_vault(pool), a_text()
    record = await text.seal(vault, "text")
    with pytest.raises(Erased):
        await text.open(vault, b"")
    await (await connect()).execute("UPDATE vault.key SET wrapped = NULL")
    with pytest.raises(Erased):
        await text.open(vault, record)
    with pytest.raises(Erased):
        await text.seal(vault, "again")
    await (await connect()).execute("DELETE FROM vault.key")
    with pytest.raises(Erased):
        await text.open(vault, record)


async def test_neither_key_nor_text_lies_in_the_database(pool: Pool, connect: Connect) -> None:
    keys, text = VaultKeys.generate(), a_text()
    vault = await a_vault(pool, keys)
    record = await text.seal(vault, "SENTINEL")
    [row] = await (await connect()).fetch("SELECT * FROM vault.key")
    key = vault._unwrap(row["wrapped"], text.subject, text.purpose, 1, 1)
    stored = b"".join(value for value in row.values() if isinstance(value, bytes))
    for secret in (key.reveal(), keys.keks[1], b"SENTINEL"):
        assert secret not in stored + record
    belonging = Belonging(
        origin=ORIGIN,
        subject=text.subject,
        case=text.case,
        field="narrative",
        event_id=text.event_id,
        schema_version=1,
    )
    assert open_sealed(parse_record(record), key=key, belonging=belonging) == "SENTINEL"
    assert await text.open(vault, seal_text("other", key=key, generation=1, belonging=belonging)) == "other"


@pytest.mark.parametrize("role", ["jejak_app", "jejak_seq", "jejak_sign", "jejak_proj", "jejak_audit"])
async def test_no_other_role_sees_the_wrapped_keys(connect: Connect, role: str) -> None:
    connection = await connect(role)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connection.fetch("SELECT * FROM vault.key")


@pytest.mark.parametrize(
    "statement", ["UPDATE vault.key SET epoch = 2", "DELETE FROM vault.key", "TRUNCATE vault.key"]
)
async def test_the_vaults_role_neither_changes_nor_removes_a_key(connect: Connect, statement: str) -> None:
    connection = await connect("jejak_vault")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connection.execute(statement)


async def test_the_vaults_role_sees_nothing_of_the_log(connect: Connect) -> None:
    connection = await connect("jejak_vault")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connection.fetch("SELECT * FROM ledger.event")


async def test_codes_are_derived_and_so_the_same_for_ever(pool: Pool) -> None:
    """Complainants hold these and entries store them: the values were computed apart, and a change breaks a promise."""
    vault = await a_vault(pool, NAMED_KEYS)
    case = UUID(int=1)
    assert vault.access_code(case) == "B03B-308H-JG40A-AD78-167Y-69WSZ"
    assert vault.tracking_number(case) == "LT-D8TV8-P4FB2-Z"
    assert vault.fingerprint(b"input").hex() == (
        "3058a764003aa6ceede85470ea20d78cce68344501d4bc8348680d28e305826c"
    )


async def test_codes_differ_between_cases_logs_and_vaults(pool: Pool) -> None:
    vault = await a_vault(pool, NAMED_KEYS)
    others = [await a_vault(pool), LocalVault(await pool("jejak_vault"), NAMED_KEYS, "jejak.test/other")]
    case, another = uuid4(), uuid4()
    for answers in (
        [vault.access_code(case), vault.access_code(another), *(other.access_code(case) for other in others)],
        [
            vault.tracking_number(case),
            vault.tracking_number(another),
            *(o.tracking_number(case) for o in others),
        ],
        [vault.fingerprint(b"a"), vault.fingerprint(b"b"), *(other.fingerprint(b"a") for other in others)],
    ):
        assert len(set(answers)) == 4


async def test_a_typed_code_is_recognised_and_another_is_not(pool: Pool) -> None:
    vault, case = await a_vault(pool), uuid4()
    assert vault.is_access_code(case, vault.access_code(case).lower().replace("-", " "))
    assert not vault.is_access_code(case, vault.access_code(uuid4()))
    number = vault.tracking_number(case)
    assert vault.read_tracking_number(number.lower().replace("-", "")) == number
    assert vault.read_tracking_number(number[:-1]) is None
