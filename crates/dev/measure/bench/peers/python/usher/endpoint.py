"""What all endpoints share: error handling, and one log line per call."""

import json
import sys
from datetime import UTC, datetime
from time import perf_counter

from usher.config import optional
from usher.errors import Unavailable, UsherError

PUBLIC_BASE_URL = optional("PUBLIC_BASE_URL")
HEADERS = {"content-type": "application/json", "cache-control": "no-store", "x-content-type-options": "nosniff"}


def endpoint(route, refusal):
    """Turns a function that takes an event, and returns a response or raises an `UsherError`, into a Lambda handler."""

    def decorate(work):
        cold_start = True

        def handler(event, _context):
            nonlocal cold_start
            received, started = datetime.now(UTC), perf_counter()
            error = None
            try:
                response = work(event)
            except UsherError as refused:
                error = refused
                response = refusal(error)
            except Exception as unforeseen:
                # The message of an exception may contain data of the caller.
                error = Unavailable("answer the call", type(unforeseen).__name__)
                response = refusal(error)
            write_line(event, route, response["statusCode"], received, perf_counter() - started, cold_start, error)
            cold_start = False
            return response

        return handler

    return decorate


def write_line(event, route, status, received, seconds, cold_start, error):
    """Writes the log line that docs/logging.md describes."""
    line = {
        "time": received.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "level": "ERROR" if isinstance(error, Unavailable) else "INFO",
        "request_id": event["requestContext"]["requestId"],
        "route": route,
        "status": status,
        "duration_ms": round(seconds * 1000, 2),
        "cold_start": cold_start,
    }
    if error is not None:
        line["error"] = type(error).__name__
    if isinstance(error, Unavailable):
        line["causes"] = error.causes
    sys.stdout.write(compact(line) + "\n")
    sys.stdout.flush()


def answer(status, body):
    """A JSON response that must not be cached."""
    return {"statusCode": status, "headers": HEADERS, "body": compact(body) + "\n"}


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def header(event, name):
    """The first value of a header; `name` is in lower case."""
    for given, values in (event.get("multiValueHeaders") or {}).items():
        if given.lower() == name and values:
            return values[0]
    for given, value in (event.get("headers") or {}).items():
        if given.lower() == name:
            return value
    return None


def api_address(event):
    """The base URL of the API."""
    if PUBLIC_BASE_URL:
        return PUBLIC_BASE_URL
    gateway = event["requestContext"]
    return f"https://{gateway['domainName']}/{gateway['stage']}"
