//! The messages for users about invalid fields, the same in all dialects.

use std::borrow::Cow;

use usher_domain::Problem;

/// The message about a problem.
#[must_use]
pub fn message(problem: &Problem) -> Cow<'static, str> {
    let message = match problem {
        Problem::Required => "This field is required.",
        Problem::Unreadable => "The request body cannot be read.",
        Problem::NotText => "This field must be a string.",
        Problem::Blank => "This field may not be blank.",
        Problem::ForbiddenCharacter => "This field may not contain control or text-direction characters.",
        Problem::NotAnEmail => "Enter a valid email address.",
        Problem::NotAnAccountId => {
            "An account id has 3 to 32 characters of a-z, 0-9, dot, underscore and hyphen, and starts with a letter."
        }
        Problem::OuterSpace => "A password may not begin or end with white space.",
        Problem::NotForAPassword => {
            "A password may not contain control characters, invisible characters or unassigned code points."
        }
        Problem::CommonPassword => "This password is too common; choose one that is harder to guess.",
        Problem::PersonalPassword => {
            "A password may not be your email address, its first part, your name or your account id."
        }
        Problem::NotAUserType => "Enter 0 (admin), 1 (KAIST user) or 2 (facility user).",
        Problem::NotAPicture => "Upload a valid JPEG, PNG or WebP picture.",
        Problem::PictureTooComplex => {
            "This picture takes too long to decode. Save it as a PNG, or as a JPEG that is not progressive."
        }
        Problem::AnimatedPicture => "Animated pictures are not supported.",
        Problem::NotANumber => "Enter a whole number from 1 to 9007199254740991.",
        Problem::NotAPageSize => "Enter a whole number from 1 to 1000.",
        Problem::NotACursor => "Pass the cursor as the previous page returned it.",
        Problem::NotAVersion => "A version has 1 to 64 characters of a-z, A-Z, 0-9, dot, underscore and hyphen.",
        Problem::UnknownParameter => "Unknown parameter.",
        Problem::Repeated => "Specify this parameter only once.",
        Problem::WrongPassword => "The password is wrong.",
        Problem::NotAnOtp => "Enter the six digits that your authenticator app shows, or a recovery code.",
        Problem::OtpRequired => "Enter the code that your authenticator app shows.",
        Problem::WrongOtp => "This code is wrong or has expired. Wait for the next one.",
        Problem::NoAuthenticator => "Set up an authenticator app first.",
        Problem::NotABoolean => "Enter true or false.",
        Problem::Taken => "This value is already taken.",
        Problem::TooLong { limit } => return format!("Ensure this field has no more than {limit} characters.").into(),
        Problem::TooShort { limit } => return format!("Ensure this field has at least {limit} characters.").into(),
        Problem::PictureTooLarge { limit_megabytes } => {
            return format!("Ensure this picture has no more than {limit_megabytes} MB.").into();
        }
        Problem::PictureTooManyPixels { limit_megapixels } => {
            return format!("Ensure this picture has no more than {limit_megapixels} megapixels.").into();
        }
    };
    message.into()
}
