"""Mail: through a server, or in development as files in a folder.

A message goes to the server at most once. What the server certainly did not take raises `MailNotTaken`; where the
connection broke while it might have taken it, `MailUncertain`.
"""

import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, unquote, urlsplit

from domain.notice_events import MailFault
from eventstore.durable_files import write_durable

TIMEOUT = 20.0  # seconds for each exchange with the server
_REFUSALS = (
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPSenderRefused,
    smtplib.SMTPDataError,
    smtplib.SMTPNotSupportedError,
)


class MailNotTaken(Exception):
    """The message was certainly not taken; `fault` says why, and nothing says what the server said."""

    def __init__(self, fault: MailFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


class MailUncertain(Exception):
    """The connection broke while the server had the message in hand."""


class Mailer(Protocol):
    """Where messages go."""

    def send(self, message: EmailMessage) -> None:
        """Hand the message over. Raises MailNotTaken, MailUncertain. Blocks: call it in a thread."""
        ...


class FolderMailer:
    """Each message is a file named by its id, so that the same one is the same file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, message: EmailMessage) -> None:
        name = message["Message-ID"].strip("<>").partition("@")[0]
        write_durable(self._folder / f"{name}.eml", message.as_bytes(policy=SMTP), mode=0o600)


class SmtpMailer:
    """`smtp://` upgrades with STARTTLS and refuses a server that cannot; `smtps://` is encrypted from the start."""

    def __init__(self, address: str, *, context: ssl.SSLContext | None = None) -> None:
        self._address = urlsplit(address)
        self._context = context or ssl.create_default_context()

    def send(self, message: EmailMessage) -> None:
        try:
            server = self._connected(self._address)
        except (OSError, smtplib.SMTPException):
            raise MailNotTaken(MailFault.UNREACHABLE) from None
        with server:
            try:
                server.send_message(message)
            except _REFUSALS:
                raise MailNotTaken(MailFault.REFUSED) from None
            except (OSError, smtplib.SMTPException):
                raise MailUncertain from None

    def _connected(self, address: SplitResult) -> smtplib.SMTP:
        host, encrypted = address.hostname or "", address.scheme == "smtps"
        server: smtplib.SMTP
        if encrypted:
            server = smtplib.SMTP_SSL(host, address.port or 465, timeout=TIMEOUT, context=self._context)
        else:
            server = smtplib.SMTP(host, address.port or 587, timeout=TIMEOUT)
        try:
            if not encrypted:
                server.starttls(context=self._context)
            if address.username:
                server.login(unquote(address.username), unquote(address.password or ""))
        except BaseException:
            server.close()
            raise
        return server
