//! The in-memory queue of removals.

use std::collections::VecDeque;

use serde::Serialize;
use time::OffsetDateTime;

use crate::delivery::Delivery;

/// The maximum number of removals; a new one replaces the oldest.
pub const CAPACITY: usize = 1_000;

/// A removal request.
#[derive(Debug, Serialize)]
pub struct Removal {
    /// Usher's id of the user to remove.
    pub user_id: String,
    /// The `webhook-id` of the call.
    pub webhook_id: String,
    /// When it was first delivered.
    #[serde(with = "time::serde::rfc3339")]
    pub queued_at: OffsetDateTime,
    /// How often it was delivered and accepted, including the first time.
    pub deliveries: u64,
}

/// Removals in order of arrival. Serializes as a list, newest last.
#[derive(Debug, Default, Serialize)]
#[serde(transparent)]
pub struct RemovalQueue(VecDeque<Removal>);

impl RemovalQueue {
    /// Queues a removal. If its `webhook-id` is queued already, only its deliveries are counted: the id is the
    /// idempotency key, since a sender that got no response retries the message (Standard Webhooks, "Webhook headers").
    pub fn push(&mut self, delivery: Delivery, now: OffsetDateTime) {
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

    fn json_of(queue: &RemovalQueue) -> Value {
        serde_json::to_value(queue).expect("JSON")
    }

    #[test]
    fn retried_message_is_counted_but_not_queued_again() {
        let mut queue = RemovalQueue::default();
        queue.push(delivery("msg_1", "ada"), datetime!(2026-11-22 10:00 UTC));
        queue.push(delivery("msg_2", "bob"), datetime!(2026-11-22 10:01 UTC));
        queue.push(delivery("msg_1", "ada"), datetime!(2026-11-22 10:02 UTC));
        let expected = json!([
            { "user_id": "ada", "webhook_id": "msg_1", "queued_at": "2026-11-22T10:00:00Z", "deliveries": 2 },
            { "user_id": "bob", "webhook_id": "msg_2", "queued_at": "2026-11-22T10:01:00Z", "deliveries": 1 },
        ]);
        assert_eq!(json_of(&queue), expected);
    }

    #[test]
    fn other_message_for_the_same_user_is_queued() {
        let mut queue = RemovalQueue::default();
        for webhook_id in ["msg_1", "msg_2"] {
            queue.push(delivery(webhook_id, "ada"), datetime!(2026-11-22 10:00 UTC));
        }
        assert_eq!(json_of(&queue).as_array().map(Vec::len), Some(2));
    }

    #[test]
    fn oldest_removal_is_dropped_when_full() {
        let mut queue = RemovalQueue::default();
        for number in 0..=CAPACITY {
            queue.push(delivery(&format!("msg_{number}"), "ada"), datetime!(2026-11-22 10:00 UTC));
        }
        let removals = json_of(&queue);
        let ids: Vec<&Value> =
            removals.as_array().expect("a list").iter().map(|removal| &removal["webhook_id"]).collect();
        assert_eq!((ids.len(), ids[0], ids[CAPACITY - 1]), (1_000, &json!("msg_1"), &json!("msg_1000")));
    }
}
