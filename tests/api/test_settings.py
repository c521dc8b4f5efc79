import os
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from api.settings import Mode, Part, Settings, SettingsError

ADDRESS = "postgresql://jejak_app:sentinel@database/jejak"


@pytest.fixture(autouse=True)
def nothing_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("JEJAK_")]:
        monkeypatch.delenv(name)


def test_in_development_nothing_need_be_set() -> None:
    settings = Settings.load()
    assert settings.development
    assert settings.origin == "lomboktengahkab.go.id/jejak"
    assert settings.zone == ZoneInfo("Asia/Makassar")
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.vault_keys.is_relative_to(settings.data_dir)
    assert settings.signer_folder.is_relative_to(settings.data_dir)
    assert settings.token_keys.is_relative_to(settings.data_dir)


def test_the_environment_overrides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JEJAK_PORT", "9000")
    monkeypatch.setenv("JEJAK_DATA_DIR", "/var/lib/jejak")
    settings = Settings.load()
    assert settings.port == 9000
    assert settings.token_keys == Path("/var/lib/jejak/secrets/jwks.json")


def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JEJAK_PORT", "")
    assert Settings.load().port == 8000


def test_a_secret_may_be_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "jejak_app_url").write_text(f"{ADDRESS}\n")
    monkeypatch.setenv("JEJAK_SECRETS_DIR", str(tmp_path))
    assert Settings.load().address(Part.APP) == ADDRESS


def test_a_folder_of_secrets_that_is_not_there_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("JEJAK_SECRETS_DIR", str(tmp_path / "absent"))
    with pytest.raises(SettingsError, match="JEJAK_SECRETS_DIR names no folder"):
        Settings.load()


def test_a_misspelt_variable_is_refused_with_the_right_spelling(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JEJAK_PROT", "9000")
    with pytest.raises(SettingsError, match=r"JEJAK_PROT is not a setting: did you mean JEJAK_PORT\?"):
        Settings.load()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("JEJAK_MODE", "sentinel"),
        ("JEJAK_PORT", "sentinel"),
        ("JEJAK_PORT", "99999999"),
        ("JEJAK_APP_URL", "mysql://sentinel"),
        ("JEJAK_INSTITUTION_ZONE", "Asia/sentinel"),
        ("JEJAK_INSTITUTION_ZONE", "../sentinel"),
        ("JEJAK_LOG_ORIGIN", "sentinel with spaces"),
        ("JEJAK_LOG_ORIGIN", "sentinel+plus"),
        ("JEJAK_LOG_LEVEL", "sentinel"),
        ("JEJAK_CLAMD_URL", "http://sentinel"),
        ("JEJAK_CLAMD_URL", "tcp://sentinel:port"),
    ],
)
def test_a_wrong_value_is_named_by_its_variable_and_not_repeated(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=name) as refused:
        Settings.load()
    assert value not in str(refused.value)
    assert "\n" not in str(refused.value)
    assert refused.value.__cause__ is None


def test_in_production_nothing_of_development_is_in_force(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JEJAK_MODE", "production")
    settings = Settings.load()
    assert settings.mode is Mode.PRODUCTION
    for ask in (
        lambda: settings.origin,
        lambda: settings.issuer,
        lambda: settings.audience,
        lambda: settings.signer_folder,
        lambda: settings.vault_keys,
        lambda: settings.documents_folder,
        lambda: settings.token_keys,
        settings.administrator_address,
        *(lambda part=part: settings.address(part) for part in Part),
    ):
        with pytest.raises(SettingsError, match=r"^JEJAK_\w+ is not set"):
            ask()


def test_a_stand_in_does_not_start_in_production(monkeypatch: pytest.MonkeyPatch) -> None:
    Settings.load().refuse_in_production("The token issuer of make dev")
    monkeypatch.setenv("JEJAK_MODE", "production")
    with pytest.raises(SettingsError, match=r"^The token issuer of make dev is a stand-in"):
        Settings.load().refuse_in_production("The token issuer of make dev")


def test_every_part_has_its_own_address_and_role() -> None:
    settings = Settings.load().with_addresses({part: f"postgresql://{part.role}@host/jejak" for part in Part})
    assert len({settings.address(part) for part in Part}) == len(Part)
    assert all(part.role in settings.address(part) for part in Part)


def test_the_roles_have_the_passwords_that_their_addresses_name() -> None:
    settings = Settings.load().with_addresses(
        {
            Part.APP: "postgresql://jejak_app:a%2Fb@host/jejak",
            Part.SIGNER: "postgresql://someone_else:c@host/jejak",
            Part.AUDIT: "postgresql://jejak_audit@host/jejak",
        }
    )
    assert settings.role_passwords() == {"jejak_app": "a/b"}


def test_settings_cannot_be_changed_and_do_not_print_secrets() -> None:
    settings = Settings.load().with_addresses({Part.APP: ADDRESS})
    with pytest.raises(ValidationError):
        settings.port = 1
    assert "sentinel" not in repr(settings)


def test_the_mirrors_are_persons_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings.load().mirrors == frozenset()
    one, other = "6f3fd0c4-5b43-4c0e-9d3a-0a8c1f2b3d4e", "0f0f6a58-6c9e-4d2b-8f1e-1a2b3c4d5e6f"
    monkeypatch.setenv("JEJAK_MIRROR_PERSONS", f"{one}, {other}")
    assert Settings.load().mirrors == {UUID(one), UUID(other)}
    monkeypatch.setenv("JEJAK_MIRROR_PERSONS", f"{one}, sentinel")
    with pytest.raises(SettingsError, match="JEJAK_MIRROR_PERSONS") as caught:
        Settings.load()
    assert "sentinel" not in str(caught.value)
