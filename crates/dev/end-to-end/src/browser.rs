//! A headless Chromium, driven by chromedriver in the W3C's `WebDriver` protocol.
//!
//! Pages are opened under made-up hosts (`http://app.localhost`), which the browser is told to look for at a
//! [`PageServer`](crate::pages::PageServer): an origin is then the same in every run, whichever port is free.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;
use ureq::Agent;

/// What Chromium is started with: it works as root in a container, and calls nobody by itself.
const FLAGS: [&str; 10] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--no-proxy-server",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

/// The key of an element's id in every answer that holds one (`WebDriver` section 12.1).
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// What chromedriver says once it listens.
const STARTED: &str = "was started successfully on port ";

/// How long a script in a page may take: other tests share the processors with it.
const SCRIPT_TIMEOUT: Duration = Duration::from_mins(2);

/// How long one command may take, scripts included.
const COMMAND_TIMEOUT: Duration = Duration::from_mins(3);

/// A browser with a fresh profile and one window. It ends when this value does.
#[derive(Debug)]
pub struct Browser {
    agent: Agent,
    session: String,
    driver: Child,
    // Held open, since the driver may say more.
    _output: BufReader<ChildStdout>,
    _profile: TempDir,
}

impl Browser {
    /// Starts a browser that finds these hosts at these addresses. None if no chromedriver is installed.
    ///
    /// # Panics
    /// If one is installed and does not start.
    #[must_use]
    #[expect(clippy::print_stdout, reason = "a test that was not made says so")]
    pub fn start(hosts: &[(&str, SocketAddr)]) -> Option<Self> {
        let Ok(mut driver) = Command::new("chromedriver").arg("--port=0").stdout(Stdio::piped()).spawn() else {
            println!("chromedriver is not installed (on Debian: apt install chromium chromium-driver): not tried");
            return None;
        };
        let mut output = BufReader::new(driver.stdout.take().unwrap());
        let port = port(&mut output);
        let profile = TempDir::new().unwrap();
        let rules: Vec<String> = hosts.iter().map(|(host, address)| format!("MAP {host} {address}")).collect();
        let arguments = FLAGS.map(str::to_owned).into_iter().chain([
            format!("--user-data-dir={}", profile.path().display()),
            format!("--host-resolver-rules={}", rules.join(", ")),
        ]);
        let options = json!({ "args": arguments.collect::<Vec<_>>() });
        let timeouts = json!({ "script": SCRIPT_TIMEOUT.as_millis() });
        let capabilities = json!({ "browserName": "chrome", "goog:chromeOptions": options, "timeouts": timeouts });
        let agent = Agent::config_builder().http_status_as_error(false).timeout_global(Some(COMMAND_TIMEOUT)).build();
        let mut browser = Self {
            agent: agent.into(),
            session: format!("http://127.0.0.1:{port}/session"),
            driver,
            _output: output,
            _profile: profile,
        };
        let started = browser.command("", &json!({ "capabilities": { "alwaysMatch": capabilities } }));
        browser.session = format!("{}/{}", browser.session, started["sessionId"].as_str().unwrap());
        Some(browser)
    }

    /// Opens an address and waits until its page is loaded.
    pub fn open(&self, url: &str) {
        self.command("/url", &json!({ "url": url }));
    }

    /// Runs the body of an async function in the page, with these values as `args`, and gives what it returns.
    ///
    /// # Panics
    /// If it throws.
    #[must_use]
    pub fn run(&self, body: &str, args: &Value) -> Value {
        let script = format!(
            "const [args, done] = arguments; \
             (async () => {{ {body} }})().then(value => done({{ value }}), error => done({{ error: String(error) }}));"
        );
        let outcome = self.command("/execute/async", &json!({ "script": script, "args": [args] }));
        assert!(outcome["error"].is_null(), "the script failed: {}", outcome["error"]);
        outcome["value"].clone()
    }

    /// Types into the first element that this CSS selector finds.
    pub fn type_into(&self, selector: &str, text: &str) {
        self.command(&format!("/element/{}/value", self.element(selector)), &json!({ "text": text }));
    }

    /// Clicks the first element that this CSS selector finds.
    pub fn click(&self, selector: &str) {
        self.command(&format!("/element/{}/click", self.element(selector)), &json!({}));
    }

    fn element(&self, selector: &str) -> String {
        let found = self.command("/element", &json!({ "using": "css selector", "value": selector }));
        found[ELEMENT].as_str().unwrap().to_owned()
    }

    /// The value of the driver's answer.
    fn command(&self, path: &str, body: &Value) -> Value {
        let mut response = self.agent.post(format!("{}{path}", self.session)).send_json(body).unwrap();
        let answer: Value = response.body_mut().read_json().unwrap();
        assert!(response.status().is_success(), "{path}: {}", answer["value"]["message"]);
        answer["value"].clone()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The driver ends the browser; what fails here fails after the test.
        let _ = self.agent.delete(&self.session).call();
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// The port that the driver chose, told on its output.
fn port(output: &mut impl BufRead) -> u16 {
    let told = output.lines().map_while(Result::ok).find_map(|line| {
        let (_, port) = line.split_once(STARTED)?;
        port.trim_end_matches('.').parse().ok()
    });
    told.expect("chromedriver says which port it took")
}
