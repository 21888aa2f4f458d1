"""Why a function did not do what it was asked. A class's name is what the log shows."""


class UsherError(Exception):
    """The base of all of them."""


class InvalidInput(UsherError):
    """What the caller gave breaks a rule; `fields` holds the sentences of each field."""

    def __init__(self, fields):
        super().__init__()
        self.fields = fields


class WrongCredentials(UsherError):
    """No such address, or not its password."""


class NotSignedIn(UsherError):
    """No token, or one that is not valid (any more)."""


class Forbidden(UsherError):
    """The caller may not do this."""


class UserNotFound(UsherError):
    """There is no such user."""


class TooManyAttempts(UsherError):
    """Too many attempts at one thing in a short time."""


class Unavailable(UsherError):
    """Something of ours did not work; `causes` are for the log, without personal data."""

    def __init__(self, *causes):
        super().__init__()
        self.causes = causes
