//! `PUT /api/user/update/` (seed 003): the holder of the access token changes address, name, password or picture, all
//! that they send or nothing, through the workflow `update-user`. A new picture is stored first, under a name that nobody
//! can guess; the workflow removes whichever picture nobody's record names in the end.

use usher_domain::ports::{FindUser, RunWorkflow, SealPassword, StorePicture, VerifyAccessToken};
use usher_domain::update::{PictureChange, Update};
use usher_domain::{DomainError, Failure, Field, FieldErrors, PictureName, Problem, User};
use usher_lambda_kit::{Answer, Call, Endpoint, PublicAddress, token_holder};
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

impl<Tokens, Users, Seal, UpdateUser, Pictures: StorePicture> SessionUpdate<Tokens, Users, Seal, UpdateUser, Pictures> {
    fn wish(&self, body: &RequestBody) -> Result<Result<Wish, Problem>, Failure> {
        Ok(match body.picture() {
            Ok(GivenPicture::Absent) => Ok(Wish::Keep),
            Ok(GivenPicture::Null) => Ok(Wish::Remove),
            Ok(GivenPicture::Bytes(bytes)) => (self.prepare)(&bytes)?.map(Wish::Replace),
            Err(problem) => Err(problem),
        })
    }

    async fn change(&self, user: &User, wish: Wish) -> Result<PictureChange, DomainError> {
        match wish {
            Wish::Remove if user.picture.is_some() => Ok(PictureChange::Remove),
            Wish::Keep | Wish::Remove => Ok(PictureChange::Keep),
            Wish::Replace(picture) => {
                let name = PictureName::from_random(user.files_folder.clone(), (self.draw)()?, picture.format);
                self.pictures.store(&name, picture.bytes).await?;
                Ok(PictureChange::Replace(name))
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
    Pictures: StorePicture,
{
    const ROUTE: &'static str = "PUT /api/user/update/";

    fn refusal(error: &DomainError) -> Answer {
        session::refusal(error)
    }

    async fn answer(&self, call: &Call) -> Result<Answer, DomainError> {
        let caller = token_holder(call, &self.tokens, &self.users).await?;
        let links = PictureLinks::below(self.address.seen_from(call));
        let body = RequestBody::read(call.header("content-type"), call.body()).await;
        let update = Update::read(&caller, |field| body.given(field));
        let (mut update, wish) = FieldErrors::both(update, Field::Picture, self.wish(&body)?)?;
        update.changes.picture = self.change(&caller, wish).await?;
        let user = workflow::update_user(&self.update_user, &self.seal, &caller, &update, call.now).await?;
        Ok(session::updated(&user, &links))
    }
}
