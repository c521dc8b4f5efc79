"""The package can be copied elsewhere under another name, as its README says."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import schema.compiler

PACKAGE = Path(schema.compiler.__file__).parent
ALONE = """
import sys, lifted, sqlalchemy as sa
from graphql import build_schema
table = sa.table("thing", sa.column("name", sa.Text))
bindings = lifted.Bindings(
    types=[lifted.TypeBinding("Thing", source=table, fields={"name": lifted.not_null("name")})],
    query={"things": lifted.Many("Thing")},
)
compiler = lifted.Compiler(
    build_schema("type Query { things: [Thing!]! } type Thing { name: String! }"), bindings, cursor_key=bytes(32)
)
compiler.check()
assert "FROM thing" in compiler.prepare("{ things { name } }").ready().sql
ours = {"schema", "domain", "eventstore", "projections", "api", "strawberry", "sqlmodel"}
print(sorted(ours & {name.partition(".")[0] for name in sys.modules}))
"""


def test_a_copy_of_the_folder_works_alone(tmp_path: Path) -> None:
    shutil.copytree(PACKAGE, tmp_path / "lifted", ignore=shutil.ignore_patterns("__pycache__"))

    ran = subprocess.run(
        [sys.executable, "-c", ALONE],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.stderr == ""
    assert ran.stdout == "[]\n"
