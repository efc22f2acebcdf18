//! Webhooks waiting to be sent: one for each change on the site and each webhook that subscribes to it.

use std::collections::VecDeque;

use parking_lot::Mutex;
use serde_json::Value;
use tokio::sync::Notify;

use crate::descriptor::module::Module;

/// How many webhooks can wait. A loop of changes must not fill the memory; further ones are
/// lost, as on the platform when an app takes too long.
const MOST: usize = 2000;

/// The waiting webhooks, in the order of the changes.
#[derive(Default)]
pub(crate) struct Outbox {
    waiting: Mutex<Waiting>,
    changed: Notify,
}

#[derive(Default)]
struct Waiting {
    queue: VecDeque<Outgoing>,
    /// Whether one is being sent.
    busy: bool,
    lost: u64,
}

/// A waiting webhook.
pub(crate) struct Outgoing {
    pub(crate) webhook: Module,
    pub(crate) event: &'static str,
    pub(crate) body: Value,
    /// Values for its URL that are not in the body.
    pub(crate) parameters: Vec<(&'static str, String)>,
    /// The user who made the change; `None` for the app as itself.
    pub(crate) user: Option<String>,
}

impl Outbox {
    pub(crate) fn push(&self, outgoing: Outgoing) {
        let mut waiting = self.waiting.lock();
        if waiting.queue.len() < MOST {
            waiting.queue.push_back(outgoing);
        } else {
            waiting.lost += 1;
        }
        drop(waiting);
        self.changed.notify_waiters();
    }

    /// The next webhook, as soon as there is one. The caller reports when it is [`done`](Outbox::done).
    pub(crate) async fn next(&self) -> Outgoing {
        loop {
            let changed = self.changed.notified();
            let mut changed = std::pin::pin!(changed);
            changed.as_mut().enable();
            {
                let mut waiting = self.waiting.lock();
                if let Some(next) = waiting.queue.pop_front() {
                    waiting.busy = true;
                    return next;
                }
            }
            changed.await;
        }
    }

    pub(crate) fn done(&self) {
        self.waiting.lock().busy = false;
        self.changed.notify_waiters();
    }

    /// Waits until no webhook is waiting or being sent.
    pub(crate) async fn settled(&self) {
        loop {
            let changed = self.changed.notified();
            let mut changed = std::pin::pin!(changed);
            changed.as_mut().enable();
            {
                let waiting = self.waiting.lock();
                if waiting.queue.is_empty() && !waiting.busy {
                    return;
                }
            }
            changed.await;
        }
    }

    /// How many were lost because too many were waiting.
    pub(crate) fn lost(&self) -> u64 {
        self.waiting.lock().lost
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, json};

    use super::*;

    fn outgoing(number: u64) -> Outgoing {
        Outgoing {
            webhook: Module::new("webhooks", &Map::new()),
            event: "jira:issue_created",
            body: json!(number),
            parameters: Vec::new(),
            user: None,
        }
    }

    #[tokio::test]
    async fn webhooks_leave_in_their_order_and_none_waits_forever() {
        let outbox = Outbox::default();
        for number in 0..=MOST as u64 {
            outbox.push(outgoing(number));
        }
        assert_eq!(outbox.lost(), 1);
        for number in 0..MOST as u64 {
            assert_eq!(outbox.next().await.body, json!(number));
            outbox.done();
        }
        outbox.settled().await;
    }

    #[tokio::test]
    async fn what_is_being_sent_is_not_settled() {
        let outbox = Outbox::default();
        outbox.push(outgoing(1));
        let _taken = outbox.next().await;
        let mut settled = std::pin::pin!(outbox.settled());
        let waits = std::future::poll_fn(|context| {
            std::task::Poll::Ready(settled.as_mut().poll(context).is_pending())
        });
        assert!(waits.await);
        outbox.done();
        settled.await;
    }
}
