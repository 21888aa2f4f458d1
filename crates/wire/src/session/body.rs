//! Request bodies of the session dialect: a JSON object or a `multipart/form-data` form, either with a picture.

use std::borrow::Cow;
use std::collections::HashMap;
use std::convert::Infallible;

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use http::header::CONTENT_DISPOSITION;
use usher_domain::authenticator::{OneTimePassword, SecondFactor};
use usher_domain::registration::Registration;
use usher_domain::restore::RestoreToken;
use usher_domain::update::Update;
use usher_domain::{
    DomainError, Email, Field, FieldErrors, FullName, LinkToken, Password, PasswordAttempt, Problem, User,
};

use crate::given::Given;
use crate::json::Body;
use crate::parameters::{before_parameters, parameter};
use crate::session::name;
use crate::shared_fields;

/// A form with more parts is refused.
const MAX_PARTS: usize = 16;

/// The fields of all bodies.
const FIELDS: [Field; 10] = [
    Field::All,
    Field::Email,
    Field::FullName,
    Field::NewPassword,
    Field::OldPassword,
    Field::Otp,
    Field::Password,
    Field::Picture,
    Field::RefreshToken,
    Field::Token,
];

/// RFC 2046 allows 70 characters.
const MAX_BOUNDARY_BYTES: usize = 200;

/// The body of any request of this dialect.
#[derive(Debug)]
pub struct RequestBody<'a>(Form<'a>);

#[derive(Debug)]
enum Form<'a> {
    Json(Body<'a>),
    /// The parts that are fields of the document, by name.
    Multipart(HashMap<&'static str, Vec<u8>>),
    Unreadable,
}

/// What allows a user to turn the authenticator app off.
#[derive(Debug)]
pub enum AuthenticatorProof {
    /// A code of the app, or a recovery code.
    Code(SecondFactor),
    /// The password.
    Password(PasswordAttempt),
}

/// The value of the picture field.
#[derive(Debug, PartialEq, Eq)]
pub enum GivenPicture<'a> {
    /// The field is absent.
    Absent,
    /// An explicit null.
    Null,
    /// The bytes of the file, which may be anything.
    Bytes(Cow<'a, [u8]>),
}

impl<'a> RequestBody<'a> {
    /// Parses a multipart form if the content type says so, and JSON otherwise. Of duplicate fields the last one
    /// counts; parts without a name are skipped.
    ///
    /// # Errors
    /// [`DomainError::BodyTooLarge`] if the body without the picture is longer than `limit` bytes.
    pub async fn read(content_type: Option<&str>, bytes: &'a [u8], limit: usize) -> Result<Self, DomainError> {
        let body = match content_type {
            Some(content_type) if is_multipart(content_type) => {
                Self(parts(content_type, bytes).await.map_or(Form::Unreadable, Form::Multipart))
            }
            _ => Self::json(bytes),
        };
        if bytes.len().saturating_sub(body.picture_length(bytes)) > limit {
            return Err(DomainError::BodyTooLarge);
        }
        Ok(body)
    }

    /// Parses a JSON body.
    #[must_use]
    pub fn json(bytes: &'a [u8]) -> Self {
        Self(Form::Json(Body::read(bytes, &FIELDS.map(name))))
    }

    /// How many bytes of the body are the picture. An unreadable body is not limited, since all of it may be the
    /// picture.
    fn picture_length(&self, bytes: &[u8]) -> usize {
        match &self.0 {
            Form::Json(body) if body.is_readable() => body.length(name(Field::Picture)),
            Form::Multipart(parts) => parts.get(name(Field::Picture)).map_or(0, Vec::len),
            Form::Json(_) | Form::Unreadable => bytes.len(),
        }
    }

    /// Parses a registration without its picture; the name is required.
    ///
    /// # Errors
    /// The fields that are invalid.
    pub fn registration(&self) -> Result<(Registration, Password), FieldErrors> {
        shared_fields::registration(|field| self.given(field), |given| given.text().and_then(FullName::parse).map(Some))
    }

    /// Parses an update of this user without its picture.
    ///
    /// # Errors
    /// The fields that are invalid.
    pub fn update(&self, user: &User) -> Result<Update, FieldErrors> {
        shared_fields::update(user, |field| self.given(field))
    }

    /// Parses a change of this user's password: the current one, and the update to the new one.
    ///
    /// # Errors
    /// The fields that are invalid.
    pub fn password_change(&self, user: &User) -> Result<(PasswordAttempt, Update), FieldErrors> {
        let old = self.given(Field::OldPassword).text().and_then(PasswordAttempt::parse);
        let new = self.given(Field::NewPassword).text().and_then(Password::parse);
        let mut errors = FieldErrors::default();
        let (old, new) = (errors.check(Field::OldPassword, old), errors.check(Field::NewPassword, new));
        let (old, password) = old.zip(new).ok_or(errors)?;
        let update = Update { password: Some(password), ..Update::default() }.check_new_password(user)?;
        Ok((old, update))
    }

    /// Parses a sign-in: address, password, and the code of an authenticator app if there is one. An empty code counts
    /// as none, since browsers send one for an empty field.
    ///
    /// # Errors
    /// The fields that are invalid.
    pub fn sign_in(&self) -> Result<(Email, PasswordAttempt, Option<SecondFactor>), FieldErrors> {
        let code = match self.given(Field::Otp) {
            Given::Unreadable => Ok(None),
            Given::Text(given) if given.trim().is_empty() => Ok(None),
            given => given.optional(SecondFactor::parse),
        };
        let mut errors = FieldErrors::default();
        let email = errors.check(Field::Email, self.given(Field::Email).text().and_then(Email::parse));
        let password =
            errors.check(Field::Password, self.given(Field::Password).text().and_then(PasswordAttempt::parse));
        let code = errors.check(Field::Otp, code);
        match (email, password, code) {
            (Some(email), Some(password), Some(code)) => Ok((email, password, code)),
            _ => Err(errors),
        }
    }

    /// Parses the first code of an authenticator app.
    ///
    /// # Errors
    /// The field, if it is invalid.
    pub fn one_time_password(&self) -> Result<OneTimePassword, FieldErrors> {
        let otp = self.given(Field::Otp).text().and_then(OneTimePassword::parse);
        otp.map_err(|problem| FieldErrors::one(Field::Otp, problem))
    }

    /// Parses what allows to turn an authenticator app off; of both, the password does not count.
    ///
    /// # Errors
    /// The field, if it is invalid; `otp` if there is neither.
    pub fn authenticator_proof(&self) -> Result<AuthenticatorProof, FieldErrors> {
        let password = self.given(Field::Password);
        if self.given(Field::Otp) == Given::Nothing && password != Given::Nothing {
            let password = password.text().and_then(PasswordAttempt::parse);
            return password
                .map(AuthenticatorProof::Password)
                .map_err(|problem| FieldErrors::one(Field::Password, problem));
        }
        let code = self.given(Field::Otp).text().and_then(SecondFactor::parse);
        code.map(AuthenticatorProof::Code).map_err(|problem| FieldErrors::one(Field::Otp, problem))
    }

    /// Parses the address of a request for a link.
    ///
    /// # Errors
    /// The field, if it is invalid.
    pub fn link_request(&self) -> Result<Email, FieldErrors> {
        let email = self.given(Field::Email).text().and_then(Email::parse);
        email.map_err(|problem| FieldErrors::one(Field::Email, problem))
    }

    /// Parses the token of a link.
    ///
    /// # Errors
    /// [`DomainError::InvalidInput`] if there is none; [`DomainError::TokenNotValid`] if no link has such a token.
    pub fn link_token(&self) -> Result<LinkToken, DomainError> {
        let token = self.given(Field::Token).text().map_err(|problem| FieldErrors::one(Field::Token, problem))?;
        LinkToken::parse(token).map_err(|_| DomainError::TokenNotValid)
    }

    /// Parses the token of a link and a new password.
    ///
    /// # Errors
    /// [`DomainError::InvalidInput`] with the fields that are invalid; as [`Self::link_token`].
    pub fn password_reset(&self) -> Result<(LinkToken, Password), DomainError> {
        let (token, password) = self.token_and_password()?;
        Ok((LinkToken::parse(token).map_err(|_| DomainError::TokenNotValid)?, password))
    }

    /// Parses the token of a link that restores an account, and a new password.
    ///
    /// # Errors
    /// As [`Self::password_reset`].
    pub fn restoration(&self) -> Result<(RestoreToken, Password), DomainError> {
        let (token, password) = self.token_and_password()?;
        Ok((RestoreToken::parse(token).map_err(|_| DomainError::TokenNotValid)?, password))
    }

    fn token_and_password(&self) -> Result<(&str, Password), FieldErrors> {
        let password = self.given(Field::NewPassword).text().and_then(Password::parse);
        let mut errors = FieldErrors::default();
        let token = errors.check(Field::Token, self.given(Field::Token).text());
        let password = errors.check(Field::NewPassword, password);
        token.zip(password).ok_or(errors)
    }

    /// The value of a text field; [`Given::Nothing`] for the picture and for fields that no body has.
    #[must_use]
    pub fn given(&self, field: Field) -> Given<'_> {
        match &self.0 {
            _ if field == Field::Picture || !FIELDS.contains(&field) => Given::Nothing,
            Form::Json(body) => body.given(&[name(field)]),
            Form::Multipart(parts) => parts
                .get(name(field))
                .map_or(Given::Nothing, |bytes| std::str::from_utf8(bytes).map_or(Given::Other, Given::Text)),
            Form::Unreadable => Given::Unreadable,
        }
    }

    /// The picture: the part of a form, or base64, plain or in a data URI (RFC 2397). An empty part counts as absent,
    /// since browsers send one if no file was chosen.
    ///
    /// # Errors
    /// The [`Problem`] with a value that cannot be decoded.
    pub fn picture(&self) -> Result<GivenPicture<'_>, Problem> {
        match &self.0 {
            Form::Json(body) if body.is_null(name(Field::Picture)) => Ok(GivenPicture::Null),
            Form::Json(body) => match body.given(&[name(Field::Picture)]) {
                Given::Nothing => Ok(GivenPicture::Absent),
                given => decode_base64(given.text()?).map(|bytes| GivenPicture::Bytes(bytes.into())),
            },
            Form::Multipart(parts) => match parts.get(name(Field::Picture)) {
                None => Ok(GivenPicture::Absent),
                Some(bytes) if bytes.is_empty() => Ok(GivenPicture::Absent),
                Some(bytes) => Ok(GivenPicture::Bytes(bytes.as_slice().into())),
            },
            Form::Unreadable => Err(Problem::Unreadable),
        }
    }
}

fn is_multipart(content_type: &str) -> bool {
    before_parameters(content_type.as_bytes()).to_ascii_lowercase().starts_with(b"multipart/")
}

/// The parts that are fields of the document. multer splits the body; the names are parsed here, since multer mistakes
/// text in a file name for the name (<https://github.com/rwf2/multer/issues/72>).
async fn parts(content_type: &str, bytes: &[u8]) -> Option<HashMap<&'static str, Vec<u8>>> {
    let boundary = String::from_utf8(parameter(content_type.as_bytes(), "boundary")?).ok()?;
    if boundary.is_empty() || boundary.len() > MAX_BOUNDARY_BYTES {
        return None;
    }
    let whole = bytes.to_vec();
    let stream = futures_util::stream::once(async move { Ok::<_, Infallible>(whole) });
    let mut form = multer::Multipart::new(stream, boundary);
    let mut parts = HashMap::new();
    let mut read = 0;
    while let Some(part) = form.next_field().await.ok()? {
        read += 1;
        if read > MAX_PARTS {
            return None;
        }
        let field = part.headers().get(CONTENT_DISPOSITION).and_then(|header| field_of(header.as_bytes()));
        let bytes = part.bytes().await.ok()?;
        if let Some(field) = field {
            parts.insert(field, bytes.to_vec());
        }
    }
    Some(parts)
}

/// The field named by a `Content-Disposition` header.
fn field_of(disposition: &[u8]) -> Option<&'static str> {
    let given = parameter(disposition, "name")?;
    FIELDS.into_iter().map(name).find(|name| name.as_bytes() == given)
}

/// Decodes base64 in the standard or the URL-safe alphabet (RFC 4648), plain or in a data URI.
fn decode_base64(text: &str) -> Result<Vec<u8>, Problem> {
    const ENGINE: GeneralPurpose = GeneralPurpose::new(
        &STANDARD,
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
    );
    // Many encoders wrap their lines.
    let bytes = base64_content(text)?.bytes();
    let compact: Vec<u8> = bytes.filter(|byte| !byte.is_ascii_whitespace()).map(to_standard_alphabet).collect();
    ENGINE.decode(compact).map_err(|_| Problem::NotAPicture)
}

/// The base64 in a text that may be a data URI. The scheme and `;base64` are case-insensitive.
fn base64_content(text: &str) -> Result<&str, Problem> {
    const SCHEME: &str = "data:";
    let text = text.trim_start();
    match text.split_at_checked(SCHEME.len()) {
        Some((scheme, uri)) if scheme.eq_ignore_ascii_case(SCHEME) => {
            let (kind, content) = uri.split_once(',').ok_or(Problem::NotAPicture)?;
            let (_, encoding) = kind.rsplit_once(';').ok_or(Problem::NotAPicture)?;
            if encoding.trim().eq_ignore_ascii_case("base64") { Ok(content) } else { Err(Problem::NotAPicture) }
        }
        _ => Ok(text),
    }
}

const fn to_standard_alphabet(byte: u8) -> u8 {
    match byte {
        b'-' => b'+',
        b'_' => b'/',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Parsing never waits.
    fn ready<T>(parsing: impl Future<Output = T>) -> T {
        futures_util::FutureExt::now_or_never(parsing).unwrap()
    }

    const LIMIT: usize = 64 * 1024;

    fn read<'a>(content_type: &str, bytes: &'a [u8]) -> RequestBody<'a> {
        ready(RequestBody::read(Some(content_type), bytes, LIMIT)).unwrap()
    }

    fn form(parts: &str) -> RequestBody<'static> {
        let parts = parts.replace('\n', "\r\n").into_bytes();
        read("multipart/form-data; boundary=x", parts.leak())
    }

    /// A form whose parts have these dispositions, and their number, from 1, as content.
    fn form_of(dispositions: &[&str]) -> RequestBody<'static> {
        let part = |(number, disposition)| format!("--x\nContent-Disposition: {disposition}\n\n{number}\n");
        let parts: String = (1..).zip(dispositions).map(part).collect();
        form(&format!("{parts}--x--\n"))
    }

    fn picture(given: &str) -> RequestBody<'static> {
        RequestBody::json(format!(r#"{{"profile_pic":{given}}}"#).into_bytes().leak())
    }

    #[test]
    fn a_picture_comes_as_base64_bare_or_as_a_data_uri() {
        for given in [
            r#""AQID""#,
            r#""AQ\nID""#,
            r#""data:image/png;base64,AQID""#,
            r#""data:;base64,AQID""#,
            r#""DATA:image/png;base64,AQID""#,
            r#""data:image/png;BASE64,AQID""#,
            r#""Data:image/png;name=a.png; Base64,AQID""#,
        ] {
            assert_eq!(picture(given).picture(), Ok(GivenPicture::Bytes(vec![1, 2, 3].into())), "{given}");
        }
        assert_eq!(picture("null").picture(), Ok(GivenPicture::Null));
        assert_eq!(RequestBody::json(b"{}").picture(), Ok(GivenPicture::Absent));
        for given in [r#""data:image/png,AQID""#, r#""data:base64""#, r#""data:base64,AQID""#, r#""<svg/>""#] {
            assert_eq!(picture(given).picture(), Err(Problem::NotAPicture), "{given}");
        }
        assert_eq!(picture("[1]").picture(), Err(Problem::NotText));
        assert_eq!(RequestBody::json(b"{").picture(), Err(Problem::Unreadable));
    }

    #[test]
    fn url_safe_base64_is_base64() {
        for given in [r#""-_-_""#, r#""+/+/""#, r#""data:;base64,-_-_""#, r#""\u002b\/+/""#] {
            assert_eq!(picture(given).picture(), Ok(GivenPicture::Bytes(vec![0xFB, 0xFF, 0xBF].into())), "{given}");
        }
        for given in [r#""-w""#, r#""-w==""#, r#""+w==""#] {
            assert_eq!(picture(given).picture(), Ok(GivenPicture::Bytes(vec![0xFB].into())), "{given}");
        }
    }

    #[test]
    fn a_file_name_never_names_a_field() {
        for (disposition, field) in [
            (r#"form-data; filename="x; name=full_name; y"; name="profile_pic""#, Field::Picture),
            (r#"form-data; filename="my name.png"; name="full_name""#, Field::FullName),
            (r#"form-data; name="full_name"; filename="my name.png""#, Field::FullName),
            (r#"form-data; name="email"; filename*=UTF-8''name=full_name"#, Field::Email),
        ] {
            let body = form_of(&[disposition]);
            for text in [Field::Email, Field::FullName, Field::Password] {
                let expected = if text == field { Given::Text("1") } else { Given::Nothing };
                assert_eq!(body.given(text), expected, "{disposition}");
            }
            assert_eq!(body.picture().unwrap() == GivenPicture::Absent, field != Field::Picture, "{disposition}");
        }
    }

    #[test]
    fn whitespace_around_semicolons_is_allowed() {
        let parts = b"--x\r\nContent-Disposition: form-data ;\tname=\"email\"\r\n\r\na@b.de\r\n--x--\r\n";
        for content_type in [
            "multipart/form-data; boundary=x",
            "multipart/form-data; boundary=x ; charset=utf-8",
            "multipart/form-data\t;\tboundary=x\t;\tcharset=utf-8",
            "Multipart/Form-Data ;Boundary=\"x\"",
            "multipart/form-data; charset=\"; boundary=y\"; boundary=x",
        ] {
            assert_eq!(read(content_type, parts).given(Field::Email), Given::Text("a@b.de"), "{content_type}");
        }
    }

    #[test]
    fn the_last_of_two_parts_of_one_name_counts() {
        let body = form_of(&["form-data; name=email", "form-data; name=password", "form-data; name=email"]);
        assert_eq!((body.given(Field::Email), body.given(Field::Password)), (Given::Text("3"), Given::Text("2")));
    }

    #[test]
    fn a_part_without_a_known_name_is_skipped() {
        let body =
            form_of(&["form-data", "form-data; filename=email", "form-data; name*=UTF-8''email", "form-data; name=z"]);
        assert_eq!(body.given(Field::Email), Given::Nothing);
        let body =
            form("--x\nContent-Type: text/plain\n\n1\n--x\nContent-Disposition: form-data; name=email\n\n2\n--x--\n");
        assert_eq!(body.given(Field::Email), Given::Text("2"));
    }

    #[test]
    fn only_the_picture_is_exempt_from_the_limit() {
        let long = "A".repeat(LIMIT);
        let too_large = |content_type, body: &str| {
            let read = ready(RequestBody::read(Some(content_type), body.as_bytes(), LIMIT));
            matches!(read, Err(DomainError::BodyTooLarge))
        };
        let json = |body: String| too_large("application/json", &body);
        assert!(json(format!(r#"{{"email":"{long}"}}"#)));
        assert!(json(format!(r#"{{"z":"{long}","profile_pic":"AQID"}}"#)));
        assert!(!json(format!(r#"{{"email":"a@b.de","profile_pic":"{long}"}}"#)));
        assert!(!json(format!(r#"{{"profile_pic":"{}"}}"#, r"\/".repeat(LIMIT))));
        let form = |name: &str| {
            let part = format!("--x\r\nContent-Disposition: form-data; name={name}\r\n\r\n{long}\r\n--x--\r\n");
            too_large("multipart/form-data; boundary=x", &part)
        };
        assert!(form("email") && form("z") && !form("profile_pic"));
    }

    #[test]
    fn a_form_holds_texts_and_a_file() {
        let body = form(
            "--x\nContent-Disposition: form-data; name=\"email\"\n\na@b.de\n--x\nContent-Disposition: form-data; \
             name=\"profile_pic\"; filename=\"../../me.png\"\nContent-Type: image/png\n\n\u{1}\u{2}\n--x--\n",
        );
        assert_eq!(body.given(Field::Email), Given::Text("a@b.de"));
        assert_eq!(body.given(Field::Password), Given::Nothing);
        assert_eq!(body.picture(), Ok(GivenPicture::Bytes(vec![1, 2].into())));
    }

    #[test]
    fn a_form_without_a_file_has_no_picture() {
        let body = form("--x\nContent-Disposition: form-data; name=\"profile_pic\"; filename=\"\"\n\n\n--x--\n");
        assert_eq!(body.picture(), Ok(GivenPicture::Absent));
    }

    #[test]
    fn a_broken_form_holds_no_field() {
        let long = format!("multipart/form-data; boundary={}", "x".repeat(MAX_BOUNDARY_BYTES + 1));
        for content_type in
            ["multipart/form-data", "multipart/form-data; boundary=", "Multipart/mixed; boundary=y", &long]
        {
            let body = read(content_type, b"--x\r\nrubbish");
            assert_eq!(body.given(Field::Email), Given::Unreadable, "{content_type}");
        }
        let many = "--x\nContent-Disposition: form-data; name=\"N\"\n\n1\n";
        let many: String = (0..20).map(|index| many.replace('N', &index.to_string())).collect();
        assert_eq!(form(&many).given(Field::Email), Given::Unreadable);
    }

    proptest! {
        #[test]
        fn no_form_makes_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..256)) {
            let bytes = [b"--x\r\n".as_slice(), &bytes].concat();
            let _ = read("multipart/form-data; boundary=x", &bytes).picture();
        }
    }
}
