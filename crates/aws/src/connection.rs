//! What all clients share: credentials, region, endpoint, certificates, retries and timeouts.
//!
//! It skips what a Lambda function never uses: profile files, metadata services, and all certificate authorities but
//! the five that AWS endpoints chain to (docs/decisions/0004-lean-aws-clients.md).

use std::collections::HashMap;
use std::time::Duration;

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_async::rt::sleep::TokioSleep;
use aws_smithy_http_client::Connector;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore};
use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_smithy_runtime_api::client::http::{HttpConnector, HttpConnectorSettings, SharedHttpConnector, http_client_fn};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::SdkConfig;
use aws_types::region::Region;
use aws_types::service_config::{LoadServiceConfig, ServiceConfigKey};
use http_body_util::{BodyExt, Limited};
use usher_domain::Failure;

use crate::host::{Endpoints, Host};
use crate::init::InitTasks;

/// The roots of Amazon Trust Services, PEM (<https://www.amazontrust.com/repository/>).
const AMAZON_ROOTS: &[u8] = include_bytes!("../roots/amazon.pem");

/// The timeout for opening a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);

/// A host that has not answered by then would not answer the first call either, which reports the error. An endpoint
/// may run 27.5 s on top of a cold start, and API Gateway times out after 29 s.
const OPEN_TIMEOUT: Duration = Duration::from_secs(1);

/// How long an idle connection stays open. S3 closes idle ones after an undocumented time; 5 s is the default of the
/// AWS SDK for Ruby (`http_idle_timeout`), and 10 s failed (docs/decisions/0037-idle-aws-connections.md). The clock may
/// stand still while a process is frozen; a request on a closed connection then fails before a response, and the SDK
/// retries it.
const IDLE_TIMEOUT: Duration = Duration::from_secs(5);

/// The default suffix of host names, in the partition of most regions.
const URL_SUFFIX: &str = "amazonaws.com";

/// The size limit of a fetched response. The two keys of a pool have about 1 KB.
const MAX_BODY_BYTES: usize = 64 * 1024;

/// The location and the credentials of AWS.
#[derive(Clone)]
pub struct Settings {
    /// The region, `eu-west-1`.
    pub region: String,
    /// The suffix of the partition's host names, `amazonaws.com`.
    pub url_suffix: String,
    /// The id of the access key.
    pub access_key_id: String,
    /// The secret access key.
    pub secret_access_key: String,
    /// The token of temporary credentials.
    pub session_token: Option<String>,
    /// The endpoint of an emulator in place of AWS.
    pub endpoint_url: Option<String>,
    /// Endpoints of single services, which take precedence, by variables such as `AWS_ENDPOINT_URL_DYNAMODB` (AWS SDKs
    /// and Tools Reference Guide, "Service-specific endpoints").
    pub service_endpoint_urls: HashMap<String, String>,
}

impl Settings {
    /// Reads the environment that Lambda sets: `AWS_REGION`, `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`,
    /// `AWS_SESSION_TOKEN`; `AWS_ENDPOINT_URL`, with or without the name of a service; and `URL_SUFFIX`, which the
    /// template sets.
    ///
    /// # Errors
    /// A [`Failure`] naming the variable that is missing.
    pub fn from_environment() -> Result<Self, Failure> {
        Ok(Self {
            region: required("AWS_REGION")?,
            url_suffix: optional("URL_SUFFIX").unwrap_or_else(|| URL_SUFFIX.to_owned()),
            access_key_id: required("AWS_ACCESS_KEY_ID")?,
            secret_access_key: required("AWS_SECRET_ACCESS_KEY")?,
            session_token: optional("AWS_SESSION_TOKEN"),
            endpoint_url: optional("AWS_ENDPOINT_URL"),
            service_endpoint_urls: with_prefix("AWS_ENDPOINT_URL_"),
        })
    }
}

/// The configuration and the connection pool of all clients in a process.
#[derive(Clone, Debug)]
pub struct Connection {
    sdk: SdkConfig,
    connector: SharedHttpConnector,
    endpoints: Endpoints,
    url_suffix: String,
    init: InitTasks,
}

impl Connection {
    /// Uses [`Settings::from_environment`].
    ///
    /// # Errors
    /// A [`Failure`] naming the variable that is missing.
    pub fn from_environment() -> Result<Self, Failure> {
        Self::new(Settings::from_environment()?)
    }

    /// Uses these settings; sends nothing yet.
    ///
    /// # Errors
    /// A [`Failure`] if the certificate roots cannot be read.
    pub fn new(settings: Settings) -> Result<Self, Failure> {
        let Settings { region, url_suffix, access_key_id, secret_access_key, session_token, .. } = settings;
        let credentials = Credentials::new(access_key_id, secret_access_key, session_token, None, "settings");
        let endpoints = Endpoints { url: settings.endpoint_url, by_service: settings.service_endpoint_urls };
        let connector = connector()?;
        // One connector for all clients, so that all use the connections opened during init. It has its own connect
        // timeout, and no client sets a read timeout: each has timeouts for its calls.
        let shared = connector.clone();
        let mut sdk = SdkConfig::builder()
            .behavior_version(BehaviorVersion::v2026_01_12())
            .region(Region::new(region))
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .http_client(http_client_fn(move |_, _| shared.clone()))
            .sleep_impl(TokioSleep::new())
            // Workflows retry throttling that lasts longer.
            .retry_config(RetryConfig::standard().with_max_attempts(3).with_max_backoff(Duration::from_secs(1)))
            .timeout_config(timeouts());
        sdk.set_endpoint_url(endpoints.url.clone());
        if !endpoints.by_service.is_empty() {
            sdk.set_service_config(Some(ServiceEndpoints(endpoints.by_service.clone())));
        }
        Ok(Self { sdk: sdk.build(), connector, endpoints, url_suffix, init: InitTasks::default() })
    }

    /// Prepares the first call during init: opens a connection to each host of the clients created from this, and
    /// fetches the keys that verify tokens. The first call repeats what fails here.
    pub async fn open(&self) {
        self.init.run(OPEN_TIMEOUT).await;
    }

    /// Makes [`Self::open`] open a connection to this host.
    pub(crate) fn open_during_init(&self, host: &Host) {
        let (url, connector) = self.address_and_connector(host);
        self.init.add(url.clone(), async move {
            // The response does not matter: the connection is open, unless the host closes it. The SDK's connector
            // cannot open one without a request (docs/decisions/0037-idle-aws-connections.md).
            let _ = get(&connector, &url).await;
        });
    }

    /// Makes [`Self::open`] run this too.
    pub(crate) fn during_init(&self, name: String, work: impl Future<Output = ()> + Send + 'static) {
        self.init.add(name, work);
    }

    /// The URL of a host, and the connector to use.
    pub(crate) fn address_and_connector(&self, host: &Host) -> (String, SharedHttpConnector) {
        (host.url(self.region(), &self.url_suffix, &self.endpoints), self.connector.clone())
    }

    /// The configuration for the client of each service.
    #[must_use]
    pub fn sdk(&self) -> &SdkConfig {
        &self.sdk
    }

    /// The region of the function.
    #[must_use]
    pub fn region(&self) -> &str {
        self.sdk.region().map_or("", AsRef::as_ref)
    }
}

/// The endpoint that each client looks up when it is created.
#[derive(Debug)]
struct ServiceEndpoints(HashMap<String, String>);

impl LoadServiceConfig for ServiceEndpoints {
    fn load_config(&self, key: ServiceConfigKey<'_>) -> Option<String> {
        let service = key.service_id().to_uppercase().replace(' ', "_");
        self.0.get(&format!("{}_{service}", key.env())).cloned()
    }
}

/// Fetches a small response; the caller checks the status.
pub(crate) async fn get(connector: &SharedHttpConnector, url: &str) -> Result<(u16, Vec<u8>), Failure> {
    let failed = |cause: Box<dyn std::error::Error + Send + Sync>| Failure::new("send a GET request", cause);
    let request = HttpRequest::get(url).map_err(|cause| failed(cause.into()))?;
    let response = connector.call(request).await.map_err(|cause| failed(cause.into()))?;
    let status = response.status().as_u16();
    // Read to the end, since otherwise the connection is not reused.
    let body = Limited::new(response.into_body(), MAX_BODY_BYTES).collect().await.map_err(failed)?;
    Ok((status, body.to_bytes().to_vec()))
}

fn connector() -> Result<SharedHttpConnector, Failure> {
    let settings = HttpConnectorSettings::builder().connect_timeout(CONNECT_TIMEOUT).build();
    Ok(SharedHttpConnector::new(
        Connector::builder()
            .tls_provider(Provider::Rustls(CryptoMode::AwsLc))
            .tls_context(tls_context()?)
            .sleep_impl(TokioSleep::new())
            .connector_settings(settings)
            .pool_idle_timeout(IDLE_TIMEOUT)
            .build(),
    ))
}

fn tls_context() -> Result<TlsContext, Failure> {
    TlsContext::builder()
        .with_trust_store(TrustStore::empty().with_pem_certificate(AMAZON_ROOTS))
        .build()
        .map_err(|cause| Failure::new("read the certificate roots", cause))
}

/// AWS answers in seconds or not at all. All attempts together end before the timeout of a task (10 s in
/// `template.yaml`); lambda-kit limits several calls together.
fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(CONNECT_TIMEOUT)
        .operation_attempt_timeout(Duration::from_secs(4))
        .operation_timeout(Duration::from_secs(9))
        .build()
}

fn with_prefix(prefix: &str) -> HashMap<String, String> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .filter(|(name, value)| name.starts_with(prefix) && !value.is_empty())
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
    fn endpoint_is_found_by_the_sdk_name_of_the_service() {
        let urls = HashMap::from([("AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER".to_owned(), "http://it".to_owned())]);
        let find = |service: &str| {
            let key = ServiceConfigKey::builder().service_id(service).env("AWS_ENDPOINT_URL").profile("endpoint_url");
            ServiceEndpoints(urls.clone()).load_config(key.build().unwrap())
        };
        assert_eq!(find("Cognito Identity Provider").as_deref(), Some("http://it"));
        assert_eq!(find("DynamoDB"), None);
    }
}
