//! The state `erase-reviews`: removes a person's reviews, as many as there is time for.

use time::OffsetDateTime;
use usher_domain::DomainError;
use usher_domain::erasure::CountedStore;
use usher_domain::ports::{EraseRows, TrackErased};
use usher_lambda_kit::Task;
use usher_messages::{ErasedMessage, ErasedUserMessage, Message};

/// How many rows one run removes: 200 batches of 25 take some seconds.
const MAX_PER_RUN: u64 = 5_000;

/// What the task needs.
#[derive(Debug)]
pub struct EraseReviews<Rows, Queue> {
    /// The reviews.
    pub rows: Rows,
    /// The removal queue, which keeps the count.
    pub queue: Queue,
}

impl<Rows: EraseRows, Queue: TrackErased> Task for EraseReviews<Rows, Queue> {
    const NAME: &'static str = "erase-reviews";
    type Input = ErasedUserMessage;
    type Output = ErasedMessage;

    async fn perform(&self, input: Self::Input, _: OffsetDateTime) -> Result<Self::Output, DomainError> {
        let Message(user_id) = input.user_id;
        let erased = self.rows.erase_rows(&user_id, MAX_PER_RUN).await?;
        let count = self.queue.add(&user_id, CountedStore::Reviews, erased.count).await?;
        Ok(ErasedMessage { count, has_more: erased.has_more })
    }
}
