//! The ports, one trait for each group of operations, one file for each store. A handler names only the ports that it
//! uses, as its IAM policy names only the actions.
//!
//! The behavior suite in `crates/dev/testkit` tests each contract against the in-memory ports and the adapters of
//! `crates/aws`.

mod attempts;
mod authenticators;
mod erasures;
mod evidence;
mod files;
mod identities;
mod links;
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
pub use authenticators::{DeriveAuthenticatorSecret, ReplaceAuthenticator};
pub use erasures::{
    AwaitFirstAnswers, FindErasure, FindFailedStep, QueueRemoval, ReportFailure, StartErasure, TrackErased,
    TrackRecipients,
};
pub use evidence::{FindEvidence, KeepEvidence, ListEvidence};
pub use files::EraseFiles;
pub use identities::{
    CreateIdentity, DeleteIdentity, DescribeIdentity, EraseIdentity, Identity, MarkAcceptance, SetPassword,
    UpdateIdentity,
};
pub use links::{BindLink, FindLink, KeepLink, MailLink, MailNotice, RequestLink};
pub use mail::{MailFailedErasure, MailRemovalLink};
pub use passwords::{OpenPassword, SealPassword};
pub use pictures::{DeletePicture, ReadPicture, StorePicture};
pub use removal_requests::KeepRemovalRequest;
pub use rows::EraseRows;
pub use services::{CallServices, ListServices, ServiceSecrets};
pub use sessions::{ListSessions, NoteSession, RefreshSession, RevokeTokens, SignIn, VerifyAccessToken};
pub use users::{
    ChangeUser, CheckTaken, CreateUser, CreateUserRefusal, DeleteUser, FindUser, HideUser, LeaseUser, ListUsers,
    NoteAcceptance, ReserveEmail, RetireAdmin, RevokeSessions,
};
pub use workflows::{RegisterUser, UpdateUser, UserWorkflowError};
