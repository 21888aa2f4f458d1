//! The table `Services`: a row for each downstream service, `service_name` and `service_endpoint` (seed 004).

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use usher_domain::DomainError;
use usher_domain::ports::ListServices;
use usher_domain::service::{Service, ServiceName};

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
        connection.open_at_start(&Host::DynamoDb);
        Self { client: Client::new(connection.sdk()), table }
    }

    /// Registers a service, in place of one of the same name.
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

    /// Takes a registration back; erasures under way do not wait for the service any more.
    ///
    /// # Errors
    /// [`DomainError::Unavailable`].
    pub async fn remove(&self, name: &ServiceName) -> Result<(), DomainError> {
        self.client
            .delete_item()
            .table_name(&self.table)
            .key("service_name", AttributeValue::S(name.as_str().to_owned()))
            .send()
            .await
            .map(drop)
            .map_err(failure::unavailable("dynamodb:DeleteItem"))
    }
}

impl ListServices for Services {
    async fn all(&self) -> Result<Vec<Service>, DomainError> {
        let mut rows = self.client.scan().table_name(&self.table).consistent_read(true).into_paginator().items().send();
        let mut services = Vec::new();
        while let Some(row) = rows.next().await {
            services.push(service(&row.map_err(failure::unavailable("dynamodb:Scan"))?)?);
        }
        Ok(services)
    }
}

/// A row without an endpoint is a service all the same: it cannot be reached, and so nobody forgets it.
fn service(row: &Item) -> Result<Service, DomainError> {
    let text = |name: &str| row.get(name).and_then(|value| value.as_s().ok()).map(String::as_str).unwrap_or_default();
    let name = ServiceName::parse(text("service_name")).map_err(DomainError::unavailable("read a service"))?;
    Ok(Service { name, endpoint: text("service_endpoint").to_owned() })
}
