"""Parses a JSON body."""

import base64
import json


def no_constant(name):
    """Rejects `NaN` and `Infinity`, which Python accepts but JSON does not allow (RFC 8259 section 6)."""
    raise ValueError(name)


DECODER = json.JSONDecoder(parse_constant=no_constant)


def read_object(event):
    """The object in the body, or None if it is anything else."""
    body = event.get("body") or ""
    try:
        if event.get("isBase64Encoded"):
            body = base64.b64decode(body).decode()
        value = DECODER.decode(body)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
