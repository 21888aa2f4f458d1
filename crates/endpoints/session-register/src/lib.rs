//! `POST /api/user/register/` (seed 003): an ordinary person registers, with a picture if they like, through the workflow
//! `register-user`. The picture is stored first, under a name that nobody can guess; the workflow removes it again if the
//! person is refused.

use usher_domain::ports::{CountAttempts, DeletePicture, RegisterUser, StorePicture};
use usher_domain::registration::Registration;
use usher_domain::use_cases::admit::RegistrationLimits;
use usher_domain::use_cases::picture_first::{NamedPicture, picture_first};
use usher_domain::{
    DomainError, Failure, Field, FieldErrors, FilesFolder, FullName, Given, PictureName, TrustedProxies,
};
use usher_lambda_kit::{Answer, Call, Endpoint, MAX_BODY, MAX_BODY_WITH_PICTURE, PublicAddress};
use usher_picture::{Picture, PreparePicture};
use usher_wire::session::{self, GivenPicture, PictureLinks, RequestBody};

/// What the endpoint needs.
#[derive(Debug)]
pub struct SessionRegister<Attempts, Registrations, Pictures> {
    /// Who tells truly where calls come from.
    pub proxies: TrustedProxies,
    /// How many may register.
    pub limits: RegistrationLimits,
    /// Where registrations are counted.
    pub attempts: Attempts,
    /// Where people reach the API.
    pub address: PublicAddress,
    /// Registers people.
    pub register_user: Registrations,
    /// Makes of an upload a picture to serve.
    pub prepare: PreparePicture,
    /// Where pictures are stored.
    pub pictures: Pictures,
    /// 128 random bits a call.
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
        let required = |given: Given<'_>| given.text().and_then(FullName::parse).map(Some);
        let registration = Registration::read(|field| body.given(field), required);
        let ((registration, password), given) = FieldErrors::both(registration, Field::Picture, body.picture())?;
        // Everything that is dear comes after this, the decoding of a picture first.
        self.limits.admit(&self.attempts, call.client_address(&self.proxies), call.now).await?;
        // Decoding is the dearest work by far, so it waits until nothing else is wrong.
        let picture = self.picture(&given)?.map(|picture| self.named(picture)).transpose()?;
        let registration = Registration { picture: picture.as_ref().map(|(name, _)| name.clone()), ..registration };
        let register = self.register_user.register(&registration, &password, call.now);
        let user = picture_first(&self.pictures, picture, register).await?;
        Ok(session::registered(&user, &PictureLinks::below(self.address.seen_from(call))))
    }
}
