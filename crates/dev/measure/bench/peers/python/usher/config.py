"""The environment, read once at start-up."""

import os


def required(name):
    """The value of a variable that has to be set."""
    value = os.environ.get(name)
    if not value:
        raise RuntimeError(f"{name} is not set")
    return value


def optional(name):
    """The value of a variable, or None where it is not set or empty."""
    return os.environ.get(name) or None
