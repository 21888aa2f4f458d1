//! The list of a user's sessions: where the user is signed in.

use time::OffsetDateTime;

use crate::session_id::SessionId;
use crate::text::is_forbidden;

/// How many sessions of a user are listed.
pub const MAX_LISTED: usize = 25;

/// A session in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedSession {
    /// The session.
    pub id: SessionId,
    /// When the user signed in, in whole seconds.
    pub began_at: OffsetDateTime,
    /// When the session last got tokens.
    pub last_used_at: OffsetDateTime,
    /// The client, if it told.
    pub device: Option<Device>,
}

/// What a client calls itself: its `User-Agent`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device(String);

impl Device {
    /// The maximum number of characters.
    pub const MAX_CHARACTERS: usize = 200;

    /// The user agent without control characters, cut after [`Self::MAX_CHARACTERS`]; `None` if nothing is left.
    #[must_use]
    pub fn from_user_agent(user_agent: &str) -> Option<Self> {
        let plain = user_agent.trim().chars().filter(|character| !is_forbidden(*character));
        let plain: String = plain.take(Self::MAX_CHARACTERS).collect();
        (!plain.trim().is_empty()).then_some(Self(plain))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn user_agent_is_cleaned() {
        let device = |user_agent: &str| Device::from_user_agent(user_agent).map(|device| device.0);
        assert_eq!(device(" Mozilla/5.0 (X11) ").as_deref(), Some("Mozilla/5.0 (X11)"));
        assert_eq!(device("a\u{202e}b\nc").as_deref(), Some("abc"));
        assert_eq!(device(&"ü".repeat(900)), Some("ü".repeat(200)));
        for nothing in ["", "  ", "\n\u{feff}"] {
            assert_eq!(device(nothing), None, "{nothing:?}");
        }
    }

    proptest! {
        #[test]
        fn stored_device_survives_a_round_trip(user_agent in any::<String>()) {
            if let Some(device) = Device::from_user_agent(&user_agent) {
                let again = Device::from_user_agent(device.as_str()).unwrap();
                prop_assert_eq!(again.as_str().trim_end(), device.as_str().trim_end());
            }
        }
    }
}
