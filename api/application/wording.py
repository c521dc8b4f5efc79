"""Rules that only the words themselves can break; the domain states them and never sees the words."""

from dataclasses import fields
from unicodedata import category

from domain.commands import Command
from domain.errors import HeadlineTooLong, PersonalDataInShownText, TextNeeded, TextTooLong
from domain.texts import Sealed, Shown, TextKind, personal_data_in
from schema.context import Texts

LONGEST_TEXT = 20_000  # characters
LONGEST_HEADLINE = 120


def check_words(command: Command, texts: Texts) -> None:
    """Raises TextNeeded, TextTooLong, PersonalDataInShownText or HeadlineTooLong."""
    for name in (field.name for field in fields(command)):
        match getattr(command, name):
            case Sealed() as text:
                _check(texts.words_of(text))
            case Shown() as text:
                words = texts.words_of(text)
                _check(words)
                if text.kind is TextKind.HEADLINE and len(words) > LONGEST_HEADLINE:
                    raise HeadlineTooLong
                if personal_data_in(words):
                    raise PersonalDataInShownText
            case _:
                continue


def _check(words: str) -> None:
    if not any(
        category(character)[0] in "LMNPS" for character in words
    ):  # spaces and invisible characters only
        raise TextNeeded
    if len(words) > LONGEST_TEXT:
        raise TextTooLong
