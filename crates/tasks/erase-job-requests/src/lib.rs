//! The state `erase-job-requests`: deletes a batch of a user's job requests.

use time::OffsetDateTime;
use usher_domain::DomainError;
use usher_domain::erasure::CountedStore;
use usher_domain::ports::{EraseRows, TrackErased};
use usher_lambda_kit::Task;
use usher_messages::{ErasedMessage, ErasedUserMessage, Message};

/// The maximum number of rows in one run: 200 batches of 25 take some seconds.
const MAX_PER_RUN: u64 = 5_000;

/// The dependencies of the task.
#[derive(Debug)]
pub struct EraseJobRequests<Rows, Queue> {
    /// The job requests.
    pub rows: Rows,
    /// The removal queue, with the count.
    pub queue: Queue,
}

impl<Rows: EraseRows, Queue: TrackErased> Task for EraseJobRequests<Rows, Queue> {
    const NAME: &'static str = "erase-job-requests";
    type Input = ErasedUserMessage;
    type Output = ErasedMessage;

    async fn perform(&self, input: Self::Input, _: OffsetDateTime) -> Result<Self::Output, DomainError> {
        let Message(user_id) = input.user_id;
        let erased = self.rows.erase_rows(&user_id, MAX_PER_RUN).await?;
        let count = self.queue.add(&user_id, CountedStore::JobRequests, erased.count).await?;
        Ok(ErasedMessage { count, has_more: erased.has_more })
    }
}
