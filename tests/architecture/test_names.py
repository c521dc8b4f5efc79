"""Our top-level packages have plain names, which is only safe while nobody else uses them."""

import importlib
import importlib.metadata
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("api", "domain", "eventstore", "projections", "schema")
FOLDERS = (*PACKAGES, "bench", "docker", "docs", "tests")
# What a sentence or a link could lead to outside the repository, where no reader can follow.
OUTSIDE = re.compile(r"\.\./shared|(?<![\w.])/(?:tmp|work|root|home)/")


def files(*suffixes: str) -> list[Path]:
    """The project's own files, without what tools have put beside them."""
    folders = [path for path in ROOT.iterdir() if path.is_dir() and path.name in FOLDERS]
    found = [path for folder in folders for path in folder.rglob("*")] + list(ROOT.iterdir())
    return [
        path for path in found if path.suffix in suffixes and "static" not in path.parts and path.is_file()
    ]


@pytest.mark.parametrize("package", PACKAGES)
def test_no_other_distribution_owns_a_name_of_ours(package: str) -> None:
    assert set(importlib.metadata.packages_distributions().get(package, ())) <= {"jejak"}


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_is_imported_from_this_repository(package: str) -> None:
    assert Path(str(importlib.import_module(package).__file__)).is_relative_to(ROOT / package)


def test_jejak_is_installed_and_not_found_by_the_working_folder() -> None:
    assert importlib.metadata.distribution("jejak").name == "jejak"


def test_nothing_refers_to_a_place_outside_the_repository() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in files(".md", ".py", ".sql", ".toml", ".yaml", ".graphql")
        if path != Path(__file__)
        for line in path.read_text(encoding="utf-8").splitlines()
        if OUTSIDE.search(line)
    ]
    assert found == []


def test_every_link_between_documents_leads_somewhere() -> None:
    dead = [
        f"{path.relative_to(ROOT)}: {target}"
        for path in files(".md")
        for target in re.findall(r"\]\(([^)#\s]+)", path.read_text(encoding="utf-8"))
        if "://" not in target and not target.startswith("mailto:") and not (path.parent / target).exists()
    ]
    assert dead == []
