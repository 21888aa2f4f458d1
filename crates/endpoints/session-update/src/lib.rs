//! `PUT /api/user/update/` (seed 003): the holder of the access token changes address, name, password or picture, all
//! that they send or nothing, through the workflow `update-user`. A new picture is stored first, under a name that nobody
//! can guess; the workflow removes whichever picture nobody's record names in the end.

use usher_domain::ports::{DeletePicture, FindUser, StorePicture, UpdateUser, VerifyAccessToken};
use usher_domain::update::{PictureChange, Update};
use usher_domain::use_cases::picture_first::{NamedPicture, picture_first};
use usher_domain::{DomainError, Failure, Field, FieldErrors, PictureName, User};
use usher_lambda_kit::{Answer, Call, Endpoint, MAX_BODY, MAX_BODY_WITH_PICTURE, PublicAddress, authenticate_bearer};
use usher_picture::{Picture, PreparePicture};
use usher_wire::session::{self, GivenPicture, PictureLinks, RequestBody};

/// What the endpoint needs.
#[derive(Debug)]
pub struct SessionUpdate<Tokens, Users, Updates, Pictures> {
    /// Where people reach the API.
    pub address: PublicAddress,
    /// Verifies access tokens.
    pub tokens: Tokens,
    /// The user records.
    pub users: Users,
    /// Updates people.
    pub update_user: Updates,
    /// Makes of an upload a picture to serve.
    pub prepare: PreparePicture,
    /// Where pictures are stored.
    pub pictures: Pictures,
    /// 128 random bits a call.
    pub draw: fn() -> Result<u128, Failure>,
}

/// What the caller wants of the picture.
enum Wish {
    Keep,
    Remove,
    Replace(Picture),
}

impl<Tokens, Users, Updates, Pictures> SessionUpdate<Tokens, Users, Updates, Pictures> {
    fn wish(&self, given: &GivenPicture<'_>) -> Result<Wish, DomainError> {
        match given {
            GivenPicture::Absent => Ok(Wish::Keep),
            GivenPicture::Null => Ok(Wish::Remove),
            GivenPicture::Bytes(bytes) => {
                let prepared = (self.prepare)(bytes)?;
                Ok(Wish::Replace(prepared.map_err(|problem| FieldErrors::one(Field::Picture, problem))?))
            }
        }
    }

    /// What changes, and the picture that has to be stored for it.
    fn change(&self, user: &User, wish: Wish) -> Result<(PictureChange, Option<NamedPicture>), DomainError> {
        match wish {
            Wish::Remove if user.picture.is_some() => Ok((PictureChange::Remove, None)),
            Wish::Keep | Wish::Remove => Ok((PictureChange::Keep, None)),
            Wish::Replace(picture) => {
                let name = PictureName::from_random(user.files_folder.clone(), (self.draw)()?, picture.format);
                Ok((PictureChange::Replace(name.clone()), Some((name, picture.bytes))))
            }
        }
    }
}

impl<Tokens, Users, Updates, Pictures> Endpoint for SessionUpdate<Tokens, Users, Updates, Pictures>
where
    Tokens: VerifyAccessToken,
    Users: FindUser,
    Updates: UpdateUser,
    Pictures: StorePicture + DeletePicture,
{
    const ROUTE: &'static str = "PUT /api/user/update/";
    const MAX_BODY: usize = MAX_BODY_WITH_PICTURE;

    fn refusal(error: &DomainError) -> Answer {
        session::refusal(error)
    }

    async fn answer(&self, call: &Call) -> Result<Answer, DomainError> {
        let caller = authenticate_bearer(call, &self.tokens, &self.users).await?;
        let links = PictureLinks::below(self.address.seen_from(call));
        let body = RequestBody::read(call.header("content-type"), call.body(), MAX_BODY).await?;
        let update = Update::read(&caller, |field| body.given(field));
        let (mut update, given) = FieldErrors::both(update, Field::Picture, body.picture())?;
        // Decoding is the dearest work by far, so it waits until nothing else is wrong.
        let wish = self.wish(&given)?;
        let (change, picture) = self.change(&caller, wish)?;
        update.changes.picture = change;
        let change = self.update_user.update(&caller, &update, call.now);
        let user = picture_first(&self.pictures, picture, change).await?;
        Ok(session::updated(&user, &links))
    }
}
