"""Checkpoints that somebody kept from earlier: whatever is verified must be an extension of each of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from eventstore.findings import Findings
from eventstore.log_source import open_checkpoint
from eventstore.note import Checkpoint, NoteError, VerifyingKey
from eventstore.tree import Frontier


@dataclass(frozen=True, slots=True)
class Kept:
    """A note and what its keeper calls it, such as the name of its file."""

    name: str
    note: bytes


class Earlier:
    """Compares a tree, while it grows leaf by leaf, with the checkpoints of its sizes."""

    def __init__(self, kept: Sequence[Kept], key: VerifyingKey | None, findings: Findings) -> None:
        """Without a key nothing can be said of a kept checkpoint, so each is a problem."""
        self._findings = findings
        self._waiting: list[tuple[Checkpoint, str]] = []
        self.held = 0
        for each in kept:
            try:
                if key is None:
                    raise NoteError("no verifier key was given")
                self._waiting.append((open_checkpoint(each.note, [key]), each.name))
            except NoteError as error:
                findings.add("earlier_note", f"The earlier checkpoint {each.name} does not hold: {error}.")
        self._waiting.sort(key=lambda waiting: waiting[0].size, reverse=True)

    def grown(self, tree: Frontier) -> None:
        """The tree has this size now."""
        while self._waiting and self._waiting[-1][0].size == tree.size:
            checkpoint, name = self._waiting.pop()
            if checkpoint.root == tree.root():
                self.held += 1
                continue
            self._findings.add(
                "earlier_root",
                f"The first {checkpoint.size} entries are not those that the earlier checkpoint {name} signed.",
            )

    def ended(self, size: int) -> None:
        """The tree grows no more."""
        for checkpoint, name in reversed(self._waiting):
            self._findings.add(
                "earlier_beyond",
                f"The earlier checkpoint {name} signed {checkpoint.size} entries; there are {size} now.",
            )
        self._waiting.clear()
