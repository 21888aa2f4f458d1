//! The message of validate-user-input, the one state that takes what may break a rule.

use serde::{Deserialize, Serialize};

use crate::{ChangesForm, RegistrationForm};

/// What validate-user-input takes, from either workflow, and gives in its stored form.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UserInput {
    /// From register-user.
    Registration(RegistrationForm),
    /// From update-user.
    Changes(ChangesForm),
}
