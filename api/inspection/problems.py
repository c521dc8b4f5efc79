"""Why a document is not taken in: constants, so that they can be logged and told."""

from enum import StrEnum


class Problem(StrEnum):
    """What is wrong with it, as far as whoever opened it could tell."""

    ENCRYPTED = "ENCRYPTED"  # a PDF with a password, also where the password to read it is empty
    DAMAGED = "DAMAGED"  # cut short, or not what it begins as
    NOT_PLAIN = (
        "NOT_PLAIN"  # moves, or is a form or a folder of files, and would not be the same when cleaned
    )
    TOO_INTRICATE = "TOO_INTRICATE"  # needs more memory, time or pixels than a document needs


class Unreadable(Exception):
    """The document cannot be opened and cleaned."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.value)
        self.problem = problem
