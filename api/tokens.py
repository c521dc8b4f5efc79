"""Bearer tokens: who issued it, for whom, until when. A token names a person and nothing that person may do."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self
from uuid import UUID

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from domain.people import PersonId

ALGORITHMS = ("ES256", "ES512", "EdDSA")
TOKEN_TYPE = "at+jwt"  # an ID token or any other JWT of the issuer is not an access token (RFC 9068)
LONGEST_TOKEN = 8 * 1024
LONGEST_LIFE = 24 * 3600  # seconds a token may live, whatever its issuer says
LEEWAY = 30  # seconds


class TokenRefused(Exception):
    """The token cannot be accepted. The reason is a constant; nothing of the token is repeated."""


@dataclass(frozen=True, slots=True)
class TokenClaims:
    """What is read from a token: a person and the moment (Unix seconds) it stops being valid."""

    person: PersonId
    expires_at: int


class TokenReader:
    """Accepts compact JWS by keys of one set, from one issuer, for one audience."""

    def __init__(
        self, keys: KeySet, *, issuer: str, audience: str, now: Callable[[], float] = time.time
    ) -> None:
        self._keys = keys
        self._issuer = issuer
        self._audience = audience
        self._now = now

    @classmethod
    def from_file(cls, path: Path, *, issuer: str, audience: str) -> Self:
        """Read a JWK Set (RFC 7517) of public keys. Raises OSError or ValueError where it is none."""
        return cls(KeySet.import_key_set(json.loads(path.read_text())), issuer=issuer, audience=audience)

    def read(self, token: str) -> TokenClaims:
        """Raises TokenRefused for anything but a current access token of this issuer for this audience."""
        if len(token) > LONGEST_TOKEN or token.count(".") != 2 or not token.isascii():
            raise TokenRefused("not a compact token")
        try:
            decoded = jwt.decode(token, self._keys, algorithms=ALGORITHMS)
        except (JoseError, ValueError, TypeError, KeyError, RecursionError):
            raise TokenRefused("signature or form") from None
        if decoded.header.get("typ") != TOKEN_TYPE or "crit" in decoded.header:
            raise TokenRefused("not an access token")
        return self._claims(decoded.claims)

    def _claims(self, claims: dict[str, Any]) -> TokenClaims:
        if claims.get("iss") != self._issuer or claims.get("aud") != self._audience:
            raise TokenRefused("issuer or audience")
        expires_at, issued_at = claims.get("exp"), claims.get("iat")
        begins_at = claims.get("nbf", issued_at)
        if type(expires_at) is not int or type(issued_at) is not int or type(begins_at) is not int:
            raise TokenRefused("times")
        now = self._now()
        if not max(issued_at, begins_at) - LEEWAY <= now < expires_at:
            raise TokenRefused("expired or not yet valid")
        if expires_at - issued_at > LONGEST_LIFE:
            raise TokenRefused("lives too long")
        subject = claims.get("sub")
        if not isinstance(subject, str):
            raise TokenRefused("subject")
        try:
            return TokenClaims(person=PersonId(UUID(subject)), expires_at=expires_at)
        except ValueError:
            raise TokenRefused("subject") from None
