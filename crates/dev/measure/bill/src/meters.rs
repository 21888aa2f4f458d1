//! A proxy in front of AWS for each function, so that each call can be assigned to the function that made it.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use usher_testkit::aws_proxy::{AwsCall, AwsProxy};

use usher_end_to_end::cargo_lambda::functions;
use usher_end_to_end::operator::{Configured, through};
use usher_end_to_end::stack::Stack;

/// Records all AWS calls of functions until it is dropped.
pub(super) struct Meters<'a> {
    proxies: BTreeMap<String, AwsProxy>,
    _configured: Configured<'a>,
}

impl<'a> Meters<'a> {
    /// Starts a proxy for each function, and configures the functions to use it. That ends their warm processes.
    pub fn new(stack: &'a Stack) -> Self {
        let proxy = |name| (name, AwsProxy::metered(stack.emulator(), stack.access_key_id()).unwrap());
        let proxies: BTreeMap<_, _> = functions().into_iter().map(proxy).collect();
        let changes: Map<_, _> =
            proxies.iter().map(|(name, proxy)| (format!("-{name}"), through(&proxy.url()))).collect();
        Self { proxies, _configured: Configured::each(stack, &Value::Object(changes)) }
    }

    /// Discards the calls so far.
    pub fn restart(&self) {
        for proxy in self.proxies.values() {
            proxy.record(None);
        }
    }

    /// The calls of each function that made any, in order.
    pub fn calls(&self) -> BTreeMap<String, Vec<AwsCall>> {
        let calls = self.proxies.iter().map(|(name, proxy)| (name.clone(), proxy.calls()));
        calls.filter(|(_, calls)| !calls.is_empty()).collect()
    }
}
