"""6.11: stored bytes never change. Each shape that was ever written is read, and lifted to the class of today."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import fields
from datetime import date

import pytest

from domain import upcasters, wire
from domain.events import RatingGiven
from domain.upcasters import Facts
from domain.wire import MalformedFacts, UnknownEvent, pack, schema_hash, schema_of, unpack
from eventstore import canonical
from eventstore.tree import leaf_hash
from eventstore.verify_event import entry_of
from tests.support.cast import COMPLAINT
from tests.support.examples import example
from tests.support.goldens import GOLDEN, golden_of, read_golden

DAY = date(2026, 3, 9)
EVER = sorted(wire.versions())
NEWEST = [(name, version) for name, version in EVER if version == wire.version_of(name)]
THREE_STARS = b'{"complaint":"%b","stars":3}' % str(COMPLAINT).encode()


@pytest.mark.parametrize(("event_type", "version"), EVER)
def test_what_was_ever_written_is_read_as_an_event_of_today(event_type: str, version: int) -> None:
    facts = read_golden(event_type, version)["facts"].encode()
    event = unpack(event_type, version, facts, occurred_on=DAY)
    assert type(event) is wire.TYPES[event_type]
    assert unpack(event_type, wire.version_of(event_type), pack(event).facts, occurred_on=DAY) == event


@pytest.mark.parametrize(("event_type", "version"), EVER)
def test_what_was_ever_written_has_the_hashes_of_the_first_day(event_type: str, version: int) -> None:
    """The entry is parsed, commits to the facts and names the schema; its leaf hash is the one written down."""
    golden = read_golden(event_type, version)
    entry = entry_of(golden["entry"].encode())
    assert (entry["type"], entry["schema_version"]) == (event_type, version)
    assert entry["schema_hash"] == golden["schema_hash"] == schema_hash(event_type, version).hex()
    committed = hashlib.sha256(bytes.fromhex(golden["salt"]) + golden["facts"].encode()).hexdigest()
    assert entry["facts_commit"] == committed
    assert leaf_hash(golden["entry"].encode()).hex() == golden["leaf_hash"]


@pytest.mark.parametrize(("event_type", "version"), NEWEST)
def test_what_is_written_today_is_what_was_released(event_type: str, version: int) -> None:
    """A change here is a change to what is in logs already: give the event a new version and a step to it."""
    assert golden_of(event_type) == read_golden(event_type, version)
    assert unpack(event_type, version, pack(example(event_type)).facts, occurred_on=DAY) == example(
        event_type
    )


@pytest.mark.parametrize(("event_type", "version"), EVER)
def test_the_schema_of_every_released_version_is_kept(event_type: str, version: int) -> None:
    kept = json.loads((wire.SCHEMAS / f"{event_type}.{version}.json").read_text(encoding="utf-8"))
    assert schema_of(event_type, version) == kept
    assert hashlib.sha256(canonical.encode(kept)).digest() == schema_hash(event_type, version)


def test_nothing_is_kept_that_was_never_released_and_nothing_released_is_forgotten() -> None:
    ever = {f"{name}.{version}.json" for name, version in EVER}
    assert {path.name for path in GOLDEN.iterdir()} == ever
    assert {path.name for path in wire.SCHEMAS.iterdir()} == ever


def test_steps_belong_to_events() -> None:
    assert upcasters.STEPS.keys() <= wire.TYPES.keys()


class TestAStarWasOnceWorthTwo:
    """An event that got two new shapes: version 1 counted whole stars, 2 half ones, and 3 is today's class."""

    @pytest.fixture(autouse=True)
    def steps(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        def doubled(facts: Facts, occurred_on: date) -> Facts:
            return {**facts, "stars": facts["stars"] * 2, "day": occurred_on.isoformat()}

        def counted_from_the_day(facts: Facts, occurred_on: date) -> Facts:
            assert facts.pop("day") == occurred_on.isoformat()
            return {**facts, "stars": facts["stars"] + occurred_on.day}

        halves = schema_of("RatingGiven")
        monkeypatch.setattr(upcasters, "STEPS", {"RatingGiven": (doubled, counted_from_the_day)})
        kept = wire._kept_schema
        monkeypatch.setattr(
            wire, "_kept_schema", lambda name, version: kept(name, 1) if version == 1 else halves
        )
        wire._hash_of.cache_clear()
        yield
        wire._hash_of.cache_clear()

    def test_an_old_shape_is_lifted_step_by_step(self) -> None:
        assert unpack("RatingGiven", 1, THREE_STARS, occurred_on=DAY) == RatingGiven(
            complaint=COMPLAINT, stars=15
        )

    def test_a_shape_of_today_is_not_lifted(self) -> None:
        assert unpack("RatingGiven", 3, THREE_STARS, occurred_on=DAY) == RatingGiven(
            complaint=COMPLAINT, stars=3
        )

    def test_what_is_written_is_the_newest_version(self) -> None:
        assert pack(RatingGiven(complaint=COMPLAINT, stars=3)).schema_version == 3

    def test_every_version_has_its_schema(self) -> None:
        assert [version for name, version in wire.versions() if name == "RatingGiven"] == [1, 2, 3]
        assert schema_hash("RatingGiven", 1).hex() == read_golden("RatingGiven", 1)["schema_hash"]

    @pytest.mark.parametrize("version", [-1, 0, 4])
    def test_a_version_that_nobody_wrote_is_not_guessed(self, version: int) -> None:
        with pytest.raises(UnknownEvent):
            unpack("RatingGiven", version, THREE_STARS, occurred_on=DAY)
        with pytest.raises(UnknownEvent):
            schema_of("RatingGiven", version)

    @pytest.mark.parametrize(
        "facts",
        [
            THREE_STARS.replace(b"}", b',"unit":null}'),
            THREE_STARS.replace(b',"stars":3', b""),
            THREE_STARS.replace(b"3}", b'"3"}'),
            THREE_STARS.replace(b"3}", b"true}"),
            THREE_STARS.replace(b"3}", b"null}"),
            THREE_STARS.replace(b":3", b": 3"),
            THREE_STARS.replace(b'"stars"', b'"stars":3,"stars"'),
            THREE_STARS.replace(b"-", b""),
            b"[]",
        ],
        ids=range(9),
    )
    def test_an_old_shape_is_held_against_the_schema_of_its_own_version(self, facts: bytes) -> None:
        """Where a field too many went through, a step would have dropped it and nobody would have known."""
        with pytest.raises(MalformedFacts):
            unpack("RatingGiven", 1, facts, occurred_on=DAY)


@pytest.mark.parametrize(("event_type", "version"), EVER)
def test_a_schema_and_its_class_accept_the_same_facts(event_type: str, version: int) -> None:
    """What `check_shape` reads off a kept schema is what the codec of the class would have read."""
    from domain.codecs import check_shape

    facts = json.loads(read_golden(event_type, version)["facts"])
    schema = schema_of(event_type, version)
    check_shape(schema, facts, event_type)
    for name, value in facts.items():
        for other in _others(value):
            with pytest.raises(MalformedFacts):
                check_shape(schema, {**facts, name: other}, event_type)


def _others(value: object) -> Iterator[object]:
    """Values that no field holding this one may have."""
    yield {"no": "such object"}
    if not isinstance(value, bool):
        yield True
    if isinstance(value, str):
        yield 1
        yield "\0"
    if isinstance(value, list):
        yield [None]
    if isinstance(value, dict):
        yield dict.fromkeys(value)


def test_an_example_has_every_field_of_its_class() -> None:
    for name, kind in wire.TYPES.items():
        assert json.loads(read_golden(name, wire.version_of(name))["facts"]).keys() == {
            field.name for field in fields(kind)
        }
