"""The errors of the functions. The log has the name of the class."""


class UsherError(Exception):
    """The base class of all errors."""


class InvalidInput(UsherError):
    """Invalid input; `fields` has the messages for each field."""

    def __init__(self, fields):
        super().__init__()
        self.fields = fields


class WrongCredentials(UsherError):
    """Unknown address or wrong password."""


class NotSignedIn(UsherError):
    """No token, or an invalid or expired one."""


class Forbidden(UsherError):
    """The caller is not allowed to do this."""


class UserNotFound(UsherError):
    """There is no such user."""


class TooManyAttempts(UsherError):
    """Too many attempts in a short time."""


class Unavailable(UsherError):
    """An internal error; `causes` are for the log, and have no personal data."""

    def __init__(self, *causes):
        super().__init__()
        self.causes = causes
