"""The schemathesis hooks of `cargo xtask fuzz`: what schemathesis cannot know about Usher (settings: fuzz.toml).

USHER_CALLER  the user who calls, as `POST /register` returns them; not set for anonymous calls
USHER_TOKEN   the access token of that user

Requests that modify a user only address users that this run has created. No request may erase the caller, since the
rest of the run would then fail to authenticate.
"""

import base64
import json
import os
import random
import struct
import uuid
import zlib

import requests
import schemathesis
from hypothesis import strategies

# Not the functions of `random`, which Hypothesis seeds again for each example.
chance = random.SystemRandom()

CALLER = json.loads(os.environ.get("USHER_CALLER", "null"))
TOKEN = os.environ.get("USHER_TOKEN")

# The users that this run may modify, by their number; cursors, pictures and erasures from earlier responses.
users = {CALLER["number"]: CALLER["email"]} if CALLER else {}
cursors, pictures, erasures = [], [], []
# The ids of users that can be mailed a removal link. None of them is erased: the tokens are in the mails.
mailable = [CALLER["id"]] if CALLER else []


if TOKEN:

    @schemathesis.auth()
    class SignedIn:
        """Sends the caller's token, with either scheme where both are accepted."""

        def get(self, case, context):
            return TOKEN

        def set(self, case, token, context):
            scheme = chance.choice(["JWT", "Bearer"]) if "session" in case.operation.tags else "Bearer"
            case.headers["Authorization"] = f"{scheme} {token}"


# ---------------------------------------------------------------- requests


def png(color):
    """A picture of one pixel."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header, pixel = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0), zlib.compress(b"\0" + color)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixel) + chunk(b"IEND", b"")


# Files in openapi.yaml are pictures; any other content would be rejected.
schemathesis.openapi.format("binary", strategies.binary(min_size=3, max_size=3).map(png))


def is_valid(case):
    """Whether the request is meant to be valid by openapi.yaml."""
    return case.meta is not None and case.meta.generation.mode.is_positive


@schemathesis.hook
def before_call(context, case, kwargs):
    address_known_user(case)
    spare_the_caller(case)
    if is_valid(case):
        use_known_cursor(case)
        use_valid_picture(case)
        use_unique_names(case)
        use_mailable_user(case)


def address_known_user(case):
    """Replaces the user in the path by one that this run has created, or by one that does not exist."""
    path = case.path_parameters or {}
    spared = CALLER["number"] if CALLER and erases(case) else None
    known = [user for user in list(users.items()) if user[0] != spared]
    number, email = chance.choice([*known, (chance.randint(1, 2**53 - 1), f"{uuid.uuid4()}@usher.example")])
    if str(path.get("id", "")).isdigit():
        path["id"] = number
    if "@" in str(path.get("email", "")) or ("email" in path and is_valid(case)):
        path["email"] = email
    if "image_name" in path and is_valid(case) and pictures:
        path["image_name"] = chance.choice(pictures)
    if "erasure_id" in path and is_valid(case) and erasures:
        path["erasure_id"] = chance.choice(erasures)


def erases(case):
    return case.operation.method.upper() == "DELETE"


def spare_the_caller(case):
    """Sends the deletion of the own account as a new user, since the caller is needed for further requests."""
    if operation_id(case.operation) == "deleteAccount" and case.headers.get("Authorization") == f"Bearer {TOKEN}":
        case.headers["Authorization"] = f"Bearer {token_of_new_user(case.operation.base_url)}"


def token_of_new_user(api):
    credentials = {"email": f"{uuid.uuid4()}@usher.example", "password": uuid.uuid4().hex}
    for path in ("/register", "/api/user/login/"):
        response = requests.post(f"{api}{path}", json=credentials, timeout=30)
        response.raise_for_status()
    return response.json()["tokens"]["access"]


def use_known_cursor(case):
    """A cursor cannot be generated: uses one from an earlier page, or none."""
    query = case.query or {}
    if query.pop("cursor", None) is not None:
        wanted = query.get("type")
        known = [cursor for kind, cursor in cursors if wanted is None or kind == str(wanted)]
        if known:
            query["cursor"] = chance.choice(known)


def use_valid_picture(case):
    """A picture in base64 cannot be generated from the schema either."""
    if isinstance(case.body, dict) and case.media_type == "application/json" and case.body.get("profile_pic"):
        case.body["profile_pic"] = base64.b64encode(png(chance.randbytes(3))).decode()


def use_unique_names(case):
    """Generated names repeat, so most would be taken: half of them are made unique, and all of those in examples."""
    if not isinstance(case.body, dict) or case.media_type != "application/json":
        return
    email = (case.body.get("email") or "").lstrip()
    if chance.random() < 0.5 and not email.rstrip().lower().endswith("@example.com"):
        return
    if 0 < email.find("@") < 50 and len(email) < 115:
        case.body["email"] = f"{chance.randbytes(5).hex()}.{email}"
    for name in ("userId", "account_id"):
        if case.body.get(name):
            case.body[name] = f"A{chance.randbytes(12).hex()}"


def use_mailable_user(case):
    """A generated user id does not exist: uses one that can be mailed a link."""
    if "removal" in case.operation.tags and isinstance(case.body, dict) and mailable:
        case.body["user_id"] = chance.choice(mailable)


# ---------------------------------------------------------------- responses


@schemathesis.hook
def after_call(context, case, response):
    try:
        body = response.json()
    except ValueError:
        return
    if response.status_code not in (200, 201) or not isinstance(body, dict):
        return
    if erases(case):
        forget(case.path_parameters or {})
        if "erasure_id" in body:
            erasures.append(body["erasure_id"])
    else:
        remember(case.operation, body)


def operation_id(operation):
    return operation.definition.raw["operationId"]


def forget(path):
    """Removes an erased user from the known ones."""
    for number, email in list(users.items()):
        if path.get("id") == number or path.get("email") == email:
            users.pop(number, None)


def remember(operation, body):
    """Keeps created and updated users, pictures and cursors for later requests."""
    data = body.get("data", body)
    if isinstance(data, dict):
        number = data.get("number") or data.get("id")
        if number in users or operation_id(operation) in ("register", "createUser"):
            users[number] = data["email"]
        if operation_id(operation) == "registerPerson":
            mailable.append(data["id"])
        if CALLER and data.get("id") == CALLER["id"]:
            users[CALLER["number"]] = data["email"]
        if data.get("profile_pic"):
            pictures.append(data["profile_pic"].rsplit("/", 1)[1])
    if "next" in body:
        cursor = body["next"]
        kind = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().split(" ")[0]
        cursors.append((kind, cursor))


# ---------------------------------------------------------------- failures to ignore, each with its reason


@schemathesis.hook
def filter_failure(context, failure, case, response):
    return not any(ignores(failure, case, response) for ignores in IGNORED)


def json_body(response):
    """The body, or None if it is not JSON: the removal document also has HTML pages."""
    try:
        return response.json()
    except ValueError:
        return None


def undefined_method(failure, case, response):
    """The gateway responds to an undefined method with 404; only the session document requires 405."""
    if failure.code != "ST204" or "session" in case.operation.tags:
        return False
    return response.status_code == 404 and response.json()["message"] == "There is nothing here."


def options_of_every_path(failure, case, response):
    """OPTIONS works on every path; openapi.yaml documents it once for all of them."""
    return failure.code == "ST204" and response.request.method == "OPTIONS" and response.status_code == 204


def taken(failure, case, response):
    """The session document requires 400 for an address that is taken, which no schema can express."""
    return failure.code == "ST202" and json_body(response) == {"email": ["This value is already taken."]}


def wrong_credentials(failure, case, response):
    """It also requires 400 for wrong credentials, and generated ones are wrong."""
    return failure.code == "ST202" and json_body(response) == {"password": ["The email or the password is wrong."]}


def unknown_user_or_token(failure, case, response):
    """The removal document requires 400 for a user who does not exist, and for a token that was not mailed to them."""
    if failure.code != "ST202" or response.status_code != 400 or not isinstance(case.body, dict):
        return False
    if operation_id(case.operation) == "requestRemoval":
        return case.body["user_id"] not in mailable
    return operation_id(case.operation) == "confirmRemoval"


def control_character_in_part_name(failure, case, response):
    """The name of a form part is in a header, which cannot have control characters; generated names have some."""
    if failure.code != "ST202" or case.media_type != "multipart/form-data":
        return False
    return any(character < " " or character == "\x7f" for name in case.body for character in name)


def text_in_form(failure, case, response):
    """In a form every value is text, so that a number in place of a text is valid."""
    if failure.code != "ST201" or case.media_type != "multipart/form-data" or not isinstance(case.body, dict):
        return False
    return any(not isinstance(value, str) for value in case.body.values())


# Rules that no schema can express: Unicode properties, common passwords, passwords that are easy to guess for a user.
BEYOND_THE_SCHEMA = {
    "A password may not contain control characters, invisible characters or unassigned code points.",
    "This password is too common; choose one that is harder to guess.",
    "A password may not be your email address, its first part, your name or your account id.",
    "This field may not be blank.",
}


def beyond_the_schema(failure, case, response):
    """Names and passwords that are rejected for such a rule only."""
    body = json_body(response)
    if failure.code != "ST202" or response.status_code != 400 or not isinstance(body, dict):
        return False
    fields = body.get("errors") or body.get("data") or body
    messages = [message for value in fields.values() if isinstance(value, list) for message in value]
    return bool(messages) and BEYOND_THE_SCHEMA.issuperset(messages)


IGNORED = [
    undefined_method,
    options_of_every_path,
    taken,
    wrong_credentials,
    unknown_user_or_token,
    control_character_in_part_name,
    text_in_form,
    beyond_the_schema,
]
