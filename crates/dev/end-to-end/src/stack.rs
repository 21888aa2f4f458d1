//! The stack under test, as `cargo xtask up` describes it in `stack.json`. Tests that nothing else may disturb have one of
//! several others to themselves: they are the group `alone` of `.config/nextest.toml`, and the files are in
//! `USHER_STACKS_ALONE`, one for each slot of the group.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use aws_sdk_s3::Client as S3;
use aws_sdk_s3::config::Builder;
use serde::Deserialize;
use usher_aws::{Connection, Settings};

/// The stack that `USHER_STACK` names.
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

/// Who may see everybody.
#[derive(Clone, Debug, Deserialize)]
pub struct Admin {
    /// The address.
    pub email: String,
    /// The password.
    pub password: String,
}

/// The outputs that tests use, by their names in `template.yaml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Outputs {
    /// The REST API.
    pub api_id: String,
    /// The user pool.
    pub user_pool_id: String,
    /// Its client.
    pub user_pool_client_id: String,
    /// The user records.
    pub users_table: String,
    /// The halves of sealed passwords.
    pub one_time_keys_table: String,
    /// The counters of what is limited.
    pub limits_table: String,
    /// The stack's own keys.
    pub stack_keys_table: String,
    /// The job requests of people.
    pub job_requests_table: String,
    /// The reviews of people.
    pub reviews_table: String,
    /// The removal queue.
    pub removal_queue_table: String,
    /// The downstream services.
    pub services_table: String,
    /// The queue of stopped erasures that the admin was not mailed about.
    pub unreported_erasures_queue: String,
    /// The workflow erase-user.
    pub erase_user_state_machine: String,
    /// The pictures and files of people.
    pub files_bucket: String,
    /// The evidence.
    pub evidence_bucket: String,
}

impl Stack {
    /// The stack of the test that runs in this process.
    #[expect(clippy::disallowed_methods, reason = "tests are told by the environment where the stack is")]
    #[must_use]
    pub fn under_test() -> Self {
        let path = Self::alone().unwrap_or_else(|| {
            std::env::var("USHER_STACK").expect("USHER_STACK names the stack.json of a running stack").into()
        });
        let stack: Self = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        Self { file: path, ..stack }
    }

    /// The `stack.json` that tells of it.
    #[must_use]
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// The file in which the operator's tool finds the outputs, beside the `stack.json`.
    pub(crate) fn outputs_file(&self) -> PathBuf {
        self.file.with_file_name("outputs.json")
    }

    /// The one that this test has to itself, if it is to have one and there are any.
    #[expect(clippy::disallowed_methods, reason = "cargo-nextest tells a test its group and slot by the environment")]
    fn alone() -> Option<PathBuf> {
        let files = std::env::var_os("USHER_STACKS_ALONE")?;
        if std::env::var("NEXTEST_TEST_GROUP").ok()? != "alone" {
            return None;
        }
        let slot: usize = std::env::var("NEXTEST_TEST_GROUP_SLOT").ok()?.parse().ok()?;
        Some(std::env::split_paths(&files).nth(slot).expect("as many stacks as the group has slots"))
    }

    /// The same stack, reached through its load balancer, which `USHER_LOAD_BALANCER` names.
    ///
    /// # Panics
    /// If there is none.
    #[expect(clippy::disallowed_methods, reason = "tests are told by the environment where the load balancer is")]
    #[must_use]
    pub fn behind_load_balancer() -> Self {
        let api =
            std::env::var("USHER_LOAD_BALANCER").expect("USHER_LOAD_BALANCER names the address of a load balancer");
        Self { api, ..Self::under_test() }
    }

    /// AWS as the operator sees it.
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

    /// What the names of functions and state machines begin with: `usher-`.
    ///
    /// # Panics
    /// If the ARN of `erase-user` does not end in its name.
    #[must_use]
    pub fn prefix(&self) -> String {
        let name = self.outputs.erase_user_state_machine.rsplit(':').next();
        name.and_then(|name| name.strip_suffix("erase-user")).expect("a machine is called after its stack").to_owned()
    }

    /// The access key of the stack's owner, to whom everything is allowed.
    #[must_use]
    pub fn access_key_id(&self) -> &str {
        &self.access_key_id
    }

    /// Where the emulator listens, for a proxy in front of it.
    #[must_use]
    pub fn emulator(&self) -> SocketAddr {
        self.endpoint.trim_start_matches("http://").parse().unwrap()
    }

    /// S3 as the operator sees it. At the emulator buckets have no host names of their own.
    #[must_use]
    pub fn s3(&self) -> S3 {
        S3::from_conf(Builder::from(self.connection().sdk()).force_path_style(true).build())
    }

    /// The environment in which the operator's tools find AWS.
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

/// Where `up` has put a program that it built: a function's or a tool's.
#[must_use]
pub fn program(name: &str) -> PathBuf {
    checkout().join("target/local/programs").join(name)
}

/// The root of the checkout.
#[must_use]
pub fn checkout() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../..")
}
