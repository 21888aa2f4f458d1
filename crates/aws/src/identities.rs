//! Users in the Cognito user pool. They sign in with their address; both the id and the user name are the `sub`.

use aws_sdk_cognitoidentityprovider::Client;
use aws_sdk_cognitoidentityprovider::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_cognitoidentityprovider::operation::admin_create_user::AdminCreateUserError;
use aws_sdk_cognitoidentityprovider::operation::admin_delete_user::AdminDeleteUserError;
use aws_sdk_cognitoidentityprovider::operation::admin_disable_user::AdminDisableUserError;
use aws_sdk_cognitoidentityprovider::operation::admin_get_user::{AdminGetUserError, AdminGetUserOutput};
use aws_sdk_cognitoidentityprovider::operation::admin_set_user_password::AdminSetUserPasswordError;
use aws_sdk_cognitoidentityprovider::operation::admin_update_user_attributes::AdminUpdateUserAttributesError;
use aws_sdk_cognitoidentityprovider::operation::admin_user_global_sign_out::AdminUserGlobalSignOutError;
use aws_sdk_cognitoidentityprovider::types::{AttributeType, MessageActionType, UserType};
use usher_domain::ports::{
    CreateIdentity, DeleteIdentity, DescribeIdentity, EraseIdentity, Identity, MarkAcceptance, RevokeTokens,
    SetPassword, UpdateIdentity,
};
use usher_domain::registration::RegistrationId;
use usher_domain::terms::TermsVersions;
use usher_domain::{DomainError, Email, FullName, Locale, Password, User, UserId};

use crate::host::Host;
use crate::{Connection, failure};

/// The attribute with the id of the registration that created the user, so that a retry recognizes its own user.
const REGISTRATION: &str = "custom:registration_id";

/// The attribute with the terms that the user has accepted.
const ACCEPTED_TERMS: &str = "custom:accepted_terms";

/// The user pool.
#[derive(Clone, Debug)]
pub struct Identities {
    client: Client,
    user_pool_id: String,
}

impl Identities {
    /// The pool of this id.
    #[must_use]
    pub fn new(connection: &Connection, user_pool_id: String) -> Self {
        connection.open_during_init(&Host::Cognito);
        Self { client: Client::new(connection.sdk()), user_pool_id }
    }

    /// `None` if the address is taken.
    async fn create_without_password(
        &self,
        registration: &RegistrationId,
        email: &Email,
        full_name: Option<&FullName>,
    ) -> Result<Option<UserId>, DomainError> {
        let outcome = self
            .client
            .admin_create_user()
            .user_pool_id(&self.user_pool_id)
            .username(email.as_str())
            .message_action(MessageActionType::Suppress)
            .set_user_attributes(Some(attributes(registration, email, full_name)?))
            .send()
            .await;
        match outcome {
            Ok(created) => {
                let user = created.user();
                user_id(user.and_then(UserType::username), user.map_or(&[], UserType::attributes)).map(Some)
            }
            Err(error) if is(&error, AdminCreateUserError::is_username_exists_exception) => Ok(None),
            Err(error) => Err(failure::unavailable("cognito-idp:AdminCreateUser")(error)),
        }
    }

    /// The user of this name, a `sub` or an address.
    async fn get(&self, username: &str) -> Result<Option<AdminGetUserOutput>, DomainError> {
        match self.client.admin_get_user().user_pool_id(&self.user_pool_id).username(username).send().await {
            Ok(found) => Ok(Some(found)),
            Err(error) if is(&error, AdminGetUserError::is_user_not_found_exception) => Ok(None),
            Err(error) => Err(failure::unavailable("cognito-idp:AdminGetUser")(error)),
        }
    }

    /// The user of this name, if this registration created it.
    async fn made_by(
        &self,
        registration: &RegistrationId,
        username: &str,
    ) -> Result<Option<AdminGetUserOutput>, DomainError> {
        let is_own =
            |found: &AdminGetUserOutput| value(found.user_attributes(), REGISTRATION) == Some(registration.as_str());
        Ok(self.get(username).await?.filter(is_own))
    }

    async fn delete(&self, username: &str) -> Result<(), DomainError> {
        let deleted = self.client.admin_delete_user().user_pool_id(&self.user_pool_id).username(username).send().await;
        ignore_not_found(deleted, "cognito-idp:AdminDeleteUser", AdminDeleteUserError::is_user_not_found_exception)
    }

    async fn set_attributes(&self, id: &UserId, attributes: Vec<AttributeType>) -> Result<(), DomainError> {
        let outcome = self
            .client
            .admin_update_user_attributes()
            .user_pool_id(&self.user_pool_id)
            .username(id.as_str())
            .set_user_attributes(Some(attributes))
            .send()
            .await;
        match outcome {
            Ok(_) => Ok(()),
            Err(error) if is(&error, AdminUpdateUserAttributesError::is_user_not_found_exception) => {
                Err(DomainError::UserNotFound)
            }
            Err(error) if is(&error, AdminUpdateUserAttributesError::is_alias_exists_exception) => {
                Err(DomainError::EmailTaken)
            }
            Err(error) => Err(failure::unavailable("cognito-idp:AdminUpdateUserAttributes")(error)),
        }
    }
}

impl Identities {
    async fn set_address_and_name(&self, to: &User, sets_verified: bool) -> Result<(), DomainError> {
        let mut attributes = vec![attribute("email", to.email.as_str())?, attribute("name", name(to))?];
        // A new address without it would keep the old one's.
        if sets_verified {
            attributes.push(attribute("email_verified", if to.has_verified_email() { "true" } else { "false" })?);
        }
        self.set_attributes(&to.id, attributes).await
    }
}

/// The attribute `name`. Setting it to an empty string removes it (API reference, `AdminUpdateUserAttributes`).
fn name(user: &User) -> &str {
    user.full_name.as_ref().map_or("", FullName::as_str)
}

impl SetPassword for Identities {
    async fn set_password(&self, id: &UserId, password: &Password) -> Result<(), DomainError> {
        let outcome = self
            .client
            .admin_set_user_password()
            .user_pool_id(&self.user_pool_id)
            .username(id.as_str())
            .password(password.reveal())
            .permanent(true)
            .send()
            .await;
        match outcome {
            Ok(_) => Ok(()),
            Err(error) if is(&error, AdminSetUserPasswordError::is_user_not_found_exception) => {
                Err(DomainError::UserNotFound)
            }
            Err(error) => Err(failure::unavailable("cognito-idp:AdminSetUserPassword")(error)),
        }
    }
}

impl UpdateIdentity for Identities {
    async fn update(&self, from: &User, to: &User) -> Result<(), DomainError> {
        let sets_verified = from.email != to.email || from.has_verified_email() != to.has_verified_email();
        self.set_address_and_name(to, sets_verified).await
    }

    async fn roll_back(&self, to: &User) -> Result<(), DomainError> {
        let found = self.get(to.id.as_str()).await?.ok_or(DomainError::UserNotFound)?;
        let current = |attribute| value(found.user_attributes(), attribute).unwrap_or_default();
        let is_verified = current("email_verified") == "true";
        let sets_verified = current("email") != to.email.as_str() || is_verified != to.has_verified_email();
        if !sets_verified && current("name") == name(to) {
            return Ok(());
        }
        self.set_address_and_name(to, sets_verified).await
    }
}

impl MarkAcceptance for Identities {
    async fn mark(&self, id: &UserId, versions: &TermsVersions) -> Result<(), DomainError> {
        let accepted = format!("{}/{}", versions.terms_of_service, versions.privacy_policy);
        self.set_attributes(id, vec![attribute(ACCEPTED_TERMS, &accepted)?]).await
    }
}

impl CreateIdentity for Identities {
    async fn create(
        &self,
        registration: &RegistrationId,
        email: &Email,
        full_name: Option<&FullName>,
        password: &Password,
    ) -> Result<UserId, DomainError> {
        let id = if let Some(id) = self.create_without_password(registration, email, full_name).await? {
            id
        } else {
            let own = self.made_by(registration, email.as_str()).await?.ok_or(DomainError::EmailTaken)?;
            user_id(Some(own.username()), own.user_attributes())?
        };
        self.set_password(&id, password).await?;
        Ok(id)
    }
}

impl DeleteIdentity for Identities {
    async fn delete_made_by(
        &self,
        registration: &RegistrationId,
        email: &Email,
        id: Option<&UserId>,
    ) -> Result<(), DomainError> {
        // By id if possible: the address may lead to the user of a concurrent registration.
        let username = id.map_or(email.as_str(), UserId::as_str);
        let Some(own) = self.made_by(registration, username).await? else { return Ok(()) };
        // By the user name, so that a user whose name is not its `sub` is deleted too.
        self.delete(own.username()).await
    }
}

impl EraseIdentity for Identities {
    async fn close(&self, id: &UserId) -> Result<(), DomainError> {
        self.revoke_tokens(id).await?;
        let (pool, name) = (&self.user_pool_id, id.as_str());
        let disabled = self.client.admin_disable_user().user_pool_id(pool).username(name).send().await;
        ignore_not_found(disabled, "cognito-idp:AdminDisableUser", AdminDisableUserError::is_user_not_found_exception)
    }

    async fn erase(&self, id: &UserId) -> Result<(), DomainError> {
        self.delete(id.as_str()).await
    }
}

impl RevokeTokens for Identities {
    async fn revoke_tokens(&self, id: &UserId) -> Result<(), DomainError> {
        let request = self.client.admin_user_global_sign_out().user_pool_id(&self.user_pool_id).username(id.as_str());
        ignore_not_found(
            request.send().await,
            "cognito-idp:AdminUserGlobalSignOut",
            AdminUserGlobalSignOutError::is_user_not_found_exception,
        )
    }
}

/// Treats a missing user as success, since there is nothing left to do.
fn ignore_not_found<T, E, R>(
    outcome: Result<T, SdkError<E, R>>,
    operation: &'static str,
    is_absent: fn(&E) -> bool,
) -> Result<(), DomainError>
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    R: std::fmt::Debug + Send + Sync + 'static,
{
    match outcome {
        Ok(_) => Ok(()),
        Err(error) if is(&error, is_absent) => Ok(()),
        Err(error) => Err(failure::unavailable(operation)(error)),
    }
}

impl DescribeIdentity for Identities {
    async fn describe(&self, id: &UserId) -> Result<Option<Identity>, DomainError> {
        let Some(found) = self.get(id.as_str()).await? else { return Ok(None) };
        let attributes = found.user_attributes();
        user_id(Some(found.username()), attributes)?;
        Ok(Some(Identity {
            email: value(attributes, "email")
                .and_then(|email| Email::parse(email).ok())
                .ok_or_else(|| DomainError::unavailable("read a Cognito user")("it has no valid address"))?,
            email_verified: value(attributes, "email_verified") == Some("true"),
            full_name: value(attributes, "name").filter(|name| !name.is_empty()).map(FullName::stored),
            locale: value(attributes, "locale").map(Locale::new),
            enabled: found.enabled(),
            status: found.user_status().map(|status| status.as_str().to_owned()).unwrap_or_default(),
        }))
    }
}

fn attributes(
    registration: &RegistrationId,
    email: &Email,
    full_name: Option<&FullName>,
) -> Result<Vec<AttributeType>, DomainError> {
    let mut attributes = vec![attribute("email", email.as_str())?, attribute(REGISTRATION, registration.as_str())?];
    if let Some(name) = full_name {
        attributes.push(attribute("name", name.as_str())?);
    }
    Ok(attributes)
}

fn attribute(name: &str, value: &str) -> Result<AttributeType, DomainError> {
    AttributeType::builder().name(name).value(value).build().map_err(DomainError::unavailable("build an attribute"))
}

fn value<'a>(attributes: &'a [AttributeType], name: &str) -> Option<&'a str> {
    attributes.iter().find(|attribute| attribute.name() == name)?.value()
}

/// The id of a user is its `sub`. In a pool where users sign in with their address, Cognito uses the `sub` as the user
/// name (Developer Guide, "Configuring user pool attributes"), and every call here finds users by it. A user with
/// another name could not be found again, so it is refused.
fn user_id(username: Option<&str>, attributes: &[AttributeType]) -> Result<UserId, DomainError> {
    const IDENTIFY: &str = "identify a Cognito user";
    let sub = value(attributes, "sub").ok_or_else(|| DomainError::unavailable(IDENTIFY)("it has no sub"))?;
    if username != Some(sub) {
        return Err(DomainError::unavailable(IDENTIFY)("its user name is not its sub"));
    }
    UserId::parse(sub).map_err(DomainError::unavailable(IDENTIFY))
}

fn is<E, R>(error: &SdkError<E, R>, kind: fn(&E) -> bool) -> bool {
    error.as_service_error().is_some_and(kind)
}
