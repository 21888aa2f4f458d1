//! The state `erase-job-requests`: removes a person's job requests, as many as there is time for.

use time::OffsetDateTime;
use usher_domain::DomainError;
use usher_domain::ports::EraseRows;
use usher_lambda_kit::Task;
use usher_wire::workflow::{ErasedMessage, ErasedPersonMessage};

/// How many rows one run removes: 200 batches of 25 take some seconds.
const ENOUGH: u64 = 5_000;

/// What the task needs.
#[derive(Debug)]
pub struct EraseJobRequests<Rows> {
    /// The job requests.
    pub rows: Rows,
}

impl<Rows: EraseRows> Task for EraseJobRequests<Rows> {
    const NAME: &'static str = "erase-job-requests";
    type Input = ErasedPersonMessage;
    type Output = ErasedMessage;

    async fn perform(&self, input: Self::Input, _: OffsetDateTime) -> Result<Self::Output, DomainError> {
        let (user_id, _) = input.read()?;
        Ok(self.rows.erase_rows(&user_id, ENOUGH).await?.into())
    }
}
