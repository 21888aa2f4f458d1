//! What a caller gave for a field, what was wrong with it, and the collection of such problems.
//!
//! A dialect gives each [`Field`] the name that its document uses; the sentences are the same everywhere.

use std::collections::{BTreeMap, BTreeSet};

use thiserror::Error;

/// A thing that a caller can give to Usher.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The name that a person chose for the account.
    AccountId,
    /// Where a list goes on.
    Cursor,
    /// The e-mail address.
    Email,
    /// The person's name.
    FullName,
    /// How many users a page of a list may have.
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

/// What a caller gave for one field, before anything is known about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given<'a> {
    /// Not there, or an explicit null.
    Nothing,
    /// A text.
    Text(&'a str),
    /// A whole number.
    Number(i64),
    /// Something that no field takes: a list, an object, a truth value, a fraction.
    Other,
    /// The body that should hold the field cannot be read at all.
    Unreadable,
}

impl<'a> Given<'a> {
    /// The text that was given.
    ///
    /// # Errors
    /// The [`Problem`] with anything that is not a text.
    pub fn text(self) -> Result<&'a str, Problem> {
        match self {
            Self::Text(text) => Ok(text),
            Self::Nothing => Err(Problem::Required),
            Self::Number(_) | Self::Other => Err(Problem::NotText),
            Self::Unreadable => Err(Problem::Unreadable),
        }
    }

    /// What a field that may be left out parses to: `None` where nothing was given.
    ///
    /// # Errors
    /// As [`Given::text`], and the parser's own; nothing given is no problem.
    pub fn optional<T>(self, parse: impl FnOnce(&'a str) -> Result<T, Problem>) -> Result<Option<T>, Problem> {
        match self {
            Self::Nothing => Ok(None),
            given => given.text().and_then(parse).map(Some),
        }
    }
}

/// What is wrong with a field, as a sentence for the person who filled it in.
///
/// No variant holds what was given: a sentence never repeats a caller's own text.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Problem {
    /// Nothing was given for a field that has to be there.
    #[error("This field is required.")]
    Required,
    /// The request body is no JSON object, or is a broken form.
    #[error("The request body cannot be read.")]
    Unreadable,
    /// A list, an object or the like where a text is due.
    #[error("This field must be a string.")]
    NotText,
    /// Nothing but white space and characters that do not show.
    #[error("This field may not be blank.")]
    Blank,
    /// More characters than the field takes.
    #[error("Ensure this field has no more than {limit} characters.")]
    TooLong {
        /// The largest number of characters.
        limit: usize,
    },
    /// Fewer characters than the field takes.
    #[error("Ensure this field has at least {limit} characters.")]
    TooShort {
        /// The smallest number of characters.
        limit: usize,
    },
    /// A control character, or one that changes the direction of the text around it.
    #[error("This field may not contain control or text-direction characters.")]
    ForbiddenCharacter,
    /// Not an e-mail address.
    #[error("Enter a valid email address.")]
    NotAnEmail,
    /// Does not follow the rules of an account id.
    #[error("An account id has 3 to 32 characters of a-z, 0-9, dot, underscore and hyphen, and starts with a letter.")]
    NotAnAccountId,
    /// A password that begins or ends with white space, which Cognito refuses.
    #[error("A password may not begin or end with white space.")]
    OuterSpace,
    /// A character that no password holds (RFC 8264 section 4.3): one that does not show, or that means nothing.
    #[error("A password may not contain control characters, invisible characters or code points without a meaning.")]
    NotForAPassword,
    /// One of the passwords that attackers try first.
    #[error("This password is too common; choose one that is harder to guess.")]
    CommonPassword,
    /// What everybody knows of the person.
    #[error("A password may not be your email address, its first part, your name or your account id.")]
    PersonalPassword,
    /// Not one of the kinds of user.
    #[error("A user type is one of 0 (admin), 1 (KAIST user) and 2 (facility user).")]
    NotAUserType,
    /// Bytes that are no JPEG, PNG or WebP picture, or a damaged one.
    #[error("Upload a JPEG, PNG or WebP picture; this is none, or it is damaged.")]
    NotAPicture,
    /// A picture of more bytes than the field takes.
    #[error("Ensure this picture has no more than {limit_megabytes} MB.")]
    PictureTooLarge {
        /// The largest size, in units of 1024 * 1024 bytes.
        limit_megabytes: usize,
    },
    /// A picture of more pixels than the field takes.
    #[error("Ensure this picture has no more than {limit_megapixels} megapixels.")]
    PictureTooManyPixels {
        /// The largest number of pixels, in millions.
        limit_megapixels: usize,
    },
    /// A picture that takes too much work to decode, by its parts or by the time that it took.
    #[error("This picture takes too long to decode. Save it as a PNG, or as a JPEG that is not progressive.")]
    PictureTooComplex,
    /// A picture of more than one frame.
    #[error("Animated pictures are not supported.")]
    AnimatedPicture,
    /// Not the integer id of a user.
    #[error("Enter a whole number from 1 to 9007199254740991.")]
    NotANumber,
    /// Not a size of a page.
    #[error("Enter a whole number from 1 to 1000.")]
    NotAPageSize,
    /// Not a cursor that an earlier page of the same list gave.
    #[error("Pass the cursor back as the page before gave it.")]
    NotACursor,
    /// Not the version of a text.
    #[error("A version has 1 to 64 characters of a-z, A-Z, 0-9, dot, underscore and hyphen.")]
    NotAVersion,
    /// A parameter that the endpoint does not know.
    #[error("There is no such parameter.")]
    UnknownParameter,
    /// A parameter that was given more than once.
    #[error("Give this parameter once.")]
    Repeated,
    /// Somebody else has it.
    #[error("This value is already taken.")]
    Taken,
}

/// The problems of a request, field by field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldErrors {
    fields: BTreeMap<Field, Vec<Problem>>,
    /// The names of parameters that nobody knows, as the caller wrote them.
    unknown: BTreeSet<String>,
}

impl FieldErrors {
    /// A single problem.
    #[must_use]
    pub fn one(field: Field, problem: Problem) -> Self {
        Self { fields: BTreeMap::from([(field, vec![problem])]), unknown: BTreeSet::new() }
    }

    /// What two parsers gave, or the problems of both.
    ///
    /// # Errors
    /// The first one's, and the second one's problem under its field.
    pub fn both<T, U>(first: Result<T, Self>, field: Field, second: Result<U, Problem>) -> Result<(T, U), Self> {
        match first {
            Ok(first) => second.map(|second| (first, second)).map_err(|problem| Self::one(field, problem)),
            Err(mut errors) => {
                errors.check(field, second);
                Err(errors)
            }
        }
    }

    /// Hands through what was parsed, or notes the problem under its field.
    pub fn check<T>(&mut self, field: Field, parsed: Result<T, Problem>) -> Option<T> {
        parsed.map_err(|problem| self.fields.entry(field).or_default().push(problem)).ok()
    }

    /// Notes a parameter that the endpoint does not know.
    pub fn refuse_unknown(&mut self, name: &str) {
        self.unknown.insert(name.to_owned());
    }

    /// What was parsed, unless anything was noted.
    ///
    /// # Errors
    /// What was noted.
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
