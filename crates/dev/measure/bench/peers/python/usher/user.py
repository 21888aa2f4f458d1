"""The record of a person, as a row of the table holds it."""

from datetime import datetime
from typing import NamedTuple

ADMIN = 0


class User(NamedTuple):
    """What the endpoints need of a record."""

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
    """The record in a row. Raises KeyError or ValueError for one that is damaged."""
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
    """Whole seconds since 1970, as Cognito gives times."""
    return None if text is None else int(datetime.fromisoformat(text).timestamp())
