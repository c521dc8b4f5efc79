import base64
import hashlib
import io
import json
import re
import stat
import tarfile
from pathlib import Path

import pytest

from api.devtools import graphiql
from api.devtools.graphiql import CONTENT_SECURITY_POLICY, GraphiQLNotInstalled, Tab

TAB = Tab(name="Inbox", query="query Inbox { inbox { id } }", headers={"Authorization": "Bearer x"})


def package_with(content: bytes, path: Path) -> Path:
    with tarfile.open(path, "w:gz") as package:
        member = tarfile.TarInfo("package/graphiql.min.js")
        member.size = len(content)
        package.addfile(member, io.BytesIO(content))
    return path


def test_the_page_asks_for_nothing_from_elsewhere() -> None:
    page = graphiql.page("/graphql", [TAB])
    assert re.findall(r'(?:src|href)="([^"]*)"', page) == [
        "data:,",
        *(f"/static/graphiql/{name}" for name in ("graphiql.css", "react.js", "react-dom.js", "graphiql.js")),
    ]
    assert "://" not in page
    assert "://" not in CONTENT_SECURITY_POLICY


def test_every_file_of_the_page_is_one_that_is_installed() -> None:
    page = graphiql.page("/graphql", [])
    assert set(re.findall(r"/static/graphiql/([\w.-]+)", page)) <= set(graphiql.FILES)


def test_the_policy_names_the_pages_own_script() -> None:
    script = re.findall(r"<script>(.*?)</script>", graphiql.page("/graphql", [TAB]), re.DOTALL)
    assert len(script) == 1
    digest = hashlib.sha256(script[0].encode()).digest()
    assert f"'sha256-{base64.b64encode(digest).decode()}'" in CONTENT_SECURITY_POLICY


def test_what_a_tab_holds_cannot_end_its_element() -> None:
    page = graphiql.page("/graphql", [Tab(name="</script><script>alert(1)</script>", query="{ a }")])
    (given,) = re.findall(r'<script id="given" type="application/json">(.*?)</script>', page, re.DOTALL)
    (tab,) = json.loads(given)["tabs"]
    assert tab["query"] == "# </script><script>alert(1)</script>\n{ a }"
    assert page.count("<script>") == 1


def test_new_tokens_begin_with_fresh_tabs_and_the_same_ones_do_not() -> None:
    def edition(*tabs: Tab) -> str:
        (edition,) = re.findall(r'"edition": "(\w+)"', graphiql.page("/graphql", tabs))
        return str(edition)

    assert edition(TAB) == edition(TAB)
    assert edition(TAB) != edition(Tab(name=TAB.name, query=TAB.query, headers={"Authorization": "Bearer y"}))


def test_a_file_that_differs_is_not_taken(tmp_path: Path) -> None:
    package = package_with(b"changed", tmp_path / "graphiql-4.1.2.tgz")
    digest = hashlib.sha256(b"changed").hexdigest()
    assert graphiql.take(package, "graphiql.min.js", digest) == b"changed"
    with pytest.raises(GraphiQLNotInstalled, match="not the file with the known digest"):
        graphiql.take(package, "graphiql.min.js", graphiql.FILES["graphiql.js"].sha256)
    with pytest.raises(GraphiQLNotInstalled, match="does not hold"):
        graphiql.take(package, "absent.js", digest)


def test_a_folder_with_a_changed_or_missing_file_is_not_served(tmp_path: Path) -> None:
    assert graphiql.assets(tmp_path) is None
    for name in graphiql.FILES:
        (tmp_path / name).write_bytes(b"changed")
    assert graphiql.assets(tmp_path) is None


def test_without_npm_the_reason_is_told_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    with pytest.raises(GraphiQLNotInstalled, match="npm is not on this machine"):
        graphiql.install(tmp_path / "static" / "graphiql")
    assert not (tmp_path / "static").exists()


def test_when_npm_fails_the_reason_is_told_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    npm = tmp_path / "programs" / "npm"
    npm.parent.mkdir()
    npm.write_text("#!/bin/sh\nexit 1\n")
    npm.chmod(stat.S_IRWXU)
    monkeypatch.setenv("PATH", str(npm.parent), prepend=":")
    with pytest.raises(GraphiQLNotInstalled, match=r"npm could not fetch graphiql@4\.1\.2"):
        graphiql.install(tmp_path / "static" / "graphiql")
    assert list((tmp_path / "static").iterdir()) == []
