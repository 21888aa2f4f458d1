//! `operator erasure status | certificate | redrive`: shows the state of one erasure and its certificate, and redrives
//! it after a failure. An erasure is identified by its id, the user id, or an execution ARN.

use std::time::Duration;

use anyhow::{Context, bail};
use usher_aws::{Connection, Erasures, Evidence, Execution, RemovalQueue, Resumed, Services, StackKeys};
use usher_domain::UserId;
use usher_domain::erasure::ErasureId;
use usher_domain::ports::{ListServices, TrackErased, TrackRecipients};
use usher_domain::service::Recipient;
use usher_messages::evidence::latest_certificate;

use crate::outputs::Outputs;
use crate::reference::Reference;

/// How often `certificate --wait` checks whether the execution has ended.
const POLL_INTERVAL: Duration = Duration::from_secs(2);

/// The erasure that the command line names, in the stack that `USHER_OUTPUTS` names.
pub struct SelectedErasure {
    connection: Connection,
    outputs: Outputs,
    id: ErasureId,
}

impl SelectedErasure {
    /// Parses an erasure id, a user id or the ARN of an execution. It does not check that the erasure exists.
    ///
    /// # Errors
    /// If it is none of these, or if a call to AWS fails.
    pub async fn select(given: &str) -> anyhow::Result<Self> {
        let (connection, outputs) = (Connection::from_environment()?, Outputs::read()?);
        let id = match Reference::parse(given) {
            Some(Reference::Erasure(id)) => id,
            Some(Reference::User(user)) => {
                let keys = StackKeys::of_erasures(&connection, outputs.stack_keys_table.clone()).read_only();
                keys.erasure_id(&user).await?
            }
            None => bail!(
                "{given:?} is neither an erasure id (32 hexadecimal digits), nor a user id (a UUID), nor the ARN of an \
                 execution"
            ),
        };
        Ok(Self { connection, outputs, id })
    }

    /// Prints the state of the erasure.
    ///
    /// # Errors
    /// If there is no such erasure, or if a call to AWS fails.
    pub async fn status(&self) -> anyhow::Result<()> {
        let execution = self.execution().await?;
        println!("erasure    {}", self.id.as_str());
        println!("execution  {}", execution.arn);
        println!("status     {}", execution.status);
        if let Some(error) = &execution.error {
            println!("error      {error}");
        }
        if let Some(user) = execution.user_id() {
            self.progress(&user).await?;
        }
        let services = Services::new(&self.connection, self.outputs.services_table.clone());
        for name in services.all().await?.unreadable {
            println!("skipped    {name:?}: a row of Services that cannot be read; `remove-service` removes it");
        }
        Ok(())
    }

    /// Prints the state of each service, and the files that cannot be deleted.
    async fn progress(&self, user: &UserId) -> anyhow::Result<()> {
        let queue = RemovalQueue::new(&self.connection, self.outputs.removal_queue_table.clone());
        for recipient in queue.recipients(user).await? {
            println!("service    {}", line(&recipient));
        }
        let kept = queue.kept_files(user).await?;
        for file in &kept.named {
            println!("kept file  {} (version {}): {}", file.key, file.version, file.reason);
        }
        if kept.unnamed() > 0 {
            println!("kept file  and {} more", kept.unnamed());
        }
        Ok(())
    }

    /// Prints the latest certificate; with `wait`, only after the execution has ended.
    ///
    /// # Errors
    /// If there is no certificate, if the awaited execution fails, or if a call to AWS fails.
    pub async fn certificate(&self, wait: bool) -> anyhow::Result<()> {
        if wait {
            self.wait_for_end().await?;
        }
        let evidence = Evidence::read_only(&self.connection, self.outputs.evidence_bucket.clone());
        let found = latest_certificate(&evidence, &self.id).await?;
        let latest = found.context("there is no certificate: the erasure has not ended, or there was no erasure")?;
        println!("{}", latest.text);
        if latest.runs > 1 {
            eprintln!("this user was erased {} times; this is the latest certificate", latest.runs);
        }
        Ok(())
    }

    async fn wait_for_end(&self) -> anyhow::Result<()> {
        let mut execution = self.execution().await?;
        while execution.is_running() {
            tokio::time::sleep(POLL_INTERVAL).await;
            execution = self.execution().await?;
        }
        if !execution.has_succeeded() {
            let error = execution.error.unwrap_or_else(|| "an error without a name".to_owned());
            bail!("the erasure has stopped before its end: {} in {error}", execution.status);
        }
        Ok(())
    }

    /// Redrives the failed execution, or starts a new one if Step Functions cannot redrive it.
    ///
    /// # Errors
    /// If there is no such erasure, if its execution has not failed, or if a call to AWS fails.
    pub async fn redrive(&self) -> anyhow::Result<()> {
        let execution = self.execution().await?;
        if execution.is_running() || execution.has_succeeded() {
            bail!("the erasure has not failed: its status is {}", execution.status);
        }
        match self.erasures().resume(&self.id, &execution).await? {
            Resumed::Redriven => println!("The erasure continues from the state that failed."),
            Resumed::Restarted => println!(
                "Step Functions cannot redrive this execution. A new one was started; completed steps have no \
                 further effect."
            ),
        }
        Ok(())
    }

    async fn execution(&self) -> anyhow::Result<Execution> {
        self.erasures().latest(&self.id).await?.context("there is no such erasure, or it ended more than 90 days ago")
    }

    fn erasures(&self) -> Erasures {
        Erasures::new(&self.connection, self.outputs.erase_user_state_machine.clone())
    }
}

fn line(recipient: &Recipient) -> String {
    let answer = recipient.last_answer.as_deref().unwrap_or("not called yet");
    format!("{}: {}, {} calls, last answer {answer}", recipient.name, recipient.status.as_str(), recipient.attempts)
}
