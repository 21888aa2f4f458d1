//! The message of validate-user-input, the only state whose input may be invalid.

use serde::{Deserialize, Serialize};

use crate::{ChangesForm, RegistrationForm};

/// The input of validate-user-input, and its output in the stored form.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UserInput {
    /// From register-user.
    Registration(RegistrationForm),
    /// From update-user.
    Changes(ChangesForm),
}
