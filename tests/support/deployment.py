"""The image and its processes without a container engine: the same files, commands and variables, in folders."""

import importlib.metadata
import os
import re
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
COMPOSE = ROOT / "docker" / "compose.yaml"
DOCKERFILE = ROOT / "docker" / "Dockerfile"
BOUND_SECONDS = 60.0

# What the image does not have: `{missing}` are the modules of packages that only developers install.
_BLOCKER = """
import sys
class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name in {missing!r}:
            raise ModuleNotFoundError(f"the image has no {{name}}", name=name)
sys.meta_path.insert(0, Refuse())
"""


def services(variables: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """The services of the compose file, with these variables in place."""
    text = re.sub(
        r"\$\{(\w+)(:-)?[^}]*\}",
        lambda found: variables.get(found[1], "") if found[2] else variables[found[1]],
        COMPOSE.read_text(encoding="utf-8"),
    )
    parsed: dict[str, dict[str, Any]] = yaml.safe_load(text)["services"]
    return parsed


def dockerfile_stages() -> list[list[str]]:
    """The instructions of each stage of the Dockerfile, without comments, continuation lines joined."""
    text = re.sub(r"\\\n\s*", "", DOCKERFILE.read_text(encoding="utf-8"))
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    stages: list[list[str]] = []
    for line in lines:
        if line.startswith("FROM "):
            stages.append([])
        stages[-1].append(line)
    return stages


def build_wheel(folder: Path) -> Path:
    """The wheel that the image installs, by the same command."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    return wheel


def _locked(name: str) -> set[str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return {found.lower().replace("_", "-") for found in re.findall(r"^([\w.-]+)==", text, re.MULTILINE)}


def development_modules() -> set[str]:
    """Top-level modules that come with the development packages only."""
    image = _locked("requirements.lock")
    development = _locked("requirements-dev.lock") - image
    owners = importlib.metadata.packages_distributions()
    return {
        module
        for module, distributions in owners.items()
        if {name.lower().replace("_", "-") for name in distributions} <= development
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """Stands in for one container: `site` is what is installed, `places` maps its folders to ours."""

    site: Path
    places: Mapping[str, Path]
    replacements: Mapping[str, str]

    def command(self, service: Mapping[str, Any]) -> list[str]:
        """Entrypoint and command, with `jejak` and `python` as installed here."""
        words = [*service.get("entrypoint", ["jejak"]), *service.get("command", [])]
        return self.words(words)

    def words(self, words: Sequence[str]) -> list[str]:
        """Words of a command line, in terms of our folders."""
        programs = {"jejak": [sys.executable, "-m", "api.cli"], "python": [sys.executable]}
        first, *others = words
        return [*programs[first], *map(self._here, others)]

    def environment(self, service: Mapping[str, Any]) -> dict[str, str]:
        """The variables of the service and of the image; nothing of ours but the path to programs."""
        given = {name: self._here(str(value)) for name, value in service.get("environment", {}).items()}
        paths = {"PATH": os.defpath, "PYTHONPATH": str(self.site), "PYTHONDONTWRITEBYTECODE": "1"}
        return paths | image_variables() | given

    def _here(self, word: str) -> str:
        for there, here in self.places.items():
            word = word.replace(there, str(here))
        for old, new in self.replacements.items():
            word = word.replace(old, new)
        return word


def image_variables() -> dict[str, str]:
    """The JEJAK_ variables that the image itself sets."""
    return dict(re.findall(r"(JEJAK_\w+)=(\S+)", "\n".join(dockerfile_stages()[-1])))


def install(wheel: Path, site: Path) -> None:
    """Unpack the wheel, and put the packages that the image lacks out of reach."""
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(site)
    (site / "sitecustomize.py").write_text(_BLOCKER.format(missing=development_modules()))


@contextmanager
def process(words: Sequence[str], environment: Mapping[str, str], output: Path) -> Iterator["Process"]:
    """A process that is told to end as a container engine tells it, and has to obey."""
    with output.open("ab") as log:
        started = subprocess.Popen(words, env=environment, cwd=output.parent, stdout=log, stderr=log)
    try:
        yield Process(started, output)
        started.send_signal(signal.SIGTERM)
        status = started.wait(timeout=BOUND_SECONDS)
        assert status == 0, output.read_text()
    finally:
        started.kill()
        started.wait()


@dataclass(frozen=True, slots=True)
class Process:
    """A process that should be running, and the file with what it prints."""

    started: "subprocess.Popen[bytes]"
    output: Path

    def wait_for(self, check: Callable[[], bool]) -> None:
        """Until `check` holds, within bounds; the process must not end meanwhile."""
        deadline = time.monotonic() + BOUND_SECONDS
        while not check():
            assert self.started.poll() is None, self.output.read_text()
            assert time.monotonic() < deadline, "it did not happen in time"
