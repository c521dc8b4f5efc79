"""Which mutants of the last `mutmut run` are alive without docs/mutation.md saying why that is no loss.

`python -m tests.support.survivors` names them and fails where there is one. The page explains by function, since the
numbers of mutants change with every line.
"""

import re
import subprocess
import sys
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "mutation.md"
_NAME = re.compile(r"^\s*(?P<name>(?P<function>domain\.\S+?)__mutmut_\d+): (?P<state>[\w ]+)$", re.MULTILINE)
_EXPLAINED = re.compile(r"^\| `(domain\.[^`]+)` \|", re.MULTILINE)
ALIVE = frozenset({"survived", "no tests", "suspicious"})


def unexplained(results: str, page: str) -> list[str]:
    """The living mutants, by full name, of functions that the page does not explain."""
    explained = set(_EXPLAINED.findall(page))
    return [
        found["name"]
        for found in _NAME.finditer(results)
        if found["state"] in ALIVE and _plain(found["function"]) not in explained
    ]


def _plain(function: str) -> str:
    """The function as it is written: mutmut puts an `x_` before names, and the class between `ǁ`."""
    module, _, name = function.rpartition(".")
    return f"{module}.{name.removeprefix('xǁ').replace('ǁ', '.') if 'ǁ' in name else name.removeprefix('x_')}"


if __name__ == "__main__":
    results = subprocess.run(
        [Path(sys.executable).parent / "mutmut", "results"], capture_output=True, text=True, check=True
    ).stdout
    alive = unexplained(results, PAGE.read_text(encoding="utf-8"))
    for name in alive:
        print(f"alive and unexplained: {name} (mutmut show {name})")
    sys.exit(1 if alive else 0)
