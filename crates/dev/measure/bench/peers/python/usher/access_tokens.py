"""Verification of access tokens against the pool's published keys, which are fetched once and kept."""

import jwt

from usher.claims import ISSUER, USER_POOL_ID, validate_claims
from usher.config import optional
from usher.errors import NotSignedIn, Unavailable

DAY = 24 * 60 * 60


class AccessTokens:
    """The tokens of the pool and its client."""

    def __init__(self):
        emulator = optional("AWS_ENDPOINT_URL")
        base = f"{emulator.rstrip('/')}/{USER_POOL_ID}" if emulator else ISSUER
        # An unknown key id causes at most one request per minute, so that forged ids cannot flood the key endpoint.
        self._keys = jwt.PyJWKClient(f"{base}/.well-known/jwks.json", timeout=3, lifespan=DAY, cooldown_duration=60)

    def verify(self, token):
        """Verifies an access token; returns its claims."""
        try:
            unverified = jwt.get_unverified_header(token)
            if unverified["alg"] != "RS256":
                raise NotSignedIn
            key = self._keys.get_signing_key(unverified.get("kid"))
            return validate_claims(jwt.decode(token, key, ["RS256"], issuer=ISSUER, options={"require": ["exp", "iss"]}))
        except jwt.PyJWKClientConnectionError as failure:
            raise Unavailable("fetch the pool's keys", type(failure.__cause__).__name__) from failure
        except (jwt.PyJWTError, KeyError, TypeError, ValueError) as refused:
            raise NotSignedIn from refused
