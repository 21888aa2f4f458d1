"""Sessions in the Cognito user pool."""

import base64
import json
from typing import NamedTuple

from botocore.exceptions import BotoCoreError, ClientError

from usher.aws import client, unavailable
from usher.claims import CLIENT_ID, USER_POOL_ID, UUID, AccessClaims
from usher.errors import TooManyAttempts, Unavailable, WrongCredentials

# The errors that invalid credentials cause.
REFUSED = {
    "NotAuthorizedException",
    "UserNotFoundException",
    "UserNotConfirmedException",
    "PasswordResetRequiredException",
    "InvalidParameterException",
}


class Session(NamedTuple):
    """The result of signing in."""

    access: str
    refresh: str
    claims: AccessClaims


class Sessions:
    """The user pool with its app client."""

    def __init__(self):
        self._cognito = client("cognito-idp")

    def sign_in(self, email, password):
        """Signs in."""
        try:
            output = self._cognito.admin_initiate_auth(
                UserPoolId=USER_POOL_ID,
                ClientId=CLIENT_ID,
                AuthFlow="ADMIN_USER_PASSWORD_AUTH",
                AuthParameters={"USERNAME": email, "PASSWORD": password},
            )
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code in REFUSED:
                raise WrongCredentials from error
            if code == "TooManyRequestsException":
                raise TooManyAttempts from error
            raise unavailable("cognito-idp:AdminInitiateAuth", error) from error
        except BotoCoreError as error:
            raise unavailable("cognito-idp:AdminInitiateAuth", error) from error
        # A challenge instead of tokens: the account needs more than its password.
        if "AuthenticationResult" not in output:
            raise WrongCredentials
        return session(output["AuthenticationResult"])


def session(tokens):
    try:
        return Session(tokens["AccessToken"], tokens["RefreshToken"], claims(tokens["AccessToken"]))
    except (KeyError, IndexError, ValueError) as error:
        raise Unavailable("read Cognito's tokens", "one is missing or malformed") from error


def claims(token):
    """Parses a token that comes directly from Cognito, so its signature need not be verified."""
    payload = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
    if not UUID.fullmatch(payload["sub"]):
        raise ValueError
    return AccessClaims(payload["sub"], int(payload["auth_time"]))
