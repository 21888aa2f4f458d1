"""A user record, and its row in the table."""

from datetime import datetime
from typing import NamedTuple

ADMIN = 0


class User(NamedTuple):
    """The part of a record that the endpoints need."""

    id: str
    number: int
    account_id: str
    type: int
    email: str
    full_name: str | None
    picture: str | None
    created_at: str
    updated_at: str
    sessions_revoked_at: int | None


def of_row(row):
    """Parses a row. Raises KeyError or ValueError if it is damaged."""
    return User(
        id=row["user_id"]["S"],
        number=int(row["number"]["N"]),
        account_id=row["account_id"]["S"],
        type=int(row["type"]["N"]),
        email=row["email"]["S"],
        full_name=optional(row, "full_name"),
        picture=optional(row, "picture"),
        created_at=row["created_at"]["S"],
        updated_at=row["updated_at"]["S"],
        sessions_revoked_at=moment(optional(row, "sessions_revoked_at")),
    )


def optional(row, name):
    return row[name]["S"] if name in row else None


def moment(text):
    """Whole seconds since 1970, the resolution of Cognito's times."""
    return None if text is None else int(datetime.fromisoformat(text).timestamp())
