//! The AWS adapters of the domain's ports: DynamoDB, Cognito, S3, SES, Step Functions. One cargo feature per service,
//! so that a function links only what it calls.
//!
//! An adapter translates between the domain's types and the calls of one service, and makes no decisions. No error has
//! personal data (see `failure.rs`).

mod connection;
mod failure;
mod host;
mod start_up;

#[cfg(feature = "token-verification")]
mod access_tokens;
#[cfg(feature = "dynamodb")]
mod admins;
#[cfg(any(feature = "erasure", feature = "mail", feature = "step-functions"))]
mod at_most_once;
#[cfg(feature = "dynamodb")]
mod attempts;
#[cfg(feature = "dynamodb")]
mod attribute;
#[cfg(feature = "dynamodb")]
mod backoff;
#[cfg(any(feature = "erasure", feature = "s3"))]
mod budget;
#[cfg(feature = "dynamodb")]
mod conflicts;
#[cfg(all(feature = "stack-keys", feature = "step-functions"))]
mod erase_user_workflow;
#[cfg(feature = "step-functions")]
mod erasure_list;
#[cfg(feature = "step-functions")]
mod erasures;
#[cfg(feature = "s3")]
mod evidence;
#[cfg(feature = "s3")]
mod files;
#[cfg(feature = "cognito")]
mod identities;
#[cfg(feature = "mail")]
mod mail;
#[cfg(feature = "s3")]
mod object_keys;
#[cfg(feature = "password-seal")]
mod password_seal;
#[cfg(feature = "s3")]
mod pictures;
#[cfg(feature = "erasure")]
mod removal_progress;
#[cfg(feature = "erasure")]
mod removal_queue;
#[cfg(feature = "erasure")]
mod removal_requests;
#[cfg(feature = "s3")]
mod retention;
#[cfg(feature = "erasure")]
mod rows;
#[cfg(feature = "s3")]
mod s3;
#[cfg(feature = "erasure")]
mod services;
#[cfg(feature = "cognito")]
mod sessions;
#[cfg(feature = "stack-keys")]
mod stack_keys;
#[cfg(feature = "dynamodb")]
mod user_item;
#[cfg(feature = "dynamodb")]
mod user_list;
#[cfg(feature = "dynamodb")]
mod user_updates;
#[cfg(all(feature = "password-seal", feature = "step-functions"))]
mod user_workflows;
#[cfg(feature = "dynamodb")]
mod users;
#[cfg(feature = "step-functions")]
mod workflow;

pub use connection::{Connection, Settings};

#[cfg(feature = "token-verification")]
pub use access_tokens::AccessTokens;
#[cfg(feature = "dynamodb")]
pub use attempts::Attempts;
#[cfg(all(feature = "stack-keys", feature = "step-functions"))]
pub use erase_user_workflow::EraseUserWorkflow;
#[cfg(feature = "step-functions")]
pub use erasure_list::ListedErasure;
#[cfg(feature = "step-functions")]
pub use erasures::{Erasures, Execution, Resumed};
#[cfg(feature = "s3")]
pub use evidence::Evidence;
#[cfg(feature = "s3")]
pub use files::Files;
#[cfg(feature = "cognito")]
pub use identities::Identities;
#[cfg(feature = "mail")]
pub use mail::{AdminMail, Mail};
#[cfg(feature = "password-seal")]
pub use password_seal::PasswordSeal;
#[cfg(feature = "s3")]
pub use pictures::Pictures;
#[cfg(feature = "erasure")]
pub use removal_queue::RemovalQueue;
#[cfg(feature = "s3")]
pub use retention::Retention;
#[cfg(feature = "erasure")]
pub use rows::Rows;
#[cfg(feature = "erasure")]
pub use services::Services;
#[cfg(feature = "cognito")]
pub use sessions::Sessions;
#[cfg(feature = "stack-keys")]
pub use stack_keys::StackKeys;
#[cfg(all(feature = "password-seal", feature = "step-functions"))]
pub use user_workflows::{RegisterUserWorkflow, UpdateUserWorkflow};
#[cfg(feature = "dynamodb")]
pub use users::Users;
#[cfg(feature = "step-functions")]
pub use workflow::{Workflow, WorkflowError};
