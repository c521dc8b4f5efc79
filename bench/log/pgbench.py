"""Transactions a second from SQL, by PostgreSQL's own pgbench: a client that takes little from the server's cores."""

import re
import signal
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from api.devtools.binaries import account, binaries
from api.devtools.children import dying_with_parent, stop
from bench.log.ground import Ground

_TPS = re.compile(r"^tps = ([\d.]+)", re.MULTILINE)
_TOO_LONG_SECONDS = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pgbench:
    """How long and with how many clients."""

    ground: Ground
    seconds: int

    def rate(self, script: str, *, clients: int, at_most: float | None = None, options: str = "") -> float:
        """Transactions a second that were committed; `at_most` paces them. Raises RuntimeError if one failed."""
        with tempfile.NamedTemporaryFile("w", suffix=".sql", encoding="utf-8") as file:
            file.write(script)
            file.flush()
            words = [str(binaries(account()) / "pgbench"), "--no-vacuum", "--protocol=prepared"]
            words += [f"--client={clients}", "--jobs=1", f"--time={self.seconds}", f"--file={file.name}"]
            if at_most is not None:
                words.append(f"--rate={at_most:.0f}")
            return self._run([*words, self.ground.superuser], options)

    def _run(self, words: list[str], options: str) -> float:
        child = subprocess.Popen(
            words,
            env={"PATH": str(Path(words[0]).parent), "PGOPTIONS": options},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=dying_with_parent(signal.SIGKILL),
        )
        try:
            said, trouble = child.communicate(timeout=self.seconds + _TOO_LONG_SECONDS)
        except BaseException:
            stop(child, (signal.SIGTERM, 5.0))  # type: ignore[arg-type]
            raise
        found = _TPS.search(said)
        if child.returncode != 0 or found is None:
            raise RuntimeError(f"pgbench: {trouble.strip()[:500]}")
        return float(found[1])
