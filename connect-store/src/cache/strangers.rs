//! Look-ups of tenants that the cache doesn't know: anyone can cause them, with any name.

use std::collections::VecDeque;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::time::Instant;

use crate::budget::{Budget, Rate};

/// The rate of look-ups for unknown names. Far more than the tenants that return in a second after
/// a start, far fewer than a store can handle.
pub(super) const RATE: Rate = Rate {
    at_once: 2000,
    a_second: 1000,
};

/// How many recently written names are exempt from the rate.
const MOST_AWAITED: usize = 1000;

/// How long rejected look-ups are not logged again.
const QUIET: Duration = Duration::from_secs(60);

/// Decides which names may be looked up.
#[derive(Debug, Default)]
pub(super) struct Strangers {
    budget: Budget,
    /// Tenants that have just been installed or changed, here or elsewhere: they are looked up next.
    awaited: Mutex<VecDeque<Box<str>>>,
    logged: Mutex<Option<Instant>>,
}

impl Strangers {
    /// Whether this name may be looked up now.
    pub(super) fn may_be_looked_up(&self, client_key: &str) -> bool {
        if self.budget.spend(RATE) || self.was_awaited(client_key) {
            return true;
        }
        let mut logged = self.logged.lock();
        if logged.is_none_or(|logged| logged.elapsed() >= QUIET) {
            *logged = Some(Instant::now());
            tracing::warn!(
                "tokens name more unknown tenants than are looked up ({} a second); those beyond are \
                 answered 503",
                RATE.a_second
            );
        }
        false
    }

    /// Exempts a tenant that has changed.
    pub(super) fn await_one(&self, client_key: &str) {
        let mut awaited = self.awaited.lock();
        if awaited.len() >= MOST_AWAITED {
            awaited.pop_front();
        }
        awaited.push_back(client_key.into());
    }

    fn was_awaited(&self, client_key: &str) -> bool {
        let mut awaited = self.awaited.lock();
        let at = awaited.iter().position(|known| **known == *client_key);
        at.is_some_and(|at| awaited.remove(at).is_some())
    }
}
