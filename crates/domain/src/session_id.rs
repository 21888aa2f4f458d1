//! The id of a session.

use crate::user_id::{NotAnId, parse_uuid};

/// The `origin_jti` of Cognito's tokens: a UUID that all tokens of one sign-in share, however often they are refreshed
/// (Cognito developer guide, "Understanding the access token"). It is no secret.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId(String);

impl SessionId {
    /// Parses a session id in either case (RFC 9562 section 4), and lowercases it.
    ///
    /// # Errors
    /// [`NotAnId`].
    pub fn parse(given: &str) -> Result<Self, NotAnId> {
        parse_uuid(given).map(Self)
    }

    /// The id as it is stored.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
