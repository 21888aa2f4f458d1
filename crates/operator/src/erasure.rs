//! `operator erasure status | certificate | redrive`: what became of one erasure, its proof, and going on with one that
//! has stopped. An erasure is named by its own id or by the user id of the person.

use anyhow::{Context, bail};
use usher_aws::{Connection, Continued, Erasures, Evidence, Execution, RemovalQueue, Retention, StackKeys};
use usher_domain::UserId;
use usher_domain::erasure::ErasureId;
use usher_domain::ports::{NameErasure, TrackRecipients};
use usher_domain::service::Recipient;
use usher_wire::evidence::certificate_key;

use crate::outputs::Outputs;

/// What is asked about, and where.
pub struct Asked {
    connection: Connection,
    outputs: Outputs,
    id: ErasureId,
}

impl Asked {
    /// Reads an erasure id or a user id.
    ///
    /// # Errors
    /// If it is neither, or if AWS refuses.
    pub async fn read(given: &str) -> anyhow::Result<Self> {
        let (connection, outputs) = (Connection::from_environment()?, Outputs::read()?);
        let id = match (ErasureId::parse(given), UserId::parse(given)) {
            (Ok(id), _) => id,
            (_, Ok(user)) => StackKeys::of_erasures(&connection, outputs.stack_keys_table.clone()).name(&user).await?,
            _ => bail!("{given} is neither an erasure id (32 hexadecimal digits) nor a user id"),
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
        for recipient in self.recipients(&execution).await? {
            println!("service    {}", line(&recipient));
        }
        Ok(())
    }

    /// Prints the certificate.
    ///
    /// # Errors
    /// If there is none (yet), or if AWS refuses.
    pub async fn certificate(&self) -> anyhow::Result<()> {
        let evidence = Evidence::new(&self.connection, self.outputs.evidence_bucket.clone(), Retention::one_year());
        let found = evidence.find(&certificate_key(&self.id)).await?;
        println!("{}", found.context("there is no certificate: the erasure has not ended, or there was none")?);
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

    async fn recipients(&self, execution: &Execution) -> anyhow::Result<Vec<Recipient>> {
        let queue = RemovalQueue::new(&self.connection, self.outputs.removal_queue_table.clone());
        Ok(match execution.user_id() {
            Some(user) => queue.recipients(&user).await?,
            None => Vec::new(),
        })
    }
}

fn line(recipient: &Recipient) -> String {
    let answer = recipient.last_answer.as_deref().unwrap_or("not called yet");
    format!("{}: {}, {} calls, last answer {answer}", recipient.name, recipient.status.as_str(), recipient.attempts)
}
