from pathlib import Path

import pytest

from api.devtools.secrets import ROLES, address_of, role_passwords, write_private
from tests.conftest import Connect


def test_each_role_has_its_own_password_and_keeps_it(tmp_path: Path) -> None:
    first = role_passwords(tmp_path)
    assert set(first) == set(ROLES)
    assert len(set(first.values())) == len(ROLES)
    assert role_passwords(tmp_path) == first


def test_a_role_that_is_added_later_gets_a_password_and_the_others_keep_theirs(tmp_path: Path) -> None:
    first = role_passwords(tmp_path, ROLES[:2])
    later = role_passwords(tmp_path)
    assert {role: later[role] for role in first} == first
    assert set(later) == set(ROLES)


def test_only_the_owner_can_read_secrets(tmp_path: Path) -> None:
    role_passwords(tmp_path)
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "secrets" / "roles.json").stat().st_mode & 0o777 == 0o600


def test_a_private_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("open to others")
    path.chmod(0o644)
    write_private(path, "private")
    assert path.read_text() == "private"
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_an_address_for_another_role_differs_in_role_and_password_only() -> None:
    address = address_of(
        "postgresql://postgres:first@127.0.0.1:5433/jejak?ssl=disable", "jejak_app", "a/b@c:d"
    )
    assert address == "postgresql://jejak_app:a%2Fb%40c%3Ad@127.0.0.1:5433/jejak?ssl=disable"


@pytest.mark.parametrize("role", ROLES)
async def test_every_role_can_log_in(connect: Connect, role: str) -> None:
    connection = await connect(role)
    assert await connection.fetchval("SELECT current_user") == role


async def test_a_database_has_an_open_log_and_nothing_in_it(connect: Connect) -> None:
    connection = await connect()
    assert await connection.fetchval("SELECT origin FROM ledger.log") == "jejak.test/log"
    assert await connection.fetchval("SELECT count(*) FROM ledger.event") == 0
