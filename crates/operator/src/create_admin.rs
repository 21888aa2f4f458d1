//! `operator create-admin`: creates the first admin, through the workflow that registers all users. Later admins are
//! created by admins.

use std::io::BufRead;

use anyhow::{Context, anyhow, bail};
use usher_aws::{Connection, RegisterUserWorkflow, Users};
use usher_domain::ports::{FindUser, RegisterUser};
use usher_domain::registration::Registration;
use usher_domain::{DomainError, Email, Password, PersonalDetail, UserType};
use usher_wire::problem_messages::message;

use crate::outputs::Outputs;

/// Creates the admin. An existing admin with this address is not changed.
///
/// # Errors
/// If the address or the password is invalid, if a user who is not an admin has the address, or if a call to AWS fails.
pub async fn run(email: &str) -> anyhow::Result<()> {
    let email = Email::parse(email).map_err(|problem| anyhow!("--email: {}", message(&problem)))?;
    let password = Password::parse(&read_password()?)
        .and_then(|password| password.reject_personal([PersonalDetail::Email(&email)]));
    let password = password.map_err(|problem| anyhow!("the password: {}", message(&problem)))?;
    let (connection, outputs) = (Connection::from_environment()?, Outputs::read()?);
    match register(&connection, &outputs, email.clone(), &password).await {
        Ok(()) => println!("The admin was created."),
        Err(DomainError::EmailTaken) => require_admin(&connection, outputs, &email).await?,
        Err(error) => return Err(error.into()),
    }
    Ok(())
}

async fn register(
    connection: &Connection,
    outputs: &Outputs,
    email: Email,
    password: &Password,
) -> Result<(), DomainError> {
    let (machine, keys) = (outputs.register_user_state_machine.clone(), outputs.one_time_keys_table.clone());
    let registration =
        Registration { email, full_name: None, account_id: None, user_type: UserType::Admin, picture: None };
    RegisterUserWorkflow::new(connection, machine, keys).register(&registration, password, now()).await?;
    Ok(())
}

async fn require_admin(connection: &Connection, outputs: Outputs, email: &Email) -> anyhow::Result<()> {
    match Users::new(connection, outputs.users_table).by_email(email).await? {
        Some(user) if user.user_type == UserType::Admin => println!("The admin exists already."),
        _ => bail!("the address belongs to a user who is not an admin; use another address"),
    }
    Ok(())
}

fn read_password() -> anyhow::Result<String> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).context("the password cannot be read from standard input")?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

#[expect(clippy::disallowed_methods, reason = "a command-line tool reads the clock here, once")]
fn now() -> time::OffsetDateTime {
    time::OffsetDateTime::now_utc()
}
