//! Look-ups of tenants that the cache has never heard of: anyone can ask for them, with any name.

use std::collections::VecDeque;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::time::Instant;

use crate::budget::{Budget, Rate};

/// How many names that are not known may be looked up. Far more than the tenants that come back in
/// a second after a start, far fewer than a store can bear.
pub(super) const RATE: Rate = Rate {
    at_once: 2000,
    a_second: 1000,
};

/// How many names that were written lately are looked up whatever others ask for.
const MOST_AWAITED: usize = 1000;

/// How long the log says nothing more of look-ups that are refused.
const QUIET: Duration = Duration::from_secs(60);

/// Which names may be looked up.
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

    /// A tenant has changed.
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
