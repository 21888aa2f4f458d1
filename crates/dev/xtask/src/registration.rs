//! Registers a demo service with the `operator` tool, as on AWS.

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;

use crate::demo_services::DemoService;
use crate::operator::Operator;
use crate::process;

/// The output of `operator add-service`.
#[derive(Deserialize)]
struct Registered {
    service_name: String,
    service_endpoint: String,
    signing_secret: String,
}

/// Registers a service, unless it is registered; returns the secret that signs Usher's calls to it.
pub fn signing_secret(operator: &Operator<'_>, service: &DemoService) -> Result<String> {
    let mut command = operator.command();
    command.args(["add-service", "--name", service.name, "--endpoint", &service.endpoint()]);
    let line =
        process::capture(&mut command, "").with_context(|| format!("can't register the service {}", service.name))?;
    parse(&line, service)
}

/// The signing secret. Fails if the service is registered with another endpoint, where the calls would go.
fn parse(line: &str, service: &DemoService) -> Result<String> {
    // The parser's error could contain a part of the secret.
    let registered: Option<Registered> = serde_json::from_str(line).ok();
    let registered = registered.context("`operator add-service` did not print JSON with a signing secret")?;
    let (name, endpoint) = (registered.service_name, registered.service_endpoint);
    if (name.as_str(), endpoint.as_str()) != (service.name, &service.endpoint()) {
        bail!(
            "the service {} should be at {}, but {name} is registered at {endpoint}: start the stack with \
             its former --port, or delete its data with `cargo xtask down --wipe`",
            service.name,
            service.endpoint()
        );
    }
    Ok(registered.signing_secret)
}

#[cfg(test)]
mod tests {
    use super::parse;
    use crate::demo_services::DemoService;

    const SERVICE: DemoService =
        DemoService { name: "newsletter", title: "the newsletter", port: 8021, fails_every: 0 };

    fn line(endpoint: &str) -> String {
        format!(r#"{{"service_name":"newsletter","service_endpoint":"{endpoint}","signing_secret":"whsec_c2VjcmV0"}}"#)
    }

    #[test]
    fn signing_secret_is_parsed() {
        let secret = parse(&line("http://localhost:8021/removals"), &SERVICE).unwrap();
        assert_eq!(secret, "whsec_c2VjcmV0");
    }

    #[test]
    fn service_registered_elsewhere_is_an_error() {
        let error = parse(&line("http://localhost:9021/removals"), &SERVICE).unwrap_err().to_string();
        assert_eq!(
            error,
            "the service newsletter should be at http://localhost:8021/removals, but newsletter is registered at \
             http://localhost:9021/removals: start the stack with its former --port, or delete its data with \
             `cargo xtask down --wipe`"
        );
    }

    #[test]
    fn malformed_output_is_not_shown() {
        let error = parse(r#"{"signing_secret":"whsec_c2VjcmV0"}"#, &SERVICE).unwrap_err();
        assert!(!format!("{error:#}").contains("whsec_"), "{error:#}");
    }
}
