//! `operator add-service | remove-service | services`: the downstream services that have to remove a person, too.

use anyhow::Context;
use serde_json::json;
use usher_aws::{Connection, Services, StackKeys};
use usher_domain::ports::{ListServices, ServiceSecrets};
use usher_domain::service::{Service, ServiceName};
use usher_webhook::Secret;

use crate::outputs::Outputs;

/// Registers a service, in place of one of the same name, and prints one line of JSON with the secret that its calls are
/// signed with.
///
/// # Errors
/// If the name breaks a rule, or if AWS refuses.
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

/// Takes a registration back.
///
/// # Errors
/// If the name breaks a rule, or if AWS refuses.
pub async fn remove(name: &str) -> anyhow::Result<()> {
    let (connection, outputs) = (Connection::from_environment()?, Outputs::read()?);
    let name = ServiceName::parse(name).context("--name")?;
    Services::new(&connection, outputs.services_table).remove(&name).await?;
    println!("The service is not called any more.");
    Ok(())
}

/// Prints the services that are registered, one to a line.
///
/// # Errors
/// If AWS refuses.
pub async fn list() -> anyhow::Result<()> {
    let (connection, outputs) = (Connection::from_environment()?, Outputs::read()?);
    for service in Services::new(&connection, outputs.services_table).all().await? {
        println!("{}  {}", service.name, service.endpoint);
    }
    Ok(())
}
