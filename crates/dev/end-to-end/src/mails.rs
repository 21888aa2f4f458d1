//! Sent mails, which the emulator keeps.

use std::time::Duration;

use serde_json::Value;
use usher_domain::mailed_link::LinkPurpose;

use crate::stack::Stack;
use crate::wait::wait_for;

/// How long a mail of a workflow may take.
const MAIL_TIMEOUT: Duration = Duration::from_mins(1);

/// A mail.
#[derive(Clone, Debug)]
pub struct Mail {
    /// The subject.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The HTML.
    pub html: String,
}

/// The mails to this address, oldest first.
#[must_use]
pub fn to(stack: &Stack, address: &str) -> Vec<Mail> {
    let url = format!("{}/_ministack/ses/messages", stack.endpoint);
    let sent: Value = ureq::get(&url).call().unwrap().body_mut().read_json().unwrap();
    let accounts = sent["messages"].as_object().unwrap().values();
    let mails = accounts.flat_map(|mails| mails.as_array().unwrap());
    let text = |mail: &Value, field: &str| mail[field].as_str().unwrap_or_default().to_owned();
    mails
        .filter(|mail| mail["To"].as_array().unwrap().iter().any(|to| to == address))
        .map(|mail| Mail { subject: text(mail, "Subject"), text: text(mail, "BodyText"), html: text(mail, "BodyHtml") })
        .collect()
}

/// The path of the link in the latest mail to this address, and its token.
#[must_use]
pub fn removal_link(stack: &Stack, address: &str) -> (String, String) {
    let mails = to(stack, address);
    let mut words = mails.iter().rev().flat_map(|mail| mail.text.split_whitespace());
    let link = words.find(|word| word.contains("confirmation_token=")).expect("a mail has a link");
    let path = link.strip_prefix(&stack.api).expect("it leads to the API").to_owned();
    let token = path.rsplit('=').next().unwrap().to_owned();
    (path, token)
}

/// The tokens of all links for this purpose that were mailed to this address, oldest first.
#[must_use]
pub fn tokens(stack: &Stack, address: &str, purpose: LinkPurpose) -> Vec<String> {
    tokens_for(stack, address, purpose.as_str())
}

/// The tokens of all links that restore an account, and were mailed to this address, oldest first.
#[must_use]
pub fn restore_tokens(stack: &Stack, address: &str) -> Vec<String> {
    tokens_for(stack, address, "restore-account")
}

/// Waits until this many links that restore an account were mailed to this address. Returns the token of the last one.
pub async fn wait_for_restore_token(stack: &Stack, address: &str, count: usize) -> String {
    let mailed = async || restore_tokens(stack, address).into_iter().nth(count - 1);
    wait_for(MAIL_TIMEOUT, mailed).await
}

fn tokens_for(stack: &Stack, address: &str, purpose: &str) -> Vec<String> {
    let mark = format!("#purpose={purpose}&token=");
    let token = |mail: &Mail| {
        let link = mail.text.split_whitespace().find(|word| word.contains(&mark))?;
        link.split_once(&mark).map(|(_, token)| token.to_owned())
    };
    to(stack, address).iter().filter_map(token).collect()
}

/// Waits until this many links for this purpose were mailed to this address. Returns the token of the last one.
pub async fn wait_for_token(stack: &Stack, address: &str, purpose: LinkPurpose, count: usize) -> String {
    wait_for(MAIL_TIMEOUT, async || tokens(stack, address, purpose).get(count - 1).cloned()).await
}
