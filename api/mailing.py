"""The assembly of what sends mail: in a process of its own, or beside everything else where one process is enough."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from api.adapters.mail import FolderMailer, Mailer, SmtpMailer
from api.application.occasions import Clock, Rules
from api.application.postman import INTERVAL, Letterhead, Postman
from api.parts import log_of, pool_for, real_time
from api.settings import Part, Settings, SettingsError
from eventstore.store import Store
from eventstore.vault import LocalVault
from eventstore.vault_keys import VaultKeys


@asynccontextmanager
async def open_postman(
    settings: Settings, *, clock: Clock = real_time, interval: float = INTERVAL
) -> AsyncIterator[Postman]:
    """The postman, in the application's and the vault's roles. Raises SettingsError where no mail server is named."""
    mailer = mailer_of(settings)
    keys = VaultKeys.load(settings.vault_keys)
    async with (
        pool_for(settings, Part.APP, size=2) as pool,
        pool_for(settings, Part.VAULT, size=1) as vault_pool,
    ):
        store = Store(pool, await log_of(settings, pool), settings.origin)
        yield Postman(
            store=store,
            vault=LocalVault(vault_pool, keys, settings.origin),
            pool=pool,
            rules=Rules(store=store, clock=clock, zone=settings.zone),
            mailer=mailer,
            letterhead=Letterhead(sender=settings.mail_sender, link=settings.case_address),
            interval=interval,
        )


def sends_mail(settings: Settings) -> bool:
    """Whether there is somewhere for mail to go."""
    return settings.mail_url is not None or settings.development


def mailer_of(settings: Settings) -> Mailer:
    """The mail server that is set; in development, a folder. Raises SettingsError."""
    if settings.mail_url is not None:
        return SmtpMailer(settings.mail_url.get_secret_value())
    if settings.development:
        return FolderMailer(settings.data_dir / "mail")
    raise SettingsError("JEJAK_MAIL_URL is not set and this process needs it: name the mail server.")
