"""Named statements from a .sql file: `-- name: read_stream` and what follows, up to the next name."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

_NAME = re.compile(r"^-- name: ([a-z][a-z0-9_]*)[ \t]*$", re.MULTILINE)


class Statements(Mapping[str, str]):
    """The statements of one file by name. What stands before the first name is the file's header."""

    def __init__(self, text: str) -> None:
        pieces = _NAME.split(text)
        self._by_name: dict[str, str] = {}
        for name, body in zip(pieces[1::2], pieces[2::2], strict=True):
            if name in self._by_name:
                raise ValueError(f"The statement {name} is there twice.")
            self._by_name[name] = body.strip().removesuffix(";")

    @classmethod
    def load(cls, path: Path) -> "Statements":
        """Raises OSError if there is no such file, ValueError for a name that is there twice."""
        return cls(path.read_text("utf-8"))

    def __getitem__(self, name: str) -> str:
        return self._by_name[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)

    def __len__(self) -> int:
        return len(self._by_name)
