//! The command line of the local front.

use std::collections::HashMap;
use std::net::SocketAddr;

use anyhow::{Context as _, Result, bail};

/// Where to listen and where to forward to.
pub struct Settings {
    /// The public address, such as `127.0.0.1:8010`.
    pub listen: SocketAddr,
    /// The emulator, such as `127.0.0.1:4566`.
    pub upstream: SocketAddr,
    /// The id of the REST API in the emulator.
    pub api_id: String,
    /// The deployed stage's name.
    pub stage: String,
}

impl Settings {
    /// Parses `--listen`, `--upstream`, `--api-id` and `--stage`, each followed by its value. All are required.
    pub fn parse(mut args: impl Iterator<Item = String>) -> Result<Self> {
        let mut values = HashMap::new();
        while let Some(flag) = args.next() {
            let value = args.next().with_context(|| format!("{flag} needs a value"))?;
            values.insert(flag, value);
        }
        let mut take = |flag: &str| values.remove(flag).with_context(|| format!("{flag} is missing"));
        let settings = Self {
            listen: take("--listen")?.parse().context("--listen needs an address and a port")?,
            upstream: take("--upstream")?.parse().context("--upstream needs an address and a port")?,
            api_id: take("--api-id")?,
            stage: take("--stage")?,
        };
        if let Some(unknown) = values.into_keys().next() {
            bail!("{unknown} is not an option of the local front");
        }
        Ok(settings)
    }
}

#[cfg(test)]
mod tests {
    use super::Settings;

    fn parse(line: &str) -> anyhow::Result<Settings> {
        Settings::parse(line.split_whitespace().map(String::from))
    }

    #[test]
    fn every_option_is_parsed() {
        let settings =
            parse("--stage live --listen 127.0.0.1:8010 --api-id abc --upstream 127.0.0.1:4566").expect("complete");
        assert_eq!(settings.listen.port(), 8010);
        assert_eq!(settings.upstream.port(), 4566);
        assert_eq!((settings.api_id.as_str(), settings.stage.as_str()), ("abc", "live"));
    }

    #[test]
    fn missing_or_unknown_option_is_named() {
        let missing = parse("--listen 127.0.0.1:8010").err().expect("incomplete").to_string();
        assert_eq!(missing, "--upstream is missing");
        let all = "--stage live --listen 127.0.0.1:8010 --api-id abc --upstream 127.0.0.1:4566";
        let unknown = parse(&format!("{all} --verbose yes")).err().expect("unknown").to_string();
        assert_eq!(unknown, "--verbose is not an option of the local front");
    }
}
