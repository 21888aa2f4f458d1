//! Requests of the removal dialect: JSON bodies, forms and the query of the mailed link.

use usher_domain::{ConfirmationToken, DomainError, FieldErrors, UserId};

use crate::given::Given;
use crate::json::Body;

const USER_ID: &str = "user_id";
const TOKEN: &str = "confirmation_token";
/// The spelling in the removal document, accepted beside the correct one.
const MISSPELLED_TOKEN: &str = "cofirmation_token";

/// The body of `POST /user/request_removal`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestRemovalBody {
    /// The user to remove.
    pub user_id: UserId,
}

impl RequestRemovalBody {
    /// Parses a JSON body. Unknown fields are ignored.
    ///
    /// # Errors
    /// [`DomainError::InvalidInput`] without fields: the removal document's error response cannot name any.
    pub fn read(bytes: &[u8]) -> Result<Self, DomainError> {
        Ok(Self { user_id: user_id(Body::read(bytes, &[USER_ID]).given(&[USER_ID]))? })
    }
}

/// The body of `POST /user/remove`, which the query of the mailed link holds as well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemoveBody {
    /// The user to remove.
    pub user_id: UserId,
    /// The mailed token, from `confirmation_token` or `cofirmation_token`; if both are given, they must be equal.
    pub token: ConfirmationToken,
}

impl RemoveBody {
    /// Parses a form if the content type says so, and JSON otherwise. Unknown fields are ignored; of duplicate form
    /// fields the first one counts.
    ///
    /// # Errors
    /// [`DomainError::InvalidInput`] without fields: the removal document's error response cannot name any.
    pub fn read(content_type: Option<&str>, bytes: &[u8]) -> Result<Self, DomainError> {
        if is_form(content_type) {
            let fields = || form_urlencoded::parse(bytes);
            return Self::from_parameters(|name| {
                fields().find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
            });
        }
        let body = Body::read(bytes, &[USER_ID, TOKEN, MISSPELLED_TOKEN]);
        Self::from_fields(body.given(&[USER_ID]), body.given(&[TOKEN]), body.given(&[MISSPELLED_TOKEN]))
    }

    /// Parses the query parameters of the mailed link, which `parameter` looks up by name.
    ///
    /// # Errors
    /// As [`RemoveBody::read`].
    pub fn from_parameters(parameter: impl Fn(&str) -> Option<String>) -> Result<Self, DomainError> {
        let values = [USER_ID, TOKEN, MISSPELLED_TOKEN].map(parameter);
        let [user_id, token, other] =
            values.each_ref().map(|value| value.as_deref().map_or(Given::Nothing, Given::Text));
        Self::from_fields(user_id, token, other)
    }

    fn from_fields(given: Given<'_>, token: Given<'_>, other: Given<'_>) -> Result<Self, DomainError> {
        let text = text(if token == Given::Nothing { other } else { token })?;
        if ![Given::Nothing, Given::Text(text)].contains(&other) {
            return Err(invalid());
        }
        Ok(Self { user_id: user_id(given)?, token: ConfirmationToken::parse(text).map_err(|_| invalid())? })
    }
}

/// Whether the content type is that of an HTML form without files. Such a request comes from a browser and gets a page
/// as its response.
#[must_use]
pub fn is_form(content_type: Option<&str>) -> bool {
    let media_type = content_type.and_then(|given| given.split(';').next()).unwrap_or_default();
    media_type.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

fn user_id(given: Given<'_>) -> Result<UserId, DomainError> {
    UserId::parse(text(given)?).map_err(|_| invalid())
}

fn text(given: Given<'_>) -> Result<&str, DomainError> {
    given.text().map_err(|_| invalid())
}

fn invalid() -> DomainError {
    FieldErrors::default().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FORM: Option<&str> = Some("application/x-www-form-urlencoded");
    const JSON: Option<&str> = Some("application/json");
    const ID: &str = "0d9f7c9e-3f50-4a7e-9c56-2d4e5f60718a";

    fn token() -> ConfirmationToken {
        ConfirmationToken::from_bits([7; 32])
    }

    fn ada() -> RemoveBody {
        RemoveBody { user_id: UserId::parse(ID).unwrap(), token: token() }
    }

    /// `ID` and `TOKEN` stand for Ada's.
    fn read(content_type: Option<&str>, body: &str) -> Result<RemoveBody, DomainError> {
        RemoveBody::read(content_type, body.replace("ID", ID).replace("TOKEN", token().as_str()).as_bytes())
    }

    fn is_refused<T>(read: Result<T, DomainError>) -> bool {
        matches!(read, Err(DomainError::InvalidInput(errors)) if errors.iter().next().is_none())
    }

    fn nested(times: usize) -> String {
        format!("{}{}", "[".repeat(times), "]".repeat(times))
    }

    #[test]
    fn a_request_names_the_user() {
        let body = format!(r#"{{"user_id":"{ID}","reason":["none"]}}"#);
        assert_eq!(RequestRemovalBody::read(body.as_bytes()).unwrap().user_id, ada().user_id);
    }

    #[test]
    fn user_id_is_case_insensitive() {
        let upper = ID.to_uppercase();
        let body = format!(r#"{{"user_id":"{upper}"}}"#);
        assert_eq!(RequestRemovalBody::read(body.as_bytes()).unwrap().user_id.as_str(), ID);
        for (content_type, body) in [
            (JSON, r#"{"user_id":"UPPER","confirmation_token":"TOKEN"}"#),
            (FORM, "user_id=UPPER&confirmation_token=TOKEN"),
        ] {
            assert_eq!(read(content_type, &body.replace("UPPER", &upper)).unwrap(), ada(), "{body}");
        }
        let query = |name: &str| match name {
            USER_ID => Some(upper.clone()),
            TOKEN => Some(token().as_str().to_owned()),
            _ => None,
        };
        assert_eq!(RemoveBody::from_parameters(query).unwrap(), ada());
    }

    #[test]
    fn request_without_user_id_is_refused() {
        let deep = nested(100_000);
        let deep_inside = format!(r#"{{"user_id":{deep}}}"#);
        for body in [
            "",
            "{",
            "null",
            "[]",
            r#""text""#,
            "{}",
            r#"{"user_id":null}"#,
            r#"{"user_id":1}"#,
            r#"{"user_id":["0d9f7c9e-3f50-4a7e-9c56-2d4e5f60718a"]}"#,
            r#"{"user_id":"ada"}"#,
            &deep,
            &deep_inside,
        ] {
            assert!(is_refused(RequestRemovalBody::read(body.as_bytes())), "{body:.80}");
        }
    }

    #[test]
    fn token_is_accepted_in_both_spellings() {
        for body in [
            r#"{"user_id":"ID","confirmation_token":"TOKEN"}"#,
            r#"{"user_id":"ID","cofirmation_token":"TOKEN"}"#,
            r#"{"user_id":"ID","confirmation_token":"TOKEN","cofirmation_token":"TOKEN"}"#,
            r#"{"user_id":"ID","confirmation_token":null,"cofirmation_token":"TOKEN"}"#,
            r#"{"user_id":"ID","confirmation_token":"TOKEN","cofirmation_token":null,"more":{"a":1e400}}"#,
            &format!(r#"{{"user_id":"ID","confirmation_token":"TOKEN","more":{}}}"#, nested(100_000)),
        ] {
            assert_eq!(read(JSON, body).unwrap(), ada(), "{body}");
            assert_eq!(read(None, body).unwrap(), ada(), "{body}");
        }
        for body in [
            "user_id=ID&confirmation_token=TOKEN",
            "more=1&cofirmation_token=TOKEN&user_id=ID",
            "cofirmation_token=TOKEN&confirmation_token=TOKEN&user_id=ID",
            "user%5Fid=ID&confirmation_token=TOKEN&&=",
        ] {
            assert_eq!(read(FORM, body).unwrap(), ada(), "{body}");
        }
    }

    #[test]
    fn a_body_without_one_user_and_one_token_is_refused() {
        for body in [
            "",
            "not JSON",
            "[]",
            "{}",
            r#"{"user_id":"ID"}"#,
            r#"{"confirmation_token":"TOKEN"}"#,
            r#"{"user_id":7,"confirmation_token":"TOKEN"}"#,
            r#"{"user_id":"ID","confirmation_token":7}"#,
            r#"{"user_id":"ID","confirmation_token":["TOKEN"]}"#,
            r#"{"user_id":"ID","confirmation_token":" TOKEN"}"#,
            r#"{"user_id":"ID","confirmation_token":"TOKEN","cofirmation_token":"AAAA"}"#,
            r#"{"user_id":"ID","confirmation_token":"TOKEN","cofirmation_token":7}"#,
            r#"{"user_id":"ID","confirmation_token":"","cofirmation_token":"TOKEN"}"#,
            r#"{"user_id":"ID","confirmation_token":7,"cofirmation_token":"TOKEN"}"#,
            "user_id=ID&confirmation_token=TOKEN",
        ] {
            assert!(is_refused(read(JSON, body)), "{body:.80}");
        }
        for body in [
            "",
            "user_id=ID",
            "user_id=ID&confirmation_token=",
            "user_id=ID&confirmation_token=%ff",
            "user_id=ID&confirmation_token=TOKEN&cofirmation_token=AAAA",
            r#"{"user_id":"ID","confirmation_token":"TOKEN"}"#,
        ] {
            assert!(is_refused(read(FORM, body)), "{body}");
        }
    }

    #[test]
    fn link_query_is_parsed_like_a_body() {
        let query = [(USER_ID, ID.to_owned()), (TOKEN, token().as_str().to_owned())];
        let parameter = |name: &str| query.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone());
        assert_eq!(RemoveBody::from_parameters(parameter).unwrap(), ada());
        assert!(is_refused(RemoveBody::from_parameters(|_| None)));
    }

    #[test]
    fn form_is_recognized_by_its_media_type() {
        for given in ["application/x-www-form-urlencoded", " Application/X-WWW-Form-Urlencoded ; charset=UTF-8"] {
            assert!(is_form(Some(given)), "{given}");
        }
        for given in ["application/json", "multipart/form-data; boundary=x", "application/x-www-form-urlencodedx", ""] {
            assert!(!is_form(Some(given)), "{given}");
        }
        assert!(!is_form(None));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..256)) {
            let _ = RequestRemovalBody::read(&bytes);
            let _ = RemoveBody::read(FORM, &bytes);
            let _ = RemoveBody::read(JSON, &bytes);
        }
    }
}
