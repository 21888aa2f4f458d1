//! Erasing a user from every store, with a certificate as proof.

use time::OffsetDateTime;

use crate::service::ServiceName;
use crate::user_id::{NotAnId, UserId};
use crate::{FilesFolder, KeptFiles};

/// Identifies the erasure of one user: a keyed hash of the user id, as 32 hexadecimal digits. It is the same each time
/// for the same user, and pseudonymous without the key.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ErasureId(String);

impl ErasureId {
    /// Formats these 128 bits of a keyed hash.
    #[must_use]
    pub fn from_bits(bits: u128) -> Self {
        Self(format!("{bits:032x}"))
    }

    /// Parses an erasure id.
    ///
    /// # Errors
    /// [`NotAnId`].
    pub fn parse(given: &str) -> Result<Self, NotAnId> {
        let is_valid =
            given.len() == 32 && given.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
        if is_valid { Ok(Self(given.to_owned())) } else { Err(NotAnId) }
    }

    /// The id itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Names one run of a user's erasure. The first run has the erasure's id as its name. A user who comes back with a
/// restored backup is erased again in a separate run: `<erasure id>-2`, `-3` and so on. Certificates and webhook ids
/// contain this name, so that services and evidence can tell the runs apart.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ErasureRun(String);

impl ErasureRun {
    /// The run of this number; the first one is 1.
    #[must_use]
    pub fn numbered(id: &ErasureId, number: usize) -> Self {
        if number <= 1 { Self(id.as_str().to_owned()) } else { Self(format!("{}-{number}", id.as_str())) }
    }

    /// Parses the name of a run.
    ///
    /// # Errors
    /// [`NotAnId`].
    pub fn parse(given: &str) -> Result<Self, NotAnId> {
        let (id, number) = given.split_once('-').unwrap_or((given, "1"));
        let run = Self::numbered(&ErasureId::parse(id)?, number.parse().map_err(|_| NotAnId)?);
        if run.0 == given { Ok(run) } else { Err(NotAnId) }
    }

    /// The name itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A requested erasure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erasure {
    /// Its id.
    pub id: ErasureId,
    /// The user to erase.
    pub user_id: UserId,
    /// When it was first requested.
    pub requested_at: OffsetDateTime,
}

/// The result of one batch of erasing rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Erased {
    /// How many were erased.
    pub count: u64,
    /// Whether more may be left.
    pub has_more: bool,
}

/// A store whose erased items are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CountedStore {
    /// The files bucket, in object versions.
    Files,
    /// The table of job requests, in rows.
    JobRequests,
    /// The table of reviews, in rows.
    Reviews,
}

/// A removal that is in the queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Queued {
    /// When this run of the erasure was first requested.
    pub requested_at: OffsetDateTime,
    /// The folder of the user's pictures, if it was ever known.
    pub files_folder: Option<FilesFolder>,
}

/// The state of the latest execution of an erasure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErasureState {
    /// It is running.
    Running,
    /// It has ended, and everything is erased.
    Succeeded,
    /// It has stopped before its end. The admin was mailed, and can resume it.
    Failed,
}

impl ErasureState {
    /// The name in responses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
        }
    }
}

/// The latest execution of an erasure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LatestExecution {
    /// Its state.
    pub state: ErasureState,
    /// The user to erase.
    pub user_id: UserId,
}

/// An execution of the workflow `erase-user` that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailedErasure {
    /// The erasure.
    pub id: ErasureId,
    /// The user.
    pub user_id: UserId,
    /// The ARN of the execution.
    pub execution: String,
    /// Its final status: `FAILED`, `TIMED_OUT`, `ABORTED`.
    pub status: String,
    /// The stable name of the error, if there is one.
    pub error: Option<String>,
    /// When it stopped. A redriven execution may fail again, at another time.
    pub stopped_at: OffsetDateTime,
}

/// What the admin is told about a failed erasure. It is pseudonymous, except for the keys of files that cannot be
/// deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailureReport {
    /// The execution that failed.
    pub failed: FailedErasure,
    /// The state that failed, if known.
    pub step: Option<String>,
    /// The services that have not confirmed.
    pub pending: Vec<ServiceName>,
    /// The files that cannot be deleted. Their keys contain the user id and the file name.
    pub kept: KeptFiles,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn erasure_id_is_32_hexadecimal_digits() {
        for bits in [0, 0x0a, u128::MAX] {
            let id = ErasureId::from_bits(bits);
            assert_eq!(ErasureId::parse(id.as_str()), Ok(id));
        }
        for given in ["", "0A", &"0A".repeat(16), &"é".repeat(16), &"0a".repeat(17)] {
            assert_eq!(ErasureId::parse(given), Err(NotAnId), "{given}");
        }
    }

    #[test]
    fn first_run_has_the_name_of_the_erasure() {
        let id = ErasureId::from_bits(7);
        assert_eq!(ErasureRun::numbered(&id, 1).as_str(), id.as_str());
        assert_eq!(ErasureRun::numbered(&id, 12).as_str(), format!("{}-12", id.as_str()));
    }

    #[test]
    fn run_name_survives_a_round_trip() {
        let id = ErasureId::from_bits(7);
        for number in [1, 2, 99] {
            let run = ErasureRun::numbered(&id, number);
            assert_eq!(ErasureRun::parse(run.as_str()), Ok(run));
        }
        for end in ["-", "-0", "-1", "-02", "-+2", "-2-2", "-x"] {
            assert_eq!(ErasureRun::parse(&format!("{}{end}", id.as_str())), Err(NotAnId), "{end}");
        }
    }
}
