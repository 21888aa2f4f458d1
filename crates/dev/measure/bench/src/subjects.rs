//! What is measured: the floor, every function, and the peers of three of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use hyper::body::Bytes;
use serde::Serialize;
use serde_json::Value;

use crate::canned::Canned;
use crate::fixtures::{CLIENT, Fixtures, REGION, USER_POOL};
use crate::program::Recipe;
use crate::runtime_api::RuntimeApi;

/// The functions that the peers do too.
const OF_PEERS: [&str; 3] = ["session-login", "session-me", "directory-get"];

/// What a program is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// The runtime alone.
    Floor,
    /// Usher's own.
    Usher,
    /// The peer on boto3.
    Python,
    /// The peer on the SDK for JavaScript.
    Node,
}

impl Kind {
    /// Those that Usher is compared with.
    pub const PEERS: [Self; 2] = [Self::Python, Self::Node];

    /// As folders, packages and messages have it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Floor => "floor",
            Self::Usher => "usher",
            Self::Python => "python",
            Self::Node => "node",
        }
    }
}

/// One program to measure.
pub struct Subject {
    /// What it is written in.
    pub kind: Kind,
    /// The function whose work it does.
    pub function: String,
    /// The command, without the addresses that it gets in its environment.
    pub command: Vec<String>,
    /// Where it runs.
    pub folder: PathBuf,
    /// What is uploaded for it; nothing for the floor.
    pub package: Option<PathBuf>,
    /// The event, `events/<name>.json`.
    event: PathBuf,
}

/// Where everything is.
pub struct Places {
    /// The checkout.
    pub root: PathBuf,
    /// What is uploaded for each program (`crates/dev/measure/bench/package.py`).
    pub packages: PathBuf,
    /// The Python of the peers' environment; without it the Python peer is left out.
    pub python: Option<PathBuf>,
    /// Node.js; without it the Node peer is left out.
    pub node: Option<PathBuf>,
}

impl Subject {
    /// All of them, those of one function side by side.
    ///
    /// # Errors
    /// If the checkout is not as it should be.
    pub fn all(places: &Places) -> Result<Vec<Self>> {
        let mut subjects = vec![Self::floor(places)];
        for function in functions(&places.root)? {
            subjects.push(Self::own(places, &function)?);
            if OF_PEERS.contains(&function.as_str()) {
                subjects.extend(places.python.as_deref().map(|it| Self::python(places, it, &function)).transpose()?);
                subjects.extend(places.node.as_deref().map(|it| Self::node(places, it, &function)).transpose()?);
            }
        }
        Ok(subjects)
    }

    fn floor(places: &Places) -> Self {
        let event = places.root.join("events/directory/get.json");
        let program = program(&places.root, "floor");
        Self {
            kind: Kind::Floor,
            function: "floor".to_owned(),
            command: vec![program.display().to_string()],
            folder: places.root.clone(),
            package: None,
            event,
        }
    }

    fn own(places: &Places, function: &str) -> Result<Self> {
        let program = program(&places.root, function);
        if !program.exists() {
            bail!("{function} is not built: run `cargo xtask bench`");
        }
        Ok(Self {
            kind: Kind::Usher,
            command: vec![program.display().to_string()],
            package: Some(places.packages.join(format!("usher-{function}.zip"))),
            function: function.to_owned(),
            event: event(&places.root, function)?,
            folder: places.root.clone(),
        })
    }

    fn python(places: &Places, python: &Path, function: &str) -> Result<Self> {
        let handler = format!("{}.handler", function.replace('-', "_"));
        let command = [python.display().to_string(), "-m".to_owned(), "awslambdaric".to_owned(), handler];
        Self::peer(Kind::Python, command.to_vec(), places, function)
    }

    fn node(places: &Places, node: &Path, function: &str) -> Result<Self> {
        let command = [node.display().to_string(), "dist/runtime.cjs".to_owned(), format!("{function}.handler")];
        Self::peer(Kind::Node, command.to_vec(), places, function)
    }

    fn peer(kind: Kind, command: Vec<String>, places: &Places, function: &str) -> Result<Self> {
        Ok(Self {
            kind,
            command,
            folder: places.root.join("crates/dev/measure/bench/peers").join(kind.name()),
            package: Some(places.packages.join(format!("{}-{function}.zip", kind.name()))),
            function: function.to_owned(),
            event: event(&places.root, function)?,
        })
    }

    /// The event, with tokens and passwords that are good now.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn event(&self, fixtures: &Fixtures) -> Result<Bytes> {
        let text = fs::read_to_string(&self.event).with_context(|| format!("can't read {}", self.event.display()))?;
        Ok(Bytes::from(fixtures.fill(&text)))
    }

    /// Whether this is what it answers when it has done its work: a success, or for the function that refuses methods a 405. A
    /// task gives its output as it is.
    ///
    /// # Errors
    /// Saying what was answered instead.
    pub fn judge(&self, answer: &Bytes) -> Result<()> {
        let answer: Value = serde_json::from_slice(answer).context("the answer is no JSON")?;
        let is_refusal = self.function == REFUSING;
        match answer.get("statusCode").and_then(Value::as_u64) {
            None => Ok(()),
            Some(200..=299) if !is_refusal => Ok(()),
            Some(405) if is_refusal => Ok(()),
            Some(status) => bail!("it answered {status}: {}", answer.get("body").unwrap_or_default()),
        }
    }

    /// How it is started between these servers.
    #[must_use]
    pub fn recipe(&self, runtime_api: &RuntimeApi, canned: &Canned, log: &Path) -> Recipe {
        let mut environment: BTreeMap<_, _> =
            SETTINGS.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        environment.extend([
            ("AWS_LAMBDA_RUNTIME_API".to_owned(), runtime_api.address()),
            ("AWS_LAMBDA_FUNCTION_NAME".to_owned(), self.function.clone()),
            ("LAMBDA_TASK_ROOT".to_owned(), self.folder.display().to_string()),
        ]);
        environment.extend(canned.environment());
        Recipe { command: self.command.clone(), folder: self.folder.clone(), environment, log: log.to_owned() }
    }
}

/// What `template.yaml` and the Lambda service set. Each function reads its own.
const SETTINGS: &[(&str, &str)] = &[
    ("AWS_REGION", REGION),
    ("AWS_DEFAULT_REGION", REGION),
    ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"),
    ("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
    ("AWS_SESSION_TOKEN", "a-session-token"),
    ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256"),
    ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
    ("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/bench"),
    ("AWS_LAMBDA_LOG_STREAM_NAME", "bench"),
    ("PUBLIC_BASE_URL", "https://usher.example.com"),
    ("USER_POOL_ID", USER_POOL),
    ("USER_POOL_CLIENT_ID", CLIENT),
    ("USERS_TABLE", "Users"),
    ("SESSIONS_TABLE", "Sessions"),
    ("MAILED_LINKS_TABLE", "MailedLinks"),
    ("ONE_TIME_KEYS_TABLE", "OneTimeKeys"),
    ("STACK_KEYS_TABLE", "StackKeys"),
    ("LIMITS_TABLE", "Limits"),
    ("REGISTRATIONS_PER_SOURCE_PER_HOUR", "50"),
    ("REGISTRATIONS_PER_HOUR", "300"),
    ("MAILS_PER_RECIPIENT_PER_DAY", "5"),
    ("MAILS_PER_SOURCE_PER_DAY", "50"),
    ("MAILS_PER_DAY", "1000"),
    ("SIGN_IN_FAILURES_PER_EMAIL", "20"),
    ("SIGN_IN_FAILURES_PER_SOURCE", "100"),
    ("JOB_REQUESTS_TABLE", "JobRequests"),
    ("REVIEWS_TABLE", "Reviews"),
    ("REMOVAL_QUEUE_TABLE", "RemovalQueue"),
    ("SERVICES_TABLE", "Services"),
    ("SERVICES_REACH", "anywhere"),
    ("SERVICES_PATIENCE_HOURS", "72"),
    ("FILES_BUCKET", "files"),
    ("EVIDENCE_BUCKET", "evidence"),
    ("EVIDENCE_MODE", "COMPLIANCE"),
    ("EVIDENCE_RETENTION_YEARS", "10"),
    ("EVIDENCE_RETENTION_DAYS", "1"),
    ("TOKEN_ISSUER", "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Example"),
    ("URL_SUFFIX", "amazonaws.com"),
    ("MAIL_FROM", "usher@example.com"),
    ("MAIL_TEMPLATE", "usher-mail"),
    ("MAIL_TEMPLATE_PREFIX", "usher"),
    ("MAIL_LANGUAGES", "en,de"),
    ("PRODUCT_NAME", "Usher"),
    ("LINK_PAGE", "https://app.example.com/account"),
    ("ADMIN_EMAIL", "admin@example.com"),
    ("REGISTER_USER_STATE_MACHINE", "arn:aws:states:eu-west-1:123456789012:stateMachine:register-user"),
    ("UPDATE_USER_STATE_MACHINE", "arn:aws:states:eu-west-1:123456789012:stateMachine:update-user"),
    ("MAIL_LINK_STATE_MACHINE", "arn:aws:states:eu-west-1:123456789012:stateMachine:mail-link"),
    ("ERASE_USER_STATE_MACHINE", "arn:aws:states:eu-west-1:123456789012:stateMachine:erase-user"),
    ("LANG", "C.UTF-8"),
];

/// The SDKs that each adapter calls. The keys of access tokens are fetched without one.
const SDKS_OF_ADAPTERS: [(&str, &[&str]); 25] = [
    ("AccessTokens", &[]),
    ("Attempts", &["dynamodb"]),
    ("Connection", &[]),
    ("EraseUserWorkflow", &["dynamodb", "sfn"]),
    ("Erasures", &["sfn"]),
    ("Evidence", &["s3"]),
    ("Files", &["s3"]),
    ("Identities", &["cognito"]),
    ("LinkMail", &["sesv2"]),
    ("LinkSettings", &[]),
    ("Mail", &["sesv2"]),
    ("MailLinkWorkflow", &["sfn"]),
    ("MailedLinks", &["dynamodb"]),
    ("PasswordSeal", &["dynamodb"]),
    ("Pictures", &["s3"]),
    ("RegisterUserWorkflow", &["dynamodb", "sfn"]),
    ("RemovalQueue", &["dynamodb"]),
    ("Retention", &[]),
    ("Rows", &["dynamodb"]),
    ("Services", &["dynamodb"]),
    ("SessionList", &["dynamodb"]),
    ("Sessions", &["cognito"]),
    ("StackKeys", &["dynamodb"]),
    ("UpdateUserWorkflow", &["dynamodb", "sfn"]),
    ("Users", &["dynamodb"]),
];

/// How many SDKs a function links; 0 for a program that is no function.
///
/// # Errors
/// If its main.rs cannot be read, or has an adapter that `SDKS_OF_ADAPTERS` lacks.
pub fn sdks(root: &Path, function: &str) -> Result<usize> {
    let mains =
        ["endpoints", "tasks"].map(|folder| root.join("crates").join(folder).join(function).join("src/main.rs"));
    let Some(main) = mains.iter().find(|path| path.is_file()) else { return Ok(0) };
    let text = fs::read_to_string(main).with_context(|| format!("can't read {}", main.display()))?;
    let Some((_, imported)) = text.split_once("use usher_aws::") else { return Ok(0) };
    let imported = imported.split(';').next().unwrap_or_default();
    let names = imported.split(|c: char| !c.is_alphanumeric()).filter(|name| !name.is_empty());
    let mut sdks: BTreeSet<&str> = BTreeSet::new();
    for name in names {
        let known = SDKS_OF_ADAPTERS.iter().find(|(adapter, _)| *adapter == name);
        sdks.extend(known.with_context(|| format!("SDKS_OF_ADAPTERS lacks {name}: add it"))?.1);
    }
    Ok(sdks.len())
}

/// Where `cargo lambda build` puts a program.
fn program(root: &Path, name: &str) -> PathBuf {
    root.join("target/lambda").join(name).join("bootstrap")
}

/// The names of all functions, sorted.
fn functions(root: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for room in ["crates/endpoints", "crates/tasks"] {
        for entry in fs::read_dir(root.join(room)).with_context(|| format!("can't list {room}"))? {
            names.push(entry?.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}

/// The good event: `events/session/login.json` for session-login, `events/tasks/get-user.json` for get-user.
fn event(root: &Path, function: &str) -> Result<PathBuf> {
    let of_endpoint = function.split_once('-').map(|(group, verb)| format!("events/{group}/{verb}.json"));
    let candidates =
        [of_endpoint.unwrap_or_default(), format!("events/tasks/{function}.json"), REFUSED_METHOD.to_owned()];
    let found = candidates.iter().map(|name| root.join(name)).find(|path| path.is_file());
    found.with_context(|| format!("{function} has no event"))
}

/// The function that answers every method that a path does not have. Its events are all named for more than itself.
const REFUSING: &str = "session-refuse-method";
const REFUSED_METHOD: &str = "events/session/refuse-method-login.json";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_function_links_known_sdks() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(4).unwrap();
        for function in functions(root).unwrap() {
            sdks(root, &function).unwrap();
        }
        assert_eq!(sdks(root, "session-login").unwrap(), 2);
    }
}
