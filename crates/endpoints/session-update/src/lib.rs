//! `PUT /api/user/update/` (session document): changes the address, name, password or picture of the signed-in user,
//! all or nothing, through the workflow `update-user`. A new picture is stored first, under an unguessable name; the
//! workflow deletes the new one or the old one, whichever is orphaned in the end.

use usher_domain::ports::{DeletePicture, FindUser, StorePicture, UpdateUser, VerifyAccessToken};
use usher_domain::update::PictureChange;
use usher_domain::use_cases::access::Caller;
use usher_domain::use_cases::picture_first::{NamedPicture, with_stored_picture};
use usher_domain::{DomainError, Failure, Field, FieldErrors, PictureName, User};
use usher_lambda_kit::{Answer, Call, Endpoint, MAX_BODY, MAX_BODY_WITH_PICTURE, PublicAddress, authenticate_bearer};
use usher_picture::{Picture, PreparePicture};
use usher_wire::session::{self, GivenPicture, PictureLinks, RequestBody};

/// The endpoint and its ports.
#[derive(Debug)]
pub struct SessionUpdate<Tokens, Users, Updates, Pictures> {
    /// The public base URL of the API, for links.
    pub address: PublicAddress,
    /// Verifies access tokens.
    pub tokens: Tokens,
    /// The user records.
    pub users: Users,
    /// The workflow `update-user`.
    pub update_user: Updates,
    /// Turns an upload into a picture that is safe to serve.
    pub prepare: PreparePicture,
    /// The store of pictures.
    pub pictures: Pictures,
    /// Returns 128 random bits.
    pub draw: fn() -> Result<u128, Failure>,
}

/// What the request does with the picture.
enum RequestedPicture {
    Keep,
    Remove,
    Replace(Picture),
}

impl<Tokens, Users, Updates, Pictures> SessionUpdate<Tokens, Users, Updates, Pictures> {
    fn requested_picture(&self, given: &GivenPicture<'_>) -> Result<RequestedPicture, DomainError> {
        match given {
            GivenPicture::Absent => Ok(RequestedPicture::Keep),
            GivenPicture::Null => Ok(RequestedPicture::Remove),
            GivenPicture::Bytes(bytes) => {
                let prepared = (self.prepare)(bytes)?;
                Ok(RequestedPicture::Replace(prepared.map_err(|problem| FieldErrors::one(Field::Picture, problem))?))
            }
        }
    }

    /// The change of the record, and the picture to store for it.
    fn change(
        &self,
        user: &User,
        requested: RequestedPicture,
    ) -> Result<(PictureChange, Option<NamedPicture>), DomainError> {
        match requested {
            RequestedPicture::Remove if user.picture.is_some() => Ok((PictureChange::Remove, None)),
            RequestedPicture::Keep | RequestedPicture::Remove => Ok((PictureChange::Keep, None)),
            RequestedPicture::Replace(picture) => {
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
        let Caller { user: caller, claims } = authenticate_bearer(call, &self.tokens, &self.users).await?;
        let links = PictureLinks::below(self.address.seen_from(call));
        let body = RequestBody::read(call.header("content-type"), call.body(), MAX_BODY).await?;
        let (mut update, given) = FieldErrors::both(body.update(&caller), Field::Picture, body.picture())?;
        // Decoding is by far the most expensive work, so it comes after all other checks.
        let requested = self.requested_picture(&given)?;
        let (change, picture) = self.change(&caller, requested)?;
        update.changes.picture = change;
        let update = update.keeping(&claims, &caller);
        let change = self.update_user.update(&caller, &update, call.now);
        let user = with_stored_picture(&self.pictures, picture, change).await?;
        Ok(session::updated(&user, &links))
    }
}
