//! `operator add-service | remove-service | services`: the downstream services that are told of each removal.

use anyhow::{Context, bail};
use serde_json::json;
use usher_aws::{Connection, Services, StackKeys};
use usher_domain::ports::{ListServices, ServiceSecrets};
use usher_domain::service::{Service, ServiceName};
use usher_webhook::Secret;

use crate::outputs::Outputs;

/// Registers a service, replacing one of the same name, and prints one line of JSON with the secret that signs its
/// calls.
///
/// # Errors
/// If the name is invalid, or if a call to AWS fails.
pub async fn add(name: &str, endpoint: &str) -> anyhow::Result<()> {
    let (connection, outputs) = (Connection::from_environment()?, Outputs::read()?);
    let name = ServiceName::parse(name).context("--name")?;
    let service = Service { name, endpoint: endpoint.to_owned() };
    Services::new(&connection, outputs.services_table).register(&service).await?;
    let secret = StackKeys::of_services(&connection, outputs.stack_keys_table).secret(&service.name).await?;
    let secret = Secret::from_bytes(*secret.reveal()).to_text();
    let line = json!({
        "service_name": service.name.as_str(),
        "service_endpoint": service.endpoint,
        "signing_secret": secret.as_str(),
    });
    println!("{line}");
    Ok(())
}

/// Removes a registration, also one whose row cannot be read.
///
/// # Errors
/// If there is no service of this name, or if a call to AWS fails.
pub async fn remove(name: &str) -> anyhow::Result<()> {
    let (connection, outputs) = (Connection::from_environment()?, Outputs::read()?);
    let services = Services::new(&connection, outputs.services_table);
    for candidate in candidate_names(name) {
        if services.remove(&candidate).await? {
            println!("The service was removed and will not be called.");
            return Ok(());
        }
    }
    bail!("there is no service called {name:?}; `operator services` lists them")
}

/// The names that `given` may mean: the text itself and, if it is a quoted name as [`list`] prints it, the unquoted
/// name.
fn candidate_names(given: &str) -> Vec<String> {
    let given_as_is = (!given.is_empty()).then(|| given.to_owned());
    given_as_is.into_iter().chain(serde_json::from_str(given)).collect()
}

/// Prints the registered services, one per line, and the rows that cannot be read.
///
/// # Errors
/// If a call to AWS fails.
pub async fn list() -> anyhow::Result<()> {
    let (connection, outputs) = (Connection::from_environment()?, Outputs::read()?);
    let registered = Services::new(&connection, outputs.services_table).all().await?;
    for service in registered.services {
        println!("{}  {}", service.name, service.endpoint);
    }
    for name in registered.unreadable {
        println!("{}  cannot be read and is skipped; remove it with remove-service --name '{0}'", quoted(&name));
    }
    Ok(())
}

/// The name as a JSON string in ASCII, so that it can be typed and shows every character.
fn quoted(name: &str) -> String {
    let text = json!(name).to_string();
    text.chars().fold(String::new(), |mut plain, one| {
        if one.is_ascii_graphic() || one == ' ' {
            plain.push(one);
        } else {
            let mut units = [0; 2];
            plain.extend(one.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")));
        }
        plain
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printed_name_can_be_removed() {
        for name in ["a\u{1}b", "a\nb", "a\u{202e}b", "\u{1f600}\u{7f}", "a\"b\\c"] {
            let printed = quoted(name);
            assert!(printed.chars().all(|one| one.is_ascii_graphic() || one == ' '), "{printed}");
            assert!(candidate_names(&printed).contains(&name.to_owned()), "{printed}");
        }
    }

    #[test]
    fn plain_name_is_taken_as_is() {
        assert_eq!(candidate_names("billing"), ["billing"]);
        assert_eq!(candidate_names(""), Vec::<String>::new());
    }
}
