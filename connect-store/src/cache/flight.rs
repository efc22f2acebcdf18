//! One look-up that many requests wait for.

use std::sync::Arc;
use std::time::Instant;

use tokio::sync::watch;

use crate::{ActiveTenant, StoreError};

/// What a look-up found.
pub(super) type Outcome = Result<Option<Arc<ActiveTenant>>, StoreError>;

/// A request's seat in a look-up.
#[derive(Clone)]
pub(super) struct Flight(watch::Receiver<Option<Outcome>>);

/// The other end: with whoever does the look-up.
pub(super) struct Landing {
    sender: watch::Sender<Option<Outcome>>,
    flight: Flight,
    /// When it began. What it finds is as old as that, not as young as its answer.
    pub(super) started: Instant,
}

impl Landing {
    pub(super) fn new() -> (Flight, Self) {
        let (sender, receiver) = watch::channel(None);
        let flight = Flight(receiver);
        (
            flight.clone(),
            Self {
                sender,
                flight,
                started: Instant::now(),
            },
        )
    }

    pub(super) fn is_of(&self, flight: &Flight) -> bool {
        self.flight.0.same_channel(&flight.0)
    }

    pub(super) fn deliver(self, outcome: Outcome) {
        self.sender.send_replace(Some(outcome));
    }
}

impl Flight {
    /// Waits for the outcome; `None` if whoever looked it up died.
    pub(super) async fn outcome(&mut self) -> Option<Outcome> {
        self.0.wait_for(Option::is_some).await.ok()?.clone()
    }
}
