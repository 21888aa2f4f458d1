//! Mailed links, and what they are bound to: the state of the user at the time of the mail, as far as it matters for the
//! purpose. If it changes, the link is void. A keyed hash of it is stored, and the confirmation compares it with the
//! current record. So the code that changes the record need not know about links, and a link that was used is void.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use subtle::ConstantTimeEq;
use time::{Duration, OffsetDateTime};

use crate::confirmation_token::{ConfirmationToken, TokenHash};
use crate::link_token::LinkToken;
use crate::restore::RestoreToken;
use crate::user::User;
use crate::{Email, UserId};

/// The TTL of a link. NIST SP 800-63B allows codes that are mailed at most 24 hours.
pub const LINK_TTL: Duration = Duration::hours(24);

/// The purpose of a link. A binding for one purpose does not match another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkPurpose {
    /// Confirms a removal.
    Removal,
    /// Proves that the user reads the mails of the address.
    VerifyEmail,
    /// Sets a new password without the old one.
    ResetPassword,
}

impl LinkPurpose {
    /// The name in stores, links and templates of mails.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Removal => "removal",
            Self::VerifyEmail => "verify-email",
            Self::ResetPassword => "reset-password",
        }
    }

    /// Parses the output of [`Self::as_str`].
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Removal, Self::VerifyEmail, Self::ResetPassword].into_iter().find(|purpose| purpose.as_str() == name)
    }
}

/// The page that links open: of the application, or Usher's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkPage(String);

impl LinkPage {
    /// The page at this URL, without a fragment.
    #[must_use]
    pub const fn at(url: String) -> Self {
        Self(url)
    }

    /// The URL.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The link with this token. It is in the fragment, which browsers send neither to the page's server nor as a
    /// referrer.
    #[must_use]
    pub fn link(&self, purpose: LinkPurpose, token: &LinkToken) -> String {
        self.link_with(purpose.as_str(), &token.reveal())
    }

    /// The link that restores an account.
    #[must_use]
    pub fn restore_link(&self, token: &RestoreToken) -> String {
        self.link_with("restore-account", &token.reveal())
    }

    fn link_with(&self, purpose: &str, token: &str) -> String {
        format!("{}#purpose={purpose}&token={token}", self.0)
    }
}

/// A link that was mailed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailedLink {
    /// The hash of the token in the mail.
    pub token: TokenHash,
    /// When the mail was sent.
    pub mailed_at: OffsetDateTime,
    /// The user's state when it was sent.
    pub bound_to: LinkBinding,
}

impl MailedLink {
    /// When the link expires.
    #[must_use]
    pub fn expires_at(&self) -> OffsetDateTime {
        self.mailed_at + LINK_TTL
    }

    /// Whether this token is the link's, and the link has not expired.
    #[must_use]
    pub fn is_confirmed_by(&self, token: &ConfirmationToken, now: OffsetDateTime) -> bool {
        self.token == TokenHash::of(token) && now < self.expires_at()
    }
}

/// What a link is bound to, from the user's record.
#[derive(Clone, PartialEq, Eq)]
pub struct LinkState(String);

impl LinkState {
    /// What a link to this user is bound to now.
    #[must_use]
    pub fn of(purpose: LinkPurpose, user: &User) -> Self {
        let [revoked, changed] = [user.revocations.all_at, user.password_changed_at].map(milliseconds);
        let details: &[&str] = match purpose {
            LinkPurpose::Removal => &[&revoked, &changed],
            LinkPurpose::VerifyEmail => &[if user.has_verified_email() { "verified" } else { "" }],
            LinkPurpose::ResetPassword => &[&changed],
        };
        Self([&[purpose.as_str(), user.id.as_str(), user.email.as_str()], details].concat().join("\n"))
    }

    /// What the token of a link is bound to that restores the account with this address.
    #[must_use]
    pub(crate) fn of_restoration(user: &UserId, email: &Email, changed_at: OffsetDateTime) -> Self {
        Self(["restore-account", user.as_str(), email.as_str(), &milliseconds(Some(changed_at))].join("\n"))
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

/// A keyed hash of a [`LinkState`], compared in constant time.
#[derive(Clone, Debug)]
pub struct LinkBinding([u8; 32]);

impl PartialEq for LinkBinding {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for LinkBinding {}

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
            verified_email: None,
            full_name: None,
            files_folder: FilesFolder::from_random(7),
            picture: None,
            accepted_terms: None,
            created_at: NOW,
            updated_at: NOW,
            revocations: Revocations::default(),
            password_changed_at: None,
            authenticator: None,
            restored_at: None,
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
    fn only_what_matters_for_the_purpose_changes_the_state() {
        let verified = User { verified_email: Some(user().email), ..user() };
        let new_password = User { password_changed_at: Some(NOW), ..user() };
        let signed_out = User { revocations: Revocations::of_all(NOW), ..user() };
        let changes = |purpose, user: &User| LinkState::of(purpose, user) != LinkState::of(purpose, &self::user());
        assert!(changes(LinkPurpose::VerifyEmail, &verified) && !changes(LinkPurpose::VerifyEmail, &new_password));
        assert!(changes(LinkPurpose::ResetPassword, &new_password) && !changes(LinkPurpose::ResetPassword, &verified));
        for purpose in [LinkPurpose::VerifyEmail, LinkPurpose::ResetPassword] {
            assert!(!changes(purpose, &signed_out), "{purpose:?}");
        }
        assert_ne!(
            LinkState::of(LinkPurpose::VerifyEmail, &user()),
            LinkState::of(LinkPurpose::ResetPassword, &user())
        );
    }

    #[test]
    fn token_is_in_the_fragment() {
        let token = LinkToken { user: user().id, secret: ConfirmationToken::from_bits([0; 32]) };
        let page = LinkPage::at("https://app.example.com/account".to_owned());
        let expected = format!("https://app.example.com/account#purpose=verify-email&token={}", token.reveal());
        assert_eq!(page.link(LinkPurpose::VerifyEmail, &token), expected);
    }

    #[test]
    fn only_the_unexpired_token_confirms_the_link() {
        let token = ConfirmationToken::from_bits([7; 32]);
        let bound_to = LinkBinding::from_bits([7; 32]);
        let link = MailedLink { token: TokenHash::of(&token), mailed_at: NOW, bound_to };
        assert!(link.is_confirmed_by(&token, NOW + LINK_TTL - Duration::SECOND));
        assert!(!link.is_confirmed_by(&token, NOW + LINK_TTL));
        assert!(!link.is_confirmed_by(&ConfirmationToken::from_bits([8; 32]), NOW));
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
