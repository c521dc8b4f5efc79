"""The stored form of events: what was written once stays readable and keeps its bytes."""

import hashlib
import json
from dataclasses import replace
from datetime import date
from typing import Any, get_args

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from domain import wire
from domain.decree_events import DecreeEvent
from domain.events import (
    Access,
    ContentRedacted,
    ContentViewed,
    Event,
    PartiesIdentified,
    RatingGiven,
)
from domain.notice_events import NoticeEvent
from domain.office_events import OfficeEvent
from domain.oversight_events import OversightEvent
from domain.texts import Sealed, Shown, TextKind
from domain.vocabulary import Purpose
from domain.wire import MalformedFacts, UnknownEvent, pack, schema_hash, schema_of, texts_of, unpack
from tests.support.cast import COMPLAINT
from tests.support.examples import events, example
from tests.support.properties import PATIENT
from tests.support.samples import submitted, verified

DAY = date(2026, 3, 9)
RATING = pack(RatingGiven(complaint=COMPLAINT, stars=5))


@PATIENT
@for_all(events())
def test_what_is_packed_comes_back_the_same(event: wire.AnyEvent) -> None:
    packed = pack(event)
    assert unpack(packed.type, packed.schema_version, packed.facts, occurred_on=DAY) == event


@PATIENT
@for_all(events())
def test_facts_are_canonical(event: wire.AnyEvent) -> None:
    facts = pack(event).facts
    value = json.loads(facts)
    assert facts == json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def test_every_event_has_a_stored_name() -> None:
    unions = (Event, OfficeEvent, DecreeEvent, OversightEvent, NoticeEvent, Access)
    kinds = {kind for union in unions for kind in get_args(union)}
    assert set(wire.TYPES.values()) == kinds
    assert all(name == kind.__name__ for name, kind in wire.TYPES.items())


def test_a_schema_describes_exactly_the_fields() -> None:
    schema = schema_of("PartiesIdentified")
    facts = json.loads(pack(example("PartiesIdentified")).facts)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["additionalProperties"] is False
    assert schema["required"] == sorted(facts)
    properties: Any = schema["properties"]
    assert properties["complaint"] == {"type": "string", "format": "uuid"}
    assert properties["tier"]["enum"] == ["NATIONAL", "INSTITUTION", "LIAISON"]
    assert properties["reported_units"] == {"type": "array", "items": {"type": "string", "format": "uuid"}}
    assert properties["reported_name"]["anyOf"][1] == {"type": "null"}


def test_a_schemas_hash_can_be_recomputed_from_the_schema() -> None:
    text = json.dumps(schema_of("RatingGiven"), sort_keys=True, separators=(",", ":"))
    assert schema_hash("RatingGiven") == hashlib.sha256(text.encode()).digest()


@pytest.mark.parametrize(("event_type", "version"), [("ComplaintStopped", 1), ("RatingGiven", 2), ("", 0)])
def test_an_unknown_type_or_version_is_not_guessed(event_type: str, version: int) -> None:
    with pytest.raises(UnknownEvent):
        unpack(event_type, version, RATING.facts, occurred_on=DAY)


def test_an_unknown_type_has_no_schema() -> None:
    with pytest.raises(UnknownEvent):
        schema_of("ComplaintStopped")


@pytest.mark.parametrize(
    "facts",
    [
        b"",
        b"null",
        b"[]",
        b"\xff",
        b"[" * 200_000,
        b'{"stars":5}',
        RATING.facts.replace(b'"stars":5', b'"stars":5,"unit":null'),
        RATING.facts.replace(b'"stars":5', b'"stars":5.0'),
        RATING.facts.replace(b'"stars":5', b'"stars":true'),
        RATING.facts.replace(b'"stars":5', b'"stars":"5"'),
        RATING.facts.replace(b'"stars":5', b'"stars":9007199254740992'),
        RATING.facts.replace(b'"stars":5', b'"stars": 5'),
        RATING.facts.replace(b'"stars":5', b'"stars":5,"stars":5'),
        RATING.facts.replace(b"-", b""),
        RATING.facts.upper().replace(b"COMPLAINT", b"complaint").replace(b"STARS", b"stars"),
        RATING.facts + b"\n",
    ],
    ids=range(16),
)
def test_what_pack_would_not_have_written_is_malformed(facts: bytes) -> None:
    with pytest.raises(MalformedFacts):
        unpack("RatingGiven", 1, facts, occurred_on=DAY)


@PATIENT
@for_all(events(), st.data())
def test_one_field_more_or_less_is_malformed(event: wire.AnyEvent, data: st.DataObject) -> None:
    packed = pack(event)
    value = json.loads(packed.facts)
    name = data.draw(st.sampled_from(sorted(value)))
    del value[name]
    facts = json.dumps(value, sort_keys=True, separators=(",", ":")).encode()
    with pytest.raises(MalformedFacts):
        unpack(packed.type, packed.schema_version, facts, occurred_on=DAY)


@pytest.mark.parametrize("words", ["\0", "a\ud800"])
def test_text_that_json_cannot_carry_exactly_is_refused(words: str) -> None:
    with pytest.raises(MalformedFacts):
        pack(replace(submitted(), tracking_number=words))


def test_a_message_names_the_place_and_never_the_value() -> None:
    facts = pack(verified()[2]).facts.replace(b'"OBJECT"', b'"SENTINEL"')
    with pytest.raises(MalformedFacts, match=r"^PartiesIdentified\.object\.kind: not a TextKind$"):
        unpack("PartiesIdentified", wire.version_of("PartiesIdentified"), facts, occurred_on=DAY)


def test_the_texts_of_an_event_are_its_handles_in_the_order_of_its_fields() -> None:
    assert texts_of(submitted()) == (Sealed(TextKind.IDENTITY, 0), Sealed(TextKind.NARRATIVE, 1))
    redacted = verified(anonymous=True)[-1]
    assert isinstance(redacted, ContentRedacted)
    assert texts_of(redacted) == (
        Shown(TextKind.HEADLINE, 1),
        Shown(TextKind.SHOWN_TEXT, 2),
        Sealed(TextKind.REDACTED_NARRATIVE, 3),
    )
    parties = verified()[2]
    assert isinstance(parties, PartiesIdentified)
    assert texts_of(parties) == (Sealed(TextKind.OBJECT, 0),)
    viewed = ContentViewed(complaint=COMPLAINT, purpose=Purpose.AUDIT, kinds=(TextKind.OBJECT,), version=1)
    assert texts_of(viewed) == ()


def test_no_fact_holds_free_text() -> None:
    """Only names of offices and closed words are strings in facts; whatever people wrote is a handle."""
    allowed = {
        "policy",
        "calendar",
        "tracking_number",
        "category",
        "code",
        "name",
        "label_id",
        "label_en",
        "command",
        "rule",
        "clause",
        "version",
        "instrument",
    }
    for name in wire.TYPES:
        properties: Any = schema_of(name)["properties"]
        plain = {field for field, schema in properties.items() if schema == {"type": "string"}}
        assert plain <= allowed, name
