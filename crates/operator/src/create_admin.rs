//! `operator create-admin`: admins are made by admins, and the first one by the operator, through the same workflow
//! that registers everybody.

use std::io::BufRead;

use anyhow::{Context, bail};
use usher_aws::{Connection, RegisterUserWorkflow, Users};
use usher_domain::ports::{FindUser, RegisterUser};
use usher_domain::registration::Registration;
use usher_domain::{DomainError, Email, Known, Password, UserType};

use crate::outputs::Outputs;

/// Makes the admin; one who is there already is left alone.
///
/// # Errors
/// If the address or the password breaks a rule, if an ordinary user has the address, or if AWS refuses.
pub async fn run(email: &str) -> anyhow::Result<()> {
    let email = Email::parse(email).context("--email")?;
    let password = Password::parse(&typed_password()?).and_then(|password| password.apart_from([Known::Email(&email)]));
    let password = password.context("the password")?;
    let (connection, outputs) = (Connection::from_environment()?, Outputs::read()?);
    match register(&connection, &outputs, email.clone(), &password).await {
        Ok(()) => println!("The admin was made."),
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
        Some(user) if user.user_type == UserType::Admin => println!("The admin is there already."),
        _ => bail!("the address belongs to a user who is no admin; choose another one"),
    }
    Ok(())
}

fn typed_password() -> anyhow::Result<String> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).context("the password cannot be read from standard input")?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

#[expect(clippy::disallowed_methods, reason = "a command-line tool reads the clock here, once")]
fn now() -> time::OffsetDateTime {
    time::OffsetDateTime::now_utc()
}
