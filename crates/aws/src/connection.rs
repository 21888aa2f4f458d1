//! How every client reaches AWS: credentials, region, endpoint, certificates, retries and time limits.
//!
//! Nothing is looked up that a Lambda function never uses: no profile files, no metadata services, and of the
//! certificate authorities only the five that AWS endpoints chain to (docs/decisions/0004-lean-aws-clients.md).

use std::collections::HashMap;
use std::time::Duration;

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_async::rt::sleep::TokioSleep;
use aws_smithy_http_client::Builder as HttpClientBuilder;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore};
use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::SdkConfig;
use aws_types::region::Region;
use aws_types::service_config::{LoadServiceConfig, ServiceConfigKey};
use usher_domain::Failure;

/// The roots of Amazon Trust Services, PEM (<https://www.amazontrust.com/repository/>).
const AMAZON_ROOTS: &[u8] = include_bytes!("../roots/amazon.pem");

/// Where AWS is, and as whom it is called.
#[derive(Clone)]
pub struct Settings {
    /// The region, `eu-west-1`.
    pub region: String,
    /// The id of the access key.
    pub access_key_id: String,
    /// The secret access key.
    pub secret_access_key: String,
    /// The token of temporary credentials.
    pub session_token: Option<String>,
    /// The address of an emulator that stands in for AWS.
    pub endpoint_url: Option<String>,
    /// The addresses of single services, which come before it, by variables such as `AWS_ENDPOINT_URL_DYNAMODB` (AWS SDKs and
    /// Tools Reference Guide, "Service-specific endpoints").
    pub service_endpoint_urls: HashMap<String, String>,
}

impl Settings {
    /// Reads what the Lambda service puts into the environment of a function: `AWS_REGION`, `AWS_ACCESS_KEY_ID`,
    /// `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`; and `AWS_ENDPOINT_URL`, with or without the name of a service.
    ///
    /// # Errors
    /// A [`Failure`] naming the variable that is missing.
    pub fn from_environment() -> Result<Self, Failure> {
        Ok(Self {
            region: required("AWS_REGION")?,
            access_key_id: required("AWS_ACCESS_KEY_ID")?,
            secret_access_key: required("AWS_SECRET_ACCESS_KEY")?,
            session_token: optional("AWS_SESSION_TOKEN"),
            endpoint_url: optional("AWS_ENDPOINT_URL"),
            service_endpoint_urls: beginning_with("AWS_ENDPOINT_URL_"),
        })
    }
}

/// Everything that the clients of one process share.
#[derive(Clone, Debug)]
pub struct Connection {
    sdk: SdkConfig,
}

impl Connection {
    /// Connects as the function that runs here, with [`Settings::from_environment`].
    ///
    /// # Errors
    /// A [`Failure`] naming the variable that is missing.
    pub fn from_environment() -> Result<Self, Failure> {
        Self::new(Settings::from_environment()?)
    }

    /// Connects with these settings; nothing is sent yet.
    ///
    /// # Errors
    /// A [`Failure`] if the certificate roots cannot be read.
    pub fn new(settings: Settings) -> Result<Self, Failure> {
        let Settings { region, access_key_id, secret_access_key, session_token, .. } = settings;
        let credentials = Credentials::new(access_key_id, secret_access_key, session_token, None, "settings");
        let mut sdk = SdkConfig::builder()
            .behavior_version(BehaviorVersion::v2026_01_12())
            .region(Region::new(region))
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .http_client(
                HttpClientBuilder::new()
                    .tls_provider(Provider::Rustls(CryptoMode::AwsLc))
                    .tls_context(tls_context()?)
                    .build_https(),
            )
            .sleep_impl(TokioSleep::new())
            .retry_config(RetryConfig::standard().with_max_attempts(3))
            .timeout_config(time_limits());
        sdk.set_endpoint_url(settings.endpoint_url);
        if !settings.service_endpoint_urls.is_empty() {
            sdk.set_service_config(Some(ServiceEndpoints(settings.service_endpoint_urls)));
        }
        Ok(Self { sdk: sdk.build() })
    }

    /// The configuration from which every service's client is made.
    #[must_use]
    pub fn sdk(&self) -> &SdkConfig {
        &self.sdk
    }

    /// The region that the function runs in.
    #[must_use]
    pub fn region(&self) -> &str {
        self.sdk.region().map_or("", AsRef::as_ref)
    }
}

/// What each client asks when it is made.
#[derive(Debug)]
struct ServiceEndpoints(HashMap<String, String>);

impl LoadServiceConfig for ServiceEndpoints {
    fn load_config(&self, key: ServiceConfigKey<'_>) -> Option<String> {
        let service = key.service_id().to_uppercase().replace(' ', "_");
        self.0.get(&format!("{}_{service}", key.env())).cloned()
    }
}

pub(crate) fn tls_context() -> Result<TlsContext, Failure> {
    TlsContext::builder()
        .with_trust_store(TrustStore::empty().with_pem_certificate(AMAZON_ROOTS))
        .build()
        .map_err(|cause| Failure::new("read the certificate roots", cause))
}

/// A call that AWS has not answered in seconds will not be answered; all its attempts together end before the function
/// does (10 s for a task in `template.yaml`). That several calls do too is for lambda-kit to see to.
fn time_limits() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(3))
        .operation_attempt_timeout(Duration::from_secs(4))
        .operation_timeout(Duration::from_secs(9))
        .build()
}

fn beginning_with(start: &str) -> HashMap<String, String> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .filter(|(name, value)| name.starts_with(start) && !value.is_empty())
        .collect()
}

fn required(name: &'static str) -> Result<String, Failure> {
    optional(name).ok_or_else(|| Failure::new("read the environment", format!("{name} is not set")))
}

#[expect(clippy::disallowed_methods, reason = "these variables are the AWS SDKs' own, read once at start-up")]
fn optional(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_a_service_is_found_by_the_name_that_the_sdk_gives_it() {
        let urls = HashMap::from([("AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER".to_owned(), "http://it".to_owned())]);
        let find = |service: &str| {
            let key = ServiceConfigKey::builder().service_id(service).env("AWS_ENDPOINT_URL").profile("endpoint_url");
            ServiceEndpoints(urls.clone()).load_config(key.build().unwrap())
        };
        assert_eq!(find("Cognito Identity Provider").as_deref(), Some("http://it"));
        assert_eq!(find("DynamoDB"), None);
    }
}
