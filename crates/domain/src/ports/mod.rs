//! The ports: what the domain needs from outside, one trait for each group of verbs, a file for each store. A handler names
//! just the ports that it needs, as its IAM policy names just the actions.
//!
//! Each contract is held by the behavior suite in `crates/dev/testkit`, which the in-memory ports and the adapters of
//! `crates/aws` both pass.

mod attempts;
mod erasures;
mod evidence;
mod files;
mod identities;
mod mail;
mod passwords;
mod pictures;
mod removal_requests;
mod rows;
mod services;
mod sessions;
mod users;
mod workflows;

pub use attempts::{CountAttempts, HashEmail};
pub use erasures::{
    AwaitFirstAnswers, FindFailedStep, QueueRemoval, ReportFailure, StartErasure, TrackErased, TrackRecipients,
};
pub use evidence::{KeepEvidence, ListEvidence};
pub use files::EraseFiles;
pub use identities::{
    CreateIdentity, DeleteIdentity, DescribeIdentity, EraseIdentity, Identity, MarkAcceptance, SetPassword,
    UpdateIdentity,
};
pub use mail::{MailFailedErasure, MailRemovalLink};
pub use passwords::{OpenPassword, SealPassword};
pub use pictures::{DeletePicture, ReadPicture, StorePicture};
pub use removal_requests::{BindLink, KeepRemovalRequest};
pub use rows::EraseRows;
pub use services::{CallServices, ListServices, ServiceSecrets};
pub use sessions::{RefreshSession, SignIn, VerifyAccessToken};
pub use users::{
    ChangeUser, CheckTaken, CreateUser, CreateUserRefusal, DeleteUser, FindUser, HideUser, LeaseUser, ListUsers,
    NoteAcceptance, ReserveEmail, RetireAdmin,
};
pub use workflows::{RegisterUser, UpdateUser, UserWorkflowError};
