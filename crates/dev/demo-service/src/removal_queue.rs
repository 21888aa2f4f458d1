//! The people whom the service still has to remove, in memory.

use std::collections::VecDeque;

use serde::Serialize;
use time::OffsetDateTime;

use crate::delivery::Delivery;

/// How many removals are kept; the oldest makes way.
pub const CAPACITY: usize = 1_000;

/// One person to remove.
#[derive(Debug, Serialize)]
pub struct Removal {
    /// Usher's id of the person.
    pub user_id: String,
    /// The `webhook-id` of the call that asked for it.
    pub webhook_id: String,
    /// When the first of its deliveries came.
    #[serde(with = "time::serde::rfc3339")]
    pub queued_at: OffsetDateTime,
    /// How often it was delivered and taken, the first time included.
    pub deliveries: u64,
}

/// Removals in the order in which they came. Serializes as a list, newest last.
#[derive(Debug, Default, Serialize)]
#[serde(transparent)]
pub struct RemovalQueue(VecDeque<Removal>);

impl RemovalQueue {
    /// Queues a removal; one whose `webhook-id` is queued already is only counted. That is what the id is for: a sender
    /// who did not get the answer sends the same message again (Standard Webhooks, "Webhook headers").
    pub fn take(&mut self, delivery: Delivery, now: OffsetDateTime) {
        let Delivery { webhook_id, user_id } = delivery;
        if let Some(queued) = self.0.iter_mut().find(|removal| removal.webhook_id == webhook_id) {
            queued.deliveries += 1;
            return;
        }
        if self.0.len() == CAPACITY {
            self.0.pop_front();
        }
        self.0.push_back(Removal { user_id, webhook_id, queued_at: now, deliveries: 1 });
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use time::macros::datetime;

    use super::{CAPACITY, Delivery, RemovalQueue};

    fn delivery(webhook_id: &str, user_id: &str) -> Delivery {
        Delivery { webhook_id: webhook_id.to_owned(), user_id: user_id.to_owned() }
    }

    fn shown(queue: &RemovalQueue) -> Value {
        serde_json::to_value(queue).expect("JSON")
    }

    #[test]
    fn a_message_that_comes_again_is_counted_and_not_queued_again() {
        let mut queue = RemovalQueue::default();
        queue.take(delivery("msg_1", "ada"), datetime!(2026-11-22 10:00 UTC));
        queue.take(delivery("msg_2", "bob"), datetime!(2026-11-22 10:01 UTC));
        queue.take(delivery("msg_1", "ada"), datetime!(2026-11-22 10:02 UTC));
        let expected = json!([
            { "user_id": "ada", "webhook_id": "msg_1", "queued_at": "2026-11-22T10:00:00Z", "deliveries": 2 },
            { "user_id": "bob", "webhook_id": "msg_2", "queued_at": "2026-11-22T10:01:00Z", "deliveries": 1 },
        ]);
        assert_eq!(shown(&queue), expected);
    }

    #[test]
    fn another_message_about_the_same_person_is_another_removal() {
        let mut queue = RemovalQueue::default();
        for webhook_id in ["msg_1", "msg_2"] {
            queue.take(delivery(webhook_id, "ada"), datetime!(2026-11-22 10:00 UTC));
        }
        assert_eq!(shown(&queue).as_array().map(Vec::len), Some(2));
    }

    #[test]
    fn the_oldest_makes_way() {
        let mut queue = RemovalQueue::default();
        for number in 0..=CAPACITY {
            queue.take(delivery(&format!("msg_{number}"), "ada"), datetime!(2026-11-22 10:00 UTC));
        }
        let shown = shown(&queue);
        let ids: Vec<&Value> = shown.as_array().expect("a list").iter().map(|removal| &removal["webhook_id"]).collect();
        assert_eq!((ids.len(), ids[0], ids[CAPACITY - 1]), (1_000, &json!("msg_1"), &json!("msg_1000")));
    }
}
