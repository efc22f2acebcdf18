//! Rate limits for work that unauthenticated callers can cause.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::time::Instant;

/// The zero point of all budgets.
static EPOCH: LazyLock<Instant> = LazyLock::new(Instant::now);

/// A token bucket, as a single number: when it will be full, in nanoseconds.
#[derive(Debug, Default)]
pub(crate) struct Budget(AtomicU64);

/// The size of a budget, and its refill rate.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rate {
    /// The maximum that can be spent at once.
    pub(crate) at_once: u32,
    /// The refill rate, per second.
    pub(crate) a_second: u32,
}

impl Budget {
    /// Spends one unit, if any is left.
    pub(crate) fn spend(&self, rate: Rate) -> bool {
        let each = Duration::from_secs(1) / rate.a_second.max(1);
        let now = nanoseconds(Instant::now().saturating_duration_since(*EPOCH));
        let (each, most) = (nanoseconds(each), nanoseconds(each * rate.at_once));
        let spent = self
            .0
            .try_update(Ordering::AcqRel, Ordering::Acquire, |full_at| {
                let then = full_at.max(now).saturating_add(each);
                (then <= now.saturating_add(most)).then_some(then)
            });
        spent.is_ok()
    }
}

fn nanoseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_budget_is_spent_and_refilled() {
        let rate = Rate {
            at_once: 3,
            a_second: 2,
        };
        let budget = Budget::default();
        let spent = || (0..10).filter(|_| budget.spend(rate)).count();
        assert_eq!(spent(), 3);
        assert_eq!(spent(), 0);
        tokio::time::advance(Duration::from_millis(500)).await;
        assert_eq!(spent(), 1);
        tokio::time::advance(Duration::from_secs(3600)).await;
        assert_eq!(spent(), 3);
    }
}
