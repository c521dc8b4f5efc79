"""Check a bundle offline: every file against the list, every entry against its proof, and everything beside an entry
against what the entry commits to. Needs the log's verifier key and nothing else.

What a bundle cannot show is that the log holds no further stream about the matter; the whole streams in it are whole
up to their last version here, and a mirror of the log shows the rest.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from eventstore import canonical
from eventstore.bundle import FORMAT, MANIFEST, SUMS
from eventstore.earlier import Kept
from eventstore.errors import Erased, NotCanonical, RecordDamaged
from eventstore.findings import Findings, Problem
from eventstore.log_source import CHECKPOINT, open_checkpoint
from eventstore.note import Checkpoint, NoteError, VerifyingKey
from eventstore.proofs import SUFFIX, InclusionProof, ProofFileError
from eventstore.sealing import read_open
from eventstore.tree import leaf_hash
from eventstore.verify_event import EntryMalformed, entry_of

Progress = Callable[[int, int], None]
_EVENT_MEMBERS: Final = {
    "event_id": str,
    "position": int,
    "salt": str,
    "stream": str,
    "type": str,
    "version": int,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleReport:
    """What was found. `events`: entries that were checked; `size`: of the signed tree that they are in."""

    events: int
    size: int
    streams: int
    earlier: int
    problems: tuple[Problem, ...]
    further: int

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not self.problems


def verify_bundle(
    files: Mapping[str, bytes],
    key: VerifyingKey,
    earlier: Sequence[Kept] = (),
    progress: Progress | None = None,
) -> BundleReport:
    """Verify a bundle, given as path to content. `progress` is told the events done and the events there are.

    An earlier checkpoint must be signed; if it has the size of the bundle's, it must have the same root. More than
    that only a mirror can show.
    """
    run = _Run(files, key)
    run.sums()
    run.sections(run.signed(), progress)
    return run.report(earlier)


class _Run:
    """One pass over one bundle."""

    def __init__(self, files: Mapping[str, bytes], key: VerifyingKey) -> None:
        self._findings = Findings()
        self._files = files
        self._key = key
        self._checkpoint: Checkpoint | None = None
        self._events = 0
        self._streams = 0
        self._leaves: dict[tuple[str, int], str] = {}

    def report(self, earlier: Sequence[Kept]) -> BundleReport:
        held = sum(self._agrees(kept) for kept in earlier)
        return BundleReport(
            events=self._events,
            size=self._checkpoint.size if self._checkpoint else 0,
            streams=self._streams,
            earlier=held,
            problems=self._findings.problems,
            further=self._findings.further,
        )

    def sums(self) -> None:
        """The list names every file, and every file has the hash it names."""
        listed: dict[str, str] = {}
        for line in self._files.get(SUMS, b"").decode("utf-8", "replace").splitlines():
            digest, _, path = line.partition("  ")
            listed[path] = digest
        for path in sorted(listed.keys() | self._files.keys() - {SUMS}):
            if path not in self._files:
                self._findings.add("file_missing", f"The file {path} is listed and missing.")
            elif path not in listed:
                self._findings.add("file_unlisted", f"The file {path} is not in the list.")
            elif sha256(self._files[path]).hexdigest() != listed[path]:
                self._findings.add("file_changed", f"The file {path} does not have the hash in the list.")

    def signed(self) -> Checkpoint | None:
        """The bundle's checkpoint, if the key signed it."""
        try:
            self._checkpoint = open_checkpoint(self._files.get(CHECKPOINT, b""), [self._key])
        except NoteError as error:
            self._findings.add("checkpoint_note", f"The checkpoint does not hold: {error}.")
        return self._checkpoint

    def sections(self, checkpoint: Checkpoint | None, progress: Progress | None) -> None:
        manifest = self._manifest()
        if manifest is None or checkpoint is None:
            return
        if (manifest["log"], manifest["size"]) != (checkpoint.origin, checkpoint.size):
            self._findings.add("manifest", f"{MANIFEST} is of another log or size than the checkpoint.")
        total = sum(len(section["events"]) for section in manifest["sections"])
        for section in manifest["sections"]:
            for event in section["events"]:
                self._event(event, checkpoint)
                if progress:
                    progress(self._events, total)
            for stream in section["whole"]:
                self._whole(stream)

    def _manifest(self) -> dict[str, Any] | None:
        try:
            manifest: Any = canonical.decode(self._files.get(MANIFEST, b""))
            sections = [(section["events"], section["whole"]) for section in manifest["sections"]]
            whole = all(
                type(event) is dict and _has_form(event) for events, _ in sections for event in events
            )
            if manifest["format"] != FORMAT or not whole or not {"log", "size"} <= manifest.keys():
                raise ValueError
        except (NotCanonical, ValueError, KeyError, TypeError, RecursionError):
            self._findings.add("manifest", f"{MANIFEST} is missing or has another form.")
            return None
        described: dict[str, Any] = manifest
        return described

    def _event(self, event: dict[str, Any], checkpoint: Checkpoint) -> None:
        self._events += 1
        stem = f"{event['position']:09d}"
        raw = self._files.get(f"entries/{stem}.json")
        if raw is None:
            self._found("entry_missing", "The entry is not in the bundle.", event)
            return
        for check, message in self._faults(event, raw, stem, checkpoint):
            self._found(check, message, event)

    def _faults(
        self, event: dict[str, Any], raw: bytes, stem: str, checkpoint: Checkpoint
    ) -> Iterator[tuple[str, str]]:
        yield from self._proof_faults(event["position"], raw, stem, checkpoint)
        try:
            entry = entry_of(raw)
        except EntryMalformed as malformed:
            yield "entry_form", str(malformed)
            return
        if entry["log"] != checkpoint.origin:
            yield "entry_log", "The entry belongs to another log."
        different = [name for name in ("event_id", "stream", "type", "version") if entry[name] != event[name]]
        if different:
            yield "manifest_event", f"{MANIFEST} and the entry differ in: {', '.join(different)}."
        self._leaves[entry["stream"], entry["version"]] = leaf_hash(raw).hex()
        before = self._leaves.get((entry["stream"], entry["version"] - 1))
        if before is not None and entry.get("prev") != before:
            yield "stream_chain", "The entry does not continue the version before it in its stream."
        facts = self._files.get(f"facts/{stem}.json", b"")
        if sha256(bytes.fromhex(event["salt"]) + facts).hexdigest() != entry["facts_commit"]:
            yield "facts", "Facts or salt are not those that the entry commits to."
        schema = self._files.get(f"schemas/{entry['schema_hash']}.json")
        if schema is None or sha256(schema).hexdigest() != entry["schema_hash"]:
            yield "schema", "The schema that the entry names is missing or another one."
        yield from self._part_faults(stem, {part["part"]: part for part in entry["sealed"]})

    def _proof_faults(
        self, position: int, raw: bytes, stem: str, checkpoint: Checkpoint
    ) -> Iterator[tuple[str, str]]:
        try:
            proof = InclusionProof.decode(self._files[f"proofs/{stem}{SUFFIX}"].decode())
            if proof.verify(leaf_hash(raw), [self._key]) != checkpoint:
                yield "proof_checkpoint", "The proof leads to another checkpoint than the bundle's."
            if proof.index != position:
                yield "proof_position", "The proof is of another position."
        except KeyError:
            yield "proof", "The proof is missing."
        except UnicodeDecodeError:
            yield "proof", "The proof does not hold: it is not text."
        except ProofFileError as error:
            yield "proof", f"The proof does not hold: {error}."

    def _part_faults(self, stem: str, promised: Mapping[int, dict[str, Any]]) -> Iterator[tuple[str, str]]:
        prefix = f"parts/{stem}-"
        for path in sorted(self._files):
            if not path.startswith(prefix):
                continue
            number = path.removeprefix(prefix).removesuffix(".record")
            part = promised.get(int(number)) if number.isascii() and number.isdigit() else None
            if part is None or sha256(self._files[path]).hexdigest() != part["record_hash"]:
                yield "open_part", f"{path} is not a record that the entry names."
                continue
            try:
                read_open(self._files[path])
            except (RecordDamaged, Erased):
                yield "open_part", f"{path} is no open text, or not the one it commits to."

    def _whole(self, stream: str) -> None:
        self._streams += 1
        versions = sorted(version for of, version in self._leaves if of == stream)
        if versions != list(range(1, len(versions) + 1)):
            self._findings.add(
                "stream_gap", "Versions are missing from a stream that should be whole.", stream=UUID(stream)
            )

    def _agrees(self, kept: Kept) -> bool:
        """Whether an earlier checkpoint can be compared, and says the same."""
        try:
            known = open_checkpoint(kept.note, [self._key])
        except NoteError as error:
            self._findings.add("earlier_note", f"The earlier checkpoint {kept.name} does not hold: {error}.")
            return False
        if self._checkpoint is None or known.size != self._checkpoint.size:
            return False
        if known.root != self._checkpoint.root:
            message = f"The earlier checkpoint {kept.name} has another root for {known.size} entries."
            self._findings.add("earlier_root", message)
            return False
        return True

    def _found(self, check: str, message: str, event: dict[str, Any]) -> None:
        self._findings.add(
            check,
            message,
            position=event["position"],
            stream=UUID(event["stream"]),
            version=event["version"],
        )


def _has_form(event: dict[str, Any]) -> bool:
    if event.keys() != _EVENT_MEMBERS.keys() or any(
        type(event[name]) is not kind for name, kind in _EVENT_MEMBERS.items()
    ):
        return False
    try:
        return len(bytes.fromhex(event["salt"])) == 32 and str(UUID(event["stream"])) == event["stream"]
    except ValueError:
        return False
