//! The stack under test, as `cargo xtask up` describes it in `stack.json`. Tests in the group `alone` of
//! `.config/nextest.toml` each have a stack to themselves; `USHER_STACKS_ALONE` lists the `stack.json` for each slot of
//! the group.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use aws_sdk_s3::Client as S3;
use aws_sdk_s3::config::Builder;
use serde::Deserialize;
use usher_aws::{Connection, Settings};

/// The description of a running stack.
#[derive(Clone, Debug, Deserialize)]
pub struct Stack {
    /// The base URL of the API.
    pub api: String,
    /// The address of the AWS emulator.
    pub endpoint: String,
    /// The region.
    pub region: String,
    access_key_id: String,
    secret_access_key: String,
    /// The demo admin.
    pub admin: Admin,
    /// The outputs of the stack.
    pub outputs: Outputs,
    #[serde(skip)]
    file: PathBuf,
}

/// The credentials of an admin.
#[derive(Clone, Debug, Deserialize)]
pub struct Admin {
    /// The address.
    pub email: String,
    /// The password.
    pub password: String,
}

/// The stack outputs that tests use, as named in `template.yaml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Outputs {
    /// The REST API.
    pub api_id: String,
    /// The user pool.
    pub user_pool_id: String,
    /// The client of the user pool.
    pub user_pool_client_id: String,
    /// The user records.
    pub users_table: String,
    /// The one-time keys of sealed passwords.
    pub one_time_keys_table: String,
    /// The limiter's counters.
    pub limits_table: String,
    /// The lists of sessions.
    pub sessions_table: String,
    /// The table of mailed links.
    pub mailed_links_table: String,
    /// The secret keys of the stack.
    pub stack_keys_table: String,
    /// The job requests of users.
    pub job_requests_table: String,
    /// The reviews of users.
    pub reviews_table: String,
    /// The removal queue.
    pub removal_queue_table: String,
    /// The downstream services.
    pub services_table: String,
    /// The dead-letter queue of failed erasures that could not be reported by mail.
    pub unreported_erasures_queue: String,
    /// The state machine `erase-user`.
    pub erase_user_state_machine: String,
    /// The bucket of pictures and users' files.
    pub files_bucket: String,
    /// The bucket of evidence.
    pub evidence_bucket: String,
}

impl Stack {
    /// The stack for the test in this process: its own one if it is in the group `alone`, otherwise that of
    /// `USHER_STACK`.
    #[expect(clippy::disallowed_methods, reason = "the stack is named in the environment")]
    #[must_use]
    pub fn under_test() -> Self {
        let path = Self::alone().unwrap_or_else(|| {
            std::env::var("USHER_STACK").expect("USHER_STACK names the stack.json of a running stack").into()
        });
        let stack: Self = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        Self { file: path, ..stack }
    }

    /// The stack's `stack.json`.
    #[must_use]
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// The file with the outputs for the operator tool, beside the `stack.json`.
    pub(crate) fn outputs_file(&self) -> PathBuf {
        self.file.with_file_name("outputs.json")
    }

    /// The `stack.json` for this test's slot, if the test is in the group `alone` and there are stacks for it.
    #[expect(clippy::disallowed_methods, reason = "cargo-nextest sets the group and slot in the environment")]
    fn alone() -> Option<PathBuf> {
        let files = std::env::var_os("USHER_STACKS_ALONE")?;
        if std::env::var("NEXTEST_TEST_GROUP").ok()? != "alone" {
            return None;
        }
        let slot: usize = std::env::var("NEXTEST_TEST_GROUP_SLOT").ok()?.parse().ok()?;
        Some(std::env::split_paths(&files).nth(slot).expect("as many stacks as the group has slots"))
    }

    /// The same stack, accessed through its load balancer at `USHER_LOAD_BALANCER`.
    ///
    /// # Panics
    /// If the variable is not set.
    #[expect(clippy::disallowed_methods, reason = "the load balancer is named in the environment")]
    #[must_use]
    pub fn behind_load_balancer() -> Self {
        let api =
            std::env::var("USHER_LOAD_BALANCER").expect("USHER_LOAD_BALANCER names the address of a load balancer");
        Self { api, ..Self::under_test() }
    }

    /// A connection to AWS as the stack's owner.
    #[must_use]
    pub fn connection(&self) -> Connection {
        Connection::new(Settings {
            region: self.region.clone(),
            url_suffix: "amazonaws.com".to_owned(),
            access_key_id: self.access_key_id.clone(),
            secret_access_key: self.secret_access_key.clone(),
            session_token: None,
            endpoint_url: Some(self.endpoint.clone()),
            service_endpoint_urls: std::collections::HashMap::new(),
        })
        .unwrap()
    }

    /// The prefix of the names of functions and state machines: `usher-`.
    ///
    /// # Panics
    /// If the ARN of `erase-user` does not end in its name.
    #[must_use]
    pub fn prefix(&self) -> String {
        let name = self.outputs.erase_user_state_machine.rsplit(':').next();
        name.and_then(|name| name.strip_suffix("erase-user")).expect("the name begins with the stack's").to_owned()
    }

    /// The ARN of the state machine with this name, without the prefix.
    ///
    /// # Panics
    /// If the ARN of `erase-user` does not end in its name.
    #[must_use]
    pub fn state_machine(&self, name: &str) -> String {
        let before = self.outputs.erase_user_state_machine.strip_suffix("erase-user");
        format!("{}{name}", before.expect("the ARN ends in the name"))
    }

    /// The access key id of the stack's owner, who has all permissions.
    #[must_use]
    pub fn access_key_id(&self) -> &str {
        &self.access_key_id
    }

    /// The emulator's address, for a proxy in front of it.
    #[must_use]
    pub fn emulator(&self) -> SocketAddr {
        self.endpoint.trim_start_matches("http://").parse().unwrap()
    }

    /// An S3 client as the stack's owner, with path-style URLs: the emulator's buckets have no host names.
    #[must_use]
    pub fn s3(&self) -> S3 {
        S3::from_conf(Builder::from(self.connection().sdk()).force_path_style(true).build())
    }

    /// The environment variables that connect the operator's tools to AWS.
    pub(crate) fn environment(&self) -> [(&'static str, &str); 5] {
        [
            ("AWS_ENDPOINT_URL", &self.endpoint),
            ("AWS_REGION", &self.region),
            ("AWS_DEFAULT_REGION", &self.region),
            ("AWS_ACCESS_KEY_ID", &self.access_key_id),
            ("AWS_SECRET_ACCESS_KEY", &self.secret_access_key),
        ]
    }
}

/// The path of a program that `up` built: a function or a tool.
#[must_use]
pub fn program(name: &str) -> PathBuf {
    checkout().join("target/local/programs").join(name)
}

/// The root of the checkout.
#[must_use]
pub fn checkout() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../..")
}
