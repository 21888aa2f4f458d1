"""The configuration, read from the environment once during init."""

import os


def required(name):
    """The value of a required variable."""
    value = os.environ.get(name)
    if not value:
        raise RuntimeError(f"{name} is not set")
    return value


def optional(name):
    """The value of a variable, or None if it is not set or empty."""
    return os.environ.get(name) or None
