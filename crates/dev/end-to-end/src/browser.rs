//! A headless Chromium, driven by chromedriver in the W3C's `WebDriver` protocol.
//!
//! Pages are opened under made-up hosts (`http://app.localhost`), which the browser resolves to a
//! [`PageServer`](crate::pages::PageServer). So an origin is the same in every run, whichever port is free.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;
use ureq::Agent;

/// Chromium's flags: it must work as root in a container, and make no connections of its own.
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

/// The web element identifier (`WebDriver` section 12.1).
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// The output of chromedriver once it listens.
const STARTED: &str = "was started successfully on port ";

/// The timeout of a script in a page. It is long, since other tests use the processors too.
const SCRIPT_TIMEOUT: Duration = Duration::from_mins(2);

/// The timeout of a command, scripts included.
const COMMAND_TIMEOUT: Duration = Duration::from_mins(3);

/// A browser with a new profile and one window. It is closed on drop.
#[derive(Debug)]
pub struct Browser {
    agent: Agent,
    session: String,
    driver: Child,
    // Kept open: a closed pipe would stop the driver at its next output.
    _output: BufReader<ChildStdout>,
    _profile: TempDir,
}

impl Browser {
    /// Starts a browser that resolves these hosts to these addresses; `None` if chromedriver is not installed.
    ///
    /// # Panics
    /// If chromedriver is installed and does not start.
    #[must_use]
    #[expect(clippy::print_stdout, reason = "a skipped test says why")]
    pub fn start(hosts: &[(&str, SocketAddr)]) -> Option<Self> {
        let Ok(mut driver) = Command::new("chromedriver").arg("--port=0").stdout(Stdio::piped()).spawn() else {
            println!("chromedriver is not installed (on Debian: apt install chromium chromium-driver): skipped");
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

    /// Opens a URL and waits until the page is loaded.
    pub fn open(&self, url: &str) {
        self.command("/url", &json!({ "url": url }));
    }

    /// Runs the body of an async function in the page, with these values as `args`, and returns its result.
    ///
    /// # Panics
    /// If the function throws.
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

    /// Types into the first element that matches this CSS selector.
    pub fn type_into(&self, selector: &str, text: &str) {
        self.command(&format!("/element/{}/value", self.element(selector)), &json!({ "text": text }));
    }

    /// Clicks the first element that matches this CSS selector.
    pub fn click(&self, selector: &str) {
        self.command(&format!("/element/{}/click", self.element(selector)), &json!({}));
    }

    fn element(&self, selector: &str) -> String {
        let found = self.command("/element", &json!({ "using": "css selector", "value": selector }));
        found[ELEMENT].as_str().unwrap().to_owned()
    }

    /// Sends a command and returns the value of the driver's response.
    fn command(&self, path: &str, body: &Value) -> Value {
        let mut response = self.agent.post(format!("{}{path}", self.session)).send_json(body).unwrap();
        let answer: Value = response.body_mut().read_json().unwrap();
        assert!(response.status().is_success(), "{path}: {}", answer["value"]["message"]);
        answer["value"].clone()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Deleting the session closes the browser. Errors are ignored: the test is over.
        let _ = self.agent.delete(&self.session).call();
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// The port in the driver's output.
fn port(output: &mut impl BufRead) -> u16 {
    let port = output.lines().map_while(Result::ok).find_map(|line| {
        let (_, port) = line.split_once(STARTED)?;
        port.trim_end_matches('.').parse().ok()
    });
    port.expect("chromedriver prints its port")
}
