//! The requests that a site has hashed, since a hash alone does not reveal what was hashed.

use std::collections::VecDeque;

/// How many requests are remembered.
const CAPACITY: usize = 200;
/// In bytes: a longer request is not remembered.
const MAX_LENGTH: usize = 4096;

/// The most recent canonical requests by hash.
#[derive(Default)]
pub(crate) struct HashedRequests(VecDeque<(String, String)>);

impl HashedRequests {
    pub(crate) fn remember(&mut self, hash: &str, canonical: String) {
        if canonical.len() > MAX_LENGTH || self.of(hash).is_some() {
            return;
        }
        if self.0.len() == CAPACITY {
            self.0.pop_front();
        }
        self.0.push_back((hash.to_owned(), canonical));
    }

    /// The canonical request with this hash.
    pub(crate) fn of(&self, hash: &str) -> Option<&str> {
        let mut all = self.0.iter();
        let (_, canonical) = all.find(|(known, _)| known == hash)?;
        Some(canonical)
    }
}
