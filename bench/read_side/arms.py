"""The servers that are compared: how each is started and asked. A peer that cannot be had is left out, and said so."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from api.settings import Part, Settings
from bench.console import say
from bench.processes import ROOT, ServerDidNotStart, free_port, server
from bench.read_side.database import Ground
from bench.read_side.documents import BERRYQL, JEJAK, POSTGRAPHILE, STRAWBERRY, Ask, graphql, rest

PEERS = Path(__file__).parent / "peers"
INSTALLED = ROOT / ".venv" / "bench"
"""Where peers from elsewhere are installed; `make clean` removes it."""
BERRYQL_NEEDS = (
    "berryql==0.5.10",
    "sqlalchemy[asyncio]",
    "asyncpg",
    "starlette",
    "uvicorn",
    "uvloop",
    "httptools",
)
_INSTALL_WITHIN_SECONDS = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """One thing that is measured: a running server, asked in one way.

    share: of the requests of a round, so that slow servers do not take all the time. base: the arm it is compared with,
    which is asked in the same order. mixed: every request of a connection is another officer's.
    """

    name: str
    title: str
    port: int
    ask: Ask
    share: float = 1
    base: str = "gated"
    mixed: bool = False


@contextmanager
def ours(ground: Ground) -> Iterator[list[Arm]]:
    """Our API as a deployment serves it: `jejak serve` in production mode, with tokens, policy and claims."""
    port = free_port()
    with server([sys.executable, "-m", "api.cli", "serve"], production(ground.settings, port), port=port):
        ask = graphql(JEJAK, signed_in=True)
        yield [
            Arm(name="jejak", title="**Jejak**", port=port, ask=ask),
            Arm(
                name="jejak-mixed",
                title="**Jejak**, every request another officer's",
                port=port,
                ask=ask,
                base="gated-mixed",
                mixed=True,
            ),
        ]


@contextmanager
def handwritten(ground: Ground) -> Iterator[list[Arm]]:
    """The endpoints that have no rights at all, in one process."""
    with _python_server("handwritten", ground) as port:
        yield [
            Arm(name="gated", title="Hand-written, the same joins", port=port, ask=rest("gated")),
            Arm(
                name="gated-mixed",
                title="Hand-written, the same joins, every request another officer's",
                port=port,
                ask=rest("gated"),
                base="gated-mixed",
                mixed=True,
            ),
            Arm(name="ungated", title="Hand-written, without `visible`", port=port, ask=rest("ungated")),
            Arm(name="plain", title="Hand-written, one plain table", port=port, ask=rest("plain")),
        ]


@contextmanager
def strawberry(ground: Ground) -> Iterator[list[Arm]]:
    """Plain Strawberry with resolvers and data loaders."""
    with _python_server("strawberry_plain", ground) as port:
        yield [
            Arm(
                name="strawberry",
                title="Plain Strawberry, data loaders",
                port=port,
                ask=graphql(STRAWBERRY),
                share=0.1,
            )
        ]


@contextmanager
def berryql(ground: Ground) -> Iterator[list[Arm]]:
    """BerryQL from PyPI in an environment of its own."""
    python = INSTALLED / "berryql" / "bin" / "python"
    if not python.exists() and not _installed(
        "BerryQL",
        [sys.executable, "-m", "venv", str(INSTALLED / "berryql")],
        [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *BERRYQL_NEEDS],
        target=INSTALLED / "berryql",
    ):
        yield []
        return
    port = free_port()
    words = [str(python), str(PEERS / "berry.py")]
    with _optional("BerryQL", words, {**_peer(ground, port)}, port=port) as runs:
        arm = Arm(
            name="berryql",
            title="BerryQL",
            port=port,
            ask=graphql(BERRYQL),
            share=0.1,
        )
        yield [arm] if runs else []


@contextmanager
def postgraphile(ground: Ground) -> Iterator[list[Arm]]:
    """PostGraphile 5 from npm, on the Node that npm brings along (it needs 22)."""
    folder = INSTALLED / "postgraphile"
    npm = shutil.which("npm")
    if npm is None:
        say("PostGraphile is left out: npm is missing.")
        yield []
        return
    if not (folder / "node_modules").exists():
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(PEERS / "postgraphile" / "package.json", folder)
        command = [npm, "install", "--no-audit", "--no-fund", "--silent", "--prefix", str(folder)]
        if not _installed("PostGraphile", command, target=folder):
            yield []
            return
    shutil.copy(PEERS / "postgraphile" / "server.js", folder)
    port = free_port()
    words = [str(folder / "node_modules" / "node" / "bin" / "node"), str(folder / "server.js")]
    environment = {**_peer(ground, port), "NODE_ENV": "production", "GRAPHILE_ENV": "production"}
    with _optional("PostGraphile", words, environment, port=port) as runs:
        arm = Arm(
            name="postgraphile",
            title="PostGraphile 5",
            port=port,
            ask=graphql(POSTGRAPHILE),
            share=0.5,
        )
        yield [arm] if runs else []


def production(settings: Settings, port: int) -> dict[str, str]:
    """The environment of an API process: what it needs and nothing else."""
    return {
        "JEJAK_MODE": "production",
        "JEJAK_PORT": str(port),
        "JEJAK_APP_URL": settings.address(Part.APP),
        "JEJAK_VAULT_URL": settings.address(Part.VAULT),
        "JEJAK_LOG_ORIGIN": settings.origin,
        "JEJAK_VAULT_KEY_FILE": str(settings.vault_keys.resolve()),
        "JEJAK_DOCUMENTS_DIR": str(settings.documents_folder.resolve()),
        "JEJAK_JWKS_FILE": str(settings.token_keys.resolve()),
        "JEJAK_TOKEN_ISSUER": settings.issuer,
        "JEJAK_TOKEN_AUDIENCE": settings.audience,
    }


@contextmanager
def _python_server(module: str, ground: Ground) -> Iterator[int]:
    port = free_port()
    words = [sys.executable, "-m", f"bench.read_side.peers.{module}"]
    with server(words, _peer(ground, port), port=port):
        yield port


@contextmanager
def _optional(name: str, words: list[str], environment: Mapping[str, str], *, port: int) -> Iterator[bool]:
    """A peer's server; False, with a line that says so, where it does not start."""
    starting = server(words, environment, port=port)
    try:
        starting.__enter__()
    except (ServerDidNotStart, OSError) as problem:
        say(f"{name} is left out: {problem}")
        yield False
        return
    try:
        yield True
    finally:
        starting.__exit__(None, None, None)


def _installed(name: str, *commands: list[str], target: Path) -> bool:
    say(f"Installing {name} (once) ...")
    for command in commands:
        try:
            subprocess.run(
                command,
                check=True,
                capture_output=True,
                timeout=_INSTALL_WITHIN_SECONDS,
                env=dict(os.environ),
            )
        except (OSError, subprocess.SubprocessError) as problem:
            say(f"{name} is left out: {type(problem).__name__} while it was installed.")
            shutil.rmtree(target, ignore_errors=True)
            return False
    return True


def _peer(ground: Ground, port: int) -> dict[str, str]:
    return {"BENCH_DATABASE": ground.superuser, "BENCH_PORT": str(port)}
