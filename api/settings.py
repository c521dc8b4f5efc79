"""What can be set from outside: one frozen `Settings`, read from the environment once and passed on.

Every variable begins with JEJAK_. A secret may also be a file named like its variable, in the folder that
JEJAK_SECRETS_DIR names (`jejak_app_url`, as container engines mount them). In development nothing need be set;
in production each process is given what it needs and no more: an API process without the signer's key folder
cannot leak it, so nothing is asked for before a process uses it.
"""

import difflib
import os
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Literal, Self, TypeVar
from urllib.parse import unquote, urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SecretsSettingsSource,
    SettingsConfigDict,
)

PREFIX = "JEJAK_"
SECRETS_DIR = f"{PREFIX}SECRETS_DIR"

_T = TypeVar("_T")

_DEVELOPMENT_ORIGIN = "lomboktengahkab.go.id/jejak"
_DEVELOPMENT_ISSUER = "jejak-development"
_DEVELOPMENT_AUDIENCE = "jejak"


class SettingsError(Exception):
    """Something is set wrongly or not at all. The text names the variable and the way out, never a value."""


class Mode(StrEnum):
    """Development has stand-ins for what a deployment brings; production refuses them."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


class Part(StrEnum):
    """The parts of the system that log in to the database, each with a role and an address of its own."""

    APP = "app"
    SEQUENCER = "sequencer"
    PROJECTOR = "projector"
    SIGNER = "signer"
    VAULT = "vault"
    AUDIT = "audit"

    @property
    def role(self) -> str:
        """The database role of this part."""
        return _ROLES[self]

    @property
    def variable(self) -> str:
        """The environment variable that holds this part's address."""
        return f"{PREFIX}{self.upper()}_URL"


_ROLES: Mapping[Part, str] = {
    Part.APP: "jejak_app",
    Part.SEQUENCER: "jejak_seq",
    Part.PROJECTOR: "jejak_proj",
    Part.SIGNER: "jejak_sign",
    Part.VAULT: "jejak_vault",
    Part.AUDIT: "jejak_audit",
}


class Settings(BaseSettings):
    """The settings of one process. Built by `load`; frozen afterwards."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, extra="forbid", hide_input_in_errors=True, env_ignore_empty=True
    )

    mode: Mode = Mode.DEVELOPMENT
    data_dir: Path = Path(".jejak")
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)

    database_url: SecretStr | None = None
    """An address that may create roles and tables: for `migrate`, and instead of the embedded server."""
    app_url: SecretStr | None = None
    sequencer_url: SecretStr | None = None
    projector_url: SecretStr | None = None
    signer_url: SecretStr | None = None
    vault_url: SecretStr | None = None
    audit_url: SecretStr | None = None

    log_origin: str | None = Field(default=None, pattern=r"^[!-*,-~]{1,255}$")  # C2SP: no space, no plus
    log_vkey: str | None = Field(default=None, min_length=1)
    """The verifier key that /log/vkey hands out; those who verify should have it from elsewhere too."""
    trusted_checkpoint: str | None = Field(default=None, min_length=1)
    """A file or an address with a signed checkpoint that was kept outside: nothing is numbered in a database that does
    not hold what it says. `log_vkey` is the key it is checked by."""
    tiles_dir: Path | None = None
    """Where full tiles are kept as files; without it they are computed from the database."""
    documents_dir: Path | None = None
    """Where the sealed bytes of documents are kept: beside the database the only thing that must be backed up."""
    clamd_url: str | None = Field(default=None, pattern=r"^(tcp://[\w.-]+(:\d{1,5})?|unix:///\S+)$")
    """A virus scanner (clamd) that sees every document before it is opened: tcp://host:3310 or unix:///path."""
    mirror_persons: str = ""
    """Who may copy the whole log besides the inspectorate: ids of persons, separated by commas."""
    signer_dir: Path | None = None
    vault_key_file: Path | None = None
    jwks_file: Path | None = None
    token_issuer: str | None = Field(default=None, min_length=1)
    token_audience: str | None = Field(default=None, min_length=1)

    mail_url: SecretStr | None = None
    """The mail server: smtp://user:password@host:587 (STARTTLS) or smtps://…; in development, a folder instead."""
    mail_from: str | None = Field(default=None, pattern=r"^[^\s@]+@[^\s@]+$")
    public_url: str | None = Field(default=None, pattern=r"^https?://\S+$")
    """What a tracking number is put after to give the address where a case is looked at."""

    operations_token: SecretStr | None = Field(default=None, min_length=16)
    """Whoever shows it may ask GET /health/lag. Without it nobody may."""
    sequencer_alarm_seconds: float = Field(default=2, gt=0)
    projection_alarm_seconds: float = Field(default=5, gt=0)
    signer_alarm_seconds: float = Field(default=60, gt=0)
    mirror_alarm_seconds: float = Field(default=86_400, gt=0)

    institution_zone: str = "Asia/Makassar"
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["auto", "console", "json"] = "auto"

    @field_validator("institution_zone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ValueError, OSError, KeyError):
            raise ValueError("Input should be the name of a time zone, such as Asia/Makassar") from None
        return name

    @field_validator("mirror_persons")
    @classmethod
    def _ids_of_persons(cls, persons: str) -> str:
        try:
            _persons(persons)
        except ValueError:
            raise ValueError("Input should be ids of persons (UUIDs), separated by commas") from None
        return persons

    @field_validator(
        "database_url", "app_url", "sequencer_url", "projector_url", "signer_url", "vault_url", "audit_url"
    )
    @classmethod
    def _database_address(cls, url: SecretStr | None) -> SecretStr | None:
        if url is not None and not url.get_secret_value().startswith(("postgresql://", "postgres://")):
            raise ValueError("Input should be an address that begins with postgresql://")
        return url

    @field_validator("mail_url")
    @classmethod
    def _mail_address(cls, url: SecretStr | None) -> SecretStr | None:
        if url is not None and not url.get_secret_value().startswith(("smtp://", "smtps://")):
            raise ValueError("Input should be an address that begins with smtp:// or smtps://")
        return url

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003  (a file nobody sees is no place for settings)
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003  (its folder is known only now)
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment first, then the folder of secret files."""
        secret_files = SecretsSettingsSource(settings_cls, secrets_dir=os.environ.get(SECRETS_DIR))
        return init_settings, env_settings, secret_files

    @classmethod
    def load(cls) -> Self:
        """Read the environment. Raises SettingsError."""
        _refuse_unknown(os.environ)
        folder = os.environ.get(SECRETS_DIR)
        if folder is not None and not Path(folder).is_dir():
            raise SettingsError(f"{SECRETS_DIR} names no folder: create it, or unset the variable.")
        try:
            return cls()
        except ValidationError as invalid:
            problems = "; ".join(
                f"{PREFIX}{str(error['loc'][0]).upper()}: {_reason(error['msg'])}"
                for error in invalid.errors(include_input=False, include_url=False)
            )
            raise SettingsError(
                f"The settings are wrong ({problems}): correct them and start again."
            ) from None

    @property
    def development(self) -> bool:
        """Whether stand-ins may be used."""
        return self.mode is Mode.DEVELOPMENT

    @property
    def origin(self) -> str:
        """The name of the log, as it stands in every entry and checkpoint."""
        return self._given("log_origin", self.log_origin, _DEVELOPMENT_ORIGIN)

    @property
    def issuer(self) -> str:
        """Whose tokens are accepted (`iss`)."""
        return self._given("token_issuer", self.token_issuer, _DEVELOPMENT_ISSUER)

    @property
    def audience(self) -> str:
        """For whom a token must have been issued (`aud`)."""
        return self._given("token_audience", self.token_audience, _DEVELOPMENT_AUDIENCE)

    @property
    def mirrors(self) -> frozenset[UUID]:
        """Persons whose tokens may fetch the live log and its entries."""
        return _persons(self.mirror_persons)

    @property
    def signer_folder(self) -> Path:
        """Where the signer keeps its key and the last thing it signed."""
        return self._given("signer_dir", self.signer_dir, self.data_dir / "signer")

    @property
    def vault_keys(self) -> Path:
        """The file with the keys of the vault."""
        return self._given(
            "vault_key_file", self.vault_key_file, self.data_dir / "secrets" / "vault-keys.json"
        )

    @property
    def documents_folder(self) -> Path:
        """Where the sealed bytes of documents are kept."""
        return self._given("documents_dir", self.documents_dir, self.data_dir / "documents")

    @property
    def token_keys(self) -> Path:
        """The JWK Set with the public keys that tokens are checked by."""
        return self._given("jwks_file", self.jwks_file, self.data_dir / "secrets" / "jwks.json")

    @property
    def mail_sender(self) -> str:
        """The address that notices come from."""
        return self._given("mail_from", self.mail_from, "jejak@localhost")

    @property
    def case_address(self) -> str:
        """What a tracking number is put after."""
        return self._given("public_url", self.public_url, f"http://{self.host}:{self.port}/")

    @property
    def zone(self) -> ZoneInfo:
        """The time zone that the institution's working days are counted in."""
        return ZoneInfo(self.institution_zone)

    def address(self, part: Part) -> str:
        """The database address of one part. Raises SettingsError when it is not set."""
        url: SecretStr | None = getattr(self, f"{part}_url")
        if url is None:
            raise _missing(part.variable)
        return url.get_secret_value()

    def role_passwords(self) -> Mapping[str, str]:
        """Role to password, out of the addresses that are set: what `migrate` gives the roles."""
        addresses = {part: getattr(self, f"{part}_url") for part in Part}
        parsed = {
            part: urlsplit(url.get_secret_value()) for part, url in addresses.items() if url is not None
        }
        return {
            part.role: unquote(url.password)
            for part, url in parsed.items()
            if url.username == part.role and url.password
        }

    def administrator_address(self) -> str:
        """The address that may create roles and tables. Raises SettingsError when it is not set."""
        if self.database_url is None:
            raise _missing(f"{PREFIX}DATABASE_URL")
        return self.database_url.get_secret_value()

    def with_addresses(self, addresses: Mapping[Part, str]) -> Self:
        """A copy in which these parts have these addresses, as when a development server has just been started."""
        return self.model_copy(update={f"{part}_url": SecretStr(url) for part, url in addresses.items()})

    def refuse_in_production(self, stand_in: str) -> None:
        """Raises SettingsError in production; `stand_in` begins the sentence, as in "The token issuer of make dev"."""
        if not self.development:
            raise SettingsError(
                f"{stand_in} is a stand-in for development and does not start in production: "
                f"unset {PREFIX}MODE, or bring what a deployment needs."
            )

    def _given(self, name: str, value: _T | None, in_development: _T) -> _T:
        if value is not None:
            return value
        if self.development:
            return in_development
        raise _missing(f"{PREFIX}{name.upper()}")


def _persons(listed: str) -> frozenset[UUID]:
    return frozenset(UUID(each.strip()) for each in listed.split(",") if each.strip())


def _missing(variable: str) -> SettingsError:
    return SettingsError(
        f"{variable} is not set and this process needs it: set it, or put it into a file "
        f"{variable.lower()} in the folder that {SECRETS_DIR} names."
    )


def _refuse_unknown(environment: Mapping[str, str]) -> None:
    """A misspelt variable would leave a default in force that nobody wanted."""
    known = {SECRETS_DIR, *(f"{PREFIX}{name.upper()}" for name in Settings.model_fields)}
    for name in sorted(environment):
        if name.startswith(PREFIX) and name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            remedy = f"did you mean {near[0]}?" if near else "unset it."
            raise SettingsError(f"{name} is not a setting: {remedy}")


def _reason(message: str) -> str:
    """Pydantic's own words, which repeat no input, or ours, without its prefix."""
    return message.removeprefix("Value error, ").removeprefix("Input ")
