//! What is recorded of the requests between the host and the app.

use std::collections::VecDeque;
use std::time::Duration;

use http::{HeaderMap, Method, StatusCode};

/// How many entries a journal keeps: a development host runs for days.
pub(crate) const CAPACITY: usize = 1000;

/// The last entries, oldest first.
pub(crate) struct Journal<T>(VecDeque<T>);

impl<T> Default for Journal<T> {
    fn default() -> Self {
        Journal(VecDeque::new())
    }
}

impl<T: Clone> Journal<T> {
    pub(crate) fn push(&mut self, entry: T) {
        if self.0.len() == CAPACITY {
            self.0.pop_front();
        }
        self.0.push_back(entry);
    }

    pub(crate) fn entries(&self) -> Vec<T> {
        self.0.iter().cloned().collect()
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}

/// One request that the host sent, for tables and failure messages. Holds no token.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordedExchange {
    /// What it was for: `descriptor`, `installed`, `open "votes"`, `webhook "jira:issue_created"`.
    pub purpose: String,
    /// The method.
    pub method: Method,
    /// The address, with `…` for its `jwt` parameter.
    pub url: String,
    /// The answer's status; `None` when there was no answer.
    pub status: Option<StatusCode>,
    /// The answer's headers; none when there was no answer.
    pub headers: HeaderMap,
    /// How long the answer took.
    pub took: Duration,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_entries_go_first() {
        let mut journal = Journal::default();
        for entry in 0..=CAPACITY {
            journal.push(entry);
        }
        let entries = journal.entries();
        assert_eq!((entries.len(), entries[0]), (CAPACITY, 1));
    }
}
