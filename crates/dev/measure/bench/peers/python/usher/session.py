"""The session dialect, in the style of Django REST framework."""

from usher.endpoint import answer
from usher.errors import InvalidInput, NotSignedIn, TooManyAttempts, WrongCredentials


def signed_in(session, user, address):
    """The response 200 with the tokens and the user."""
    tokens = {"access": session.access, "refresh": session.refresh}
    return answer(200, {"data": user_object(user, address), "tokens": tokens})


def me(user, address):
    """The response 200 with the user of the token."""
    return answer(200, user_object(user, address))


def user_object(user, address):
    return {
        "email": user.email,
        "full_name": user.full_name,
        "id": user.id,
        "profile_pic": f"{address}/api/user/media/{user.picture}" if user.picture else None,
    }


def refusal(error):
    """The response to an error."""
    match error:
        case InvalidInput():
            return answer(400, error.fields)
        case WrongCredentials():
            return answer(400, {"password": ["The email or the password is wrong."]})
        case NotSignedIn():
            return answer(401, {"code": "token_not_valid", "detail": "Given token not valid for any token type"})
        case TooManyAttempts():
            return answer(429, {"detail": "Too many attempts; try again later."})
        case _:
            return answer(500, {"detail": "Something went wrong on our side."})
