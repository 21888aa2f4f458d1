//! `POST /api/user/register/` (session document): registers an ordinary user, optionally with a picture, through the
//! workflow `register-user`. The picture is stored first, under an unguessable name; the workflow deletes it if the
//! registration is refused.

use usher_domain::ports::{CountAttempts, DeletePicture, RegisterUser, StorePicture};
use usher_domain::registration::Registration;
use usher_domain::use_cases::admit::RegistrationLimits;
use usher_domain::use_cases::picture_first::{NamedPicture, with_stored_picture};
use usher_domain::{DomainError, Failure, Field, FieldErrors, FilesFolder, PictureName, TrustedProxies};
use usher_lambda_kit::{Answer, Call, Endpoint, MAX_BODY, MAX_BODY_WITH_PICTURE, PublicAddress};
use usher_picture::{Picture, PreparePicture};
use usher_wire::session::{self, GivenPicture, PictureLinks, RequestBody};

/// The endpoint and its ports.
#[derive(Debug)]
pub struct SessionRegister<Attempts, Registrations, Pictures> {
    /// The proxies whose `X-Forwarded-For` is trusted.
    pub proxies: TrustedProxies,
    /// The limits of registrations.
    pub limits: RegistrationLimits,
    /// The counters of registrations.
    pub attempts: Attempts,
    /// The public base URL of the API, for links.
    pub address: PublicAddress,
    /// The workflow `register-user`.
    pub register_user: Registrations,
    /// Turns an upload into a picture that is safe to serve.
    pub prepare: PreparePicture,
    /// The store of pictures.
    pub pictures: Pictures,
    /// Returns 128 random bits.
    pub draw: fn() -> Result<u128, Failure>,
}

impl<Attempts, Registrations, Pictures> SessionRegister<Attempts, Registrations, Pictures> {
    fn named(&self, picture: Picture) -> Result<NamedPicture, DomainError> {
        let folder = FilesFolder::from_random((self.draw)()?);
        Ok((PictureName::from_random(folder, (self.draw)()?, picture.format), picture.bytes))
    }

    fn picture(&self, given: &GivenPicture<'_>) -> Result<Option<Picture>, DomainError> {
        match given {
            GivenPicture::Absent | GivenPicture::Null => Ok(None),
            GivenPicture::Bytes(bytes) => {
                let prepared = (self.prepare)(bytes)?;
                Ok(Some(prepared.map_err(|problem| FieldErrors::one(Field::Picture, problem))?))
            }
        }
    }
}

impl<Attempts, Registrations, Pictures> Endpoint for SessionRegister<Attempts, Registrations, Pictures>
where
    Attempts: CountAttempts,
    Registrations: RegisterUser,
    Pictures: StorePicture + DeletePicture,
{
    const ROUTE: &'static str = "POST /api/user/register/";
    const MAX_BODY: usize = MAX_BODY_WITH_PICTURE;

    fn refusal(error: &DomainError) -> Answer {
        session::refusal(error)
    }

    async fn answer(&self, call: &Call) -> Result<Answer, DomainError> {
        let body = RequestBody::read(call.header("content-type"), call.body(), MAX_BODY).await?;
        let ((registration, password), given) = FieldErrors::both(body.registration(), Field::Picture, body.picture())?;
        // Before all expensive work.
        self.limits.admit(&self.attempts, call.client_address(&self.proxies), call.now).await?;
        // Decoding is by far the most expensive work, so it comes after all other checks.
        let picture = self.picture(&given)?.map(|picture| self.named(picture)).transpose()?;
        let registration = Registration { picture: picture.as_ref().map(|(name, _)| name.clone()), ..registration };
        let register = self.register_user.register(&registration, &password, call.now);
        let user = with_stored_picture(&self.pictures, picture, register).await?;
        Ok(session::registered(&user, &PictureLinks::below(self.address.seen_from(call))))
    }
}
