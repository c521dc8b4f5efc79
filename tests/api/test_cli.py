"""The command `jejak`: what it prints where, and what it says when it cannot."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from api import cli
from api.devtools.officers import find_officer
from api.tokens import TokenReader
from domain.people import Role

ROOT = Path(__file__).parents[2]


def jejak(*words: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    environment = {name: value for name, value in os.environ.items() if not name.startswith("JEJAK_")}
    return subprocess.run(
        [sys.executable, "-m", "api.cli", *words],
        env=environment | variables,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_printed_schema_is_the_committed_one() -> None:
    assert jejak("print-schema", "--check").returncode == 0
    assert jejak("print-schema").stdout == cli.SCHEMA_FILE.read_text(encoding="utf-8")


def test_a_committed_schema_that_is_out_of_date_is_told_with_the_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli, "SCHEMA_FILE", tmp_path / "schema.graphql")
    for text in (None, "type Query { old: Int }\n"):
        if text is not None:
            cli.SCHEMA_FILE.write_text(text, encoding="utf-8")
        monkeypatch.setattr(sys, "argv", ["jejak", "print-schema", "--check"])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        assert ended.value.code == 1
        assert "run jejak print-schema --write" in " ".join(capsys.readouterr().err.split())


def test_a_token_stands_alone_on_the_last_line_and_names_a_demonstration_officer(tmp_path: Path) -> None:
    printed = jejak("token", "liaison-officer", "--unit", "dinsos", JEJAK_DATA_DIR=str(tmp_path))

    assert printed.returncode == 0
    assert printed.stdout.count("\n") == 1
    keys = tmp_path / "secrets" / "jwks.json"
    reader = TokenReader.from_file(keys, issuer="jejak-development", audience="jejak")
    person = reader.read(printed.stdout.strip()).person
    assert person == find_officer(Role.LIAISON_OFFICER, "DINSOS").person
    assert "LIAISON_OFFICER in DINSOS" in printed.stderr


@pytest.mark.parametrize(
    ("words", "variables", "sentence"),
    [
        (["token", "KING"], {}, "No demonstration officer holds that role there."),
        (["token", "PATRON", "--unit", "DLH"], {}, "No demonstration officer holds that role there."),
        (["serve"], {"JEJAK_PROT": "1"}, "did you mean JEJAK_PORT?"),
        (["serve"], {"JEJAK_MODE": "production"}, "is not set and this process needs it"),
        (["db-url"], {}, "No database runs in"),
        (["rebuild"], {}, "No database runs in"),
        (["migrate"], {}, "JEJAK_DATABASE_URL is not set"),
    ],
)
def test_what_stands_in_the_way_is_one_sentence_and_status_1(
    tmp_path: Path, words: list[str], variables: dict[str, str], sentence: str
) -> None:
    finished = jejak(*words, JEJAK_DATA_DIR=str(tmp_path), **variables)

    assert finished.returncode == 1
    assert finished.stdout == ""
    assert sentence in finished.stderr
    assert len(finished.stderr.strip().splitlines()) == 1
    assert "Traceback" not in finished.stderr


def test_alone_it_says_what_there_is() -> None:
    assert "verify" in jejak().stdout + jejak("--help").stdout
