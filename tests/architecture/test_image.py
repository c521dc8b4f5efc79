"""Nobody here has a container engine, so each command of the image and of the compose file is run as they say."""

import asyncio
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Coroutine, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import asyncpg
import pytest
from joserfc.jwk import ECKey, KeySet

from api.devtools.postgres import EmbeddedPostgres, free_port
from tests.support import deployment
from tests.support.deployment import BOUND_SECONDS, ROOT, Container, dockerfile_stages

T = TypeVar("T")

VARIABLES = {
    "JEJAK_LOG_ORIGIN": "jejak.test/image",
    "JEJAK_TOKEN_ISSUER": "issuer.test",
    "JEJAK_TOKEN_AUDIENCE": "jejak.test",
    "JEJAK_MAIL_FROM": "jejak@jejak.test",
    "JEJAK_PUBLIC_URL": "https://jejak.test/",
}
OURS = ("migrate", "serve", "worker", "postman", "signer", "keys")
SERVICES = deployment.services(VARIABLES)
SECRETS = "/run/secrets"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """A migrated database with its roles' passwords, and what each container would see."""

    folder: Path
    superuser: str
    site: Path
    port: int

    def container(self, service: str) -> Container:
        """One service's surroundings: of the secrets, it sees its own only."""
        secrets = self.folder / service / "secrets"
        secrets.mkdir(parents=True, exist_ok=True)
        for name in SERVICES[service].get("secrets", []):
            shutil.copy(self.folder / "docker" / "secrets" / name, secrets / name)
        return Container(
            site=self.site,
            places={SECRETS: secrets, "/var/lib/jejak": self.folder / "volumes"},
            replacements={"8000": str(self.port), "0.0.0.0": "127.0.0.1"},
        )

    def run(self, service: str) -> "subprocess.CompletedProcess[str]":
        """Run a service that ends by itself."""
        container = self.container(service)
        return subprocess.run(
            container.command(SERVICES[service]),
            env=container.environment(SERVICES[service]),
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=BOUND_SECONDS,
            check=False,
        )

    def started(self, service: str) -> AbstractContextManager[deployment.Process]:
        """Start a service that runs until it is told to end."""
        container = self.container(service)
        return deployment.process(
            container.command(SERVICES[service]),
            container.environment(SERVICES[service]),
            self.folder / f"{service}.log",
        )


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """A server of its own, because the passwords of the roles belong to the whole server."""
    folder = tmp_path_factory.mktemp("deployment")
    server = EmbeddedPostgres(folder / "database", fast=True)
    try:
        server.start()
        finish(execute(server.superuser_dsn(), "CREATE DATABASE jejak"))
        make_secrets(folder / "docker", server.superuser_dsn("jejak"))
        for volume in ("signer", "vault"):
            (folder / "volumes" / volume).mkdir(parents=True, mode=0o700)
        site = folder / "site"
        deployment.install(deployment.build_wheel(folder / "wheels"), site)
        made = Deployment(folder=folder, superuser=server.superuser_dsn("jejak"), site=site, port=free_port())
        for service in ("migrate", "keys"):
            finished = made.run(service)
            assert finished.returncode == 0, finished.stdout + finished.stderr
        yield made
    finally:
        server.remove()


def make_secrets(docker: Path, superuser: str) -> None:
    """By the script of the repository; only the host and the superuser are those of the test."""
    docker.mkdir()
    shutil.copy(ROOT / "docker" / "make-secrets", docker)
    subprocess.run([docker / "make-secrets"], check=True, capture_output=True)
    here = superuser.rpartition("@")[2]
    for path in (docker / "secrets").iterdir():
        text = path.read_text().replace("database:5432/jejak", here)
        path.chmod(0o600)
        path.write_text(superuser if path.name == "jejak_database_url" else text)
    keys = KeySet([ECKey.generate_key("P-256", private=False)])
    (docker / "secrets" / "jejak_mail_url").write_text("smtps://jejak:secret@mail.test")
    (docker / "secrets" / "jwks.json").write_text(json.dumps(keys.as_dict(private=False)))


def finish(work: Coroutine[Any, Any, T]) -> T:
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        return runner.run(work)


async def execute(address: str, statement: str) -> None:
    connection = await asyncpg.connect(address)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


async def fetch(address: str, question: str) -> object:
    connection = await asyncpg.connect(address)
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


def test_the_image_runs_as_an_ordinary_user_and_pins_what_it_installs() -> None:
    *earlier, last = dockerfile_stages()
    assert [line for line in last if line.startswith("USER ")] == ["USER jejak"]
    assert last.index("USER jejak") > max(
        place for place, line in enumerate(last) if line.startswith(("RUN", "COPY"))
    )
    assert 'ENTRYPOINT ["jejak"]' in last
    installs = [line for stage in [*earlier, last] for line in stage if "pip install" in line]
    assert len(installs) == 3
    assert all("--require-hashes" in line or "--no-index --no-deps" in line for line in installs)
    assert not any(line.startswith("ADD ") for stage in [*earlier, last] for line in stage)


def test_the_image_copies_every_package_and_every_file_that_the_build_names() -> None:
    copied = {
        word for line in dockerfile_stages()[0] if line.startswith("COPY ") for word in line.split()[1:-1]
    }
    assert copied == {
        *("api", "domain", "eventstore", "projections", "schema"),
        *("pyproject.toml", "README.md", "LICENSE", "requirements.lock", "requirements-dev.lock"),
    }
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert copied == kept


def test_the_wheel_brings_every_file_that_a_package_reads(tmp_path: Path) -> None:
    with zipfile.ZipFile(deployment.build_wheel(tmp_path)) as packed:
        names = set(packed.namelist())
        (entry,) = [name for name in names if name.endswith("entry_points.txt")]
        assert "jejak = api.cli:main" in packed.read(entry).decode()
    for package in ("api", "domain", "eventstore", "projections", "schema"):
        for path in (ROOT / package).rglob("*"):
            generated = {"__pycache__", "static"} & set(path.parts)
            if path.is_file() and not generated:
                assert str(path.relative_to(ROOT)) in names


@pytest.mark.parametrize("name", OURS)
def test_every_process_is_confined(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    assert "user" not in service  # the image's own


def test_only_the_api_is_published_and_only_on_the_loopback_address() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert published == {"serve": ["127.0.0.1:8000:8000"]}
    reaching_out = [name for name, service in SERVICES.items() if "outside" in service.get("networks", [])]
    assert reaching_out == ["serve", "postman"]


def test_no_process_that_keeps_running_holds_the_address_of_the_superuser() -> None:
    holders = [
        name for name, service in SERVICES.items() if "jejak_database_url" in service.get("secrets", [])
    ]
    assert holders == ["migrate"]
    assert SERVICES["signer"]["secrets"] == ["jejak_signer_url"]
    assert "jejak_vault_url" not in SERVICES["worker"]["secrets"]


def test_no_secret_stands_in_the_files() -> None:
    for service in SERVICES.values():
        set_openly = set(service.get("environment", {})) - {"JEJAK_PUBLIC_URL"}  # printed in every message
        assert not [name for name in set_openly if re.search("URL$|PASSWORD$", name)]


def test_making_secrets_again_changes_nothing(deployed: Deployment) -> None:
    before = (deployed.folder / "docker" / "secrets" / "jejak_app_url").read_text()
    again = subprocess.run(
        [deployed.folder / "docker" / "make-secrets"], capture_output=True, text=True, check=False
    )
    assert again.returncode == 1
    assert "is there already" in again.stderr
    assert (deployed.folder / "docker" / "secrets" / "jejak_app_url").read_text() == before


def test_migrating_again_changes_nothing(deployed: Deployment) -> None:
    finished = deployed.run("migrate")
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert "applied" not in finished.stderr


def test_keys_are_never_made_anew(deployed: Deployment) -> None:
    path = deployed.folder / "volumes" / "vault" / "keys.json"
    before = path.read_bytes()
    assert deployed.run("keys").returncode != 0
    assert path.read_bytes() == before


@pytest.mark.parametrize("name", ["app", "sequencer", "projector", "signer", "vault", "audit"])
async def test_each_role_logs_in_with_the_password_that_migrate_gave_it(
    deployed: Deployment, name: str
) -> None:
    address = (deployed.folder / "docker" / "secrets" / f"jejak_{name}_url").read_text().strip()
    assert await fetch(address, "SELECT current_user::text") == re.split("[/:]+", address)[1]


def test_serve_becomes_healthy_by_its_own_check_and_ends_when_told(deployed: Deployment) -> None:
    container = deployed.container("serve")
    _, *check = SERVICES["serve"]["healthcheck"]["test"]

    def healthy() -> bool:
        environment = container.environment(SERVICES["serve"])
        asked = subprocess.run(container.words(check), env=environment, capture_output=True, check=False)
        return asked.returncode == 0

    assert not healthy()
    with deployed.started("serve") as serving:
        serving.wait_for(healthy)


def test_worker_postman_and_signer_keep_running_and_end_when_told(deployed: Deployment) -> None:
    def connected(role: str) -> Callable[[], bool]:
        question = f"SELECT count(*) > 0 FROM pg_stat_activity WHERE usename = '{role}'"
        return lambda: bool(finish(fetch(deployed.superuser, question)))

    with (
        deployed.started("worker") as working,
        deployed.started("postman") as carrying,
        deployed.started("signer") as signing,
    ):
        for role in ("jejak_seq", "jejak_proj"):
            working.wait_for(connected(role))
        carrying.wait_for(connected("jejak_vault"))
        signing.wait_for(connected("jejak_sign"))
    assert list((deployed.folder / "volumes" / "signer").iterdir())


def test_the_images_database_server_takes_every_setting_that_it_is_given(deployed: Deployment) -> None:
    _, *settings = SERVICES["database"]["command"]
    names = [setting.removeprefix("--").partition("=")[0] for setting in settings]
    question = f"SELECT array_agg(name) @> ARRAY{names} FROM pg_settings"
    assert finish(fetch(deployed.superuser, question)) is True
