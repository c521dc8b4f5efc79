"""Transactions a second from SQL, by PostgreSQL's own pgbench: a client that takes little from the server's cores."""

import os
import re
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from api.devtools.binaries import account, binaries
from api.devtools.children import dying_with_parent, stop
from bench.log.ground import Ground

_TPS = re.compile(r"^tps = ([\d.]+)", re.MULTILINE)
_TOO_LONG_SECONDS = 60.0
_REAPED_WITHIN_SECONDS = 0.1  # after its last client left, a session is over and counted


@dataclass(frozen=True, slots=True)
class Cost:
    """Transactions a second, and the seconds of processor time that the server's sessions took for each."""

    rate: float
    seconds: float


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

    def cost(self, script: str, *, clients: int, options: str = "") -> "Cost":
        """The same without a pace, and what it took of the server's processors."""
        server = self.ground.server
        before = _ended_children_used(server)
        rate = self.rate(script, clients=clients, options=options)
        return Cost(rate, (_ended_children_used(server) - before) / (rate * self.seconds))

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


def _ended_children_used(pid: int) -> float:
    """Seconds of processor time of a process's children that have ended; 0 where there is no /proc."""
    time.sleep(_REAPED_WITHIN_SECONDS)
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")
