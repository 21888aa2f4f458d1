//! Telling every registered service that a user is erased.

use std::collections::HashSet;

use time::{Duration, OffsetDateTime};

use crate::erasure::ErasureRun;
use crate::error::DomainError;
use crate::ports::{CallServices, ListServices, TrackRecipients};
use crate::service::{Recipient, RecipientStatus, RegisteredServices, Service};
use crate::user_id::UserId;

/// How many services are called in one round, all concurrently. A call takes seconds at most.
pub const MAX_CALLS_PER_ROUND: usize = 50;

/// The result of one round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Round {
    /// Every service, including those whose registration was removed.
    pub recipients: Vec<Recipient>,
    /// How long to wait before the next round; `None` if no service is pending.
    pub wait: Option<Duration>,
}

/// What services are told, and until when they may confirm.
#[derive(Clone, Copy, Debug)]
pub struct Notification<'a> {
    /// The user to remove.
    pub user: &'a UserId,
    /// The run of the erasure.
    pub run: &'a ErasureRun,
    /// When services must have confirmed.
    pub deadline: OffsetDateTime,
}

/// Calls the services that are due, and stores their answers. Services that were registered meanwhile are called too;
/// services whose registration was removed are no longer pending.
///
/// # Errors
/// [`DomainError::Unavailable`] for errors on our side. A service that does not answer is not an error.
pub async fn notify(
    services: &impl ListServices,
    queue: &impl TrackRecipients,
    calls: &impl CallServices,
    Notification { user, run, deadline }: Notification<'_>,
    now: OffsetDateTime,
) -> Result<Round, DomainError> {
    let RegisteredServices { services, .. } = services.all().await?;
    let known = queue.recipients(user).await?;
    let mut recipients = merge_registered(known.clone(), &services);
    if recipients != known {
        // Before any call: a removal that has ended must not be sent again.
        queue.note(user, &recipients).await?;
    }
    let (places, called): (Vec<usize>, Vec<&Service>) = due(&recipients, &services, now).into_iter().unzip();
    if !called.is_empty() {
        let answers = calls.call(&called, user, run, now).await?;
        for (place, answer) in places.into_iter().zip(answers) {
            recipients[place] = recipients[place].clone().record_call(answer, now, deadline);
        }
        queue.note(user, &recipients).await?;
    }
    let wait = recipients.iter().filter(|recipient| recipient.is_pending()).map(|recipient| recipient.wait(now)).min();
    Ok(Round { recipients, wait })
}

/// The known recipients, and the services that were registered since.
fn merge_registered(known: Vec<Recipient>, services: &[Service]) -> Vec<Recipient> {
    let names: HashSet<_> = known.iter().map(|recipient| recipient.name.clone()).collect();
    let new = services.iter().filter(|service| !names.contains(&service.name));
    let new: Vec<_> = new.map(|service| Recipient::new(service.name.clone())).collect();
    let known = known.into_iter().map(|recipient| match find(services, &recipient) {
        None if recipient.is_pending() => Recipient { status: RecipientStatus::Withdrawn, ..recipient },
        Some(_) if recipient.status == RecipientStatus::Withdrawn => {
            Recipient { status: RecipientStatus::Pending, ..recipient }
        }
        _ => recipient,
    });
    known.chain(new).collect()
}

/// The services to call now, each with its index; those with the fewest calls first.
fn due<'a>(recipients: &[Recipient], services: &'a [Service], now: OffsetDateTime) -> Vec<(usize, &'a Service)> {
    let due = recipients.iter().enumerate().filter(|(_, recipient)| recipient.is_due(now));
    let mut due: Vec<_> = due.filter_map(|(place, one)| Some((place, find(services, one)?))).collect();
    due.sort_by_key(|(place, _)| recipients[*place].attempts);
    due.truncate(MAX_CALLS_PER_ROUND);
    due
}

fn find<'a>(services: &'a [Service], recipient: &Recipient) -> Option<&'a Service> {
    services.iter().find(|service| service.name == recipient.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::{ServiceAnswer, ServiceName};
    use time::macros::datetime;

    const NOW: OffsetDateTime = datetime!(2026-11-22 12:00 UTC);

    fn service(name: &str) -> Service {
        Service { name: ServiceName::parse(name).unwrap(), endpoint: format!("https://{name}.example") }
    }

    fn recipient(name: &str, confirmed: bool) -> Recipient {
        let answer = ServiceAnswer { is_confirmed: confirmed, answer: "any".to_owned(), retry_after: None };
        Recipient::new(ServiceName::parse(name).unwrap()).record_call(answer, NOW, NOW + Duration::DAY)
    }

    #[test]
    fn new_services_are_pending_and_removed_ones_withdrawn() {
        let known = vec![recipient("confirmed", true), recipient("pending", false), recipient("gone", false)];
        let joined = merge_registered(known, &[service("confirmed"), service("pending"), service("new")]);
        let states: Vec<_> = joined.iter().map(|one| (one.name.as_str(), one.status.as_str())).collect();
        let expected = [("confirmed", "confirmed"), ("pending", "pending"), ("gone", "withdrawn"), ("new", "pending")];
        assert_eq!(states, expected);
    }

    #[test]
    fn service_registered_again_is_pending() {
        let gone = merge_registered(vec![recipient("billing", false)], &[]);
        assert_eq!(gone[0].status, RecipientStatus::Withdrawn);
        assert_eq!(merge_registered(gone, &[service("billing")])[0].status, RecipientStatus::Pending);
    }

    #[test]
    fn confirmation_outlives_the_registration() {
        assert_eq!(merge_registered(vec![recipient("billing", true)], &[])[0].status, RecipientStatus::Confirmed);
    }

    #[test]
    fn services_with_the_fewest_calls_come_first() {
        let mut many: Vec<_> = (0..60).map(|number| recipient(&number.to_string(), false)).collect();
        many.push(Recipient::new(ServiceName::parse("new").unwrap()));
        let services: Vec<_> = many.iter().map(|one| service(one.name.as_str())).collect();
        let due = due(&many, &services, NOW + Duration::hours(2));
        assert_eq!((due.len(), due[0].0), (MAX_CALLS_PER_ROUND, 60));
    }
}
