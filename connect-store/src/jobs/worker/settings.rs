//! The settings of a worker.

use std::time::Duration;

/// The settings of a [`Worker`](super::Worker).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorkerSettings {
    /// How many jobs run at once in this process.
    pub at_once: u32,
    /// How many jobs of one tenant run at once, over all processes.
    pub per_tenant: u32,
    /// The total size of bodies in memory at once, in bytes; one job may exceed it.
    pub bytes_at_once: u64,
    /// A process that shows no sign of life for this long counts as dead, and its jobs run elsewhere. It
    /// beats three times in this period.
    pub lease: Duration,
    /// The time limit of a handler; one that takes longer is stopped, and has failed.
    pub time_limit: Duration,
    /// When a failed job is retried.
    pub retries: Retries,
    /// How long a done job is remembered, so that the same delivery is not processed again. Longer
    /// than a host retries: "up to 30 minutes, subject to change" (developer.atlassian.com,
    /// "Webhooks").
    pub keep_done: Duration,
    /// How long a dead job is kept for an operator.
    pub keep_dead: Duration,
}

impl Default for WorkerSettings {
    /// 64 at once, 8 per tenant, 64 MiB; a lease of 3 seconds; handlers may take 5 minutes; done
    /// jobs are kept for a day, dead ones for 30.
    fn default() -> Self {
        Self {
            at_once: 64,
            per_tenant: 8,
            bytes_at_once: 64 << 20,
            lease: Duration::from_secs(3),
            time_limit: Duration::from_mins(5),
            retries: Retries::default(),
            keep_done: Duration::from_hours(24),
            keep_dead: Duration::from_hours(30 * 24),
        }
    }
}

/// When a failed job is retried: the delay doubles each time, minus up to half at random, so that
/// jobs that failed together are not retried together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retries {
    /// The delay after the first failure.
    pub first: Duration,
    /// The maximum delay.
    pub most: Duration,
    /// The number of failures after which a job is dead.
    pub attempts: u32,
}

impl Default for Retries {
    /// From a second to ten minutes; dead after ten failures, which takes eight to seventeen
    /// minutes.
    fn default() -> Self {
        Self {
            first: Duration::from_secs(1),
            most: Duration::from_mins(10),
            attempts: 10,
        }
    }
}

impl Retries {
    /// The delay for a job that has already failed this often. `None`: it is dead.
    pub(super) fn after(&self, failures: u32) -> Option<Duration> {
        if failures.saturating_add(1) >= self.attempts {
            return None;
        }
        let factor = 1_u32.checked_shl(failures).unwrap_or(u32::MAX);
        let most = self.first.saturating_mul(factor).min(self.most);
        Some(most.mul_f64(1.0 - fastrand::f64() / 2.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_longer_each_time_within_bounds_and_gives_up() {
        let retries = Retries {
            first: Duration::from_secs(1),
            most: Duration::from_secs(60),
            attempts: 9,
        };
        for failures in 0..8 {
            let most = Duration::from_secs(1 << failures).min(Duration::from_secs(60));
            for _ in 0..100 {
                let after = retries.after(failures).unwrap();
                assert!(
                    after <= most && after >= most / 2,
                    "{failures}: {after:?} of {most:?}"
                );
            }
        }
        assert_eq!(retries.after(8), None);
        assert_eq!(retries.after(u32::MAX), None);
    }

    #[test]
    fn what_fails_together_does_not_come_back_together() {
        let retries = Retries::default();
        let first = retries.after(3);
        assert!((0..100).any(|_| retries.after(3) != first));
    }

    #[test]
    fn many_failures_do_not_overflow() {
        let retries = Retries {
            attempts: u32::MAX,
            ..Retries::default()
        };
        assert!(retries.after(u32::MAX - 2).unwrap() <= retries.most);
    }
}
