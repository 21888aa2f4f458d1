"""`GET /user/{email}`: a user's record, for that person or an admin."""

from urllib.parse import unquote

from usher import directory
from usher.access import signed_in_user, user_by_email
from usher.claims import of_gateway
from usher.endpoint import endpoint
from usher.fields import Problem, parse_email
from usher.users import Users

USERS = Users()


@endpoint("GET /user/{email}", directory.refusal)
def handler(event):
    caller = signed_in_user(USERS, of_gateway(event))
    return directory.found(user_by_email(USERS, caller, wanted(event)))


def wanted(event):
    """The address in the path, or None for what nobody can have."""
    try:
        return parse_email(unquote(event["pathParameters"]["email"], errors="strict"))
    except (KeyError, TypeError, UnicodeDecodeError, Problem):
        return None
