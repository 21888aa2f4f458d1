//! The fields of requests, and the problems found with them. A dialect has their names, and the messages.

use std::collections::{BTreeMap, BTreeSet};

/// A field of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The account id.
    AccountId,
    /// Whether all sessions are meant.
    All,
    /// The cursor of a list.
    Cursor,
    /// The email address.
    Email,
    /// The user's name.
    FullName,
    /// The page size of a list.
    Limit,
    /// A new password, where the current one is given too.
    NewPassword,
    /// The integer id of a user.
    Number,
    /// The current password.
    OldPassword,
    /// A code of the authenticator app, or a recovery code.
    Otp,
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
    /// The token of a mailed link.
    Token,
    /// The kind of user.
    UserType,
}

/// What is wrong with a field. No variant holds the given value, so that no message repeats the caller's input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// A required field was not given.
    Required,
    /// The request body is not a JSON object, or a malformed form.
    Unreadable,
    /// A value of another type where a string is required.
    NotText,
    /// Only white space or invisible characters.
    Blank,
    /// Longer than the field allows.
    TooLong {
        /// The maximum number of characters.
        limit: usize,
    },
    /// Shorter than the field allows.
    TooShort {
        /// The minimum number of characters.
        limit: usize,
    },
    /// A control character, or one that changes the text direction.
    ForbiddenCharacter,
    /// Not an email address.
    NotAnEmail,
    /// Not a valid account id.
    NotAnAccountId,
    /// A password with leading or trailing white space, which Cognito refuses.
    OuterSpace,
    /// A character that passwords must not contain (RFC 8264 section 4.3): invisible or unassigned.
    NotForAPassword,
    /// One of the passwords that attackers try first.
    CommonPassword,
    /// The password is the user's address, its local part, the name or the account id.
    PersonalPassword,
    /// Not a user type.
    NotAUserType,
    /// Not a JPEG, PNG or WebP picture, or a damaged one.
    NotAPicture,
    /// A picture with more bytes than allowed.
    PictureTooLarge {
        /// The maximum size, in units of 1024 * 1024 bytes.
        limit_megabytes: usize,
    },
    /// A picture with more pixels than allowed.
    PictureTooManyPixels {
        /// The maximum number of pixels, in millions.
        limit_megapixels: usize,
    },
    /// A picture that takes too much work or time to decode.
    PictureTooComplex,
    /// A picture with more than one frame.
    AnimatedPicture,
    /// Not a valid integer id of a user.
    NotANumber,
    /// Not a valid page size.
    NotAPageSize,
    /// Not a cursor from an earlier page of the same list.
    NotACursor,
    /// Not a valid version of a text.
    NotAVersion,
    /// A query parameter that the endpoint does not know.
    UnknownParameter,
    /// A query parameter that was given more than once.
    Repeated,
    /// Another user has this value.
    Taken,
    /// Not the user's password.
    WrongPassword,
    /// Neither a one-time password nor a recovery code.
    NotAnOtp,
    /// The user has an authenticator app, and its code was not given.
    OtpRequired,
    /// A code that is wrong, expired or used.
    WrongOtp,
    /// The user has not set up an authenticator app.
    NoAuthenticator,
    /// A value of another type where true or false is required.
    NotABoolean,
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

    /// Whether the field has the problem.
    #[must_use]
    pub fn has(&self, field: Field, problem: &Problem) -> bool {
        self.fields.get(&field).is_some_and(|problems| problems.contains(problem))
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
