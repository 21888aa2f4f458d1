//! What a mailed link is bound to: the user's address, password and sessions at the time of the mail. If one of them
//! changes, the link is void. The request stores a keyed hash of them, and the confirmation compares it with the
//! current record. So the code that changes them need not know about links.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use time::OffsetDateTime;

use crate::user::User;

/// The purpose of a link. A binding for one purpose does not match another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkPurpose {
    /// Confirms a removal.
    Removal,
}

/// What a link is bound to, from the user's record.
#[derive(Clone, PartialEq, Eq)]
pub struct LinkState(String);

impl LinkState {
    /// What a link to this user is bound to now.
    #[must_use]
    pub fn of(purpose: LinkPurpose, user: &User) -> Self {
        let purpose = match purpose {
            LinkPurpose::Removal => "removal",
        };
        let [revoked, changed] = [user.revocations.all_at, user.password_changed_at].map(milliseconds);
        Self([purpose, user.id.as_str(), user.email.as_str(), &revoked, &changed].join("\n"))
    }

    /// The text to hash. It contains the address: pass it only to a keyed hash.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Keeps the address out of logs.
impl std::fmt::Debug for LinkState {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("LinkState(…)")
    }
}

fn milliseconds(at: Option<OffsetDateTime>) -> String {
    at.map_or_else(String::new, |at| at.unix_timestamp_nanos().div_euclid(1_000_000).to_string())
}

/// A keyed hash of a [`LinkState`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkBinding([u8; 32]);

impl LinkBinding {
    /// The binding of these bits of a keyed hash.
    #[must_use]
    pub const fn from_bits(bits: [u8; 32]) -> Self {
        Self(bits)
    }

    /// Parses the output of [`Self::to_text`].
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok().map(Self)
    }

    /// The binding as it is stored.
    #[must_use]
    pub fn to_text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{AccountId, Email, FilesFolder, FullName, Revocations, UserId, UserNumber, UserType};
    use time::macros::datetime;

    const NOW: OffsetDateTime = datetime!(2026-11-22 12:00 UTC);

    fn user() -> User {
        User {
            id: UserId::parse("0d9f7c9e-3f50-4a7e-9c56-2d4e5f60718a").unwrap(),
            number: UserNumber::new(42).unwrap(),
            account_id: AccountId::parse("ada").unwrap(),
            user_type: UserType::Kaist,
            email: Email::parse("ada@example.com").unwrap(),
            full_name: None,
            files_folder: FilesFolder::from_random(7),
            picture: None,
            accepted_terms: None,
            created_at: NOW,
            updated_at: NOW,
            revocations: Revocations::default(),
            password_changed_at: None,
        }
    }

    fn state(user: &User) -> LinkState {
        LinkState::of(LinkPurpose::Removal, user)
    }

    #[test]
    fn address_password_and_sessions_change_the_state() {
        let changed = [
            User { email: Email::parse("ada.king@example.com").unwrap(), ..user() },
            User { password_changed_at: Some(NOW), ..user() },
            User { revocations: Revocations::of_all(NOW), ..user() },
            User { id: UserId::parse("69ace000-3f50-4a7e-9c56-2d4e5f60718c").unwrap(), ..user() },
        ];
        let mut states: Vec<_> = changed.iter().chain([&user()]).map(|user| state(user).0).collect();
        states.sort();
        states.dedup();
        assert_eq!(states.len(), 5, "all differ");
    }

    #[test]
    fn other_changes_do_not_change_the_state() {
        let renamed = User { full_name: FullName::parse("Ada King").ok(), updated_at: NOW, ..user() };
        assert_eq!(state(&renamed), state(&user()));
    }

    #[test]
    fn debug_shows_no_address() {
        assert_eq!(format!("{:?}", state(&user())), "LinkState(…)");
    }

    #[test]
    fn binding_survives_a_round_trip() {
        let binding = LinkBinding::from_bits([7; 32]);
        assert_eq!(LinkBinding::from_text(&binding.to_text()), Some(binding));
        for text in ["", "no binding", "AAAA"] {
            assert_eq!(LinkBinding::from_text(text), None, "{text}");
        }
    }
}
