"""Validation of fields, and its error messages."""

import re

MAX_EMAIL = 128
MAX_LOCAL_PART = 64
MAX_PASSWORD = 256

# The control characters, line and paragraph separators, and Unicode's Bidi_Control characters.
FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")

# The rule of <input type="email"> in HTML, with dots only between other characters and two labels at least.
LOCAL_PART = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
EMAIL = re.compile(rf"({LOCAL_PART})@{LABEL}(?:\.{LABEL})+")


class Problem(Exception):
    """What is wrong with a field, as a message for the user."""


def text(body, name):
    """The text in a field of the body."""
    if body is None:
        raise Problem("The request body cannot be read.")
    value = body.get(name)
    if value is None:
        raise Problem("This field is required.")
    if not isinstance(value, str):
        raise Problem("This field must be a string.")
    return value


def email(body, name):
    """The address in a field of the body."""
    return parse_email(text(body, name))


def parse_email(given):
    """An address in its stored form: without spaces around it, in lower case."""
    trimmed = given.strip(" ")
    if not trimmed:
        raise Problem("This field may not be blank.")
    if FORBIDDEN.search(trimmed):
        raise Problem("This field may not contain control or text-direction characters.")
    if len(trimmed) > MAX_EMAIL:
        raise Problem(f"Ensure this field has no more than {MAX_EMAIL} characters.")
    matched = EMAIL.fullmatch(trimmed)
    if not matched or len(matched[1]) > MAX_LOCAL_PART:
        raise Problem("Enter a valid email address.")
    return trimmed.lower()


def password(body, name):
    """A password for signing in, which need not follow the rules for new ones."""
    given = text(body, name)
    if not given:
        raise Problem("This field may not be blank.")
    # The limit counts UTF-16 code units.
    if len(given.encode("utf-16-le", "surrogatepass")) > 2 * MAX_PASSWORD:
        raise Problem(f"Ensure this field has no more than {MAX_PASSWORD} characters.")
    return given
