//! Serialization of domain types, which do not use serde.

use std::fmt;

use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use usher_domain::erasure::{ErasureId, ErasureRun};
use usher_domain::mailed_link::LinkPurpose;
use usher_domain::{AccountId, Email, FilesFolder, FullName, PictureName, SessionId, UserId, UserNumber, UserType};

/// A domain type in a message. Deserialization fails on a malformed value: only Usher's functions write messages, and
/// `validate-user-input` validates the input of a workflow.
#[derive(Clone, PartialEq, Eq)]
pub struct Message<T>(pub T);

/// A domain type with a serialized form.
pub trait InMessages: Sized {
    /// The form: a string, a number, or an object.
    type Form: Serialize + DeserializeOwned;

    /// Renders the value.
    fn form(&self) -> Self::Form;

    /// Parses the value; `None` if it is malformed.
    fn parse(form: Self::Form) -> Option<Self>;
}

/// Keeps personal data out of logs.
impl<T> fmt::Debug for Message<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Message(…)")
    }
}

impl<T: InMessages> Serialize for Message<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.form().serialize(serializer)
    }
}

impl<'de, T: InMessages> Deserialize<'de> for Message<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let parsed = T::parse(T::Form::deserialize(deserializer)?);
        parsed.map(Self).ok_or_else(|| D::Error::custom("malformed value"))
    }
}

macro_rules! in_messages {
    ($($type:ty as $form:ty, $render:expr, $parse:expr;)*) => {$(
        impl InMessages for $type {
            type Form = $form;

            fn form(&self) -> $form {
                $render(self)
            }

            fn parse(form: $form) -> Option<Self> {
                $parse(form)
            }
        }
    )*};
}

in_messages! {
    UserId as String, |id: &Self| id.as_str().to_owned(), |text: String| Self::parse(&text).ok();
    SessionId as String, |id: &Self| id.as_str().to_owned(), |text: String| Self::parse(&text).ok();
    LinkPurpose as String, |purpose: &Self| purpose.as_str().to_owned(), |text: String| Self::parse(&text);
    UserNumber as u64, |number: &Self| number.get(), |number| Self::new(number).ok();
    UserType as i64, |kind: &Self| kind.code().into(), |code| Self::from_code(code).ok();
    AccountId as String, |id: &Self| id.as_str().to_owned(), |text: String| Self::parse(&text).ok();
    Email as String, |email: &Self| email.as_str().to_owned(), |text: String| Self::parse(&text).ok();
    FullName as String, |name: &Self| name.as_str().to_owned(), |text: String| Some(Self::stored(&text));
    FilesFolder as String, |folder: &Self| folder.as_str().to_owned(), |text: String| Self::parse(&text).ok();
    PictureName as String, |name: &Self| name.to_string(), |text: String| Self::parse(&text).ok();
    ErasureId as String, |id: &Self| id.as_str().to_owned(), |text: String| Self::parse(&text).ok();
    ErasureRun as String, |run: &Self| run.as_str().to_owned(), |text: String| Self::parse(&text).ok();
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{from_value, json};

    #[test]
    fn malformed_value_cannot_be_read() {
        assert!(from_value::<Message<UserId>>(json!("ada")).is_err());
        assert!(from_value::<Message<UserNumber>>(json!(0)).is_err());
        assert!(from_value::<Message<Email>>(json!(null)).is_err());
    }
}
