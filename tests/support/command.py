"""The command `jejak` over a test's system, in a process of its own."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

from api.settings import Mode, Part
from tests.support.system import System, settings_for

ROOT = Path(__file__).parents[2]


async def jejak(system: System, folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """The command as an operator runs it, with the addresses it needs."""
    settings = settings_for(system.database, system.settings.data_dir, mode=Mode.PRODUCTION)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("JEJAK_")} | {
        "JEJAK_MODE": "production",
        "JEJAK_DATA_DIR": str(folder),
        "JEJAK_LOG_ORIGIN": system.database.origin,
        "JEJAK_VAULT_KEY_FILE": str(settings.vault_keys),
        **{part.variable: system.database.dsn(part.role) for part in (Part.APP, Part.VAULT)},
    }
    command = [sys.executable, "-m", "api.cli", *words]
    return await asyncio.to_thread(
        subprocess.run,
        command,
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
