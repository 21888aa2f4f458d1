//! Request bodies of the session dialect: a JSON object, or a form (`multipart/form-data`) where a picture comes along.

use std::borrow::Cow;
use std::collections::HashMap;
use std::convert::Infallible;

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use usher_domain::{Field, Given, Problem};

use crate::json::Body;
use crate::session::name;

/// A form has at most as many parts as any document names fields; what comes after is not read.
const PARTS: usize = 16;

/// The fields of the document that hold a text.
const FIELDS: [Field; 4] = [Field::Email, Field::FullName, Field::Password, Field::RefreshToken];

/// The body of any request of this dialect.
#[derive(Debug)]
pub struct RequestBody(Form);

#[derive(Debug)]
enum Form {
    Json(Body),
    Multipart(HashMap<String, Vec<u8>>),
    Unreadable,
}

/// What was given for the picture.
#[derive(Debug, PartialEq, Eq)]
pub enum GivenPicture<'a> {
    /// The field is not there.
    Absent,
    /// An explicit null.
    Null,
    /// The bytes of a file; whether they are a picture is not known yet.
    Bytes(Cow<'a, [u8]>),
}

impl RequestBody {
    /// Reads a body of this media type. What is not said to be a form is read as JSON.
    pub async fn read(content_type: Option<&str>, bytes: &[u8]) -> Self {
        let is_form =
            content_type.is_some_and(|given| given.trim_start().to_ascii_lowercase().starts_with("multipart/"));
        Self(match content_type {
            Some(content_type) if is_form => parts(content_type, bytes).await.map_or(Form::Unreadable, Form::Multipart),
            _ => Form::Json(Body::read(bytes)),
        })
    }

    /// Reads a JSON body.
    #[must_use]
    pub fn json(bytes: &[u8]) -> Self {
        Self(Form::Json(Body::read(bytes)))
    }

    /// What was given for a field; nothing for one that the document does not have.
    #[must_use]
    pub fn given(&self, field: Field) -> Given<'_> {
        match &self.0 {
            _ if !FIELDS.contains(&field) => Given::Nothing,
            Form::Json(body) => body.given(&[name(field)]),
            Form::Multipart(parts) => parts
                .get(name(field))
                .map_or(Given::Nothing, |bytes| std::str::from_utf8(bytes).map_or(Given::Other, Given::Text)),
            Form::Unreadable => Given::Unreadable,
        }
    }

    /// What was given for the picture: the part of a form, or base64, bare or as a data URI (RFC 2397). A part without
    /// bytes is what a browser sends where no file was chosen.
    ///
    /// # Errors
    /// The [`Problem`] with what can be no file.
    pub fn picture(&self) -> Result<GivenPicture<'_>, Problem> {
        match &self.0 {
            Form::Json(body) if body.is_null(name(Field::Picture)) => Ok(GivenPicture::Null),
            Form::Json(body) => match body.given(&[name(Field::Picture)]) {
                Given::Nothing => Ok(GivenPicture::Absent),
                given => decoded(given.text()?).map(|bytes| GivenPicture::Bytes(bytes.into())),
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

async fn parts(content_type: &str, bytes: &[u8]) -> Option<HashMap<String, Vec<u8>>> {
    let boundary = multer::parse_boundary(content_type).ok()?;
    let whole = bytes.to_vec();
    let stream = futures_util::stream::once(async move { Ok::<_, Infallible>(whole) });
    let mut form = multer::Multipart::new(stream, boundary);
    let mut parts = HashMap::new();
    while let Some(part) = form.next_field().await.ok()? {
        if parts.len() == PARTS {
            return None;
        }
        let name = part.name()?.to_owned();
        let bytes = part.bytes().await.ok()?;
        parts.entry(name).or_insert_with(|| bytes.to_vec());
    }
    Some(parts)
}

fn decoded(text: &str) -> Result<Vec<u8>, Problem> {
    const ENGINE: GeneralPurpose = GeneralPurpose::new(
        &STANDARD,
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
    );
    let text = match text.strip_prefix("data:") {
        Some(uri) => uri.split_once(";base64,").ok_or(Problem::NotAPicture)?.1,
        None => text,
    };
    // Many encoders break their lines.
    let compact: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    ENGINE.decode(compact).map_err(|_| Problem::NotAPicture)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Reading a body waits for nothing.
    fn now<T>(reading: impl Future<Output = T>) -> T {
        futures_util::FutureExt::now_or_never(reading).unwrap()
    }

    fn form(parts: &str) -> RequestBody {
        now(RequestBody::read(Some("multipart/form-data; boundary=x"), parts.replace('\n', "\r\n").as_bytes()))
    }

    fn picture(given: &str) -> RequestBody {
        RequestBody::json(format!(r#"{{"profile_pic":{given}}}"#).as_bytes())
    }

    #[test]
    fn a_picture_comes_as_base64_bare_or_as_a_data_uri() {
        for given in [r#""AQID""#, r#""AQ\nID""#, r#""data:image/png;base64,AQID""#, r#""data:;base64,AQID""#] {
            assert_eq!(picture(given).picture(), Ok(GivenPicture::Bytes(vec![1, 2, 3].into())), "{given}");
        }
        assert_eq!(picture("null").picture(), Ok(GivenPicture::Null));
        assert_eq!(RequestBody::json(b"{}").picture(), Ok(GivenPicture::Absent));
        assert_eq!(picture(r#""data:image/png,AQID""#).picture(), Err(Problem::NotAPicture));
        assert_eq!(picture(r#""<svg/>""#).picture(), Err(Problem::NotAPicture));
        assert_eq!(picture("[1]").picture(), Err(Problem::NotText));
        assert_eq!(RequestBody::json(b"{").picture(), Err(Problem::Unreadable));
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
        for content_type in ["multipart/form-data", "multipart/form-data; boundary=", "Multipart/mixed; boundary=y"] {
            let body = now(RequestBody::read(Some(content_type), b"--x\r\nrubbish"));
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
            let _ = now(RequestBody::read(Some("multipart/form-data; boundary=x"), &bytes)).picture();
        }
    }
}
