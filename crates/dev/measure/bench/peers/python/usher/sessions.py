"""Sessions in the Cognito user pool."""

import base64
import json
from typing import NamedTuple

from botocore.exceptions import BotoCoreError, ClientError

from usher.aws import client, unavailable
from usher.claims import CLIENT_ID, USER_POOL_ID, UUID, AccessClaims
from usher.errors import TooManyAttempts, Unavailable, WrongCredentials

# What the caller's input can bring about.
REFUSED = {
    "NotAuthorizedException",
    "UserNotFoundException",
    "UserNotConfirmedException",
    "PasswordResetRequiredException",
    "InvalidParameterException",
}


class Session(NamedTuple):
    """What signing in gives."""

    access: str
    refresh: str
    claims: AccessClaims


class Sessions:
    """The pool's one client."""

    def __init__(self):
        self._cognito = client("cognito-idp")

    def sign_in(self, email, password):
        """Opens a session."""
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
        # A challenge instead of tokens: the account is not one that signs in with its password alone.
        if "AuthenticationResult" not in output:
            raise WrongCredentials
        return session(output["AuthenticationResult"])


def session(tokens):
    try:
        return Session(tokens["AccessToken"], tokens["RefreshToken"], claims(tokens["AccessToken"]))
    except (KeyError, IndexError, ValueError) as error:
        raise Unavailable("read Cognito's tokens", "one is missing or malformed") from error


def claims(token):
    """Reads a token that Cognito has just given: there is no signature to doubt."""
    payload = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
    if not UUID.fullmatch(payload["sub"]):
        raise ValueError
    return AccessClaims(payload["sub"], int(payload["auth_time"]))
