//! The table `Services` of the removal document: a row per downstream service with `service_name` and
//! `service_endpoint`.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue};
use usher_domain::DomainError;
use usher_domain::ports::ListServices;
use usher_domain::service::{RegisteredServices, Service, ServiceName};

use crate::host::Host;
use crate::user_item::Item;
use crate::{Connection, failure};

/// The table of downstream services.
#[derive(Clone, Debug)]
pub struct Services {
    client: Client,
    table: String,
}

impl Services {
    /// The table of this name.
    #[must_use]
    pub fn new(connection: &Connection, table: String) -> Self {
        connection.open_during_init(&Host::DynamoDb);
        Self { client: Client::new(connection.sdk()), table }
    }

    /// Registers a service, replacing one of the same name.
    ///
    /// # Errors
    /// [`DomainError::Unavailable`].
    pub async fn register(&self, service: &Service) -> Result<(), DomainError> {
        self.client
            .put_item()
            .table_name(&self.table)
            .item("service_name", AttributeValue::S(service.name.as_str().to_owned()))
            .item("service_endpoint", AttributeValue::S(service.endpoint.clone()))
            .send()
            .await
            .map(drop)
            .map_err(failure::unavailable("dynamodb:PutItem"))
    }

    /// Removes a registration; running erasures no longer wait for the service. The name is not validated, so that an
    /// unreadable row can be removed too. Returns whether there was one.
    ///
    /// # Errors
    /// [`DomainError::Unavailable`].
    pub async fn remove(&self, name: &str) -> Result<bool, DomainError> {
        let removed = self
            .client
            .delete_item()
            .table_name(&self.table)
            .key("service_name", AttributeValue::S(name.to_owned()))
            .return_values(ReturnValue::AllOld)
            .send()
            .await
            .map_err(failure::unavailable("dynamodb:DeleteItem"))?;
        Ok(removed.attributes.is_some())
    }
}

impl ListServices for Services {
    async fn all(&self) -> Result<RegisteredServices, DomainError> {
        let mut rows = self.client.scan().table_name(&self.table).consistent_read(true).into_paginator().items().send();
        let mut registered = RegisteredServices::default();
        while let Some(row) = rows.next().await {
            add(&mut registered, &row.map_err(failure::unavailable("dynamodb:Scan"))?);
        }
        Ok(registered)
    }
}

/// A row without an endpoint is still a service: its calls fail, and it stays pending. A row is unreadable only if its
/// name is invalid; as the key, it is always present.
fn add(registered: &mut RegisteredServices, row: &Item) {
    let text = |name: &str| row.get(name).and_then(|value| value.as_s().ok()).cloned().unwrap_or_default();
    match ServiceName::parse(&text("service_name")) {
        Ok(name) => registered.services.push(Service { name, endpoint: text("service_endpoint") }),
        Err(_) => registered.unreadable.push(text("service_name")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str) -> Item {
        Item::from([("service_name".to_owned(), AttributeValue::S(name.to_owned()))])
    }

    #[test]
    fn unreadable_row_hides_no_other() {
        let mut registered = RegisteredServices::default();
        let long = "x".repeat(129);
        for name in ["billing", "a\u{1}b", &long, "newsletter"] {
            add(&mut registered, &row(name));
        }
        let names: Vec<_> = registered.services.iter().map(|service| service.name.as_str()).collect();
        assert_eq!(names, ["billing", "newsletter"]);
        assert_eq!(registered.unreadable, ["a\u{1}b".to_owned(), long]);
    }
}
