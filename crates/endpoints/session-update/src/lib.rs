//! `PUT /api/user/update/` (seed 003): the holder of the access token changes address, name, password or picture, all
//! that they send or nothing, through the workflow `update-user`. A new picture is stored first, under a name that nobody
//! can guess; the workflow removes whichever picture nobody's record names in the end.

use usher_domain::picture_first::{NamedPicture, PictureFirst};
use usher_domain::ports::{DeletePicture, FindUser, RunWorkflow, SealPassword, StorePicture, VerifyAccessToken};
use usher_domain::update::{PictureChange, Update};
use usher_domain::{DomainError, Failure, Field, FieldErrors, PictureName, User};
use usher_lambda_kit::{Answer, Call, Endpoint, MAX_BODY, MAX_BODY_WITH_PICTURE, PublicAddress, token_holder};
use usher_picture::{Picture, PreparePicture};
use usher_wire::session::{self, GivenPicture, PictureLinks, RequestBody};
use usher_wire::workflow;

/// What the endpoint needs.
#[derive(Debug)]
pub struct SessionUpdate<Tokens, Users, Seal, UpdateUser, Pictures> {
    /// Where people reach the API.
    pub address: PublicAddress,
    /// Verifies access tokens.
    pub tokens: Tokens,
    /// The user records.
    pub users: Users,
    /// Seals the password before it enters the workflow.
    pub seal: Seal,
    /// The workflow `update-user`.
    pub update_user: UpdateUser,
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

impl<Tokens, Users, Seal, UpdateUser, Pictures> SessionUpdate<Tokens, Users, Seal, UpdateUser, Pictures> {
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

impl<Tokens, Users, Seal, UpdateUser, Pictures> Endpoint for SessionUpdate<Tokens, Users, Seal, UpdateUser, Pictures>
where
    Tokens: VerifyAccessToken,
    Users: FindUser,
    Seal: SealPassword,
    UpdateUser: RunWorkflow,
    Pictures: StorePicture + DeletePicture,
{
    const ROUTE: &'static str = "PUT /api/user/update/";
    const MAX_BODY: usize = MAX_BODY_WITH_PICTURE;

    fn refusal(error: &DomainError) -> Answer {
        session::refusal(error)
    }

    async fn answer(&self, call: &Call) -> Result<Answer, DomainError> {
        let caller = token_holder(call, &self.tokens, &self.users).await?;
        let links = PictureLinks::below(self.address.seen_from(call));
        let body = RequestBody::read(call.header("content-type"), call.body(), MAX_BODY).await?;
        let update = Update::read(&caller, |field| body.given(field));
        let (mut update, given) = FieldErrors::both(update, Field::Picture, body.picture())?;
        // Decoding is the dearest work by far, so it waits until nothing else is wrong.
        let wish = self.wish(&given)?;
        let (change, picture) = self.change(&caller, wish)?;
        update.changes.picture = change;
        let workflow = PictureFirst { workflow: &self.update_user, pictures: &self.pictures, picture };
        let user = workflow::update_user(&workflow, &self.seal, &caller, &update, call.now).await?;
        Ok(session::updated(&user, &links))
    }
}
