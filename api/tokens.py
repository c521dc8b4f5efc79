"""Bearer tokens: who issued it, for whom, until when. A token names a person and nothing that person may do."""

import hashlib
import json
import time
from collections import OrderedDict
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
REMEMBERED = 4096  # tokens


class TokenRefused(Exception):
    """The token cannot be accepted. The reason is a constant; nothing of the token is repeated."""


@dataclass(frozen=True, slots=True)
class TokenClaims:
    """What is read from a token: a person, and from when to when (Unix seconds, the latter excluded) it is valid."""

    person: PersonId
    begins_at: int
    expires_at: int


class TokenReader:
    """Accepts compact JWS by keys of one set, from one issuer, for one audience.

    A signature that held once holds as long as the keys do, and they are fixed here; so tokens that were accepted are
    remembered by their digest, and only their times are looked at again. Checking a signature costs more than reading
    an inbox.
    """

    def __init__(
        self, keys: KeySet, *, issuer: str, audience: str, now: Callable[[], float] = time.time
    ) -> None:
        self._keys = keys
        self._issuer = issuer
        self._audience = audience
        self._now = now
        self._accepted: OrderedDict[bytes, TokenClaims] = OrderedDict()

    @classmethod
    def from_file(cls, path: Path, *, issuer: str, audience: str) -> Self:
        """Read a JWK Set (RFC 7517) of public keys. Raises OSError or ValueError where it is none."""
        return cls(KeySet.import_key_set(json.loads(path.read_text())), issuer=issuer, audience=audience)

    @property
    def remembered(self) -> int:
        """How many accepted tokens are remembered."""
        return len(self._accepted)

    def read(self, token: str) -> TokenClaims:
        """Raises TokenRefused for anything but a current access token of this issuer for this audience."""
        if len(token) > LONGEST_TOKEN or token.count(".") != 2 or not token.isascii():
            raise TokenRefused("not a compact token")
        digest = hashlib.sha256(token.encode("ascii")).digest()
        found = self._accepted.get(digest)
        claims = self._verified(token) if found is None else found
        if not claims.begins_at - LEEWAY <= self._now() < claims.expires_at:
            self._accepted.pop(digest, None)
            raise TokenRefused("expired or not yet valid")
        self._accepted[digest] = claims
        self._accepted.move_to_end(digest)
        if len(self._accepted) > REMEMBERED:
            self._accepted.popitem(last=False)
        return claims

    def _verified(self, token: str) -> TokenClaims:
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
        if expires_at - issued_at > LONGEST_LIFE:
            raise TokenRefused("lives too long")
        subject = claims.get("sub")
        if not isinstance(subject, str):
            raise TokenRefused("subject")
        try:
            person = PersonId(UUID(subject))
        except ValueError:
            raise TokenRefused("subject") from None
        return TokenClaims(person=person, begins_at=max(issued_at, begins_at), expires_at=expires_at)
