"""A stand-in for the identity provider: signs tokens for demonstration officers, in development alone."""

import json
import time
from collections.abc import Callable
from pathlib import Path

from joserfc import jwt
from joserfc.jwk import ECKey

from api.devtools.secrets import write_private
from api.settings import Settings
from api.tokens import TOKEN_TYPE
from domain.people import PersonId

ALGORITHM = "ES256"
LIFE = 12 * 3600  # seconds


class DevelopmentIssuer:
    """Holds a private key that the deployment of a real office never sees."""

    def __init__(self, settings: Settings, *, now: Callable[[], float] = time.time) -> None:
        """Read the key, or make it together with the public set that the API checks by.

        Raises SettingsError in production.
        """
        settings.refuse_in_production("The token issuer of make dev")
        self._issuer = settings.issuer
        self._audience = settings.audience
        self._now = now
        self._key = _key(settings.data_dir / "secrets" / "issuer.json", settings.token_keys)

    def token(self, person: PersonId) -> str:
        """An access token for one person (RFC 9068), valid for twelve hours."""
        now = int(self._now())
        claims: dict[str, object] = {
            "iss": self._issuer,
            "aud": self._audience,
            "sub": str(person),
            "iat": now,
            "exp": now + LIFE,
        }
        header = {"alg": ALGORITHM, "typ": TOKEN_TYPE, "kid": self._key.kid}
        return jwt.encode(header, claims, self._key, algorithms=[ALGORITHM])


def _key(private: Path, public: Path) -> ECKey:
    private.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if private.exists():
        key = ECKey.import_key(json.loads(private.read_text(encoding="utf-8")))
    else:
        key = ECKey.generate_key("P-256", auto_kid=True)
        write_private(private, json.dumps(key.as_dict(private=True)) + "\n")
    if not public.exists():
        write_private(public, json.dumps({"keys": [key.as_dict(private=False)]}) + "\n")
    return key
