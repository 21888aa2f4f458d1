//! `operator erasures list`: the erasures of the last 90 days, or only those that are stuck.

use usher_aws::{Connection, Erasures, ListedErasure, RemovalQueue};
use usher_domain::erasure::ErasureId;

use crate::outputs::Outputs;

/// Prints a line for each erasure: its id, the status of its latest execution, the error if there is one, and the ARN.
/// Stuck ones include removals in the queue whose execution Step Functions no longer lists.
///
/// # Errors
/// If a call to AWS fails.
pub async fn list(only_stuck: bool) -> anyhow::Result<()> {
    let (connection, outputs) = (Connection::from_environment()?, Outputs::read()?);
    let erasures = Erasures::new(&connection, outputs.erase_user_state_machine);
    let listed = if only_stuck { erasures.stuck().await? } else { erasures.list().await? };
    for erasure in &listed {
        println!("{}", line(erasure));
    }
    if only_stuck {
        for id in RemovalQueue::new(&connection, outputs.removal_queue_table).queued().await? {
            if erasures.latest(&id).await?.is_none() {
                println!("{}", forgotten(&id));
            }
        }
    }
    Ok(())
}

fn line(ListedErasure { id, execution }: &ListedErasure) -> String {
    let error = execution.error.as_deref().map(|error| format!("  {error}")).unwrap_or_default();
    format!("{}  {}{error}  {}", id.as_str(), execution.status, execution.arn)
}

fn forgotten(id: &ErasureId) -> String {
    format!("{}  FORGOTTEN  the removal is queued, but its execution ended more than 90 days ago", id.as_str())
}
