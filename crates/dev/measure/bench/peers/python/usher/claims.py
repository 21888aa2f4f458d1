"""The claims of access tokens, and their validation."""

import re
from datetime import UTC, datetime
from time import time
from typing import NamedTuple

from usher.config import required
from usher.errors import NotSignedIn

CLIENT_ID = required("USER_POOL_CLIENT_ID")
USER_POOL_ID = required("USER_POOL_ID")
ISSUER = f"https://cognito-idp.{required('AWS_REGION')}.amazonaws.com/{USER_POOL_ID}"

UUID = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


class AccessClaims(NamedTuple):
    """The user of a token, and when they entered the password, in seconds since 1970."""

    user_id: str
    signed_in_at: int


def of_gateway(event):
    """The claims of the token that the gateway's Cognito authorizer verified; it does not check client and use."""
    try:
        claims = event["requestContext"]["authorizer"]["claims"]
        if seconds(claims["exp"]) <= time() or claims["iss"] != ISSUER:
            raise NotSignedIn
        return validate_claims(claims)
    except (KeyError, TypeError, ValueError) as missing:
        raise NotSignedIn from missing


def validate_claims(claims):
    """Validates the claims of a verified token: it must be an access token of this client."""
    if claims["token_use"] != "access" or claims["client_id"] != CLIENT_ID or not UUID.fullmatch(claims["sub"]):
        raise NotSignedIn
    return AccessClaims(claims["sub"], seconds(claims["auth_time"]))


def seconds(claim):
    """Parses a time of the gateway: seconds since 1970, or `Fri Apr 05 12:06:15 UTC 2019`."""
    try:
        return int(claim)
    except ValueError:
        return datetime.strptime(claim, "%a %b %d %H:%M:%S UTC %Y").replace(tzinfo=UTC).timestamp()
