"""`jejak verify`: find out what was given, verify it, and answer with a verdict. Only the database needs a database."""

import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

from api.application.bundling import read_bundle
from api.log_client import HttpSource
from api.verdicts import Verdict, of_bundle, of_proof, of_tiles
from eventstore.bundle import MANIFEST, VKEY
from eventstore.bundle_verify import verify_bundle
from eventstore.earlier import Kept
from eventstore.errors import EventStoreError
from eventstore.findings import Problem
from eventstore.log_source import CHECKPOINT, FolderSource, open_checkpoint
from eventstore.mirror import EARLIER
from eventstore.note import NoteError, VerifyingKey
from eventstore.proofs import HEADER, InclusionProof, ProofFileError
from eventstore.tree import HASH_SIZE
from eventstore.verify_tiles import verify_tiles

Progress = Callable[[int, int], None]
OWN_KEY: Final = "the key is the bundle's own: compare it with the one you were given from elsewhere"


class CannotVerify(EventStoreError):
    """What was given is nothing that can be verified. One sentence with the way out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a verification outside the database starts from."""

    source: str
    vkey: str | None
    token: str | None = None
    assignment: UUID | None = None
    earlier: Sequence[Kept] = ()
    leaf: bytes | None = None

    @property
    def key(self) -> VerifyingKey:
        """Raises CannotVerify if there is none."""
        if self.vkey is None:
            raise CannotVerify(
                "Give the log's verifier key with --vkey: the key itself, or a file that holds it."
            )
        return read_key(self.vkey)


def read_key(given: str) -> VerifyingKey:
    """A verifier key, or the file that holds it. Raises CannotVerify."""
    path = Path(given)
    try:
        text = path.read_text(encoding="utf-8").strip() if len(given) < 4096 and path.is_file() else given
        return VerifyingKey.parse(text)
    except (NoteError, UnicodeDecodeError) as error:
        raise CannotVerify(f"The verifier key cannot be read ({error}): copy it again, whole.") from None


def read_kept(files: Sequence[Path]) -> tuple[Kept, ...]:
    """Checkpoints from earlier. Raises CannotVerify for a file that is not there."""
    try:
        return tuple(Kept(file.name, file.read_bytes()) for file in files)
    except OSError as error:
        raise CannotVerify(f"{error.filename} cannot be read: {error.strerror}.") from None


async def verify_source(given: Given, progress: Progress | None = None) -> Verdict:
    """Verify a served log, a mirror, a bundle or a proof. Raises CannotVerify for anything else."""
    if given.source.startswith(("http://", "https://")):
        async with HttpSource(given.source, given.token, assignment=given.assignment) as served:
            return of_tiles(await verify_tiles(served, given.key, given.earlier, progress), "served")
    path = Path(given.source)
    match kind_of(path):
        case "bundle":
            return _bundle(path, given, progress)
        case "mirror":
            return await _mirror(path, given, progress)
        case "proof":
            return _proof(path, given)
        case _:
            raise CannotVerify(
                f"{path} is no address, mirror, bundle or proof: give one of these, or nothing for the database."
            )


def kind_of(path: Path) -> str | None:
    """What a file or folder seems to be."""
    if (path / MANIFEST).is_file() or zipfile.is_zipfile(path):
        return "bundle"
    if (path / CHECKPOINT).is_file():
        return "mirror"
    return "proof" if path.is_file() else None


async def _mirror(folder: Path, given: Given, progress: Progress | None) -> Verdict:
    kept = read_kept(sorted((folder / EARLIER).glob("*")))
    report = await verify_tiles(FolderSource(folder), given.key, (*kept, *given.earlier), progress)
    return of_tiles(report, "mirror")


def _bundle(path: Path, given: Given, progress: Progress | None) -> Verdict:
    files = read_bundle(path)
    aside = []
    if given.vkey is None:
        given = Given(source=given.source, vkey=files.get(VKEY, b"").decode("utf-8", "replace").strip(),
                      earlier=given.earlier)  # fmt: skip
        aside.append(OWN_KEY)
    report = verify_bundle(files, given.key, given.earlier, progress)
    if uncompared := len(given.earlier) - report.earlier:
        aside.append(
            f"{uncompared} checkpoints from earlier are of other sizes: only a mirror can compare them"
        )
    return of_bundle(report, aside)


def _proof(file: Path, given: Given) -> Verdict:
    raw = file.read_bytes()
    if not raw.startswith(HEADER.encode()):
        raise CannotVerify(f"{file} is no proof: a proof begins with {HEADER}.")
    try:
        proof = InclusionProof.decode(raw.decode())
    except (ProofFileError, UnicodeDecodeError) as error:
        return of_proof(0, b"", None, [_problem("proof_form", f"The file is no proof: {error}.")])
    leaf = proof.extra if given.leaf is None else given.leaf
    if leaf is None or len(leaf) != HASH_SIZE:
        raise CannotVerify(
            "Give the leaf hash of the receipt with --leaf: the file does not say which entry it is of."
        )
    try:
        checkpoint = proof.verify(leaf, [given.key])
    except ProofFileError as error:
        return of_proof(proof.index, leaf, None, [_problem("proof", f"The proof does not hold: {error}.")])
    problems = []
    for kept in given.earlier:
        try:
            known = open_checkpoint(kept.note, [given.key])
        except NoteError as error:
            problems.append(
                _problem("earlier_note", f"The earlier checkpoint {kept.name} does not hold: {error}.")
            )
            continue
        if known.size == checkpoint.size and known.root != checkpoint.root:
            message = f"The earlier checkpoint {kept.name} has another root for {known.size} entries."
            problems.append(_problem("earlier_root", message))
    return of_proof(proof.index, leaf, checkpoint, problems)


def _problem(check: str, message: str) -> Problem:
    return Problem(check, None, None, None, message)
