//! Erasing a person: from every store that knows them, with a proof that it happened.

use time::OffsetDateTime;

use crate::error::DomainError;
use crate::ports::{HideUser, NameErasure, StartErasure};
use crate::user::{NotAnId, User, UserId};

/// Names the erasure of one person: a keyed hash of their user id, in 32 hexadecimal digits. The same person has the same
/// one, and without the key nobody learns from it whose it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ErasureId(String);

impl ErasureId {
    /// Reads an erasure id.
    ///
    /// # Errors
    /// [`NotAnId`].
    pub fn parse(given: &str) -> Result<Self, NotAnId> {
        let is_valid =
            given.len() == 32 && given.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
        if is_valid { Ok(Self(given.to_owned())) } else { Err(NotAnId) }
    }

    /// The id itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An erasure that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erasure {
    /// Names it.
    pub id: ErasureId,
    /// Who is erased.
    pub user_id: UserId,
    /// When it was first asked for.
    pub requested_at: OffsetDateTime,
}

/// Begins to erase a person. Once this has answered, they can neither sign in nor be found, and the workflow `erase-user`
/// carries on until nothing of them is left, however often it was asked for.
///
/// The workflow is started first: a person who is hidden and whom nobody erases would be forgotten.
///
/// # Errors
/// [`DomainError::Unavailable`]; then the erasure may have begun, and asking again does no harm.
pub async fn begin(
    names: &impl NameErasure,
    workflow: &impl StartErasure,
    users: &impl HideUser,
    user: &User,
    now: OffsetDateTime,
) -> Result<Erasure, DomainError> {
    let id = names.name(&user.id).await?;
    let erasure = Erasure { id, user_id: user.id.clone(), requested_at: now };
    workflow.start(&erasure).await?;
    users.hide(&user.id, now).await?;
    Ok(erasure)
}

/// How much of something was erased in one run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Erased {
    /// How many of them.
    pub count: u64,
    /// Whether there may be more.
    pub has_more: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_erasure_id_is_32_hexadecimal_digits() {
        assert!(ErasureId::parse(&"0a".repeat(16)).is_ok());
        for given in ["", "0A", &"0A".repeat(16), &"é".repeat(16), &"0a".repeat(17)] {
            assert_eq!(ErasureId::parse(given), Err(NotAnId), "{given}");
        }
    }
}
