"""User records in the DynamoDB table."""

from botocore.exceptions import BotoCoreError, ClientError

from usher.aws import client, unavailable
from usher.config import required
from usher.errors import Unavailable
from usher.user import of_row


class Users:
    """The table of user records."""

    def __init__(self):
        self._dynamodb = client("dynamodb")
        self._table = required("USERS_TABLE")

    def by_id(self, user_id):
        """The user with this id, or None; also None if the user is being erased."""
        row = self._row(f"user#{user_id}")
        if row is None or "hidden_at" in row:
            return None
        try:
            return of_row(row)
        except (KeyError, ValueError) as error:
            raise Unavailable("read a user record", "an attribute is missing or malformed") from error

    def by_email(self, email):
        """The user with this address, or None."""
        row = self._row(f"email#{email}")
        return None if row is None else self.by_id(row["user_id"]["S"])

    def _row(self, key):
        try:
            output = self._dynamodb.get_item(TableName=self._table, Key={"pk": {"S": key}}, ConsistentRead=True)
        except (BotoCoreError, ClientError) as error:
            raise unavailable("dynamodb:GetItem", error) from error
        return output.get("Item")
