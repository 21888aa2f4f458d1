//! Erasing a person: from every store that knows them, with a proof that it happened.

use time::OffsetDateTime;

use crate::service::ServiceName;
use crate::user_id::{NotAnId, UserId};
use crate::{FilesFolder, KeptFiles};

/// Names the erasure of one person: a keyed hash of their user id, in 32 hexadecimal digits. The same person has the same
/// one, and without the key nobody learns from it whose it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ErasureId(String);

impl ErasureId {
    /// The id of these 128 bits of a keyed hash.
    #[must_use]
    pub fn from_bits(bits: u128) -> Self {
        Self(format!("{bits:032x}"))
    }

    /// Reads an erasure id.
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

/// Names one run of a person's erasure. The first run is called as the erasure. A person who comes back with a restored
/// backup is erased again, by a run of its own: `<erasure id>-2`, `-3` and so on. Certificates and webhook ids bear this
/// name, so that services and evidence tell the runs apart.
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

/// An erasure that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erasure {
    /// Names it.
    pub id: ErasureId,
    /// Who is erased.
    pub user_id: UserId,
    /// When it was first asked for.
    pub requested_at: OffsetDateTime,
}

/// How much of something was erased in one run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Erased {
    /// How many of them.
    pub count: u64,
    /// Whether there may be more.
    pub has_more: bool,
}

/// A store whose items an erasure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CountedStore {
    /// The files bucket: versions of objects.
    Files,
    /// The table of job requests: rows.
    JobRequests,
    /// The table of reviews: rows.
    Reviews,
}

/// How a removal stands in the queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Queued {
    /// When this run of the erasure was first asked for.
    pub requested_at: OffsetDateTime,
    /// Where the person's pictures are, where that was ever known.
    pub files_folder: Option<FilesFolder>,
}

/// An execution of the workflow `erase-user` that stopped before its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailedErasure {
    /// Which erasure.
    pub id: ErasureId,
    /// Whose.
    pub user_id: UserId,
    /// The execution, as Step Functions names it (an ARN).
    pub execution: String,
    /// How it ended: `FAILED`, `TIMED_OUT`, `ABORTED`.
    pub status: String,
    /// The stable name of the error, where there is one.
    pub error: Option<String>,
    /// When it stopped. An execution that is redriven may stop again, at another time.
    pub stopped_at: OffsetDateTime,
}

/// What the admin is told of it. It names nobody, except where the key of a file that cannot be deleted does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailureReport {
    /// What stopped.
    pub failed: FailedErasure,
    /// The state at which it stopped, where that is known.
    pub step: Option<String>,
    /// The services that have not confirmed.
    pub pending: Vec<ServiceName>,
    /// The files that cannot be deleted. Their keys hold the user id and the file's name.
    pub kept: KeptFiles,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_erasure_id_is_32_hexadecimal_digits() {
        for bits in [0, 0x0a, u128::MAX] {
            let id = ErasureId::from_bits(bits);
            assert_eq!(ErasureId::parse(id.as_str()), Ok(id));
        }
        for given in ["", "0A", &"0A".repeat(16), &"é".repeat(16), &"0a".repeat(17)] {
            assert_eq!(ErasureId::parse(given), Err(NotAnId), "{given}");
        }
    }

    #[test]
    fn the_first_run_is_named_as_the_erasure() {
        let id = ErasureId::from_bits(7);
        assert_eq!(ErasureRun::numbered(&id, 1).as_str(), id.as_str());
        assert_eq!(ErasureRun::numbered(&id, 12).as_str(), format!("{}-12", id.as_str()));
    }

    #[test]
    fn the_name_of_a_run_is_parsed_as_it_is_written() {
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
