//! A proxy for each function, so that a call tells by its way who made it.

use std::collections::BTreeMap;
use std::fs;
use std::net::SocketAddr;

use serde_json::{Map, Value, json};
use usher_testkit::aws_proxy::{AwsCall, AwsProxy};

use crate::operator::Configured;
use crate::stack::{Stack, checkout};

/// As the SDKs call them in `AWS_ENDPOINT_URL_<SERVICE>`.
const SERVICES: [&str; 5] = ["COGNITO_IDENTITY_PROVIDER", "DYNAMODB", "S3", "SESV2", "SFN"];

/// While it lives, all calls that functions make of AWS are counted.
pub(super) struct Meters<'a> {
    proxies: BTreeMap<String, AwsProxy>,
    _configured: Configured<'a>,
}

impl<'a> Meters<'a> {
    /// Puts a proxy before each function. That ends their warm processes.
    pub fn new(stack: &'a Stack) -> Self {
        let upstream: SocketAddr = stack.endpoint.trim_start_matches("http://").parse().unwrap();
        let proxy = |name| (name, AwsProxy::metered(upstream, stack.access_key_id()).unwrap());
        let proxies: BTreeMap<_, _> = functions().into_iter().map(proxy).collect();
        let changes: Map<_, _> =
            proxies.iter().map(|(name, proxy)| (format!("-{name}"), through(&proxy.url()))).collect();
        Self { proxies, _configured: Configured::each(stack, &Value::Object(changes)) }
    }

    /// Forgets the calls so far.
    pub fn restart(&self) {
        for proxy in self.proxies.values() {
            proxy.record(None);
        }
    }

    /// The calls of each function that made some, in their order.
    pub fn calls(&self) -> BTreeMap<String, Vec<AwsCall>> {
        let calls = self.proxies.iter().map(|(name, proxy)| (name.clone(), proxy.calls()));
        calls.filter(|(_, calls)| !calls.is_empty()).collect()
    }
}

fn through(url: &str) -> Value {
    SERVICES.iter().map(|service| (format!("AWS_ENDPOINT_URL_{service}"), json!(url))).collect()
}

/// Every function has a folder of its name.
fn functions() -> Vec<String> {
    let folders = ["crates/endpoints", "crates/tasks"].map(|folder| fs::read_dir(checkout().join(folder)).unwrap());
    folders.into_iter().flatten().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}
