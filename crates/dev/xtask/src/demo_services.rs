//! The demo services: two downstream systems that Usher calls when somebody leaves, so that the whole way of a removal
//! can be watched on this machine. What they do is in crates/dev/demo-service.

use std::path::Path;

use anyhow::{Context as _, Result};

use crate::own_program::OwnProgram;
use crate::service::Service;
use crate::stack::Stack;

/// One demo service of a stack.
pub struct DemoService {
    /// What it is registered as; its files are called the same.
    pub name: &'static str,
    /// As a person would call it.
    pub title: &'static str,
    /// The port that it listens on.
    pub port: u16,
    /// Each such call fails on purpose; 0 is none.
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

/// Starts those that do not run as they should; `secret_of` gives what Usher signs its calls to one of them with.
pub fn ensure(stack: &Stack, built: &Path, secret_of: impl Fn(&DemoService) -> Result<String>) -> Result<()> {
    for demo in all(stack) {
        let secret = secret_of(&demo)?;
        demo.program(built, secret).ensure(stack, &demo.service(stack)).with_context(|| demo.title)?;
    }
    Ok(())
}

impl DemoService {
    /// Its process.
    pub fn service(&self, stack: &Stack) -> Service {
        // Its port follows the API's.
        Service::new(stack, self.title, self.name, self.port, "--port")
    }

    /// Where Usher calls it; a GET there shows what it was called for.
    pub fn endpoint(&self) -> String {
        format!("http://localhost:{}/removals", self.port)
    }

    fn program<'a>(&self, built: &'a Path, secret: String) -> OwnProgram<'a> {
        let arguments = ["--name", self.name, "--fails-every", &self.fails_every.to_string()];
        let arguments = arguments.map(String::from).to_vec();
        OwnProgram { built, name: "demo-service", arguments, secrets: vec![("SIGNING_SECRET", secret)] }
    }
}
