//! The value of a field as a request has it.

use usher_domain::Problem;

/// The value of one field, before validation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given<'a> {
    /// Missing, or an explicit null.
    Nothing,
    /// A string.
    Text(&'a str),
    /// An integer.
    Number(i64),
    /// True or false.
    Boolean(bool),
    /// Of a type that no field accepts: an array, an object, a fraction.
    Other,
    /// The request body that should have the field cannot be parsed.
    Unreadable,
}

impl<'a> Given<'a> {
    /// The string that was given.
    ///
    /// # Errors
    /// The [`Problem`] with anything else.
    pub fn text(self) -> Result<&'a str, Problem> {
        match self {
            Self::Text(text) => Ok(text),
            Self::Nothing => Err(Problem::Required),
            Self::Number(_) | Self::Boolean(_) | Self::Other => Err(Problem::NotText),
            Self::Unreadable => Err(Problem::Unreadable),
        }
    }

    /// An optional flag; `false` if it was not given.
    ///
    /// # Errors
    /// The [`Problem`] with anything else than true or false.
    pub fn flag(self) -> Result<bool, Problem> {
        match self {
            Self::Boolean(flag) => Ok(flag),
            Self::Nothing => Ok(false),
            Self::Text(_) | Self::Number(_) | Self::Other => Err(Problem::NotABoolean),
            Self::Unreadable => Err(Problem::Unreadable),
        }
    }

    /// Parses an optional field; `None` if it was not given.
    ///
    /// # Errors
    /// As [`Given::text`], and those of the parser.
    pub fn optional<T>(self, parse: impl FnOnce(&'a str) -> Result<T, Problem>) -> Result<Option<T>, Problem> {
        match self {
            Self::Nothing => Ok(None),
            given => given.text().and_then(parse).map(Some),
        }
    }
}
