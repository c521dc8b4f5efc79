"""What every command needs: a console, the settings, an event loop."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import uvloop
from rich.console import Console

from api import logs
from api.settings import Settings

console = Console(stderr=True)


def read_settings() -> Settings:
    """The settings of this process, with the log set up by them. Raises SettingsError."""
    settings = Settings.load()
    logs.configure(level=settings.log_level, form=settings.log_format)
    return settings


def local_settings() -> Settings:
    """The same; in development, with the addresses of the embedded server where none are set."""
    from api.devtools.system import with_local_addresses

    settings = read_settings()
    return with_local_addresses(settings) if settings.development else settings


def owner_address(settings: Settings) -> str:
    """The address that may create and rename schemas; in development, the embedded server's where none is set.

    Raises SettingsError, EmbeddedPostgresError.
    """
    from api.devtools.system import database_address

    if settings.database_url is None and settings.development:
        return database_address(settings.data_dir)
    return settings.administrator_address()


def run(work: Coroutine[Any, Any, Any]) -> Any:
    """Run to the end, in an event loop of its own."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)
