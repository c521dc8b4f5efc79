"""GraphiQL for development, from files of our own: once installed it needs no network.

The files come from their npm packages when `make install` runs and npm is there; they are not in the
repository. Their digests are: what differs by one byte is neither installed nor served. Version 4.1.2 of
GraphiQL is the last with a bundle that a browser runs as it is.
"""

import base64
import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parents[1] / "static" / "graphiql"
ROUTE: Final = "/static/graphiql"

_NPM_SECONDS = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """One file: the package and path it comes from, and its SHA-256."""

    package: str
    path: str
    sha256: str


_GRAPHIQL, _REACT, _REACT_DOM = "graphiql@4.1.2", "react@18.3.1", "react-dom@18.3.1"
FILES: Final[Mapping[str, _File]] = {
    "react.js": _File(
        package=_REACT,
        path="umd/react.production.min.js",
        sha256="d949f1c3687aedadcedac85261865f29b17cd273997e7f6b2bfc53b2f9d4c4dd",
    ),
    "react-dom.js": _File(
        package=_REACT_DOM,
        path="umd/react-dom.production.min.js",
        sha256="35f4f974f4b2bcd44da73963347f8952e341f83909e4498227d4e26b98f66f0d",
    ),
    "graphiql.js": _File(
        package=_GRAPHIQL,
        path="graphiql.min.js",
        sha256="867226ba8af5ce7949903fc53932f78dac9f4bfc6cc8da0fd3869b8bc6c5256b",
    ),
    "graphiql.css": _File(
        package=_GRAPHIQL,
        path="graphiql.min.css",
        sha256="30487e07635d312a63f647b140d37740a73c53332b0975bf4b1fe985ca6ec885",
    ),
    "LICENSE-graphiql": _File(
        package=_GRAPHIQL,
        path="LICENSE",
        sha256="4b18fbe55c4e8f9169cb702be138f4d858a2dad920c39857204ffdc9c1c9fdc4",
    ),
    "LICENSE-react": _File(
        package=_REACT,
        path="LICENSE",
        sha256="52412d7bc7ce4157ea628bbaacb8829e0a9cb3c58f57f99176126bc8cf2bfc85",
    ),
}


class GraphiQLNotInstalled(Exception):
    """The files could not be had; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """An operation that is ready to run: a name for people, and what is sent."""

    name: str
    query: str
    variables: Mapping[str, object] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


def assets(folder: Path = FOLDER) -> Path | None:
    """The folder to serve under `ROUTE`, or None when a file is missing or is not the one it should be."""
    for name, file in FILES.items():
        path = folder / name
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != file.sha256:
            return None
    return folder


def install(folder: Path = FOLDER) -> None:
    """Fetch the files with npm into `folder`: all of them, or none. Raises GraphiQLNotInstalled."""
    npm = shutil.which("npm")
    if npm is None:
        raise GraphiQLNotInstalled("npm is not on this machine")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".graphiql-", dir=folder.parent) as aside:
        contents = _fetch(npm, Path(aside))
        complete = Path(aside) / "complete"
        complete.mkdir(mode=0o755)
        for name, content in contents.items():
            (complete / name).write_bytes(content)
        shutil.rmtree(folder, ignore_errors=True)
        complete.rename(folder)


def _fetch(npm: str, into: Path) -> Mapping[str, bytes]:
    """Download the packages without running anything of theirs, and take our files out of them."""
    contents: dict[str, bytes] = {}
    for package in sorted({file.package for file in FILES.values()}):
        command = [npm, "pack", "--ignore-scripts", "--silent", package]
        try:
            subprocess.run(command, cwd=into, capture_output=True, timeout=_NPM_SECONDS, check=True)
        except (subprocess.SubprocessError, OSError):
            raise GraphiQLNotInstalled(f"npm could not fetch {package}") from None
        archive = into / f"{package.replace('@', '-')}.tgz"
        for name, file in FILES.items():
            if file.package == package:
                contents[name] = take(archive, file.path, file.sha256)
    return contents


def take(archive: Path, path: str, sha256: str) -> bytes:
    """One file out of an npm package. Raises GraphiQLNotInstalled if it is absent or not the expected one."""
    try:
        with tarfile.open(archive) as package:
            member = package.extractfile(f"package/{path}")
            content = member.read() if member else b""
    except (OSError, KeyError, tarfile.TarError):
        raise GraphiQLNotInstalled(f"{archive.name} does not hold {path}") from None
    if hashlib.sha256(content).hexdigest() != sha256:
        raise GraphiQLNotInstalled(f"{path} in {archive.name} is not the file with the known digest")
    return content


# Tabs are kept for as long as the browser's tab lives, so a reload loses nothing and no token stays behind. A
# changed set of ready operations (new tokens, after a restart) begins with fresh tabs.
_SCRIPT = """
"use strict";
const given = JSON.parse(document.getElementById("given").textContent);
const prefix = `jejak:${given.edition}:`;
const storage = {
  getItem: (key) => sessionStorage.getItem(prefix + key),
  setItem: (key, value) => sessionStorage.setItem(prefix + key, value),
  removeItem: (key) => sessionStorage.removeItem(prefix + key),
  clear: () => sessionStorage.clear(),
  get length() { return sessionStorage.length; },
};
// GraphiQL shows the first of its default tabs with what it remembers, not with what the tab holds.
const [first] = given.tabs;
if (first && storage.getItem("graphiql:tabState") === null) {
  for (const part of ["query", "variables", "headers"]) storage.setItem(`graphiql:${part}`, first[part]);
}
const element = React.createElement(GraphiQL, {
  fetcher: GraphiQL.createFetcher({ url: given.endpoint }),
  defaultTabs: given.tabs,
  defaultEditorToolsVisibility: "variables",
  shouldPersistHeaders: true,
  storage,
});
ReactDOM.createRoot(document.getElementById("graphiql")).render(element);
"""
_SCRIPT_DIGEST = base64.b64encode(hashlib.sha256(_SCRIPT.encode()).digest()).decode()

CONTENT_SECURITY_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        f"script-src 'self' 'sha256-{_SCRIPT_DIGEST}'",
        "style-src 'self' 'unsafe-inline'",  # its editor sets styles of its own
        "font-src data:",
        "img-src data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
"""The header to send with `page`: nothing may come from, or go to, another place."""


def page(endpoint: str, tabs: Sequence[Tab]) -> str:
    """The page, with each ready operation in a tab of its own. Its only files are those of `assets`."""
    given: dict[str, object] = {
        "endpoint": endpoint,
        "tabs": [
            {
                "query": f"# {tab.name}\n{tab.query}",
                "variables": json.dumps(tab.variables, indent=2, ensure_ascii=False),
                "headers": json.dumps(tab.headers, indent=2, ensure_ascii=False),
            }
            for tab in tabs
        ],
    }
    given["edition"] = hashlib.sha256(json.dumps(given).encode()).hexdigest()[:16]
    # A "<" could end the element that holds it; JSON has another spelling for it.
    as_json = json.dumps(given, ensure_ascii=False).replace("<", "\\u003c")
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Jejak: GraphiQL</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{ROUTE}/graphiql.css">
<style>html, body, #graphiql {{ height: 100%; margin: 0; }}</style>
</head>
<body>
<div id="graphiql"></div>
<script id="given" type="application/json">{as_json}</script>
<script src="{ROUTE}/react.js"></script>
<script src="{ROUTE}/react-dom.js"></script>
<script src="{ROUTE}/graphiql.js"></script>
<script>{_SCRIPT}</script>
</body>
</html>
"""


def main() -> int:
    """For `make install`: say in one line what happened. Working without GraphiQL is no failure."""
    if assets() is not None:
        print("GraphiQL is in place.")
        return 0
    try:
        install()
    except GraphiQLNotInstalled as reason:
        print(f"GraphiQL was not installed ({reason}): the page at /graphql will need a network.")
    else:
        print("GraphiQL is installed and needs no network.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
