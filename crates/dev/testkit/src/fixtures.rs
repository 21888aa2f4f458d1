//! Test data. Random users share no unique key, so that tests can run on a table that has other users.

use time::macros::datetime;
use time::{Duration, OffsetDateTime};
use usher_domain::authenticator::{
    ActiveAuthenticator, AuthenticatorSeed, OneTimePassword, RECOVERY_CODES, RecoveryCode,
};
use usher_domain::erasure::{Erasure, ErasureId, ErasureRun, FailedErasure};
use usher_domain::listed_session::{Device, ListedSession};
use usher_domain::registration::RegistrationId;
use usher_domain::service::{Service, ServiceName};
use usher_domain::session::{AccessClaims, TokenIssuer};
use usher_domain::terms::{Terms, TermsContent, Text, TextVersion};
use usher_domain::use_cases::admit::{MailLimits, RegistrationLimits};
use usher_domain::use_cases::sign_in::SignInLimits;
use usher_domain::{
    AccountId, ConfirmationToken, Email, FilesFolder, FullName, Password, PictureFormat, PictureName, Revocations,
    SealedPassword, SessionId, TrustedProxies, User, UserId, UserNumber, UserType,
};
use usher_lambda_kit::{FailedSignIns, RequestedMails};
use uuid::Uuid;

use crate::in_memory::{Attempts, AuthenticatorSecrets, EmailHashes};

/// The current time in tests, unless a test says otherwise.
pub const NOW: OffsetDateTime = datetime!(2026-11-22 12:00 UTC);

/// A random id.
#[expect(clippy::disallowed_methods, reason = "test data is random on purpose")]
#[must_use]
pub fn uuid() -> Uuid {
    Uuid::new_v4()
}

/// A random address.
#[must_use]
pub fn email() -> Email {
    Email::parse(&format!("{}@example.com", uuid().simple())).unwrap()
}

/// A random account id.
#[must_use]
pub fn account_id() -> AccountId {
    AccountId::parse(&format!("a{}", &uuid().simple().to_string()[..24])).unwrap()
}

/// A random number.
#[must_use]
pub fn number() -> UserNumber {
    UserNumber::from_random(uuid().as_u128())
}

/// A random user id.
#[must_use]
pub fn user_id() -> UserId {
    UserId::parse(&uuid().to_string()).unwrap()
}

/// The session of the caller of the events.
#[must_use]
pub fn session_id() -> SessionId {
    SessionId::parse("7c9f1f3e-0000-4000-8000-000000000001").unwrap()
}

/// A random session id.
#[must_use]
pub fn new_session_id() -> SessionId {
    SessionId::parse(&uuid().to_string()).unwrap()
}

/// The claims of a session of this user that began now.
#[must_use]
pub fn claims(user: &User, session: &SessionId) -> AccessClaims {
    AccessClaims { user_id: user.id.clone(), session: session.clone(), signed_in_at: NOW }
}

/// The app of this user, set up with [`in_memory::AuthenticatorSecrets`](crate::in_memory::AuthenticatorSecrets) and
/// confirmed a minute ago.
#[must_use]
pub fn authenticator(user: &UserId) -> ActiveAuthenticator {
    let seed = AuthenticatorSeed::from_random(7);
    let secret = AuthenticatorSecrets::secret(user, &seed);
    let confirmed_at = NOW - Duration::MINUTE;
    secret.confirm(&seed, &secret.one_time_password(confirmed_at), &recovery_codes(), confirmed_at).unwrap()
}

/// The recovery codes of [`authenticator`].
#[must_use]
pub fn recovery_codes() -> [RecoveryCode; RECOVERY_CODES] {
    let mut bits = 0_u128;
    std::array::from_fn(|_| {
        bits += 1 << 100;
        RecoveryCode::from_random(bits)
    })
}

/// What the app of this user shows now.
#[must_use]
pub fn one_time_password(user: &UserId) -> OneTimePassword {
    AuthenticatorSecrets::secret(user, &AuthenticatorSeed::from_random(7)).one_time_password(NOW)
}

/// A session in the list that began now.
#[must_use]
pub fn listed_session(id: &SessionId) -> ListedSession {
    let device = Device::from_user_agent("curl/8.5.0");
    ListedSession { id: id.clone(), began_at: NOW, last_used_at: NOW, device }
}

/// A name.
#[must_use]
pub fn full_name() -> FullName {
    FullName::parse("Ada Lovelace").unwrap()
}

/// A valid password.
#[must_use]
pub fn password() -> Password {
    Password::parse("correct horse battery").unwrap()
}

/// Another valid password.
#[must_use]
pub fn new_password() -> Password {
    Password::parse("staple a new battery").unwrap()
}

/// The issuer of the tokens in the events.
#[must_use]
pub fn issuer() -> TokenIssuer {
    TokenIssuer::new(
        "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Example".to_owned(),
        "exampleclient".to_owned(),
    )
}

/// The caller of the events.
#[must_use]
pub fn ada() -> User {
    User {
        id: UserId::parse("0d9f7c9e-3f50-4a7e-9c56-2d4e5f60718a").unwrap(),
        number: UserNumber::new(42).unwrap(),
        files_folder: FilesFolder::parse("adaadaadaadaadaadaadaadaadaadaad").unwrap(),
        account_id: AccountId::parse("ada").unwrap(),
        email: Email::parse("ada@example.com").unwrap(),
        ..user()
    }
}

/// Another user.
#[must_use]
pub fn grace() -> User {
    User {
        id: UserId::parse("69ace000-3f50-4a7e-9c56-2d4e5f60718c").unwrap(),
        number: UserNumber::new(9).unwrap(),
        account_id: AccountId::parse("grace").unwrap(),
        email: Email::parse("grace@example.com").unwrap(),
        ..user()
    }
}

/// Ada's picture in the events.
#[must_use]
pub fn picture() -> PictureName {
    PictureName::parse("adaadaadaadaadaadaadaadaadaadaad0123456789abcdef0123456789abcdef.png").unwrap()
}

/// A random picture name in this user's folder.
#[must_use]
pub fn picture_of(user: &User) -> PictureName {
    PictureName::from_random(user.files_folder.clone(), uuid().as_u128(), PictureFormat::Png)
}

/// The current texts: version 2 of the terms of service, version 7 of the privacy policy.
#[must_use]
pub fn terms() -> Terms {
    let text = |version| Text { version: TextVersion::parse(version).unwrap(), sha256: "5f".repeat(32) };
    Terms { terms_of_service: text("2"), privacy_policy: text("7") }
}

/// The content of these texts; their hashes are made up.
pub const TERMS_CONTENT: TermsContent = TermsContent {
    terms_of_service: "Version: 2\n\nBe kind.\n",
    privacy_policy: "Version: 7\n\nWe keep your “address”.\n",
};

/// Limits on registrations that a few calls reach.
#[must_use]
pub const fn registration_limits() -> RegistrationLimits {
    RegistrationLimits { per_source: 3, total: 5 }
}

/// Limits on mails that a few calls reach.
#[must_use]
pub const fn mail_limits() -> MailLimits {
    MailLimits { per_recipient: 2, per_source: 3, total: 4 }
}

/// These limits of requested mails.
#[must_use]
pub fn requested_mails(limits: MailLimits, attempts: Attempts) -> RequestedMails<Attempts, EmailHashes> {
    RequestedMails { proxies: TrustedProxies::default(), limits, attempts, hashes: EmailHashes }
}

/// A limit of failed sign-ins that a few calls reach.
#[must_use]
pub fn failed_sign_ins(attempts: Attempts) -> FailedSignIns<Attempts, EmailHashes> {
    let limits = SignInLimits { per_email: 3, per_source: 5 };
    FailedSignIns { proxies: TrustedProxies::default(), limits, attempts, hashes: EmailHashes }
}

/// The token that was mailed to Ada.
#[must_use]
pub fn confirmation_token() -> ConfirmationToken {
    ConfirmationToken::from_bits([7; 32])
}

/// The id of this user's erasure, under a fixed key.
#[must_use]
pub fn erasure_id(user_id: &UserId) -> ErasureId {
    const KEY: u128 = 0x0f1e_2d3c_4b5a_6978_8796_a5b4_c3d2_e1f0;
    ErasureId::from_bits(Uuid::parse_str(user_id.as_str()).unwrap().as_u128() ^ KEY)
}

/// The erasure of this user.
#[must_use]
pub fn erasure(user_id: &UserId) -> Erasure {
    Erasure { id: erasure_id(user_id), user_id: user_id.clone(), requested_at: NOW }
}

/// The first run of this erasure.
#[must_use]
pub fn run(erasure: &Erasure) -> ErasureRun {
    ErasureRun::numbered(&erasure.id, 1)
}

/// A failed erasure of this user.
#[must_use]
pub fn failed_erasure(user_id: &UserId) -> FailedErasure {
    FailedErasure {
        id: erasure_id(user_id),
        user_id: user_id.clone(),
        execution: "arn:aws:states:eu-west-1:123456789012:execution:EraseUser:an-erasure".to_owned(),
        status: "FAILED".to_owned(),
        error: Some("ServicesPending".to_owned()),
        stopped_at: NOW,
    }
}

/// A downstream service of this name.
#[must_use]
pub fn service(name: &str) -> Service {
    Service { name: ServiceName::parse(name).unwrap(), endpoint: "https://service.example.com/removals".to_owned() }
}

/// The registration whose password was sealed under this key id.
#[must_use]
pub fn registration(key_id: &str) -> RegistrationId {
    RegistrationId::of(&SealedPassword { key_id: key_id.to_owned(), ciphertext: String::new() })
}

/// A random user.
#[must_use]
pub fn user() -> User {
    User {
        id: user_id(),
        number: number(),
        account_id: account_id(),
        user_type: UserType::Kaist,
        email: email(),
        verified_email: None,
        full_name: Some(full_name()),
        files_folder: FilesFolder::from_random(uuid().as_u128()),
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
