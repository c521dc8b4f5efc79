"""Rules that only the words themselves can break; the domain states them and never sees the words."""

from dataclasses import fields
from unicodedata import category

from domain.commands import Command
from domain.errors import (
    ContactIsNoMail,
    DocumentNameTooLong,
    HeadlineTooLong,
    LinkIsNotSecure,
    PersonalDataInShownText,
    TextNeeded,
    TextTooLong,
)
from domain.texts import (
    Filed,
    Named,
    OfficeTextKind,
    Posted,
    Sealed,
    Shown,
    TextKind,
    is_mail_address,
    is_secure_link,
    personal_data_in,
)
from schema.context import AnyOfficeCommand, Texts

LONGEST_TEXT = 20_000  # characters
LONGEST_HEADLINE = 120
LONGEST_NAME = 200
_TITLES = (TextKind.HEADLINE, OfficeTextKind.TITLE)


def check_words(command: Command | AnyOfficeCommand, texts: Texts) -> None:
    """Raises the RuleBroken of the first text that cannot be taken."""
    for name in (field.name for field in fields(command)):
        match getattr(command, name):
            case Filed(kind=OfficeTextKind.CONTACT) as text:
                if not is_mail_address(texts.words_of(text)):
                    raise ContactIsNoMail
            case Posted(kind=OfficeTextKind.LINK) as text:
                if not is_secure_link(texts.words_of(text)):
                    raise LinkIsNotSecure
            case Named() as text:
                _check_name(texts.words_of(text))
            case Sealed() | Filed() as text:
                _check(texts.words_of(text))
            case Shown() | Posted() as text:
                words = texts.words_of(text)
                _check(words)
                if text.kind in _TITLES and len(words) > LONGEST_HEADLINE:
                    raise HeadlineTooLong
                if personal_data_in(words):
                    raise PersonalDataInShownText
            case _:
                continue


def _check_name(words: str) -> None:
    """What cannot be printed could turn a name around where it is shown."""
    _check(words)
    if len(words) > LONGEST_NAME or not words.isprintable():
        raise DocumentNameTooLong


def _check(words: str) -> None:
    if not any(
        category(character)[0] in "LMNPS" for character in words
    ):  # spaces and invisible characters only
        raise TextNeeded
    if len(words) > LONGEST_TEXT:
        raise TextTooLong
