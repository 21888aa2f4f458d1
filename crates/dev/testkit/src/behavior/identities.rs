//! The contracts of `CreateIdentity`, `UpdateIdentity`, `SetPassword`, `MarkAcceptance`, `DeleteIdentity`,
//! `DescribeIdentity`, `SignIn`, `RefreshSession` and `VerifyAccessToken`.

use time::OffsetDateTime;
use usher_domain::ports::{
    CreateIdentity, DeleteIdentity, DescribeIdentity, MarkAcceptance, RefreshSession, SetPassword, SignIn,
    UpdateIdentity, VerifyAccessToken,
};
use usher_domain::registration::RegistrationId;
use usher_domain::session::Token;
use usher_domain::terms::{TermsVersions, TextVersion};
use usher_domain::use_cases::sign_in::with_any_form;
use usher_domain::{DomainError, Email, FullName, Password, PasswordAttempt, User, UserId};

use crate::fixtures;

/// Checks the whole contract, at `now`.
pub async fn whole_contract(
    pool: &(impl CreateIdentity + DeleteIdentity + DescribeIdentity + UpdateIdentity + SetPassword + MarkAcceptance),
    sessions: &(impl SignIn + RefreshSession),
    tokens: &impl VerifyAccessToken,
    now: OffsetDateTime,
) {
    created_identity_can_sign_in(pool, sessions).await;
    taken_address_is_refused(pool, sessions).await;
    create_is_idempotent(pool).await;
    registration_deletes_only_its_own_identity(pool).await;
    wrong_credentials_are_refused_alike(pool, sessions).await;
    refresh_token_continues_the_session(pool, sessions).await;
    only_valid_access_tokens_are_accepted(pool, sessions, tokens, now).await;
    updated_identity_signs_in_with_new_address(pool, sessions).await;
    rollback_restores_address_and_name(pool).await;
    address_is_verified_until_it_changes(pool).await;
    new_password_replaces_the_old_one(pool, sessions).await;
    password_set_before_normalization_works(pool, sessions).await;
    name_invalid_today_is_still_described(pool).await;
    changing_unknown_identity_is_refused(pool).await;
}

/// A new registration id.
fn registration() -> RegistrationId {
    fixtures::registration(&fixtures::uuid().to_string())
}

async fn create(identities: &impl CreateIdentity, registration: &RegistrationId, email: &Email) -> UserId {
    identities.create(registration, email, Some(&fixtures::full_name()), &fixtures::password()).await.unwrap()
}

/// An identity can sign in as soon as it is created, and is described as it was created.
async fn created_identity_can_sign_in(identities: &(impl CreateIdentity + DescribeIdentity), sessions: &impl SignIn) {
    let email = fixtures::email();
    let id = create(identities, &registration(), &email).await;
    let session = sessions.sign_in(&email, &fixtures::password()).await.unwrap();
    assert_eq!(session.claims.user_id, id);
    let described = identities.describe(&id).await.unwrap().unwrap();
    assert_eq!(described.email, email);
    assert_eq!(described.full_name, Some(fixtures::full_name()));
    assert!(described.enabled && !described.email_verified);
    assert_eq!(described.status, "CONFIRMED");
}

/// The address of another registration is refused, and the identity that has it is unchanged.
async fn taken_address_is_refused(identities: &impl CreateIdentity, sessions: &impl SignIn) {
    let email = fixtures::email();
    create(identities, &registration(), &email).await;
    let other = Password::parse("another password").unwrap();
    let refused = identities.create(&registration(), &email, None, &other).await;
    assert!(matches!(refused, Err(DomainError::EmailTaken)));
    sessions.sign_in(&email, &fixtures::password()).await.unwrap();
}

/// The same registration gets the same identity again.
async fn create_is_idempotent(identities: &impl CreateIdentity) {
    let (email, registration) = (fixtures::email(), registration());
    let id = create(identities, &registration, &email).await;
    assert_eq!(create(identities, &registration, &email).await, id);
}

/// A registration deletes the identity that it created, and no other. Deleting is idempotent.
async fn registration_deletes_only_its_own_identity(
    identities: &(impl CreateIdentity + DeleteIdentity + DescribeIdentity),
) {
    for is_id_known in [false, true] {
        let (email, registration) = (fixtures::email(), registration());
        let id = create(identities, &registration, &email).await;
        let named = is_id_known.then_some(&id);
        identities.delete_made_by(&self::registration(), &email, named).await.unwrap();
        assert!(identities.describe(&id).await.unwrap().is_some());
        for _ in 0..2 {
            identities.delete_made_by(&registration, &email, named).await.unwrap();
            assert!(identities.describe(&id).await.unwrap().is_none());
        }
    }
}

/// A wrong password and an unknown address are refused alike.
async fn wrong_credentials_are_refused_alike(identities: &impl CreateIdentity, sessions: &impl SignIn) {
    let email = fixtures::email();
    create(identities, &registration(), &email).await;
    for (email, password) in [(email, "wrong password"), (fixtures::email(), "correct horse battery")] {
        let refused = sessions.sign_in(&email, &Password::attempt(password).unwrap()).await;
        assert!(matches!(refused, Err(DomainError::WrongCredentials(_))));
    }
}

/// A refresh token gives a new session of the same user; any other string is refused.
async fn refresh_token_continues_the_session(
    identities: &impl CreateIdentity,
    sessions: &(impl SignIn + RefreshSession),
) {
    let email = fixtures::email();
    let id = create(identities, &registration(), &email).await;
    let session = sessions.sign_in(&email, &fixtures::password()).await.unwrap();
    let refreshed = sessions.refresh(&session.refresh).await.unwrap();
    assert_eq!(session.claims.user_id, id);
    assert_eq!(refreshed.claims, session.claims, "the session and the time of the sign-in stay the same");
    for token in [session.access, Token::new("x"), Token::new("a.b.c")] {
        assert!(matches!(sessions.refresh(&token).await, Err(DomainError::NotSignedIn)));
    }
}

/// An access token is accepted; a refresh token, a changed token and malformed ones are refused.
async fn only_valid_access_tokens_are_accepted(
    identities: &impl CreateIdentity,
    sessions: &impl SignIn,
    tokens: &impl VerifyAccessToken,
    now: OffsetDateTime,
) {
    let email = fixtures::email();
    let id = create(identities, &registration(), &email).await;
    let session = sessions.sign_in(&email, &fixtures::password()).await.unwrap();
    assert_eq!(tokens.verify(&session.access, now).await.unwrap().user_id, id);
    let access = session.access.reveal();
    let cut = Token::new(&access[..access.len() - 10]);
    for token in [session.refresh.clone(), cut, Token::new(""), Token::new("a.b.c")] {
        assert!(matches!(tokens.verify(&token, now).await, Err(DomainError::NotSignedIn)));
    }
}

/// An updated identity has the new address and the new name or none, and signs in with the new address only. Updates
/// are idempotent and can be reverted.
async fn updated_identity_signs_in_with_new_address(
    identities: &(impl CreateIdentity + DescribeIdentity + UpdateIdentity),
    sessions: &impl SignIn,
) {
    let email = fixtures::email();
    let id = create(identities, &registration(), &email).await;
    let before = User { id: id.clone(), email, ..fixtures::user() };
    let after = User { email: fixtures::email(), full_name: None, ..before.clone() };
    for (from, to) in [(&before, &after), (&before, &after), (&after, &before)] {
        identities.update(from, to).await.unwrap();
        let described = identities.describe(&id).await.unwrap().unwrap();
        assert_eq!((&described.email, &described.full_name), (&to.email, &to.full_name));
        assert!(!described.email_verified);
        assert_eq!(sessions.sign_in(&to.email, &fixtures::password()).await.unwrap().claims.user_id, id);
        let refused = sessions.sign_in(&from.email, &fixtures::password()).await;
        assert!(matches!(refused, Err(DomainError::WrongCredentials(_))));
    }
}

/// A rollback restores the address and name, whether the update took effect or not.
async fn rollback_restores_address_and_name(identities: &(impl CreateIdentity + DescribeIdentity + UpdateIdentity)) {
    let email = fixtures::email();
    let id = create(identities, &registration(), &email).await;
    let before = User { id: id.clone(), email, full_name: Some(fixtures::full_name()), ..fixtures::user() };
    let current = identities.describe(&id).await.unwrap();
    let name_only = User { full_name: None, ..before.clone() };
    let both = User { email: fixtures::email(), ..name_only.clone() };
    for updated in [None, Some(name_only), Some(both)] {
        if let Some(after) = &updated {
            identities.update(&before, after).await.unwrap();
        }
        for _ in 0..2 {
            identities.roll_back(&before).await.unwrap();
            assert_eq!(identities.describe(&id).await.unwrap(), current);
        }
    }
}

/// A verified address is marked, until it changes; a rollback restores the mark.
async fn address_is_verified_until_it_changes(identities: &(impl CreateIdentity + DescribeIdentity + UpdateIdentity)) {
    let email = fixtures::email();
    let id = create(identities, &registration(), &email).await;
    let before = User { id: id.clone(), email: email.clone(), ..fixtures::user() };
    let verified = User { verified_email: Some(email), ..before.clone() };
    let changed = User { email: fixtures::email(), ..verified.clone() };
    for (from, to, is_verified) in [(&before, &verified, true), (&verified, &changed, false)] {
        identities.update(from, to).await.unwrap();
        assert_eq!(identities.describe(&id).await.unwrap().unwrap().email_verified, is_verified);
    }
    identities.roll_back(&verified).await.unwrap();
    assert!(identities.describe(&id).await.unwrap().unwrap().email_verified);
    identities.roll_back(&before).await.unwrap();
    assert!(!identities.describe(&id).await.unwrap().unwrap().email_verified);
}

/// A new password replaces the old one.
async fn new_password_replaces_the_old_one(identities: &(impl CreateIdentity + SetPassword), sessions: &impl SignIn) {
    let email = fixtures::email();
    let id = create(identities, &registration(), &email).await;
    let new = Password::parse("an entirely new password").unwrap();
    for _ in 0..2 {
        identities.set_password(&id, &new).await.unwrap();
        sessions.sign_in(&email, &new).await.unwrap();
        let old = sessions.sign_in(&email, &fixtures::password()).await;
        assert!(matches!(old, Err(DomainError::WrongCredentials(_))));
    }
}

/// A password that was stored before passwords were normalized still works as it was typed. Once it is set again, every
/// Unicode form of it works.
async fn password_set_before_normalization_works(
    identities: &(impl CreateIdentity + SetPassword),
    sessions: &impl SignIn,
) {
    let (email, decomposed, composed) = (fixtures::email(), "pa\u{308}sswo\u{308}rter", "p\u{e4}ssw\u{f6}rter");
    let stored = Password::already_validated(decomposed);
    let id = identities.create(&registration(), &email, None, &stored).await.unwrap();
    let attempt = |typed| PasswordAttempt::parse(typed).unwrap();
    assert_eq!(with_any_form(sessions, &email, &attempt(decomposed)).await.unwrap().claims.user_id, id);
    let refused = with_any_form(sessions, &email, &attempt(composed)).await;
    assert!(matches!(refused, Err(DomainError::WrongCredentials(_))));
    identities.set_password(&id, &Password::parse(decomposed).unwrap()).await.unwrap();
    for typed in [decomposed, composed] {
        assert_eq!(with_any_form(sessions, &email, &attempt(typed)).await.unwrap().claims.user_id, id);
    }
}

/// A stored name is described, even if today's rules would refuse it.
async fn name_invalid_today_is_still_described(identities: &(impl CreateIdentity + DescribeIdentity)) {
    let name = FullName::stored("\u{3164}");
    let id = identities.create(&registration(), &fixtures::email(), Some(&name), &fixtures::password()).await.unwrap();
    assert_eq!(identities.describe(&id).await.unwrap().unwrap().full_name, Some(name));
}

/// Changing an unknown identity is refused and creates nothing.
async fn changing_unknown_identity_is_refused(
    identities: &(impl DescribeIdentity + UpdateIdentity + SetPassword + MarkAcceptance),
) {
    let unknown = fixtures::user();
    let version = || TextVersion::parse("1").unwrap();
    let versions = TermsVersions { terms_of_service: version(), privacy_policy: version() };
    let outcomes = [
        identities.update(&unknown, &unknown).await,
        identities.roll_back(&unknown).await,
        identities.set_password(&unknown.id, &fixtures::password()).await,
        identities.mark(&unknown.id, &versions).await,
    ];
    assert!(outcomes.iter().all(|outcome| matches!(outcome, Err(DomainError::UserNotFound))));
    assert!(identities.describe(&unknown.id).await.unwrap().is_none());
}
