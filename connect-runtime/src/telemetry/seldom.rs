//! Rate limit for log lines that callers can cause: once a minute per subject, so that no caller can fill the
//! log.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hash};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long a subject is muted.
const QUIET: Duration = Duration::from_secs(60);

/// How many subjects are remembered at once; further ones share a slot, and so a line per minute.
const MOST: usize = 1024;

/// Lets a line pass once a minute per subject. Takes up to 32 KiB.
#[derive(Debug, Default)]
pub(crate) struct Seldom {
    hasher: RandomState,
    logged: Mutex<HashMap<Option<u64>, Instant>>,
}

impl Seldom {
    /// Whether to log a line about this subject now.
    pub(crate) fn may_log<S: Hash + ?Sized>(&self, subject: &S) -> bool {
        self.may_log_at(subject, Instant::now())
    }

    fn may_log_at<S: Hash + ?Sized>(&self, subject: &S, now: Instant) -> bool {
        let mut logged = self.logged.lock().unwrap_or_else(PoisonError::into_inner);
        let is_quiet = |at: &Instant| now.duration_since(*at) < QUIET;
        let mut subject = Some(self.hasher.hash_one(subject));
        if logged.len() >= MOST && !logged.contains_key(&subject) {
            logged.retain(|_, at| is_quiet(at));
            if logged.len() >= MOST {
                subject = None;
            }
        }
        if logged.get(&subject).is_some_and(is_quiet) {
            return false;
        }
        logged.insert(subject, now);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_subject_is_logged_once_a_minute() {
        let seldom = Seldom::default();
        let begun = Instant::now();
        let at = |seconds| begun + Duration::from_secs(seconds);
        assert!(seldom.may_log_at("one", at(0)));
        assert!(!seldom.may_log_at("one", at(59)));
        assert!(seldom.may_log_at("two", at(59)));
        assert!(seldom.may_log_at("one", at(60)));
    }

    #[test]
    fn subjects_beyond_the_limit_share_a_line_and_take_no_memory() {
        let seldom = Seldom::default();
        let now = Instant::now();
        let logged = (0..100_000).filter(|n| seldom.may_log_at(n, now)).count();
        assert_eq!(logged, MOST + 1);
        assert_eq!(seldom.logged.lock().unwrap().len(), MOST + 1);
        let later = now + QUIET;
        assert!(seldom.may_log_at(&100_001, later));
        assert_eq!(seldom.logged.lock().unwrap().len(), 1);
    }
}
