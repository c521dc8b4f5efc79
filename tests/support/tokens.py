"""Tokens made by hand, so that no library refuses to make the wrong ones."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc.jwk import ECKey, KeySet

PERSON: Final = UUID("5b0f5a6e-0b52-4c0e-9c5c-6f1f3ad5c001")
NOW: Final = int(time.time())


def encoded(part: bytes | Mapping[str, object]) -> str:
    """base64url of bytes, or of an object's JSON."""
    octets = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(octets).decode().rstrip("=")


class Signer:
    """One key of an issuer, and whatever it is asked to sign."""

    def __init__(self, kid: str = "key-1") -> None:
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.key = ECKey.import_key(self.private, {"kid": kid})
        self.kid = kid

    @property
    def public_set(self) -> KeySet:
        return KeySet([ECKey.import_key(self.private.public_key(), {"kid": self.kid})])

    def signed(self, header: bytes | Mapping[str, object], claims: bytes | Mapping[str, object]) -> str:
        """ES256 over header and claims as they are, whatever the header says."""
        text = f"{encoded(header)}.{encoded(claims)}"
        r, s = utils.decode_dss_signature(self.private.sign(text.encode(), ec.ECDSA(SHA256())))
        return f"{text}.{encoded(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"

    def header(self, **changes: object) -> dict[str, object]:
        return without_absent({"alg": "ES256", "typ": "at+jwt", "kid": self.kid, **changes})

    def token(self, *, header: Mapping[str, object] | None = None, **changes: Any) -> str:
        """A good token but for these changes; a claim of `...` is left out."""
        return self.signed(self.header(**(header or {})), claims(**changes))


def claims(**changes: object) -> dict[str, object]:
    """The claims of a good token but for these changes; a claim of `...` is left out."""
    good = {"iss": "issuer.test", "aud": "jejak.test", "sub": str(PERSON), "iat": NOW, "exp": NOW + 3600}
    return without_absent({**good, **changes})


def hashed(secret: bytes, header: Mapping[str, object], payload: Mapping[str, object]) -> str:
    """HS256 with any bytes as the secret."""
    text = f"{encoded(header)}.{encoded(payload)}"
    return f"{text}.{encoded(hmac.digest(secret, text.encode(), hashlib.sha256))}"


def without_absent(members: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in members.items() if value is not ...}
