"""`GET /api/user/me/`: the user of the access token."""

from usher import session
from usher.access import signed_in_user
from usher.access_tokens import AccessTokens
from usher.endpoint import api_address, endpoint, header
from usher.errors import NotSignedIn
from usher.users import Users

TOKENS = AccessTokens()
USERS = Users()


@endpoint("GET /api/user/me/", session.refusal)
def handler(event):
    claims = TOKENS.verify(bearer(header(event, "authorization") or ""))
    return session.me(signed_in_user(USERS, claims), api_address(event))


def bearer(authorization):
    """The token in `JWT <token>` or `Bearer <token>`."""
    scheme, _, token = authorization.strip().partition(" ")
    if scheme.lower() not in ("jwt", "bearer"):
        raise NotSignedIn
    return token.strip()
