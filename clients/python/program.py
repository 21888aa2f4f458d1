"""A program on the generated client: `cargo xtask lint --only clients` type-checks it, and nothing runs it."""

from io import BytesIO
from uuid import UUID

from usher_client import AuthenticatedClient, Client
from usher_client.api.account import get_profile
from usher_client.api.admin import create_user
from usher_client.api.removal import confirm_removal
from usher_client.api.session import get_me, get_picture, log_in, register_person, update_me
from usher_client.models import (
    CreateUserBody,
    LogInBody,
    Person,
    Profile,
    RegisterPersonJsonBody,
    RemovalByToken,
    Session,
    UpdateMeFilesBody,
    UserSuccess,
    UserTypeText,
)
from usher_client.types import File


def main(base_url: str) -> None:
    anyone = Client(base_url=base_url)
    body = RegisterPersonJsonBody(email="ada@example.com", full_name="Ada", password="correct horse battery")
    registered = register_person.sync(client=anyone, body=body)
    assert isinstance(registered, Person)

    session = log_in.sync(client=anyone, body=LogInBody(email=registered.email, password=body.password))
    assert isinstance(session, Session)
    caller = AuthenticatedClient(base_url=base_url, token=session.tokens.access)

    picture = File(payload=BytesIO(b"..."), file_name="me.png", mime_type="image/png")
    update_me.sync(client=caller, body=UpdateMeFilesBody(profile_pic=picture))
    me = get_me.sync(client=caller)
    if isinstance(me, Person) and me.profile_pic is not None:
        served = get_picture.sync(me.profile_pic.rsplit("/", 1)[-1], client=anyone)
        print(served.payload.read() if isinstance(served, File) else served)

    profile = get_profile.sync(client=caller)
    print(profile.terms_accepted if isinstance(profile, Profile) else profile)


def administer(admin: AuthenticatedClient) -> int:
    body = CreateUserBody(user_id="marie", password="correct horse battery", user_type=UserTypeText("2"), email="marie@example.com")
    made = create_user.sync(client=admin, body=body)
    assert isinstance(made, UserSuccess)
    return made.data.id


def leave(client: Client, user_id: UUID, token: str) -> None:
    confirm_removal.sync(client=client, body=RemovalByToken(user_id=user_id, confirmation_token=token))
