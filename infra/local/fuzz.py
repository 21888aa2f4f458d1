"""What schemathesis cannot know of Usher: the hooks of `cargo xtask fuzz` (settings: fuzz.toml).

USHER_CALLER  the person who calls, as `POST /register` gives them; not set for nobody
USHER_TOKEN   the access token of that person

Somebody else's data is left alone: whatever changes a person is only sent about people whom this run has made. Nothing
that could erase the caller is sent: the rest of the run would find nobody signed in.
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

# The module's own functions begin anew with each example.
chance = random.SystemRandom()

CALLER = json.loads(os.environ.get("USHER_CALLER", "null"))
TOKEN = os.environ.get("USHER_TOKEN")

# Whom this run may change, by the integer id; what lists and people's answers said of cursors and pictures.
people = {CALLER["number"]: CALLER["email"]} if CALLER else {}
cursors, pictures = [], []
# Who can be mailed a link, by the user id. This run erases none of them: the tokens are in the mails.
addressees = [CALLER["id"]] if CALLER else []


if TOKEN:

    @schemathesis.auth()
    class SignedIn:
        """Sends the caller's token, in either form where both are taken."""

        def get(self, case, context):
            return TOKEN

        def set(self, case, token, context):
            word = chance.choice(["JWT", "Bearer"]) if "session" in case.operation.tags else "Bearer"
            case.headers["Authorization"] = f"{word} {token}"


# ---------------------------------------------------------------- what is sent


def png(colour):
    """A picture of one pixel."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header, pixel = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0), zlib.compress(b"\0" + colour)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixel) + chunk(b"IEND", b"")


# Where the description says so, a file is a picture: no other could be accepted.
schemathesis.openapi.format("binary", strategies.binary(min_size=3, max_size=3).map(png))


def is_good(case):
    """Whether the request is meant to follow the description."""
    return case.meta is not None and case.meta.generation.mode.is_positive


@schemathesis.hook
def before_call(context, case, kwargs):
    about_somebody(case)
    from_somebody_who_may_go(case)
    if is_good(case):
        with_a_real_cursor(case)
        with_a_real_picture(case)
        with_names_of_its_own(case)
        to_an_addressee(case)


def about_somebody(case):
    """A person whom this run made, or nobody at all, in place of whoever else the path may name."""
    path = case.path_parameters or {}
    spared = CALLER["number"] if CALLER and erases(case) else None
    known = [person for person in list(people.items()) if person[0] != spared]
    number, email = chance.choice([*known, (chance.randint(1, 2**53 - 1), f"{uuid.uuid4()}@usher.example")])
    if str(path.get("id", "")).isdigit():
        path["id"] = number
    if "@" in str(path.get("email", "")) or ("email" in path and is_good(case)):
        path["email"] = email
    if "image_name" in path and is_good(case) and pictures:
        path["image_name"] = chance.choice(pictures)


def erases(case):
    return case.operation.method.upper() == "DELETE"


def from_somebody_who_may_go(case):
    """Who deletes their own account is gone: each such request is sent by somebody new, and never by the caller."""
    if operation_id(case.operation) == "deleteAccount" and case.headers.get("Authorization") == f"Bearer {TOKEN}":
        case.headers["Authorization"] = f"Bearer {token_of_somebody_new(case.operation.base_url)}"


def token_of_somebody_new(api):
    credentials = {"email": f"{uuid.uuid4()}@usher.example", "password": uuid.uuid4().hex}
    for path in ("/register", "/api/user/login/"):
        answer = requests.post(f"{api}{path}", json=credentials, timeout=30)
        answer.raise_for_status()
    return answer.json()["tokens"]["access"]


def with_a_real_cursor(case):
    """A cursor is nothing that can be made up: one that an earlier page gave, or none."""
    query = case.query or {}
    if query.pop("cursor", None) is not None:
        wanted = query.get("type")
        known = [cursor for kind, cursor in cursors if wanted is None or kind == str(wanted)]
        if known:
            query["cursor"] = chance.choice(known)


def with_a_real_picture(case):
    """Nor is a picture, where it is a text."""
    if isinstance(case.body, dict) and case.media_type == "application/json" and case.body.get("profile_pic"):
        case.body["profile_pic"] = base64.b64encode(png(chance.randbytes(3))).decode()


def with_names_of_its_own(case):
    """Made-up names repeat, and most would be taken: half of them are made new, and those of the examples always."""
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


def to_an_addressee(case):
    """A made-up user id is nobody's."""
    if "removal" in case.operation.tags and isinstance(case.body, dict) and addressees:
        case.body["user_id"] = chance.choice(addressees)


# ---------------------------------------------------------------- what comes back


@schemathesis.hook
def after_call(context, case, response):
    try:
        answer = response.json()
    except ValueError:
        return
    if response.status_code not in (200, 201) or not isinstance(answer, dict):
        return
    if erases(case):
        forget(case.path_parameters or {})
    else:
        remember(case.operation, answer)


def operation_id(operation):
    return operation.definition.raw["operationId"]


def forget(path):
    """Who was erased is asked for no more than anybody else who is not there."""
    for number, email in list(people.items()):
        if path.get("id") == number or path.get("email") == email:
            people.pop(number, None)


def remember(operation, answer):
    """Notes who was made, what became of them, and what can be asked for next."""
    data = answer.get("data", answer)
    if isinstance(data, dict):
        number = data.get("number") or data.get("id")
        if number in people or operation_id(operation) in ("register", "createUser"):
            people[number] = data["email"]
        if operation_id(operation) == "registerPerson":
            addressees.append(data["id"])
        if CALLER and data.get("id") == CALLER["id"]:
            people[CALLER["number"]] = data["email"]
        if data.get("profile_pic"):
            pictures.append(data["profile_pic"].rsplit("/", 1)[1])
    if "next" in answer:
        cursor = answer["next"]
        kind = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().split(" ")[0]
        cursors.append((kind, cursor))


# ---------------------------------------------------------------- what cannot hold here, one by one


@schemathesis.hook
def filter_failure(context, failure, case, response):
    return not any(reason(failure, case, response) for reason in REASONS)


def said(response):
    """The body, where it is JSON: the answers to people are pages."""
    try:
        return response.json()
    except ValueError:
        return None


def method_of_another_group(failure, case, response):
    """The gateway answers another method with 404; only the session document wants 405, and has it."""
    if failure.code != "ST204" or "session" in case.operation.tags:
        return False
    return response.status_code == 404 and response.json()["message"] == "There is nothing here."


def options_of_every_path(failure, case, response):
    """OPTIONS is answered on every path, which openapi.yaml says once for all of them."""
    return failure.code == "ST204" and response.request.method == "OPTIONS" and response.status_code == 204


def taken(failure, case, response):
    """The session document has 400 for an address that somebody has, which no schema can tell."""
    return failure.code == "ST202" and said(response) == {"email": ["This value is already taken."]}


def wrong_credentials(failure, case, response):
    """It has 400 for wrong credentials, too, and a made-up pair is wrong."""
    return failure.code == "ST202" and said(response) == {"password": ["The email or the password is wrong."]}


def nobody_to_remove(failure, case, response):
    """The removal document has 400 for a user who is not there, and for a token that was not mailed to them."""
    if failure.code != "ST202" or response.status_code != 400 or not isinstance(case.body, dict):
        return False
    if operation_id(case.operation) == "requestRemoval":
        return case.body["user_id"] not in addressees
    return operation_id(case.operation) == "confirmRemoval"


def no_part_of_a_form(failure, case, response):
    """The name of a part stands in a header, where no control character can; the made-up names have some."""
    if failure.code != "ST202" or case.media_type != "multipart/form-data":
        return False
    return any(character < " " or character == "\x7f" for name in case.body for character in name)


def text_in_a_form(failure, case, response):
    """In a form everything is a text: a number that stands where a text is due becomes one."""
    if failure.code != "ST201" or case.media_type != "multipart/form-data" or not isinstance(case.body, dict):
        return False
    return any(not isinstance(value, str) for value in case.body.values())


# Rules that no schema can tell: what Unicode says of a character, what is common, what everybody knows of a person.
BEYOND_THE_SCHEMA = {
    "A password may not contain control characters, invisible characters or code points without a meaning.",
    "This password is too common; choose one that is harder to guess.",
    "A password may not be your email address, its first part, your name or your account id.",
    "This field may not be blank.",
}


def beyond_the_schema(failure, case, response):
    """Names and passwords that are refused for such a rule, and for nothing else."""
    answer = said(response)
    if failure.code != "ST202" or response.status_code != 400 or not isinstance(answer, dict):
        return False
    fields = answer.get("errors") or answer.get("data") or answer
    sentences = [sentence for told in fields.values() if isinstance(told, list) for sentence in told]
    return bool(sentences) and BEYOND_THE_SCHEMA.issuperset(sentences)


REASONS = [
    method_of_another_group,
    options_of_every_path,
    taken,
    wrong_credentials,
    nobody_to_remove,
    no_part_of_a_form,
    text_in_a_form,
    beyond_the_schema,
]
