//! The record of the requests between the host and the app.

pub(crate) mod body;
pub(crate) mod exchange;
pub(crate) mod exchange_kind;
pub(crate) mod finding;
pub(crate) mod mask;
pub(crate) mod qsh_check;
pub(crate) mod replay;
pub(crate) mod token;

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};

/// How many entries a journal keeps: a development host runs for days.
pub(crate) const CAPACITY: usize = 1000;

/// How much text all entries of a journal may hold together, in bytes.
const MAX_BYTES: usize = 16 * 1024 * 1024;

/// The number of the next entry, unique across all journals of this process, whatever the
/// site and direction.
pub(crate) fn next_id() -> u64 {
    static LAST: AtomicU64 = AtomicU64::new(0);
    LAST.fetch_add(1, Ordering::Relaxed) + 1
}

/// An entry of a journal.
pub(crate) trait Entry: Clone {
    /// Roughly how much memory its texts take, in bytes.
    fn bytes(&self) -> usize;
}

/// The most recent entries, oldest first.
pub(crate) struct Journal<T> {
    entries: VecDeque<T>,
    bytes: usize,
}

impl<T> Default for Journal<T> {
    fn default() -> Self {
        Journal {
            entries: VecDeque::new(),
            bytes: 0,
        }
    }
}

impl<T: Entry> Journal<T> {
    pub(crate) fn push(&mut self, entry: T) {
        self.bytes += entry.bytes();
        self.entries.push_back(entry);
        // The newest stays, whatever its size: it is the one people look for.
        while self.entries.len() > CAPACITY || (self.bytes > MAX_BYTES && self.entries.len() > 1) {
            let oldest = self.entries.pop_front();
            self.bytes -= oldest.map_or(0, |oldest| oldest.bytes());
        }
    }

    pub(crate) fn entries(&self) -> Vec<T> {
        self.entries.iter().cloned().collect()
    }

    /// The first entry that satisfies a predicate.
    pub(crate) fn find(&self, is: impl Fn(&T) -> bool) -> Option<T> {
        self.entries.iter().find(|entry| is(entry)).cloned()
    }

    pub(crate) fn clear(&mut self) {
        self.entries.clear();
        self.bytes = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An entry of this number and size.
    #[derive(Clone)]
    struct Sized(usize, usize);

    impl Entry for Sized {
        fn bytes(&self) -> usize {
            self.1
        }
    }

    fn numbers(sizes: impl IntoIterator<Item = usize>) -> Vec<usize> {
        let mut journal = Journal::default();
        for (number, size) in sizes.into_iter().enumerate() {
            journal.push(Sized(number, size));
        }
        journal.entries().iter().map(|entry| entry.0).collect()
    }

    #[test]
    fn the_oldest_entries_go_first() {
        let kept = numbers(std::iter::repeat_n(1, CAPACITY + 1));
        assert_eq!((kept.len(), kept[0]), (CAPACITY, 1));
    }

    #[test]
    fn large_entries_go_before_there_are_a_thousand() {
        assert_eq!(numbers([MAX_BYTES / 2, MAX_BYTES / 2, 1]), [1, 2]);
        assert_eq!(numbers([1, MAX_BYTES + 1]), [1]);
    }
}
