//! Identifiers of an erasure, as an operator copies them from a mail, a log or a console.

use usher_domain::UserId;
use usher_domain::erasure::{ErasureId, ErasureRun};

/// What an identifier refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reference {
    /// An erasure.
    Erasure(ErasureId),
    /// A user.
    User(UserId),
}

impl Reference {
    /// Parses an erasure id, the name or ARN of an execution, the key of a certificate, or a user id. Case and
    /// whitespace are ignored.
    pub fn parse(given: &str) -> Option<Self> {
        let given: String = given.chars().filter(|one| !one.is_whitespace()).flat_map(char::to_lowercase).collect();
        let name = given.rsplit([':', '/']).next().unwrap_or_default();
        let name = name.strip_suffix(".json").unwrap_or(name);
        if let Ok(user) = UserId::parse(name.trim_matches(['{', '}'])) {
            return Some(Self::User(user));
        }
        ErasureRun::parse(name).ok()?;
        ErasureId::parse(name.split('-').next()?).ok().map(Self::Erasure)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "028151a2740a23061bc088fa9cb2907a";
    const USER: &str = "0d9f7c9e-3f50-4a7e-9c56-2d4e5f60718a";

    #[test]
    fn erasure_is_found_by_each_identifier() {
        let execution = format!("arn:aws:states:eu-west-1:123456789012:execution:usher-erase-user:{ID}");
        for given in [
            ID.to_owned(),
            ID.to_uppercase(),
            format!("  {ID}\n"),
            format!("{}\n {}", &ID[..10], &ID[10..]),
            format!("{ID}-2"),
            execution.clone(),
            format!("{execution}-12"),
            execution.to_uppercase(),
            format!("certificates/{ID}-3.json"),
        ] {
            let expected = Reference::Erasure(ErasureId::parse(ID).unwrap());
            assert_eq!(Reference::parse(&given), Some(expected), "{given:?}");
        }
    }

    #[test]
    fn user_is_found_by_uuid() {
        for given in [
            USER.to_owned(),
            USER.to_uppercase(),
            format!(" {USER} "),
            format!("{{{USER}}}"),
            format!("urn:uuid:{USER}"),
        ] {
            let expected = Reference::User(UserId::parse(USER).unwrap());
            assert_eq!(Reference::parse(&given), Some(expected), "{given:?}");
        }
    }

    #[test]
    fn other_text_is_not_an_identifier() {
        for given in
            ["", " ", "ada@example.com", &ID[1..], &format!("{ID}-x"), "arn:aws:states:eu-west-1:1:execution:m:by-hand"]
        {
            assert_eq!(Reference::parse(given), None, "{given:?}");
        }
    }
}
