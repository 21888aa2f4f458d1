//! The domain: validated types, rules, use cases and ports.
//!
//! Nothing here knows HTTP, JSON, AWS, the environment or the clock: time and randomness are parameters, and everything
//! else comes through a port.

pub mod account_id;
pub mod authenticator;
pub mod client_address;
pub mod confirmation_token;
pub mod email;
pub mod erasure;
pub mod error;
pub mod field;
pub mod full_name;
pub mod kept_files;
pub mod limit;
pub mod link_token;
pub mod listed_session;
pub mod listing;
pub mod locale;
pub mod mailed_link;
pub mod password;
pub mod picture;
pub mod ports;
pub mod registration;
pub mod removal;
pub mod removal_mail;
pub mod restore;
pub mod revocations;
pub mod service;
pub mod session;
pub mod session_id;
pub mod terms;
pub mod text;
pub mod timestamp;
pub mod update;
pub mod use_cases;
pub mod user;
pub mod user_id;
pub mod user_number;
pub mod user_type;

pub use account_id::AccountId;
pub use client_address::{ClientAddress, TrustedProxies};
pub use email::Email;
pub use error::{DomainError, Failure, SignInRefusal};
pub use field::{Field, FieldErrors, Problem};
pub use full_name::FullName;
pub use kept_files::{ErasedFiles, KeptFile, KeptFiles};
pub use link_token::LinkToken;
pub use locale::Locale;
pub use password::{Password, PasswordAttempt, PersonalDetail, SealedPassword};
pub use picture::{FilesFolder, PictureFormat, PictureName};
pub use removal::ConfirmationToken;
pub use revocations::Revocations;
pub use session_id::SessionId;
pub use user::User;
pub use user_id::{NotAnId, UserId};
pub use user_number::UserNumber;
pub use user_type::UserType;
