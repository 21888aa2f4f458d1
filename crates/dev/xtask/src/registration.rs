//! Registering a demo service with the operator's own tool, as on AWS.

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;

use crate::demo_services::DemoService;
use crate::operator::Operator;
use crate::process;

/// What `operator add-service` prints.
#[derive(Deserialize)]
struct Registered {
    service_name: String,
    service_endpoint: String,
    signing_secret: String,
}

/// Registers a service, or leaves the one that is there; gives the secret that Usher signs its calls with.
pub fn signing_secret(operator: &Operator<'_>, service: &DemoService) -> Result<String> {
    let mut command = operator.command();
    command.args(["add-service", "--name", service.name, "--endpoint", &service.endpoint()]);
    let line =
        process::capture(&mut command, "").with_context(|| format!("can't register the service {}", service.name))?;
    read(&line, service)
}

/// A service that is registered under another address would wait for calls that go elsewhere.
fn read(line: &str, service: &DemoService) -> Result<String> {
    // The parser's own error could show a part of the secret.
    let registered: Option<Registered> = serde_json::from_str(line).ok();
    let registered =
        registered.context("`operator add-service` printed no line of JSON that names a signing secret")?;
    let (name, endpoint) = (registered.service_name, registered.service_endpoint);
    if (name.as_str(), endpoint.as_str()) != (service.name, &service.endpoint()) {
        bail!(
            "the service {} is to be at {}, but {name} is registered at {endpoint}",
            service.name,
            service.endpoint()
        );
    }
    Ok(registered.signing_secret)
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::demo_services::DemoService;

    const SERVICE: DemoService =
        DemoService { name: "newsletter", title: "the newsletter", port: 8021, fails_every: 0 };

    fn line(endpoint: &str) -> String {
        format!(r#"{{"service_name":"newsletter","service_endpoint":"{endpoint}","signing_secret":"whsec_c2VjcmV0"}}"#)
    }

    #[test]
    fn the_secret_is_read() {
        let secret = read(&line("http://localhost:8021/removals"), &SERVICE).unwrap();
        assert_eq!(secret, "whsec_c2VjcmV0");
    }

    #[test]
    fn a_service_that_is_registered_elsewhere_is_told() {
        let error = read(&line("http://localhost:9021/removals"), &SERVICE).unwrap_err().to_string();
        assert_eq!(
            error,
            "the service newsletter is to be at http://localhost:8021/removals, but newsletter is registered at \
             http://localhost:9021/removals"
        );
    }

    #[test]
    fn anything_else_is_refused_and_not_shown() {
        let error = read(r#"{"signing_secret":"whsec_c2VjcmV0"}"#, &SERVICE).unwrap_err();
        assert!(!format!("{error:#}").contains("whsec_"), "{error:#}");
    }
}
