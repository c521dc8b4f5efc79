"""What is asked, by whom, and how each server's answer is read, so that all can be held to the same one."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal
from urllib.parse import quote

Document = Literal["inbox", "case"]
DOCUMENTS: tuple[Document, ...] = ("inbox", "case")
TITLES: Mapping[Document, str] = {"inbox": "Inbox of 50", "case": "Case with 20 history entries"}

_ITEM = "task dueOn complaint { trackingNumber status tier headline dueOn unit { name } }"
_HEAD = "trackingNumber status tier headline submittedAt dueOn unit { name } institution { name }"
_ENTRY = "type occurredAt actorRole dueOn unit { name }"
_POSTGRAPHILE_NAMES = (
    ("unit {", "unit: unitObject {"),
    ("institution {", "institution: institutionObject {"),
    ("complaint {", "complaint: caseFile {"),
)


def _renamed(selection: str) -> str:
    for ours, theirs in _POSTGRAPHILE_NAMES:
        selection = selection.replace(ours, theirs)
    return selection


JEJAK: Mapping[Document, str] = {
    "inbox": "query Inbox { inbox(first: 50) { edges { node { " + _ITEM + " } } } }",
    "case": "query Case($number: String!) { complaint(trackingNumber: $number) { "
    + _HEAD
    + " history { position "
    + _ENTRY
    + " } } }",
}
STRAWBERRY: Mapping[Document, str] = {
    "inbox": "query Inbox($audience: String!) { inbox(first: 50, audience: $audience) { edges { node { "
    + _ITEM
    + " } } } }",
    "case": JEJAK["case"],
}
BERRYQL: Mapping[Document, str] = {
    "inbox": "query Inbox($audience: String!) { inbox(limit: 50, audience: $audience) { " + _ITEM + " } }",
    "case": "query Case($number: String!) { complaints(number: $number) { "
    + _HEAD
    + " history { position: id "
    + _ENTRY
    + " } } }",
}
POSTGRAPHILE: Mapping[Document, str] = {
    "inbox": "query Inbox($audience: String!) { inbox: allInboxItems(first: 50, condition: {audience: $audience}, "
    "orderBy: [DUE_ON_ASC, COMPLAINT_ASC]) { edges { node { " + _renamed(_ITEM) + " } } } }",
    "case": "query Case($number: String!) { complaint: caseFileByTrackingNumber(trackingNumber: $number) { "
    + _renamed(_HEAD)
    + " history(orderBy: [POSITION_ASC]) { nodes { position "
    + _renamed(_ENTRY)
    + " } } } }",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """An officer who asks: the audience of the unit, a bearer token, and cases with a whole history that they see."""

    audience: str
    token: str
    cases: tuple[str, ...]


Ask = Callable[[Document, Viewer, str], bytes]
"""A whole HTTP request for a document, by a viewer, about a case."""


def requests(ask: Ask, document: Document, viewers: Sequence[Viewer]) -> list[bytes]:
    """Requests in which place k always belongs to viewer k modulo their number; every viewer asks about their cases."""
    if document == "inbox":
        return [ask(document, viewer, "") for viewer in viewers]
    longest = max(len(viewer.cases) for viewer in viewers)
    return [
        ask(document, viewer, viewer.cases[turn % len(viewer.cases)])
        for turn in range(longest)
        for viewer in viewers
    ]


def graphql(documents: Mapping[Document, str], *, signed_in: bool = False) -> Ask:
    """POST /graphql. Signed in, the token says whose inbox it is; otherwise the client names the audience."""

    def ask(document: Document, viewer: Viewer, number: str) -> bytes:
        known = {"audience": viewer.audience, "number": number}
        variables = {name: value for name, value in known.items() if f"${name}" in documents[document]}
        body = json.dumps({"query": documents[document], "variables": variables}).encode()
        headers = {"content-type": "application/json", "content-length": str(len(body))}
        if signed_in:
            headers["authorization"] = f"Bearer {viewer.token}"
        return _head("POST", "/graphql", headers) + body

    return ask


def rest(prefix: str) -> Ask:
    """GET from a hand-written endpoint."""

    def ask(document: Document, viewer: Viewer, number: str) -> bytes:
        query = f"audience={quote(viewer.audience)}" + (f"&number={number}" if number else "")
        return _head("GET", f"/{prefix}/{document}?{query}", {})

    return ask


def meaning(document: Document, body: bytes) -> Any:
    """What an answer says, whatever its server's habits: lists without wrappers, positions as text, moments in UTC."""
    data = json.loads(body)["data"]
    if document == "inbox":
        found = data["inbox"]
        return found if isinstance(found, list) else [edge["node"] for edge in found["edges"]]
    case = data["complaints"][0] if "complaints" in data else data["complaint"]
    history = case["history"]
    entries = history if isinstance(history, list) else history["nodes"]
    entries = [
        {**entry, "position": str(entry["position"]), "occurredAt": _moment(entry["occurredAt"])}
        for entry in entries
    ]
    return {**case, "submittedAt": _moment(case["submittedAt"]), "history": entries}


def _head(method: str, target: str, headers: Mapping[str, str]) -> bytes:
    lines = [
        f"{method} {target} HTTP/1.1",
        "host: 127.0.0.1",
        *(f"{name}: {text}" for name, text in headers.items()),
    ]
    return "\r\n".join([*lines, "", ""]).encode()


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
