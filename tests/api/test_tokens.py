"""A token is taken from its issuer, for us, while it lasts; everything else is refused, and by one sentence."""

import json
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives import serialization
from hypothesis import example, settings
from hypothesis import given as for_all
from hypothesis import strategies as st

from api.tokens import TokenReader, TokenRefused
from tests.support.tokens import NOW, PERSON, Signer, claims, encoded, hashed

ISSUER = Signer()
NOBODY = UUID(int=1)
STRANGER = Signer()  # its key has the same name as the issuer's
READER = TokenReader(ISSUER.public_set, issuer="issuer.test", audience="jejak.test", now=lambda: NOW)
GOOD = ISSUER.token()
PUBLIC_PEM = ISSUER.private.public_key().public_bytes(
    serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
)
PUBLIC_JWK = json.dumps(ISSUER.key.as_dict(private=False)).encode()


def test_a_current_token_of_the_issuer_names_its_person() -> None:
    read = READER.read(GOOD)

    assert (read.person, read.expires_at) == (PERSON, NOW + 3600)


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": NOW + 1},
        {"exp": NOW + 24 * 3600},
        {"iat": NOW + 30, "exp": NOW + 60},  # clocks differ a little
        {"nbf": NOW + 30},
        {"role": "NATIONAL_ADMIN", "scope": "everything"},  # said, and never believed
    ],
)
def test_what_does_not_matter_does_not_matter(changes: dict[str, Any]) -> None:
    assert READER.read(ISSUER.token(**changes)).person == PERSON


REFUSED_HEADERS: dict[str, dict[str, object]] = {
    "any JWT": {"typ": "JWT"},
    "an ID token without a type": {"typ": ...},
    "a type that is no text": {"typ": ["at+jwt"]},
    "a logout token": {"typ": "logout+jwt"},
    "another algorithm's name": {"alg": "ES384"},
    "an algorithm nobody allowed": {"alg": "RS256"},
    "an algorithm in a list": {"alg": ["ES256"]},
    "no algorithm": {"alg": ...},
    "algorithm none": {"alg": "none"},
    "algorithm None": {"alg": "None"},
    "an unknown key": {"kid": "key-2"},
    "a key that is a number": {"kid": 1},
    "an extension we must understand": {"crit": ["exp"], "exp": NOW + 3600},
    "an unencoded payload": {"crit": ["b64"], "b64": False},
}


@pytest.mark.parametrize("name", REFUSED_HEADERS)
def test_a_token_of_another_kind_is_refused_though_the_issuer_signed_it(name: str) -> None:
    with pytest.raises(TokenRefused):
        READER.read(ISSUER.token(header=REFUSED_HEADERS[name]))


REFUSED_CLAIMS: dict[str, dict[str, Any]] = {
    "another issuer": {"iss": "issuer.test.elsewhere"},
    "issuers in a list": {"iss": ["issuer.test"]},
    "no issuer": {"iss": ...},
    "another audience": {"aud": "other.test"},
    "audiences in a list": {"aud": ["jejak.test", "other.test"]},
    "one audience in a list": {"aud": ["jejak.test"]},
    "no audience": {"aud": ...},
    "no expiry": {"exp": ...},
    "an expiry of null": {"exp": None},
    "an expiry of all numbers": {"exp": 1e308},
    "a fractional expiry": {"exp": NOW + 3600.5},
    "an expiry in text": {"exp": str(NOW + 3600)},
    "an expiry that is a truth": {"exp": True},
    "an expiry in a list": {"exp": [NOW + 3600]},
    "an expiry of 400 digits": {"exp": 10**400},
    "expired this second": {"exp": NOW},
    "a life of more than a day": {"exp": NOW + 24 * 3600 + 1},
    "no issue time": {"iat": ...},
    "a fractional issue time": {"iat": float(NOW)},
    "issued at a fraction, valid from a second": {"iat": float(NOW), "nbf": NOW},
    "issued tomorrow": {"iat": NOW + 31, "exp": NOW + 3600},
    "issued tomorrow, valid since today": {"iat": NOW + 31, "exp": NOW + 3600, "nbf": NOW},
    "issued before all times, for ever": {"iat": -(10**12), "exp": NOW + 3600},
    "not valid before tomorrow": {"nbf": NOW + 31},
    "a beginning in text": {"nbf": "0"},
    "a beginning of all numbers": {"nbf": -1e308},
    "no subject": {"sub": ...},
    "a subject that is a name": {"sub": "Pengadu"},
    "a subject that is a number": {"sub": 7},
    "an empty subject": {"sub": ""},
    "more than 8 KiB": {"filling": "x" * 8192},
}


@pytest.mark.parametrize("name", REFUSED_CLAIMS)
def test_a_token_with_other_claims_is_refused_though_the_issuer_signed_it(name: str) -> None:
    with pytest.raises(TokenRefused):
        READER.read(ISSUER.token(**REFUSED_CLAIMS[name]))


def flattened(token: str) -> str:
    protected, payload, signature = token.split(".")
    return json.dumps({"protected": protected, "payload": payload, "signature": signature})


def nested(depth: int) -> bytes:
    return b'{"a":' * depth + b"1" + b"}" * depth


REFUSED_FORMS = {
    "nothing": "",
    "dots": "..",
    "no signature": GOOD.rpartition(".")[0] + ".",
    "two parts": GOOD.rpartition(".")[0],
    "five parts": f"{GOOD}.a.b",
    "JSON": flattened(GOOD),
    "JSON with three dots' worth": flattened(GOOD).replace("}", ', "a": ".."}'),
    "unsigned": f"{encoded({'alg': 'none', 'typ': 'at+jwt'})}.{encoded(claims())}.",
    "unsigned, with a signature": f"{encoded({'alg': 'none', 'typ': 'at+jwt'})}.{GOOD.partition('.')[2]}",
    "hashed with the public key's text": hashed(PUBLIC_PEM, ISSUER.header(alg="HS256"), claims()),
    "hashed with the public key's JWK": hashed(PUBLIC_JWK, ISSUER.header(alg="HS256"), claims()),
    "hashed with nothing": hashed(b"", ISSUER.header(alg="HS256"), claims()),
    "signed by a stranger": STRANGER.token(),
    "signed by a stranger, key enclosed": STRANGER.token(
        header={"jwk": STRANGER.key.as_dict(private=False), "kid": ...}
    ),
    "signed by a stranger, key elsewhere": STRANGER.token(header={"jku": "https://stranger.test/jwks.json"}),
    "another payload": ".".join(
        [GOOD.split(".")[0], encoded(claims(sub=str(STRANGER.kid))), GOOD.split(".")[2]]
    ),
    "a payload that is a list": ISSUER.signed(ISSUER.header(), b"[]"),
    "a payload that is a text": ISSUER.signed(ISSUER.header(), b'"a"'),
    "a payload that is null": ISSUER.signed(ISSUER.header(), b"null"),
    "a payload that is no JSON": ISSUER.signed(ISSUER.header(), b"\xff\x00"),
    "a payload that is deep": ISSUER.signed(ISSUER.header(), nested(1100)),
    "a payload with an integer of 5,000 digits": ISSUER.signed(
        ISSUER.header(), json.dumps(claims()).encode()[:-1] + b', "exp": ' + b"9" * 5000 + b"}"
    ),
    "a header that is a list": ISSUER.signed(b"[]", claims()),
    "a header that is no JSON": ISSUER.signed(b"\xff", claims()),
    "a header that is deep": ISSUER.signed(nested(1000), claims()),
    "letters of another script": GOOD[:-1] + "é",
    "spaces inside": GOOD.replace(".", " . "),
    "60 MB": "x" * 60_000_000,
}


@pytest.mark.parametrize("name", REFUSED_FORMS)
def test_a_token_of_another_form_or_signature_is_refused(name: str) -> None:
    with pytest.raises(TokenRefused):
        READER.read(REFUSED_FORMS[name])


@settings(max_examples=1000, deadline=None)
@for_all(
    place=st.integers(0, len(GOOD) - 1),
    put=st.text(alphabet=st.characters(codec="ascii"), max_size=3),
    length=st.integers(0, 3),
)
@example(place=len(GOOD) - 1, put="B", length=1)
def test_a_token_that_was_changed_anywhere_is_refused_or_says_the_same(
    place: int, put: str, length: int
) -> None:
    """The last letter of a signature has bits that mean nothing."""
    try:
        read = READER.read(GOOD[:place] + put + GOOD[place + length :])
    except TokenRefused:
        return
    assert read == READER.read(GOOD)


def test_a_refusal_repeats_nothing_of_the_token() -> None:
    for token in (ISSUER.token(sub="Sentinelwati"), ISSUER.token(iss="Sentinelwati"), f"{GOOD}Sentinelwati"):
        with pytest.raises(TokenRefused) as refused:
            READER.read(token)
        assert "Sentinel" not in str(refused.value)
        assert refused.value.__cause__ is None


def test_a_token_that_was_accepted_is_refused_once_it_has_expired() -> None:
    now = [NOW]
    reader = TokenReader(ISSUER.public_set, issuer="issuer.test", audience="jejak.test", now=lambda: now[0])
    assert reader.read(GOOD).person == PERSON

    now[0] = NOW + 3600

    with pytest.raises(TokenRefused):
        reader.read(GOOD)


def test_a_token_that_was_accepted_is_refused_while_the_clock_is_behind_it() -> None:
    now = [NOW]
    reader = TokenReader(ISSUER.public_set, issuer="issuer.test", audience="jejak.test", now=lambda: now[0])
    assert reader.read(GOOD).person == PERSON

    now[0] = NOW - 31

    with pytest.raises(TokenRefused):
        reader.read(GOOD)


def test_a_signature_is_looked_at_though_the_same_token_was_accepted_before() -> None:
    head, payload, signature = GOOD.split(".")
    assert READER.read(GOOD).person == PERSON

    with pytest.raises(TokenRefused):
        READER.read(f"{head}.{payload}.{STRANGER.token().split('.')[2]}")
    with pytest.raises(TokenRefused):
        READER.read(f"{head}.{encoded(claims(sub=str(NOBODY)))}.{signature}")


def test_no_more_tokens_are_remembered_than_the_bound_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.tokens.REMEMBERED", 3)
    reader = TokenReader(ISSUER.public_set, issuer="issuer.test", audience="jejak.test", now=lambda: NOW)

    for number in range(9):
        reader.read(ISSUER.token(jti=str(number)))

    assert reader.remembered == 3
