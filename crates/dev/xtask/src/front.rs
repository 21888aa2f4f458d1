//! The local front: the proxy that serves the deployed stage on the stack's public address.

use std::path::Path;

use anyhow::Result;

use crate::deploy::Deployed;
use crate::own_program::OwnProgram;
use crate::service::Service;
use crate::stack::Stack;

/// The front of a stack.
pub fn service(stack: &Stack) -> Service {
    Service::new(stack, "the local front", "front", stack.front_port, "--port")
}

/// Starts the front, unless the current program is running for this API.
pub fn ensure(stack: &Stack, built: &Path, deployed: &Deployed) -> Result<()> {
    let upstream = format!("127.0.0.1:{}", stack.emulator_port);
    let arguments = ["--upstream", &upstream, "--api-id", &deployed.api_id, "--stage", &deployed.stage];
    let arguments = arguments.map(String::from).to_vec();
    let program = OwnProgram { built, name: "local-front", arguments, secrets: Vec::new() };
    program.ensure(stack, &service(stack))
}
