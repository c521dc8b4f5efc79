"""What the Go auditor says of what it cannot read, and how it ends: arguments, addresses, proofs and signed notes."""

import hashlib
import subprocess
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from eventstore.log_source import FolderSource
from eventstore.note import sign_note
from eventstore.proofs import InclusionProof, ProofFileError
from eventstore.tree import inclusion_proof, leaf_hash, root_of
from eventstore.verify_tiles import verify_tiles
from tests.conformance.conftest import Auditor, Verdict
from tests.conformance.tampered import mirrored
from tests.support.served import KEY, ORIGIN, Served, entries, note_of

HELD = entries(20)
LEAVES = [leaf_hash(each) for each in HELD]
ROOT = root_of(LEAVES)
VKEY = str(KEY.verifying)
MEBIBYTE = 1 << 20


def ends_without_a_verdict(verdict: Verdict, because: str) -> None:
    assert verdict.status == 2
    assert verdict.lines[0].startswith("auditor: ")
    assert because in verdict.lines[0]


def names(verdict: Verdict, what: str) -> None:
    assert verdict.status == 1, verdict.lines
    assert what in verdict.lines[0]


def test_what_is_no_task_is_no_verdict(auditor: Auditor, tmp_path: Path) -> None:
    folder = mirrored(tmp_path, Served(HELD))
    for words in (["-vkey", VKEY], ["-vkey", VKEY, folder, folder], [folder]):
        verdict = auditor.run(*words)
        assert verdict.status == 2
        assert verdict.lines[0].startswith("Usage")
    ends_without_a_verdict(auditor.run("-vkey", "nonsense", folder), "verifier")
    ends_without_a_verdict(auditor.run("-vkey", VKEY, tmp_path / "nothing"), "no such file")
    ends_without_a_verdict(auditor.run("-vkey", VKEY, folder / "checkpoint"), "neither a folder nor")


def test_values_that_cannot_be_read_or_written_to_their_end_are_an_error(auditor: Auditor) -> None:
    words = [str(auditor.program), "canonical"]
    long = b'"' + bytes([65]) * 17 * MEBIBYTE + b'"\n'
    read = subprocess.run(words, input=long, capture_output=True, timeout=60, check=False)
    assert (read.returncode, read.stderr) == (2, b"auditor: bufio.Scanner: token too long\n")
    with Path("/dev/full").open("wb") as full:
        written = subprocess.run(
            words, input=b"1\n", stdout=full, stderr=subprocess.PIPE, timeout=60, check=False
        )
    assert written.returncode == 2
    assert b"no space left" in written.stderr


Answers = dict[str, tuple[int, bytes, int]]  # by path: status, body, and how many bytes are announced


@contextmanager
def served_over_http(answers: Answers) -> Iterator[tuple[str, list[str | None]]]:
    """Where these are the answers, and the authorization of each question."""
    asked: list[str | None] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.headers["Authorization"])
            status, body, length = answers.get(self.path.removeprefix("/log/"), (404, b"", 0))
            self.send_response(status)
            self.send_header("Content-Length", str(length))
            self.send_header("Location", "/log/elsewhere")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/log", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def answered(held: dict[str, bytes]) -> Answers:
    return {path: (200, body, len(body)) for path, body in held.items()}


def test_a_log_over_http_is_read_with_the_token_and_without_following_anybody(auditor: Auditor) -> None:
    answers = answered(Served(HELD).files)
    with served_over_http(answers) as (address, asked):
        assert auditor.run("-vkey", VKEY, "-token", "secret", address).accepted
        assert set(asked) == {"Bearer secret"}
        answers["elsewhere"] = answers["checkpoint"]
        answers["checkpoint"] = (302, b"", 0)
        names(auditor.run("-vkey", VKEY, "-token", "secret", address), "checkpoint was answered by 302")


@pytest.mark.parametrize(
    ("answer", "named"),
    [
        ((404, b"", 0), "checkpoint was answered by 404"),
        ((500, note_of(LEAVES), len(note_of(LEAVES))), "checkpoint was answered by 500"),
        ((200, note_of(LEAVES)[:-9], len(note_of(LEAVES))), "unexpected EOF"),
        ((200, bytes(33 * MEBIBYTE), 33 * MEBIBYTE), "checkpoint is too large"),
    ],
    ids=["absent", "broken", "cut", "too large"],
)
def test_an_answer_that_is_none_is_named(
    auditor: Auditor, answer: tuple[int, bytes, int], named: str
) -> None:
    with served_over_http(answered(Served(HELD).files) | {"checkpoint": answer}) as (address, _):
        names(auditor.run("-vkey", VKEY, address), named)


def test_an_address_where_nobody_answers_is_named(auditor: Auditor) -> None:
    with served_over_http({}) as (address, _):
        pass
    names(auditor.run("-vkey", VKEY, address), "connection refused")
    names(auditor.run("-vkey", VKEY, "http://%zz"), "invalid URL escape")


def base64(raw: bytes) -> str:
    return b64encode(raw).decode()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (f"{ORIGIN}\n20\n", "three lines"),
        (f"{ORIGIN}\n-20\n{base64(ROOT)}\n", "size"),
        (f"{ORIGIN}\n020\n{base64(ROOT)}\n", "size"),
        (f"{ORIGIN}\ntwenty\n{base64(ROOT)}\n", "size"),
        (f"{ORIGIN}\n{2**63}\n{base64(ROOT)}\n", "size"),
        (f"{ORIGIN}\n20\n{base64(ROOT[:31])}\n", "root is not a hash"),
        (f"{ORIGIN}\n20\n{base64(ROOT + ROOT[:1])}\n", "root is not a hash"),
        (f"{ORIGIN}\n20\n{base64(ROOT)}!\n", "root is not a hash"),
        (f"jejak.test/x\n20\n{base64(ROOT)}\n", "another log"),
    ],
)
async def test_a_signed_note_that_is_no_checkpoint_is_named(
    auditor: Auditor, tmp_path: Path, text: str, named: str
) -> None:
    folder = mirrored(tmp_path, Served(HELD))
    (folder / "checkpoint").write_bytes(sign_note(text, KEY).encode())
    names(auditor.run("-vkey", VKEY, folder), named)
    assert not (await verify_tiles(FolderSource(folder), KEY.verifying)).ok


def test_a_checkpoint_with_lines_of_extensions_is_accepted(auditor: Auditor, tmp_path: Path) -> None:
    folder = mirrored(tmp_path, Served(HELD))
    text = f"{ORIGIN}\n20\n{base64(ROOT)}\nmore\n"
    (folder / "checkpoint").write_bytes(sign_note(text, KEY).encode())
    assert auditor.run("-vkey", VKEY, folder).accepted


def proof(extra: bytes | None = LEAVES[5]) -> str:
    path = tuple(inclusion_proof(LEAVES, 5))
    return InclusionProof(index=5, path=path, note=note_of(LEAVES).decode(), extra=extra).encode()


LINES = proof().split("\n")  # header, extra, index, the path, nothing, the note
FIRST = LINES[3]


OF_ANOTHER_FORM = [
    "",
    LINES[0],
    f"{LINES[0]}\n\n",
    "\n\n",
    f"{LINES[0]}\n{LINES[1]}\n\n{note_of(LEAVES).decode()}",
    proof().replace("@v1", "@v2"),
    proof().replace("extra ", "extra !"),
    proof().replace("index 5", "index 05"),
    proof().replace("index 5", "index five"),
    proof().replace("index 5\n", ""),
    proof().replace("index", "place"),
    proof().replace(FIRST, f"{FIRST}!"),
    proof().replace(FIRST, base64(bytes(31))),
    proof().replace(FIRST, f"{FIRST[:-2]}{chr(ord(FIRST[-2]) + 1)}="),  # the same bytes, in another spelling
    proof().replace(FIRST, base64(b64decode(FIRST) + bytes(1))),
]
THAT_PROVE_NOTHING = [
    proof().replace("index 5", "index -5"),
    proof().replace("index 5", "index 20"),
    proof().replace(FIRST, base64(hashlib.sha256(b"").digest())),
    proof().replace(FIRST, f"{FIRST}\n{FIRST}"),
    proof().replace(f"{FIRST}\n", ""),
]
UNSIGNED = proof().partition("\n\n")[0] + "\n\n" + note_of(LEAVES).decode().partition("\n\n")[0]


@pytest.mark.parametrize(
    ("text", "named"),
    [(text, "not a tlog-proof file") for text in OF_ANOTHER_FORM]
    + [(text, "") for text in THAT_PROVE_NOTHING]
    + [(UNSIGNED, "malformed note")],
)
def test_a_proof_that_is_none_is_refused_by_both(
    auditor: Auditor, tmp_path: Path, text: str, named: str
) -> None:
    file = tmp_path / "p.tlog-proof"
    file.write_text(text)
    names(auditor.run("-vkey", VKEY, "-proof", file), f"proof {file}: {named}")
    with pytest.raises(ProofFileError):
        InclusionProof.decode(text).verify(LEAVES[5], [KEY.verifying])


def test_what_a_proof_is_about_must_be_there(auditor: Auditor, tmp_path: Path) -> None:
    file = tmp_path / "p.tlog-proof"
    file.write_text(proof(extra=None))

    def checked(*words: str | Path) -> Verdict:
        return auditor.run("-vkey", VKEY, "-proof", file, *words)

    assert checked("-leaf", LEAVES[5].hex()).accepted
    names(checked(), "no leaf hash to check")
    names(checked("-leaf", LEAVES[5].hex()[:-2]), "no leaf hash to check")
    names(checked("-leaf", LEAVES[5].hex() + "z"), "invalid byte")
    names(checked("-leaf", LEAVES[6].hex()), "invalid transparency proof")
    names(checked("-entry", tmp_path / "nothing"), "no such file")
    names(auditor.run("-vkey", VKEY, "-proof", tmp_path / "nothing"), "no such file")
    folder = mirrored(tmp_path / "mirror", Served(HELD))
    names(auditor.run("-vkey", VKEY, "-checkpoint", tmp_path / "nothing", folder), "no such file")
