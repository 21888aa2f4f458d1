//! The fields of requests, their values as given, and the problems found with them.
//!
//! A dialect maps each [`Field`] to the name in its document; the messages are the same everywhere.

use std::collections::{BTreeMap, BTreeSet};

use thiserror::Error;

/// A field of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The account id.
    AccountId,
    /// The cursor of a list.
    Cursor,
    /// The email address.
    Email,
    /// The user's name.
    FullName,
    /// The page size of a list.
    Limit,
    /// The integer id of a user.
    Number,
    /// The password.
    Password,
    /// The picture.
    Picture,
    /// The version of the privacy policy.
    PrivacyVersion,
    /// The refresh token of a session.
    RefreshToken,
    /// The version of the terms of service.
    TermsVersion,
    /// The kind of user.
    UserType,
}

/// The value of one field, before validation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given<'a> {
    /// Missing, or an explicit null.
    Nothing,
    /// A string.
    Text(&'a str),
    /// An integer.
    Number(i64),
    /// Of a type that no field accepts: an array, an object, a boolean, a fraction.
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
            Self::Number(_) | Self::Other => Err(Problem::NotText),
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

/// What is wrong with a field, as a message for the user.
///
/// No variant holds the given value: a message never repeats the caller's input.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Problem {
    /// A required field was not given.
    #[error("This field is required.")]
    Required,
    /// The request body is not a JSON object, or a malformed form.
    #[error("The request body cannot be read.")]
    Unreadable,
    /// A value of another type where a string is required.
    #[error("This field must be a string.")]
    NotText,
    /// Only white space or invisible characters.
    #[error("This field may not be blank.")]
    Blank,
    /// Longer than the field allows.
    #[error("Ensure this field has no more than {limit} characters.")]
    TooLong {
        /// The maximum number of characters.
        limit: usize,
    },
    /// Shorter than the field allows.
    #[error("Ensure this field has at least {limit} characters.")]
    TooShort {
        /// The minimum number of characters.
        limit: usize,
    },
    /// A control character, or one that changes the text direction.
    #[error("This field may not contain control or text-direction characters.")]
    ForbiddenCharacter,
    /// Not an email address.
    #[error("Enter a valid email address.")]
    NotAnEmail,
    /// Not a valid account id.
    #[error("An account id has 3 to 32 characters of a-z, 0-9, dot, underscore and hyphen, and starts with a letter.")]
    NotAnAccountId,
    /// A password with leading or trailing white space, which Cognito refuses.
    #[error("A password may not begin or end with white space.")]
    OuterSpace,
    /// A character that passwords must not contain (RFC 8264 section 4.3): invisible or unassigned.
    #[error("A password may not contain control characters, invisible characters or code points without a meaning.")]
    NotForAPassword,
    /// One of the passwords that attackers try first.
    #[error("This password is too common; choose one that is harder to guess.")]
    CommonPassword,
    /// The password is the user's address, its local part, the name or the account id.
    #[error("A password may not be your email address, its first part, your name or your account id.")]
    PersonalPassword,
    /// Not a user type.
    #[error("A user type is one of 0 (admin), 1 (KAIST user) and 2 (facility user).")]
    NotAUserType,
    /// Not a JPEG, PNG or WebP picture, or a damaged one.
    #[error("Upload a JPEG, PNG or WebP picture; this is none, or it is damaged.")]
    NotAPicture,
    /// A picture with more bytes than allowed.
    #[error("Ensure this picture has no more than {limit_megabytes} MB.")]
    PictureTooLarge {
        /// The maximum size, in units of 1024 * 1024 bytes.
        limit_megabytes: usize,
    },
    /// A picture with more pixels than allowed.
    #[error("Ensure this picture has no more than {limit_megapixels} megapixels.")]
    PictureTooManyPixels {
        /// The maximum number of pixels, in millions.
        limit_megapixels: usize,
    },
    /// A picture that takes too much work or time to decode.
    #[error("This picture takes too long to decode. Save it as a PNG, or as a JPEG that is not progressive.")]
    PictureTooComplex,
    /// A picture with more than one frame.
    #[error("Animated pictures are not supported.")]
    AnimatedPicture,
    /// Not a valid integer id of a user.
    #[error("Enter a whole number from 1 to 9007199254740991.")]
    NotANumber,
    /// Not a valid page size.
    #[error("Enter a whole number from 1 to 1000.")]
    NotAPageSize,
    /// Not a cursor from an earlier page of the same list.
    #[error("Pass the cursor back as the page before gave it.")]
    NotACursor,
    /// Not a valid version of a text.
    #[error("A version has 1 to 64 characters of a-z, A-Z, 0-9, dot, underscore and hyphen.")]
    NotAVersion,
    /// A query parameter that the endpoint does not know.
    #[error("There is no such parameter.")]
    UnknownParameter,
    /// A query parameter that was given more than once.
    #[error("Give this parameter once.")]
    Repeated,
    /// Another user has this value.
    #[error("This value is already taken.")]
    Taken,
}

/// The problems of a request, by field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldErrors {
    fields: BTreeMap<Field, Vec<Problem>>,
    /// The names of unknown parameters, as the caller wrote them.
    unknown: BTreeSet<String>,
}

impl FieldErrors {
    /// One problem.
    #[must_use]
    pub fn one(field: Field, problem: Problem) -> Self {
        Self { fields: BTreeMap::from([(field, vec![problem])]), unknown: BTreeSet::new() }
    }

    /// Combines two parsed values, or the problems of both.
    ///
    /// # Errors
    /// Those of `first`, and the problem of `second` under `field`.
    pub fn both<T, U>(first: Result<T, Self>, field: Field, second: Result<U, Problem>) -> Result<(T, U), Self> {
        match first {
            Ok(first) => second.map(|second| (first, second)).map_err(|problem| Self::one(field, problem)),
            Err(mut errors) => {
                errors.check(field, second);
                Err(errors)
            }
        }
    }

    /// Passes the parsed value through, or records the problem under the field.
    pub fn check<T>(&mut self, field: Field, parsed: Result<T, Problem>) -> Option<T> {
        parsed.map_err(|problem| self.fields.entry(field).or_default().push(problem)).ok()
    }

    /// Records a parameter that the endpoint does not know.
    pub fn refuse_unknown(&mut self, name: &str) {
        self.unknown.insert(name.to_owned());
    }

    /// The parsed value, if no problem was recorded.
    ///
    /// # Errors
    /// The recorded problems.
    pub fn into_result<T>(self, parsed: T) -> Result<T, Self> {
        if self.fields.is_empty() && self.unknown.is_empty() { Ok(parsed) } else { Err(self) }
    }

    /// The fields with their problems, in a fixed order.
    pub fn iter(&self) -> impl Iterator<Item = (Field, &[Problem])> {
        self.fields.iter().map(|(field, problems)| (*field, problems.as_slice()))
    }

    /// The names of the parameters with [`Problem::UnknownParameter`], in a fixed order.
    pub fn unknown(&self) -> impl Iterator<Item = &str> {
        self.unknown.iter().map(String::as_str)
    }
}
