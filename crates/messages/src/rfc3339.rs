//! Times in messages and evidence, for `#[serde(with = "rfc3339")]`: written at the fixed width of
//! [`usher_domain::timestamp`], read at any width.

use serde::ser::Error as _;
use serde::{Serialize, Serializer};
use time::OffsetDateTime;
use usher_domain::timestamp;

pub(crate) use time::serde::rfc3339::deserialize;

pub(crate) fn serialize<S: Serializer>(time: &OffsetDateTime, serializer: S) -> Result<S::Ok, S::Error> {
    timestamp::format(*time).map_err(S::Error::custom)?.serialize(serializer)
}

/// The same for an optional time.
pub(crate) mod option {
    use serde::ser::Error as _;
    use serde::{Serialize, Serializer};
    use time::OffsetDateTime;
    use usher_domain::timestamp;

    pub(crate) use time::serde::rfc3339::option::deserialize;

    #[allow(clippy::ref_option, reason = "serde calls it with this")]
    pub(crate) fn serialize<S: Serializer>(time: &Option<OffsetDateTime>, serializer: S) -> Result<S::Ok, S::Error> {
        time.map(timestamp::format).transpose().map_err(S::Error::custom)?.serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};
    use time::OffsetDateTime;
    use time::macros::datetime;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Message {
        #[serde(with = "super")]
        at: OffsetDateTime,
        #[serde(with = "super::option")]
        then: Option<OffsetDateTime>,
    }

    #[test]
    fn any_width_is_read_and_one_is_written() {
        let at = datetime!(2026-11-22 12:00:28.22 UTC);
        for (given, then) in [
            (r#"{"at":"2026-11-22T12:00:28.22Z","then":null}"#, None),
            (r#"{"at":"2026-11-22T12:00:28.220Z","then":"2026-11-22T12:00:28.220000Z"}"#, Some(at)),
        ] {
            let message: Message = serde_json::from_str(given).unwrap();
            assert_eq!(message, Message { at, then });
        }
        let both = serde_json::to_string(&Message { at, then: Some(at) }).unwrap();
        assert_eq!(both, r#"{"at":"2026-11-22T12:00:28.220Z","then":"2026-11-22T12:00:28.220Z"}"#);
        let one = serde_json::to_string(&Message { at, then: None }).unwrap();
        assert_eq!(one, r#"{"at":"2026-11-22T12:00:28.220Z","then":null}"#);
    }
}
