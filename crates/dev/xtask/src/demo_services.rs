//! The demo services: two downstream services that Usher calls when a user is erased. They make the whole removal
//! visible on the local stack. The program is crates/dev/demo-service.

use std::path::Path;

use anyhow::{Context as _, Result};

use crate::own_program::OwnProgram;
use crate::service::Service;
use crate::stack::Stack;

/// One demo service of a stack.
pub struct DemoService {
    /// The name under which it is registered, and of its pid file and log.
    pub name: &'static str,
    /// Its name in messages.
    pub title: &'static str,
    /// The port that it listens on.
    pub port: u16,
    /// Every nth call fails on purpose; 0 means none.
    pub fails_every: u32,
}

/// The demo services of a stack.
pub fn all(stack: &Stack) -> [DemoService; 2] {
    let [newsletter, search_index] = stack.demo_ports;
    [
        DemoService { name: "newsletter", title: "the demo service newsletter", port: newsletter, fails_every: 0 },
        DemoService {
            name: "search-index",
            title: "the demo service search-index",
            port: search_index,
            fails_every: 3,
        },
    ]
}

/// Starts those that do not run in their current version; `secret_of` returns the secret that signs Usher's calls.
pub fn ensure(stack: &Stack, built: &Path, secret_of: impl Fn(&DemoService) -> Result<String>) -> Result<()> {
    for demo in all(stack) {
        let secret = secret_of(&demo)?;
        demo.program(built, secret).ensure(stack, &demo.service(stack)).with_context(|| demo.title)?;
    }
    Ok(())
}

impl DemoService {
    /// Its background process.
    pub fn service(&self, stack: &Stack) -> Service {
        // There is no option for this port: it is derived from the API's.
        Service::new(stack, self.title, self.name, self.port, "--port")
    }

    /// The URL that Usher calls; `GET` returns the service's queue.
    pub fn endpoint(&self) -> String {
        format!("http://localhost:{}/removals", self.port)
    }

    fn program<'a>(&self, built: &'a Path, secret: String) -> OwnProgram<'a> {
        let arguments = ["--name", self.name, "--fails-every", &self.fails_every.to_string()];
        let arguments = arguments.map(String::from).to_vec();
        OwnProgram { built, name: "demo-service", arguments, secrets: vec![("SIGNING_SECRET", secret)] }
    }
}
