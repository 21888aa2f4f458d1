//! `operator erasure status | certificate | redrive`: what became of one erasure, its proof, and going on with one that
//! has stopped. An erasure is named by its own id, by the user id of the person, or by an execution.

use std::time::Duration;

use anyhow::{Context, bail};
use usher_aws::{Connection, Continued, Erasures, Evidence, Execution, RemovalQueue, Services, StackKeys};
use usher_domain::UserId;
use usher_domain::erasure::{ErasureId, ErasureRun};
use usher_domain::ports::{ListEvidence, ListServices, TrackErased, TrackRecipients};
use usher_domain::service::Recipient;
use usher_messages::evidence::{certificate_key, certificates_of};

use crate::outputs::Outputs;
use crate::reference::Reference;

/// How often the execution is looked at while its end is waited for.
const POLL_INTERVAL: Duration = Duration::from_secs(2);

/// What is asked about, and where.
pub struct Asked {
    connection: Connection,
    outputs: Outputs,
    id: ErasureId,
}

impl Asked {
    /// Parses an erasure id, a user id or the ARN of an execution.
    ///
    /// # Errors
    /// If it is neither, or if AWS refuses.
    pub async fn read(given: &str) -> anyhow::Result<Self> {
        let (connection, outputs) = (Connection::from_environment()?, Outputs::read()?);
        let id = match Reference::parse(given) {
            Some(Reference::Erasure(id)) => id,
            Some(Reference::User(user)) => {
                let keys = StackKeys::of_erasures(&connection, outputs.stack_keys_table.clone()).to_read();
                keys.erasure_id(&user).await?
            }
            None => bail!(
                "{given:?} is neither an erasure id (32 hexadecimal digits), nor a user id (a UUID), nor the ARN of an \
                 execution"
            ),
        };
        Ok(Self { connection, outputs, id })
    }

    /// Prints how the erasure stands.
    ///
    /// # Errors
    /// If there is no such erasure, or if AWS refuses.
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

    /// Prints how far the services are, and what cannot be deleted.
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

    /// Prints the latest certificate, after the erasure's end if that is to be waited for.
    ///
    /// # Errors
    /// If there is none (yet), if the erasure that was waited for stopped before its end, or if AWS refuses.
    pub async fn certificate(&self, wait: bool) -> anyhow::Result<()> {
        if wait {
            self.wait_for_end().await?;
        }
        let evidence = Evidence::to_read(&self.connection, self.outputs.evidence_bucket.clone());
        let kept = evidence.keys(&certificates_of(&self.id)).await?.len();
        let latest = ErasureRun::numbered(&self.id, kept);
        let found = evidence.find(&certificate_key(&latest)).await?;
        println!("{}", found.context("there is no certificate: the erasure has not ended, or there was none")?);
        if kept > 1 {
            eprintln!("the person was erased {kept} times, and this is the certificate of the last time");
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

    /// Lets an erasure go on that has stopped.
    ///
    /// # Errors
    /// If there is no such erasure, or it has not stopped, or if AWS refuses.
    pub async fn redrive(&self) -> anyhow::Result<()> {
        let execution = self.execution().await?;
        if execution.is_running() || execution.has_succeeded() {
            bail!("the erasure has not stopped: it is {}", execution.status);
        }
        match self.erasures().go_on(&self.id, &execution).await? {
            Continued::Redriven => println!("The erasure goes on from where it stopped."),
            Continued::StartedAnew => println!(
                "Step Functions cannot redrive this execution (any more): the erasure was started anew, and finds done \
                 what was done."
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
