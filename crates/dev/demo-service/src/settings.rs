//! The settings of a demo service: its command line and its signing secret.

use std::collections::HashMap;
use std::net::SocketAddr;

use anyhow::{Context as _, Result, bail};
use standardwebhooks::Webhook;

/// The environment variable with the signing secret.
pub const SECRET_VARIABLE: &str = "SIGNING_SECRET";

/// The prefix of a symmetric secret in the Standard Webhooks specification; base64 follows.
const SECRET_PREFIX: &str = "whsec_";

/// One demo service.
pub struct Settings {
    /// Where to listen, such as `127.0.0.1:8021`.
    pub listen: SocketAddr,
    /// The name that the service is registered under.
    pub name: String,
    /// Every nth call fails on purpose; 0 means none.
    pub fails_every: u64,
    /// Verifies calls with the secret with which Usher signs them.
    pub webhook: Webhook,
}

impl Settings {
    /// Parses `--listen`, `--name` and `--fails-every`, each followed by its value, and the secret. All are required.
    ///
    /// # Errors
    /// If an option or the secret is missing, malformed or unknown. The error never contains the secret.
    pub fn parse(mut args: impl Iterator<Item = String>, secret: Option<String>) -> Result<Self> {
        let mut values = HashMap::new();
        while let Some(flag) = args.next() {
            let value = args.next().with_context(|| format!("{flag} needs a value"))?;
            values.insert(flag, value);
        }
        let mut take = |flag: &str| values.remove(flag).with_context(|| format!("{flag} is missing"));
        let settings = Self {
            listen: take("--listen")?.parse().context("--listen needs an address and a port")?,
            name: take("--name")?,
            fails_every: take("--fails-every")?.parse().context("--fails-every needs a whole number")?,
            webhook: webhook(&secret.with_context(|| format!("{SECRET_VARIABLE} is missing"))?)?,
        };
        if let Some(unknown) = values.into_keys().next() {
            bail!("{unknown} is not an option of a demo service");
        }
        Ok(settings)
    }
}

/// Stricter than the crate, which also accepts a secret without the prefix, and an empty one.
fn webhook(secret: &str) -> Result<Webhook> {
    let key = secret.strip_prefix(SECRET_PREFIX).filter(|key| !key.is_empty());
    // The crate's error contains a part of the secret.
    let webhook = key.and_then(|_| Webhook::new(secret).ok());
    webhook.with_context(|| format!("{SECRET_VARIABLE} must be {SECRET_PREFIX} followed by base64"))
}

#[cfg(test)]
mod tests {
    use super::Settings;
    use crate::sender::SECRET;

    fn parse(line: &str, secret: Option<&str>) -> anyhow::Result<Settings> {
        Settings::parse(line.split_whitespace().map(String::from), secret.map(String::from))
    }

    fn error(line: &str, secret: Option<&str>) -> String {
        parse(line, secret).err().expect("refused").to_string()
    }

    const ALL: &str = "--name newsletter --listen 127.0.0.1:8021 --fails-every 3";

    #[test]
    fn every_option_is_parsed() {
        let settings = parse(ALL, Some(SECRET)).expect("complete");
        assert_eq!((settings.listen.port(), settings.name.as_str(), settings.fails_every), (8021, "newsletter", 3));
    }

    #[test]
    fn missing_or_unknown_option_is_named() {
        assert_eq!(error("--listen 127.0.0.1:8021", Some(SECRET)), "--name is missing");
        let unknown = format!("{ALL} --verbose yes");
        assert_eq!(error(&unknown, Some(SECRET)), "--verbose is not an option of a demo service");
    }

    #[test]
    fn invalid_secret_is_rejected_and_not_shown() {
        assert_eq!(error(ALL, None), "SIGNING_SECRET is missing");
        for secret in ["", "whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_!!!!"] {
            assert_eq!(error(ALL, Some(secret)), "SIGNING_SECRET must be whsec_ followed by base64", "{secret}");
        }
    }
}
