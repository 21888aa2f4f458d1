"""Authentication and authorization of callers."""

from usher.errors import Forbidden, NotSignedIn, UserNotFound
from usher.user import ADMIN


def signed_in_user(users, claims):
    """The user of a verified token, unless the session was revoked."""
    user = users.by_id(claims.user_id)
    if user is None or is_revoked(user, claims):
        raise NotSignedIn
    return user


def is_revoked(user, claims):
    """A session that began in the same second as the revocation is revoked."""
    return user.sessions_revoked_at is not None and claims.signed_in_at <= user.sessions_revoked_at


def user_by_email(users, caller, email):
    """The user with this address, for that user or an admin. Authorizes before it looks up anything."""
    if email == caller.email:
        return caller
    if caller.type != ADMIN:
        raise Forbidden
    user = users.by_email(email) if email else None
    if user is None:
        raise UserNotFound
    return user
