//! The ports in memory: the simplest implementation that meets each contract.

mod attempts;
mod erasures;
mod evidence;
mod files;
mod identities;
mod links;
mod mail;
mod mailed_links;
mod pictures;
mod register_user;
mod removal_queue;
mod removal_requests;
mod rows;
mod seal;
mod services;
mod session_list;
mod update_user;
mod users;

pub use attempts::{Attempts, EmailHashes};
pub use erasures::Erasures;
pub use evidence::Evidence;
pub use files::Files;
pub use identities::Identities;
pub use links::Links;
pub use mail::{LinkMail, Mail};
pub use mailed_links::{LinkRequests, MailedLinks};
pub use pictures::Pictures;
pub use register_user::RegisterUser;
pub use removal_queue::RemovalQueue;
pub use rows::Rows;
pub use seal::Seal;
pub use services::{ServiceCalls, Services};
pub use session_list::SessionList;
pub use update_user::UpdateUserWorkflow;
pub use users::Users;
