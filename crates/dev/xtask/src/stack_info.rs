//! Where a running stack is and how to use it: `stack.json` for programs, a summary for the terminal.

use anyhow::Result;
use serde_json::json;

use crate::deploy::Deployed;
use crate::secrets::{Secrets, write_private};
use crate::stack::{REGION, Stack};
use crate::{admin, demo_services};

/// Writes `stack.json`, which tests and scripts read.
pub fn write(stack: &Stack, secrets: &Secrets, deployed: &Deployed) -> Result<()> {
    let services: Vec<_> = demo_services::all(stack)
        .iter()
        .map(|demo| json!({ "name": demo.name, "endpoint": demo.endpoint() }))
        .collect();
    let content = json!({
        "api": stack.api(),
        "endpoint": stack.endpoint(),
        "region": REGION,
        "access_key_id": secrets.access_key_id,
        "secret_access_key": secrets.secret_access_key,
        "admin": { "email": admin::EMAIL, "password": secrets.admin_password },
        "outputs": deployed.outputs,
        "services": services,
    });
    write_private(&stack.file("stack.json"), &serde_json::to_vec_pretty(&content)?)
}

/// Prints the addresses, the demo admin, and commands to try.
pub fn print(stack: &Stack, secrets: &Secrets) {
    let (api, flag) = (stack.api(), stack.flag());
    println!(
        r#"
Usher is running.

  API            {api}
  AWS emulator   {endpoint} (mails: {endpoint}/_ministack/ses/messages)
  demo services  {demos}
  demo admin     {email}  {password}
  all of this    {file}
  logs           cargo xtask logs{flag} --follow
  stop           cargo xtask down{flag}

Try it:

  curl -sS {api}/register -H 'content-type: application/json' \
    -d '{{"email":"ada@example.com","password":"correct-horse-battery-1","full_name":"Ada Lovelace"}}'
  curl -sS {api}/api/user/login/ -H 'content-type: application/json' \
    -d '{{"email":"ada@example.com","password":"correct-horse-battery-1"}}'
"#,
        endpoint = stack.endpoint(),
        demos = demo_services::all(stack).map(|demo| demo.endpoint()).join(", "),
        email = admin::EMAIL,
        password = secrets.admin_password,
        file = stack.shown(&stack.file("stack.json")),
    );
}
