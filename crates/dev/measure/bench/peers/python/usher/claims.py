"""What an access token says, and which tokens are ours."""

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
    """Whose token it is, and when the person typed the password, in seconds since 1970."""

    user_id: str
    signed_in_at: int


def of_gateway(event):
    """The claims of the token that the gateway's Cognito authorizer verified; it checks neither client nor use."""
    try:
        claims = event["requestContext"]["authorizer"]["claims"]
        if seconds(claims["exp"]) <= time() or claims["iss"] != ISSUER:
            raise NotSignedIn
        return believe(claims)
    except (KeyError, TypeError, ValueError) as missing:
        raise NotSignedIn from missing


def believe(claims):
    """Takes claims of a verified, current token of our pool, if it is an access token of our client."""
    if claims["token_use"] != "access" or claims["client_id"] != CLIENT_ID or not UUID.fullmatch(claims["sub"]):
        raise NotSignedIn
    return AccessClaims(claims["sub"], seconds(claims["auth_time"]))


def seconds(claim):
    """The gateway hands times over as seconds since 1970, or as `Fri Apr 05 12:06:15 UTC 2019`."""
    try:
        return int(claim)
    except ValueError:
        return datetime.strptime(claim, "%a %b %d %H:%M:%S UTC %Y").replace(tzinfo=UTC).timestamp()
