"""Others' event stores beside ours, in the same database: message-db's SQL from npm, `eventsourcing` from PyPI."""

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.console import say
from bench.log.ground import Ground
from bench.log.scripts import EVENTSOURCING, FACTS, MESSAGE_DB, Script
from bench.processes import ROOT

INSTALLED = ROOT / ".venv" / "bench"
"""Where peers are installed; `make clean` removes it."""
MESSAGE_DB_PACKAGE = "@eventide/message-db@1.3.1"
EVENTSOURCING_NEEDS = ("eventsourcing==9.5.6", "psycopg[binary,pool]")
_RECORDER = Path(__file__).parent / "peers" / "eventsourcing_recorder.py"
_MESSAGE_DB_FILES = (
    *("schema/message-store", "types/message", "tables/messages"),
    *("functions/hash-64", "functions/category", "functions/acquire-lock", "functions/stream-version"),
    *("functions/id", "functions/is-category", "functions/cardinal-id", "functions/write-message"),
    *("indexes/messages-id", "indexes/messages-category", "indexes/messages-stream"),
)
_INSTALL_WITHIN_SECONDS = 600


class Peers:
    """Those that could be had: how they are asked from SQL, and how they are emptied."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.scripts: dict[str, Script] = {}
        self.tables: list[str] = []
        if self._message_db():
            self.scripts["message-db"] = MESSAGE_DB
            self.tables.append("message_store.messages")
        if self._eventsourcing():
            self.scripts["eventsourcing"] = EVENTSOURCING
            self.tables.append("peer.stored_events")

    def empty(self) -> None:
        """Nothing in the peers' tables."""
        if self.tables:
            self._ground.execute(f"TRUNCATE {', '.join(self.tables)}")

    def eventsourcing_from_python(self, threads: int, seconds: float) -> tuple[float, float]:
        """Events a second from its own recorder in one process, and the 99th hundredth of times in seconds."""
        said = self._recorder(str(threads), str(seconds))
        measured = json.loads(said)
        return measured["rate"], measured["p99_ms"] / 1000

    def _message_db(self) -> bool:
        npm = shutil.which("npm")
        if npm is None:
            say("message-db is left out: npm is missing.")
            return False
        folder = INSTALLED / "message-db"
        command = [npm, "install", "--no-audit", "--no-fund", "--silent", "--prefix", str(folder)]
        source = folder / "node_modules" / "@eventide" / "message-db" / "database"
        if not source.exists() and not _installed("message-db", [*command, MESSAGE_DB_PACKAGE], at=folder):
            return False
        statements = [(source / f"{name}.sql").read_text(encoding="utf-8") for name in _MESSAGE_DB_FILES]
        self._ground.execute(f"SET search_path = message_store, public;\n{';'.join(statements)}")
        return True

    def _eventsourcing(self) -> bool:
        python = INSTALLED / "eventsourcing" / "bin" / "python"
        venv = [sys.executable, "-m", "venv", str(python.parents[1])]
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        if not python.exists() and not _installed(
            "eventsourcing", venv, [*pip, *EVENTSOURCING_NEEDS], at=python.parents[1]
        ):
            return False
        self._ground.execute("CREATE SCHEMA peer")
        self._recorder("prepare")
        return True

    def _recorder(self, *arguments: str) -> str:
        done = subprocess.run(
            [str(INSTALLED / "eventsourcing" / "bin" / "python"), str(_RECORDER), *arguments],
            env={"DATABASE_URL": self._ground.superuser, "BODY": FACTS},
            capture_output=True,
            check=True,
            text=True,
            timeout=120,
        )
        return done.stdout


def _installed(name: str, *commands: Sequence[str], at: Path) -> bool:
    say(f"Installing {name} (once) ...")
    at.parent.mkdir(parents=True, exist_ok=True)
    for command in commands:
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=_INSTALL_WITHIN_SECONDS)
        except (OSError, subprocess.SubprocessError) as problem:
            say(f"{name} is left out: {problem}")
            shutil.rmtree(at, ignore_errors=True)
            return False
    return True
