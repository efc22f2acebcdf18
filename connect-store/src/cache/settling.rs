//! Former secrets that have ended in memory while the store has yet to record it.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::Mutex;

use crate::ActiveTenant;

/// The generations that are being settled, by client key.
///
/// A tenant may be reread before the store has dropped its former secret: without this, that secret
/// would be accepted once more.
#[derive(Debug, Default)]
pub(super) struct Settling(Mutex<HashMap<Box<str>, u64>>);

impl Settling {
    pub(super) fn begin(&self, client_key: &str, generation: u64) {
        self.0.lock().insert(client_key.into(), generation);
    }

    /// Must be called once the cached entry has been dropped.
    pub(super) fn end(&self, client_key: &str, generation: u64) {
        let mut settling = self.0.lock();
        if settling.get(client_key) == Some(&generation) {
            settling.remove(client_key);
        }
    }

    /// The generation of this tenant that is being settled.
    pub(super) fn of(&self, client_key: &str) -> Option<u64> {
        self.0.lock().get(client_key).copied()
    }

    /// Ends the former secrets of a tenant that was read, if its generation is being settled.
    pub(super) fn hold(generation: Option<u64>, read: Option<&Arc<ActiveTenant>>) {
        if let (Some(generation), Some(read)) = (generation, read)
            && read.generation() == generation
        {
            read.end_former();
        }
    }
}
