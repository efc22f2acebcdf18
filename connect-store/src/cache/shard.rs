//! Cache entries, in several maps, so that a write to one does not block readers of the others.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use connect_auth::single_flight::SingleFlight;
use parking_lot::RwLock;

use crate::{ActiveTenant, StoreError};

/// The result of a look-up.
pub(super) type Found = Result<Option<Arc<ActiveTenant>>, StoreError>;

const SHARDS: usize = 16;

pub(super) struct Shards([Shard; SHARDS]);

pub(super) struct Shard {
    entries: RwLock<HashMap<Box<str>, Entry>>,
    /// Look-ups whose result may still become an entry. Forgetting a tenant also forgets its
    /// look-up, which keeps an old row from coming back.
    pub(super) lookups: SingleFlight<Box<str>, Found>,
    capacity: usize,
    epoch: Instant,
}

struct Entry {
    active: Arc<ActiveTenant>,
    loaded: Instant,
    /// Nanoseconds since the shard's epoch; atomic, so that a hit can write it under a shared lock.
    used: AtomicU64,
}

impl Shards {
    pub(super) fn new(capacity: usize) -> Self {
        let epoch = Instant::now();
        Self(std::array::from_fn(|_| Shard {
            entries: RwLock::default(),
            lookups: SingleFlight::default(),
            capacity: capacity.div_ceil(SHARDS).max(1),
            epoch,
        }))
    }

    /// Every byte counts, because keys may share any prefix or suffix. Only the distribution
    /// depends on this hash; the maps use a secret key.
    pub(super) fn of(&self, client_key: &str) -> &Shard {
        let mut mixed = 0u64;
        for chunk in client_key.as_bytes().chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            // The constant is 2^64 divided by the golden ratio: the best distribution into the high
            // bits.
            mixed = (mixed.rotate_left(29) ^ u64::from_le_bytes(word))
                .wrapping_mul(0x9E37_79B9_7F4A_7C15);
        }
        // The four highest bits select one of sixteen shards.
        &self.0[(mixed >> 60) as usize % SHARDS]
    }

    pub(super) fn forget_all(&self) {
        for shard in &self.0 {
            let entries = || shard.entries.write().clear();
            shard.lookups.forget(|_| true, entries);
        }
    }
}

impl Shard {
    /// The hit path: one shared lock, no allocation.
    pub(super) fn fresh(
        &self,
        client_key: &str,
        now: Instant,
        ttl: Duration,
    ) -> Option<Arc<ActiveTenant>> {
        let entries = self.entries.read();
        let entry = entries.get(client_key)?;
        if now.saturating_duration_since(entry.loaded) >= ttl {
            return None;
        }
        entry.used.store(self.ticks(now), Ordering::Relaxed);
        Some(Arc::clone(&entry.active))
    }

    /// Whether there is an entry, even one too old to be used.
    pub(super) fn holds(&self, client_key: &str) -> bool {
        self.entries.read().contains_key(client_key)
    }

    /// Replaces the entry with the result of a look-up that began at `loaded`.
    pub(super) fn set(&self, client_key: &str, loaded: Instant, found: Option<&Arc<ActiveTenant>>) {
        let mut entries = self.entries.write();
        let Some(active) = found else {
            entries.remove(client_key);
            return;
        };
        if entries.len() >= self.capacity && !entries.contains_key(client_key) {
            evict_one(&mut entries);
        }
        let entry = Entry {
            active: Arc::clone(active),
            loaded,
            used: AtomicU64::new(self.ticks(Instant::now())),
        };
        entries.insert(client_key.into(), entry);
    }

    pub(super) fn forget(&self, client_key: &str) {
        self.lookups.forget(
            |key| **key == *client_key,
            || drop(self.entries.write().remove(client_key)),
        );
    }

    fn ticks(&self, now: Instant) -> u64 {
        u64::try_from(now.saturating_duration_since(self.epoch).as_nanos()).unwrap_or(u64::MAX)
    }
}

/// Evicts the least recently used entry. Scans one shard's few hundred entries, right after a
/// database look-up.
fn evict_one(entries: &mut HashMap<Box<str>, Entry>) {
    let oldest = entries
        .iter()
        .min_by_key(|(_, entry)| entry.used.load(Ordering::Relaxed));
    if let Some(client_key) = oldest.map(|(client_key, _)| client_key.clone()) {
        entries.remove(&client_key);
    }
}

#[cfg(test)]
impl Shards {
    pub(super) fn len(&self) -> usize {
        self.0.iter().map(|shard| shard.entries.read().len()).sum()
    }

    pub(super) fn lookups(&self) -> usize {
        self.0.iter().map(|shard| shard.lookups.under_way()).sum()
    }
}
