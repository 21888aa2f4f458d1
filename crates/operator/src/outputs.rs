//! The outputs of the deployed stack that the commands need.

use anyhow::Context;
use serde::Deserialize;

/// Outputs of `template.yaml`, by their names there.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Outputs {
    /// The table of user records.
    pub users_table: String,
    /// The table of one-time keys.
    pub one_time_keys_table: String,
    /// The workflow register-user.
    pub register_user_state_machine: String,
    /// The workflow erase-user.
    pub erase_user_state_machine: String,
    /// The bucket of evidence.
    pub evidence_bucket: String,
    /// The removal queue.
    pub removal_queue_table: String,
    /// The table of downstream services.
    pub services_table: String,
    /// The table of the stack's own keys.
    pub stack_keys_table: String,
}

impl Outputs {
    /// Reads the file that `USHER_OUTPUTS` names.
    ///
    /// # Errors
    /// If the variable is not set, or the file is missing or malformed.
    #[expect(clippy::disallowed_methods, reason = "a command-line tool reads its configuration here, once")]
    pub fn read() -> anyhow::Result<Self> {
        let path = std::env::var("USHER_OUTPUTS").context("USHER_OUTPUTS must name a file with the stack's outputs")?;
        let text = std::fs::read_to_string(&path).with_context(|| format!("{path} cannot be read"))?;
        serde_json::from_str(&text).with_context(|| format!("{path} does not hold the outputs of Usher's stack"))
    }
}
