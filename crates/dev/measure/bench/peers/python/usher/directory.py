"""The directory dialect: `/user/{email}`."""

from usher.endpoint import answer
from usher.errors import Forbidden, NotSignedIn, UserNotFound


def found(user):
    """The response 200 with a user."""
    return answer(
        200,
        {
            "account_id": user.account_id,
            "created_at": user.created_at,
            "email": user.email,
            "full_name": user.full_name,
            "id": user.id,
            "number": user.number,
            "type": user.type,
            "updated_at": user.updated_at,
        },
    )


def refusal(error):
    """The response to an error."""
    match error:
        case NotSignedIn():
            return answer(401, message("Sign in and send a valid access token."))
        case Forbidden():
            return answer(403, message("You may not do this."))
        case UserNotFound():
            return answer(404, message("There is no such user."))
        case _:
            return answer(500, message("Something went wrong on our side."))


def message(sentence):
    return {"errors": {}, "message": sentence}
