//! A registration as a message.

use std::fmt;

use serde::{Deserialize, Serialize};
use usher_domain::registration::Registration;
use usher_domain::{AccountId, Email, Field, FieldErrors, FullName, PictureName, Problem, UserType};

use crate::InMessages;

/// The serialized form of a [`Registration`].
#[derive(Clone, Serialize, Deserialize)]
pub struct RegistrationForm {
    email: String,
    full_name: Option<String>,
    account_id: Option<String>,
    user_type: i64,
    picture: Option<String>,
}

impl RegistrationForm {
    /// Validates and normalizes the registration.
    ///
    /// # Errors
    /// The fields that are invalid.
    pub fn validate(&self) -> Result<Registration, FieldErrors> {
        let mut errors = FieldErrors::default();
        let email = errors.check(Field::Email, Email::parse(&self.email));
        let full_name = errors.check(Field::FullName, self.full_name.as_deref().map(FullName::parse).transpose());
        let account_id = errors.check(Field::AccountId, self.account_id.as_deref().map(AccountId::parse).transpose());
        let user_type = errors.check(Field::UserType, UserType::from_code(self.user_type));
        let picture = errors.check(Field::Picture, self.picture.as_deref().map(picture_name).transpose());
        match (email, full_name, account_id, user_type, picture) {
            (Some(email), Some(full_name), Some(account_id), Some(user_type), Some(picture)) => {
                Ok(Registration { email, full_name, account_id, user_type, picture })
            }
            _ => Err(errors),
        }
    }
}

pub(crate) fn picture_name(given: &str) -> Result<PictureName, Problem> {
    PictureName::parse(given).map_err(|_| Problem::NotAPicture)
}

impl InMessages for Registration {
    type Form = RegistrationForm;

    fn form(&self) -> RegistrationForm {
        RegistrationForm {
            email: self.email.form(),
            full_name: self.full_name.as_ref().map(InMessages::form),
            account_id: self.account_id.as_ref().map(InMessages::form),
            user_type: self.user_type.form(),
            picture: self.picture.as_ref().map(InMessages::form),
        }
    }

    fn parse(form: RegistrationForm) -> Option<Self> {
        form.validate().ok()
    }
}

/// Keeps personal data out of logs.
impl fmt::Debug for RegistrationForm {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("RegistrationForm(…)")
    }
}
