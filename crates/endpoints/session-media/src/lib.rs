//! `GET /api/user/media/{image_name}` (session document): a picture, for any client that has the link. A malformed name
//! gets the same response as a missing picture.

use usher_domain::ports::ReadPicture;
use usher_domain::{DomainError, PictureName};
use usher_lambda_kit::{Answer, Call, Endpoint};
use usher_wire::session;

/// The endpoint and its ports.
#[derive(Debug)]
pub struct SessionMedia<Pictures> {
    /// The pictures.
    pub pictures: Pictures,
}

impl<Pictures: ReadPicture> Endpoint for SessionMedia<Pictures> {
    const ROUTE: &'static str = "GET /api/user/media/{image_name}";

    fn refusal(error: &DomainError) -> Answer {
        session::refusal(error)
    }

    async fn answer(&self, call: &Call) -> Result<Answer, DomainError> {
        let name = call.path_parameter("image_name").and_then(|given| PictureName::parse(&given).ok());
        let name = name.ok_or(DomainError::PictureNotFound)?;
        if call.list_header("if-none-match").is_some_and(|header| session::has_picture(&header, &name)) {
            let is_there = self.pictures.exists(&name).await?;
            return is_there.then(|| session::picture_not_modified(&name)).ok_or(DomainError::PictureNotFound);
        }
        let bytes = self.pictures.read(&name).await?.ok_or(DomainError::PictureNotFound)?;
        Ok(session::picture(&name, bytes))
    }
}
