"""`POST /api/user/login/`: signs in with an address and a password; returns tokens and the user."""

from usher import session
from usher.access import signed_in_user
from usher.body import read_object
from usher.endpoint import api_address, endpoint
from usher.errors import InvalidInput, NotSignedIn, WrongCredentials
from usher.fields import Problem, email, password
from usher.sessions import Sessions
from usher.users import Users

SESSIONS = Sessions()
USERS = Users()


@endpoint("POST /api/user/login/", session.refusal)
def handler(event):
    address, secret = credentials(read_object(event))
    opened = SESSIONS.sign_in(address, secret)
    try:
        user = signed_in_user(USERS, opened.claims)
    except NotSignedIn as missing:
        # Registration has not finished, or erasure has begun.
        raise WrongCredentials from missing
    return session.signed_in(opened, user, api_address(event))


def credentials(body):
    values, problems = [], {}
    for name, parse in (("email", email), ("password", password)):
        try:
            values.append(parse(body, name))
        except Problem as problem:
            problems[name] = [str(problem)]
    if problems:
        raise InvalidInput(problems)
    return values
