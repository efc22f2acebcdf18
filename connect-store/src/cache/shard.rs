//! Where entries lie: a few maps, so that a write to one does not hold up readers of the others.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

use super::flight::{Flight, Landing};
use crate::ActiveTenant;

const SHARDS: usize = 16;

pub(super) struct Shards([Shard; SHARDS]);

/// Each operation below leaves both maps whole, so a lock that a panic has poisoned still guards
/// good ones. Where both locks are held, `flights` was taken first.
pub(super) struct Shard {
    entries: RwLock<HashMap<Box<str>, Entry>>,
    /// Look-ups whose result may still become an entry. Forgetting a tenant removes its look-up,
    /// and what a removed look-up finds is not kept: that is what keeps an old row from coming
    /// back.
    flights: Mutex<HashMap<Box<str>, Flight>>,
    capacity: usize,
    epoch: Instant,
}

struct Entry {
    active: Arc<ActiveTenant>,
    loaded: Instant,
    /// Nanoseconds after the shard's epoch, so that a hit can write it under a shared lock.
    used: AtomicU64,
}

/// What a request that missed finds.
pub(super) enum Found {
    /// Another request's look-up has ended in the meantime.
    Entry(Arc<ActiveTenant>),
    /// A look-up under way.
    Flight(Flight),
    /// None: the caller looks it up.
    Started(Flight, Landing),
}

impl Shards {
    pub(super) fn new(capacity: usize) -> Self {
        let epoch = Instant::now();
        Self(std::array::from_fn(|_| Shard {
            entries: RwLock::default(),
            flights: Mutex::default(),
            capacity: capacity.div_ceil(SHARDS).max(1),
            epoch,
        }))
    }

    /// Every byte counts: keys may share any beginning and any end. Nothing but the spread rests
    /// on it; the maps hash with a secret key.
    pub(super) fn of(&self, client_key: &str) -> &Shard {
        let mut mixed = 0u64;
        for chunk in client_key.as_bytes().chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            // The constant is 2^64 divided by the golden ratio: the best spread into the high bits.
            mixed = (mixed.rotate_left(29) ^ u64::from_le_bytes(word))
                .wrapping_mul(0x9E37_79B9_7F4A_7C15);
        }
        // The four highest bits: one shard of sixteen.
        &self.0[(mixed >> 60) as usize % SHARDS]
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
        let entries = self.entries.read().unwrap_or_else(PoisonError::into_inner);
        let entry = entries.get(client_key)?;
        if now.saturating_duration_since(entry.loaded) >= ttl {
            return None;
        }
        entry.used.store(self.ticks(now), Ordering::Relaxed);
        Some(Arc::clone(&entry.active))
    }

    pub(super) fn join_or_start(&self, client_key: &str, ttl: Duration) -> Found {
        let mut flights = self.flights.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(flight) = flights.get(client_key) {
            return Found::Flight(flight.clone());
        }
        // Between the caller's miss and this lock a look-up may have landed.
        if let Some(active) = self.fresh(client_key, Instant::now(), ttl) {
            return Found::Entry(active);
        }
        let (flight, landing) = Landing::new();
        flights.insert(client_key.into(), flight.clone());
        Found::Started(flight, landing)
    }

    /// Ends a look-up, and keeps what it found unless the tenant was forgotten since it began.
    pub(super) fn land(
        &self,
        client_key: &str,
        landing: &Landing,
        found: Option<&Arc<ActiveTenant>>,
    ) {
        let mut flights = self.flights.lock().unwrap_or_else(PoisonError::into_inner);
        if !flights
            .get(client_key)
            .is_some_and(|flight| landing.is_of(flight))
        {
            return;
        }
        flights.remove(client_key);
        let mut entries = self.entries.write().unwrap_or_else(PoisonError::into_inner);
        let Some(active) = found else {
            entries.remove(client_key);
            return;
        };
        if entries.len() >= self.capacity && !entries.contains_key(client_key) {
            evict_one(&mut entries);
        }
        let used = AtomicU64::new(self.ticks(Instant::now()));
        entries.insert(
            client_key.into(),
            Entry {
                active: Arc::clone(active),
                loaded: landing.started,
                used,
            },
        );
    }

    pub(super) fn forget(&self, client_key: &str) {
        let mut flights = self.flights.lock().unwrap_or_else(PoisonError::into_inner);
        flights.remove(client_key);
        self.entries
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(client_key);
    }

    fn ticks(&self, now: Instant) -> u64 {
        u64::try_from(now.saturating_duration_since(self.epoch).as_nanos()).unwrap_or(u64::MAX)
    }
}

/// Drops the entry used longest ago. A scan of one shard's few hundred entries, next to a
/// database look-up that has just been made.
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
        self.0
            .iter()
            .map(|shard| {
                shard
                    .entries
                    .read()
                    .unwrap_or_else(PoisonError::into_inner)
                    .len()
            })
            .sum()
    }

    pub(super) fn flights(&self) -> usize {
        self.0
            .iter()
            .map(|shard| {
                shard
                    .flights
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .len()
            })
            .sum()
    }
}
