//! `POST /user/accept-terms` (account document): the signed-in user accepts the terms of service and the privacy
//! policy.
//!
//! The evidence is written before the record and the Cognito user are marked. So a failure in between leaves evidence
//! of an acceptance that did happen, and never a mark without evidence. A retry of the request completes it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use usher_domain::ports::{DescribeIdentity, FindUser, Identity, KeepEvidence, MarkAcceptance, NoteAcceptance};
use usher_domain::session::TokenIssuer;
use usher_domain::terms::{AcceptedTerms, NamedVersions, Terms};
use usher_domain::{DomainError, TrustedProxies, User};
use usher_lambda_kit::{Answer, Call, Endpoint, pause, signed_in_caller};
use usher_messages::evidence::{Acceptance, acceptance_key, parse_acceptance, text_key};
use usher_terms::{PRIVACY_POLICY, TERMS_OF_SERVICE};
use usher_wire::account;

/// How often record and identity are read until they agree.
const MAX_READS: usize = 4;

/// The endpoint and its ports.
#[derive(Debug)]
pub struct AccountAcceptTerms<Users, Identities, Evidence> {
    /// The proxies whose `X-Forwarded-For` is trusted.
    pub proxies: TrustedProxies,
    /// The issuer of accepted access tokens.
    pub issuer: TokenIssuer,
    /// The texts in force.
    pub terms: Terms,
    /// The user records.
    pub users: Users,
    /// The Cognito users.
    pub identities: Identities,
    /// The store of evidence.
    pub evidence: Evidence,
    /// Whether this process has already stored the texts.
    pub are_texts_kept: AtomicBool,
    /// The wait for an update in progress, before record and identity are read again.
    pub pause: Duration,
}

impl<Users, Identities, Evidence> AccountAcceptTerms<Users, Identities, Evidence>
where
    Users: FindUser + NoteAcceptance,
    Identities: DescribeIdentity + MarkAcceptance,
    Evidence: KeepEvidence,
{
    /// The user, once record and identity agree. An update changes the identity shortly before the record. If they keep
    /// differing, the identity was changed directly at Cognito, with the user's access token, and must not become
    /// evidence.
    async fn agreed(&self, mut user: User) -> Result<(User, Identity), DomainError> {
        for read in 1.. {
            // A record without an identity belongs to a user who is being erased.
            let identity = self.identities.describe(&user.id).await?.ok_or(DomainError::NotSignedIn)?;
            if identity.agrees_with(&user) {
                return Ok((user, identity));
            }
            if read == MAX_READS {
                break;
            }
            pause(self.pause).await;
            user = self.users.by_id(&user.id).await?.ok_or(DomainError::NotSignedIn)?;
        }
        Err(DomainError::IdentityDiffers)
    }

    /// Stores the texts whose hashes the evidence names, with the retention of the newest evidence.
    async fn keep_texts(&self, call: &Call) -> Result<(), DomainError> {
        if self.are_texts_kept.load(Ordering::Relaxed) {
            return Ok(());
        }
        for (text, whole) in
            [(&self.terms.terms_of_service, TERMS_OF_SERVICE), (&self.terms.privacy_policy, PRIVACY_POLICY)]
        {
            self.evidence.keep(&text_key(text), whole, call.now).await?;
            self.evidence.extend_retention(&text_key(text), call.now).await?;
        }
        self.are_texts_kept.store(true, Ordering::Relaxed);
        Ok(())
    }

    async fn keep_record(
        &self,
        call: &Call,
        user: &User,
        identity: &Identity,
        named: &NamedVersions,
        record_id: &str,
    ) -> Result<AcceptedTerms, DomainError> {
        let [user_agent, language] = ["user-agent", "accept-language"].map(|name| call.free_text_header(name));
        let source_address = call.client_address(&self.proxies).map(|address| address.to_string());
        let acceptance = Acceptance {
            user_id: &user.id,
            identity,
            terms: &self.terms,
            named,
            accepted_at: call.now,
            source_address: source_address.as_deref(),
            user_agent: user_agent.as_deref(),
            language: language.as_deref(),
            request_id: &call.request_id,
        };
        let kept = self.evidence.keep(record_id, &acceptance.record()?, call.now).await?;
        parse_acceptance(&kept, &self.terms)
    }
}

impl<Users, Identities, Evidence> Endpoint for AccountAcceptTerms<Users, Identities, Evidence>
where
    Users: FindUser + NoteAcceptance,
    Identities: DescribeIdentity + MarkAcceptance,
    Evidence: KeepEvidence,
{
    const ROUTE: &'static str = "POST /user/accept-terms";

    fn refusal(error: &DomainError) -> Answer {
        account::refusal(error)
    }

    async fn answer(&self, call: &Call) -> Result<Answer, DomainError> {
        let user = signed_in_caller(call, &self.issuer, &self.users).await?.user;
        let named = account::named_versions(call.body())?;
        self.terms.require_current(&named)?;
        let (user, identity) = self.agreed(user).await?;
        self.keep_texts(call).await?;
        let record_id = acceptance_key(&user.id, &self.terms);
        let accepted = self.keep_record(call, &user, &identity, &named, &record_id).await?;
        self.users.note(&user.id, &accepted).await?;
        self.identities.mark(&user.id, &accepted.versions).await?;
        Ok(account::accepted(&record_id, &accepted))
    }
}
