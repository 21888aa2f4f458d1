//! The AWS adapters of the domain's ports: DynamoDB, Cognito, S3, SES, Step Functions.
//!
//! An adapter translates between the domain's types and the calls of one service, and makes no decisions. No error has
//! personal data (see `failure.rs`).

mod connection;
mod failure;
mod host;
mod init;

mod access_tokens;
mod admins;
mod at_most_once;
mod attempts;
mod attribute;
mod authenticators;
mod backoff;
mod budget;
mod conflicts;
mod erase_user_workflow;
mod erasure_list;
mod erasures;
mod evidence;
mod files;
mod identities;
mod link_mail;
mod mail;
mod mail_link_workflow;
mod mailed_links;
mod object_keys;
mod password_seal;
mod pictures;
mod removal_progress;
mod removal_queue;
mod removal_requests;
mod retention;
mod revocations;
mod rows;
mod s3;
mod services;
mod session_list;
mod sessions;
mod stack_keys;
mod user_item;
mod user_list;
mod user_updates;
mod user_workflows;
mod users;
mod workflow;

pub use connection::{Connection, Settings};

pub use access_tokens::AccessTokens;
pub use attempts::Attempts;
pub use erase_user_workflow::EraseUserWorkflow;
pub use erasure_list::ListedErasure;
pub use erasures::{Erasures, Execution, Resumed};
pub use evidence::Evidence;
pub use files::Files;
pub use identities::Identities;
pub use link_mail::{LinkMail, LinkSettings};
pub use mail::{AdminMail, Mail};
pub use mail_link_workflow::MailLinkWorkflow;
pub use mailed_links::MailedLinks;
pub use password_seal::PasswordSeal;
pub use pictures::Pictures;
pub use removal_queue::RemovalQueue;
pub use retention::Retention;
pub use rows::Rows;
pub use services::Services;
pub use session_list::SessionList;
pub use sessions::Sessions;
pub use stack_keys::StackKeys;
pub use user_workflows::{RegisterUserWorkflow, UpdateUserWorkflow};
pub use users::Users;
pub use workflow::{Workflow, WorkflowError};
