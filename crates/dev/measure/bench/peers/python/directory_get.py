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
    return directory.found(user_by_email(USERS, caller, requested_address(event)))


def requested_address(event):
    """The address in the path, or None if it is not a valid address."""
    try:
        return parse_email(unquote(event["pathParameters"]["email"], errors="strict"))
    except (KeyError, TypeError, UnicodeDecodeError, Problem):
        return None
