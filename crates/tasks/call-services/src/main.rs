//! `call-services`: wiring only.

use call_services::CallServicesTask;
use time::Duration;
use usher_aws::{Connection, RemovalQueue, Services, StackKeys};
use usher_lambda_kit::{StartUp, config, serve_task};
use usher_webhook::{Reach, ServiceCalls};

#[tokio::main(flavor = "current_thread")]
async fn main() -> StartUp {
    let connection = Connection::from_environment()?;
    let secrets = StackKeys::of_services(&connection, config::required("STACK_KEYS_TABLE")?);
    let task = CallServicesTask {
        services: Services::new(&connection, config::required("SERVICES_TABLE")?),
        queue: RemovalQueue::new(&connection, config::required("REMOVAL_QUEUE_TABLE")?),
        calls: ServiceCalls::new(Reach::named(&config::required("SERVICES_REACH")?)?, secrets)?,
        confirmation_timeout: Duration::hours(config::number("SERVICES_PATIENCE_HOURS")?),
    };
    connection.open().await;
    serve_task(task).await
}
