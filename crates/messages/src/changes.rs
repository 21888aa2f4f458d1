//! The changes of an update as a message.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};
use time::OffsetDateTime;
use usher_domain::update::{Changes, PictureChange};
use usher_domain::{Email, Field, FieldErrors, FullName};

use crate::registration::picture_name;
use crate::{InMessages, rfc3339};

/// The serialized form of [`Changes`]. Unchanged fields are absent, so that it can be merged into the form of a user.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct ChangesForm {
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    verified_email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    full_name: Option<String>,
    #[serde(default, skip_serializing_if = "PictureForm::is_absent")]
    picture: PictureForm,
    #[serde(default, with = "rfc3339::option", skip_serializing_if = "Option::is_none")]
    restored_at: Option<OffsetDateTime>,
    /// When they were validated; absent before that.
    #[serde(default, with = "rfc3339::option", skip_serializing_if = "Option::is_none")]
    updated_at: Option<OffsetDateTime>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum PictureForm {
    #[default]
    Absent,
    Null,
    Name(String),
}

impl PictureForm {
    fn is_absent(&self) -> bool {
        *self == Self::Absent
    }
}

impl Serialize for PictureForm {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Absent | Self::Null => serializer.serialize_none(),
            Self::Name(name) => serializer.serialize_str(name),
        }
    }
}

impl<'de> Deserialize<'de> for PictureForm {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(deserializer)?.map_or(Self::Null, Self::Name))
    }
}

impl ChangesForm {
    /// Validates and normalizes the changes.
    ///
    /// # Errors
    /// The fields that are invalid.
    pub fn validate(&self) -> Result<Changes, FieldErrors> {
        let mut errors = FieldErrors::default();
        let email = errors.check(Field::Email, self.email.as_deref().map(Email::parse).transpose());
        let verified = self.verified_email.as_deref().map(Email::parse).transpose();
        let verified_email = errors.check(Field::Email, verified);
        let full_name = errors.check(Field::FullName, self.full_name.as_deref().map(FullName::parse).transpose());
        let picture = errors.check(
            Field::Picture,
            match &self.picture {
                PictureForm::Absent => Ok(PictureChange::Keep),
                PictureForm::Null => Ok(PictureChange::Remove),
                PictureForm::Name(name) => picture_name(name).map(PictureChange::Replace),
            },
        );
        match (email, verified_email, full_name, picture) {
            (Some(email), Some(verified_email), Some(full_name), Some(picture)) => {
                Ok(Changes { email, verified_email, full_name, picture, restored_at: self.restored_at })
            }
            _ => Err(errors),
        }
    }

    /// Adds the time of validation.
    #[must_use]
    pub fn validated_at(self, now: OffsetDateTime) -> Self {
        Self { updated_at: Some(now), ..self }
    }
}

impl InMessages for Changes {
    type Form = ChangesForm;

    fn form(&self) -> ChangesForm {
        ChangesForm {
            email: self.email.as_ref().map(InMessages::form),
            verified_email: self.verified_email.as_ref().map(InMessages::form),
            full_name: self.full_name.as_ref().map(InMessages::form),
            picture: match &self.picture {
                PictureChange::Keep => PictureForm::Absent,
                PictureChange::Remove => PictureForm::Null,
                PictureChange::Replace(name) => PictureForm::Name(name.form()),
            },
            restored_at: self.restored_at,
            updated_at: None,
        }
    }

    fn parse(form: ChangesForm) -> Option<Self> {
        form.validate().ok()
    }
}

/// Keeps personal data out of logs.
impl fmt::Debug for ChangesForm {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ChangesForm(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{from_str, to_string};

    #[test]
    fn unchanged_fields_are_absent() {
        assert_eq!(to_string(&ChangesForm::default()).unwrap(), "{}");
        for (text, change) in [("{}", PictureChange::Keep), (r#"{"picture":null}"#, PictureChange::Remove)] {
            let form: ChangesForm = from_str(text).unwrap();
            assert_eq!(form.validate().unwrap().picture, change);
            assert_eq!(to_string(&form).unwrap(), text);
        }
    }
}
