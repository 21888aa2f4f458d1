//! The format of evidence: JSON that can be understood years later without Usher. The fields follow ISO/IEC TS 27560.

use serde::{Deserialize, Serialize};
use serde_json::json;
use time::OffsetDateTime;
use usher_domain::erasure::{ErasureId, ErasureRun};
use usher_domain::ports::{FindEvidence, Identity, ListEvidence};
use usher_domain::service::{Recipient, RecipientStatus, ServiceName};
use usher_domain::terms::{AcceptedTerms, NamedVersions, Terms, Text};
use usher_domain::{DomainError, Email, FullName, UserId};

use crate::RecipientMessage;
use crate::rfc3339;
use usher_domain::timestamp;

/// Incremented when a field changes its meaning or is removed.
const SCHEMA_VERSION: &str = "usher-terms-acceptance/1";

/// The maximum length of a text from the client. Browsers send half of it; a header may have 10 KB.
const MAX_CLIENT_TEXT_BYTES: usize = 512;

/// An acceptance of the terms and its circumstances.
#[derive(Clone, Copy, Debug)]
pub struct Acceptance<'a> {
    /// The user.
    pub user_id: &'a UserId,
    /// Name and address, as Cognito has them.
    pub identity: &'a Identity,
    /// The current terms.
    pub terms: &'a Terms,
    /// The versions that the client named.
    pub named: &'a NamedVersions,
    /// The time, by the server's clock.
    pub accepted_at: OffsetDateTime,
    /// The client's address, if the gateway reports it.
    pub source_address: Option<&'a str>,
    /// The `User-Agent`; the record has the first 512 bytes.
    pub user_agent: Option<&'a str>,
    /// The `Accept-Language`; the record has the first 512 bytes.
    pub language: Option<&'a str>,
    /// The gateway's request id.
    pub request_id: &'a str,
}

#[derive(Serialize)]
struct Record<'a> {
    #[serde(rename = "record_id")]
    id: String,
    schema_version: &'static str,
    pii_principal: Principal<'a>,
    notices: [Notice<'a>; 2],
    event: Event<'a>,
}

#[derive(Serialize)]
struct Principal<'a> {
    id: &'a str,
    name: Option<&'a str>,
    email: &'a str,
    email_verified: bool,
}

#[derive(Serialize)]
struct Notice<'a> {
    kind: &'static str,
    version: &'a str,
    sha256: &'a str,
    named_by_client: bool,
}

#[derive(Serialize)]
struct Event<'a> {
    kind: &'static str,
    #[serde(with = "rfc3339")]
    time: OffsetDateTime,
    source_address: Option<&'a str>,
    user_agent: Option<&'a str>,
    language: Option<&'a str>,
    request_id: &'a str,
}

/// The key of an acceptance: the same for the same user and versions.
#[must_use]
pub fn acceptance_key(user_id: &UserId, terms: &Terms) -> String {
    let versions = terms.versions();
    format!("acceptances/{}/{}/{}.json", user_id.as_str(), versions.terms_of_service, versions.privacy_policy)
}

/// The key of a text that users accept.
#[must_use]
pub fn text_key(text: &Text) -> String {
    format!("texts/{}.md", text.sha256)
}

impl Acceptance<'_> {
    /// Renders the record.
    ///
    /// # Errors
    /// [`DomainError::Unavailable`]; never for a known input.
    pub fn record(&self) -> Result<String, DomainError> {
        let record = Record {
            id: acceptance_key(self.user_id, self.terms),
            schema_version: SCHEMA_VERSION,
            pii_principal: Principal {
                id: self.user_id.as_str(),
                name: self.identity.full_name.as_ref().map(FullName::as_str),
                email: Email::as_str(&self.identity.email),
                email_verified: self.identity.email_verified,
            },
            notices: [
                notice("terms_of_service", &self.terms.terms_of_service, self.named.terms_of_service.is_some()),
                notice("privacy_policy", &self.terms.privacy_policy, self.named.privacy_policy.is_some()),
            ],
            event: Event {
                kind: "accepted",
                time: self.accepted_at,
                source_address: self.source_address,
                user_agent: self.user_agent.map(truncate),
                language: self.language.map(truncate),
                request_id: self.request_id,
            },
        };
        serde_json::to_string_pretty(&record).map_err(DomainError::unavailable("serialize evidence"))
    }
}

/// Truncates at a character boundary.
fn truncate(text: &str) -> &str {
    text.get(..text.floor_char_boundary(MAX_CLIENT_TEXT_BYTES)).unwrap_or(text)
}

/// The key of the certificate of one run of an erasure.
#[must_use]
pub fn certificate_key(run: &ErasureRun) -> String {
    format!("certificates/{}.json", run.as_str())
}

/// The prefix that exactly the certificates of one user have.
#[must_use]
pub fn certificates_of(erasure_id: &ErasureId) -> String {
    format!("certificates/{}", erasure_id.as_str())
}

/// The certificate of the latest completed run of an erasure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LatestCertificate {
    /// The stored text.
    pub text: String,
    /// How many runs have a certificate.
    pub runs: usize,
}

/// Finds the certificate of the latest completed run.
///
/// # Errors
/// [`DomainError::Unavailable`].
pub async fn latest_certificate(
    evidence: &(impl ListEvidence + FindEvidence),
    id: &ErasureId,
) -> Result<Option<LatestCertificate>, DomainError> {
    let runs = evidence.keys(&certificates_of(id)).await?.len();
    if runs == 0 {
        return Ok(None);
    }
    let found = evidence.find(&certificate_key(&ErasureRun::numbered(id, runs))).await?;
    Ok(found.map(|text| LatestCertificate { text, runs }))
}

/// Parses the services in a certificate.
///
/// # Errors
/// [`DomainError::Unavailable`] if the certificate is malformed.
pub fn parse_recipients(certificate: &str) -> Result<Vec<Recipient>, DomainError> {
    #[derive(Deserialize)]
    struct Kept {
        recipients: Vec<RecipientMessage>,
    }
    let malformed = || DomainError::unavailable("parse a certificate")("the certificate is malformed");
    let kept: Kept = serde_json::from_str(certificate).map_err(|_| malformed())?;
    kept.recipients.into_iter().map(|message| parse_recipient(message).ok_or_else(malformed)).collect()
}

fn parse_recipient(message: RecipientMessage) -> Option<Recipient> {
    Some(Recipient {
        name: ServiceName::parse(&message.service_name).ok()?,
        status: RecipientStatus::parse(&message.status)?,
        attempts: message.attempts,
        last_answer: message.last_answer,
        called_at: message.called_at,
        not_before: None,
    })
}

/// What was erased, and when. It is pseudonymous: a keyed hash identifies the user.
#[derive(Clone, Copy, Debug)]
pub struct Certificate<'a> {
    /// The erasure; its id is the keyed hash of the user id.
    pub erasure_id: &'a ErasureId,
    /// The run: a user who comes back with a restored backup is erased again.
    pub run: &'a ErasureRun,
    /// When it was requested.
    pub requested_at: OffsetDateTime,
    /// When everything was erased.
    pub completed_at: OffsetDateTime,
    /// How many versions of files were erased.
    pub files: u64,
    /// How many job requests were erased.
    pub job_requests: u64,
    /// How many reviews were erased.
    pub reviews: u64,
    /// Every downstream service, with its answer.
    pub recipients: &'a [RecipientMessage],
}

impl Certificate<'_> {
    /// Renders the certificate.
    ///
    /// # Errors
    /// [`DomainError::Unavailable`]; never for a known input.
    pub fn record(&self) -> Result<String, DomainError> {
        let time = |at| timestamp::format(at).map_err(DomainError::unavailable("serialize a certificate"));
        let record = json!({
            "certificate_id": certificate_key(self.run),
            "schema_version": "usher-erasure/1",
            "subject": { "hmac_sha256_128": self.erasure_id.as_str() },
            "requested_at": time(self.requested_at)?,
            "completed_at": time(self.completed_at)?,
            "erased": [
                { "store": "Cognito user pool", "what": "user, sessions" },
                { "store": "Users", "what": "record, unique keys" },
                { "store": "files bucket", "what": "versions of objects", "count": self.files },
                { "store": "JobRequests", "what": "rows", "count": self.job_requests },
                { "store": "Reviews", "what": "rows", "count": self.reviews },
            ],
            "recipients": self.recipients,
            "kept": [{ "store": "evidence bucket", "what": "acceptances of terms", "until": "their retention ends" }],
        });
        serde_json::to_string_pretty(&record).map_err(DomainError::unavailable("serialize a certificate"))
    }
}

/// Parses the stored record, which is the first one if the same terms were accepted before.
///
/// # Errors
/// [`DomainError::Unavailable`] if the record is malformed.
pub fn parse_acceptance(record: &str, terms: &Terms) -> Result<AcceptedTerms, DomainError> {
    #[derive(Deserialize)]
    struct Kept {
        event: KeptEvent,
    }
    #[derive(Deserialize)]
    struct KeptEvent {
        #[serde(with = "rfc3339")]
        time: OffsetDateTime,
    }
    let kept: Kept = serde_json::from_str(record)
        .map_err(|_| DomainError::unavailable("parse evidence")("the record is malformed"))?;
    Ok(AcceptedTerms { versions: terms.versions(), accepted_at: kept.event.time })
}

fn notice<'a>(kind: &'static str, text: &'a Text, named_by_client: bool) -> Notice<'a> {
    Notice { kind, version: text.version.as_str(), sha256: &text.sha256, named_by_client }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn client_text_is_truncated_to_512_bytes() {
        for (given, kept) in [(511, 511), (512, 512), (513, 512), (10_240, 512)] {
            assert_eq!(truncate(&"x".repeat(given)).len(), kept);
        }
        // The 512th byte is within the 171st character of three bytes.
        assert_eq!(truncate(&"語".repeat(200)), "語".repeat(170));
    }

    proptest! {
        #[test]
        fn truncated_text_is_the_longest_that_fits(text in "\\PC{0,400}") {
            let kept = truncate(&text);
            prop_assert!(text.starts_with(kept) && kept.len() <= MAX_CLIENT_TEXT_BYTES);
            let next = text[kept.len()..].chars().next();
            prop_assert!(next.is_none_or(|next| kept.len() + next.len_utf8() > MAX_CLIENT_TEXT_BYTES));
        }
    }
}
