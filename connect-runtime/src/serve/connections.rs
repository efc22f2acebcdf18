//! Limits the number of open connections, and decides which one is closed when there are too many.
//!
//! Each connection takes one of the files that the process may have open, as do the database and
//! every call to a host. Clients that connect and then do nothing must not take them all: the
//! connection that has been idle the longest makes room for a new one.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::Notify;
use tokio::time::Instant;

/// How many requests a connection may carry. The last response announces that it is the last.
pub(super) const REQUESTS: u32 = 10_000;

/// How long a request may take before its connection can be closed to make room, and then only if
/// no connection is idle.
const UNDISTURBED: Duration = Duration::from_secs(5);

/// The default maximum.
const MOST: usize = 10_000;

/// Assumed if the system doesn't report how many files may be open.
const UNTOLD: usize = 1_000;

/// The default number of connections: three quarters of the files that the process may have open,
/// but no more than ten thousand.
pub(super) fn by_default() -> usize {
    open_files().map_or(UNTOLD, |files| (files / 4 * 3).clamp(1, MOST))
}

/// How many files this process may have open; `None` if the system has no `/proc`.
fn open_files() -> Option<usize> {
    let limits = std::fs::read_to_string("/proc/self/limits").ok()?;
    let line = limits
        .lines()
        .find_map(|line| line.strip_prefix("Max open files"))?;
    let soft = line.split_whitespace().next()?;
    // `unlimited` is not a number.
    Some(soft.parse().unwrap_or(usize::MAX))
}

/// The open connections of a server.
#[derive(Debug)]
pub(super) struct Connections {
    most: usize,
    open: Mutex<Open>,
    /// Notified when a connection has ended.
    ended: Notify,
    epoch: Instant,
}

#[derive(Debug, Default)]
struct Open {
    connections: HashMap<u64, Arc<Connection>>,
    next: u64,
}

/// An open connection.
#[derive(Debug)]
struct Connection {
    epoch: Instant,
    /// When it was opened or its last request arrived, in milliseconds since `epoch`.
    active_at: AtomicU64,
    /// Whether one of its requests is being answered.
    busy: AtomicBool,
    requests: AtomicU32,
    /// Whether it has been asked to close.
    going: AtomicBool,
    go: Notify,
}

impl Connections {
    pub(super) fn new(most: usize) -> Arc<Self> {
        if let Some(files) = open_files()
            && most > files / 4 * 3
        {
            tracing::warn!(
                connections = most,
                files,
                "the process may not open enough files for so many connections; raise its limit \
                 (`ulimit -n`) or lower CONNECT_CONNECTIONS"
            );
        }
        Arc::new(Self {
            most,
            open: Mutex::default(),
            ended: Notify::new(),
            epoch: Instant::now(),
        })
    }

    /// Counts a new connection in once there is room for it.
    pub(super) async fn admit(self: &Arc<Self>) -> Admitted {
        loop {
            let ended = self.ended.notified();
            if let Some(admitted) = self.try_admit() {
                return admitted;
            }
            // Also if none ends: another one may have become idle meanwhile.
            let _ = tokio::time::timeout(Duration::from_millis(100), ended).await;
        }
    }

    fn try_admit(self: &Arc<Self>) -> Option<Admitted> {
        let now = millis_since(self.epoch, Instant::now());
        let mut open = self.open.lock();
        if open.connections.len() >= self.most {
            // Connections that were asked to close keep their files for a moment longer.
            if open.connections.len() > self.most + self.most / 16 {
                return None;
            }
            let goes = open
                .connections
                .values()
                .filter(|connection| connection.may_go(now))
                // Idle ones first, longest idle first.
                .min_by_key(|connection| {
                    (
                        connection.busy.load(Ordering::Relaxed),
                        connection.active_at.load(Ordering::Relaxed),
                    )
                })?;
            goes.going.store(true, Ordering::Relaxed);
            goes.go.notify_one();
        }
        let id = open.next;
        open.next += 1;
        let connection = Arc::new(Connection {
            epoch: self.epoch,
            active_at: AtomicU64::new(now),
            busy: AtomicBool::new(false),
            requests: AtomicU32::new(0),
            going: AtomicBool::new(false),
            go: Notify::new(),
        });
        open.connections.insert(id, Arc::clone(&connection));
        Some(Admitted {
            connections: Arc::clone(self),
            connection,
            id,
        })
    }
}

fn millis_since(epoch: Instant, now: Instant) -> u64 {
    u64::try_from(now.saturating_duration_since(epoch).as_millis()).unwrap_or(u64::MAX)
}

impl Connection {
    fn may_go(&self, now: u64) -> bool {
        let undisturbed = u64::try_from(UNDISTURBED.as_millis()).unwrap_or(u64::MAX);
        let active_at = self.active_at.load(Ordering::Relaxed);
        !self.going.load(Ordering::Relaxed)
            && (!self.busy.load(Ordering::Relaxed) || now.saturating_sub(active_at) >= undisturbed)
    }
}

/// A counted connection. Dropping it counts it out.
#[derive(Debug)]
pub(super) struct Admitted {
    connections: Arc<Connections>,
    connection: Arc<Connection>,
    id: u64,
}

impl Admitted {
    /// Counts the connection's requests.
    pub(super) fn requests(&self) -> Requests {
        Requests(Arc::clone(&self.connection))
    }

    /// Waits until the connection must make room.
    pub(super) async fn must_go(&self) {
        self.connection.go.notified().await;
    }
}

impl Drop for Admitted {
    fn drop(&mut self) {
        self.connections.open.lock().connections.remove(&self.id);
        self.connections.ended.notify_one();
    }
}

/// The request counter of a connection.
#[derive(Debug, Clone)]
pub(super) struct Requests(Arc<Connection>);

impl Requests {
    /// Counts a new request. Returns whether it is the connection's last.
    pub(super) fn begin(&self, now: Instant) -> bool {
        let connection = &self.0;
        let now = millis_since(connection.epoch, now);
        connection.active_at.store(now, Ordering::Relaxed);
        connection.busy.store(true, Ordering::Relaxed);
        connection.requests.fetch_add(1, Ordering::Relaxed) + 1 >= REQUESTS
    }

    /// The response is ready; the time to write it is the client's.
    pub(super) fn end(&self) {
        self.0.busy.store(false, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    async fn admitted(connections: &Arc<Connections>) -> Admitted {
        tokio::time::advance(Duration::from_millis(1)).await;
        connections.admit().await
    }

    fn goes(admitted: &Admitted) -> bool {
        admitted.must_go().now_or_never().is_some()
    }

    #[tokio::test(start_paused = true)]
    async fn the_connection_that_was_idle_for_longest_makes_room() {
        let connections = Connections::new(3);
        let first = admitted(&connections).await;
        let second = admitted(&connections).await;
        let third = admitted(&connections).await;
        tokio::time::advance(Duration::from_millis(1)).await;
        first.requests().begin(Instant::now());
        first.requests().end();
        let fourth = admitted(&connections).await;
        let gone = [&first, &second, &third, &fourth].map(goes);
        assert_eq!(gone, [false, true, false, false]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_that_is_being_answered_is_not_disturbed_at_once() {
        let connections = Connections::new(2);
        let first = admitted(&connections).await;
        first.requests().begin(Instant::now());
        let second = admitted(&connections).await;
        second.requests().begin(Instant::now());
        let begun = Instant::now();
        let _third = connections.admit().await;
        assert!(begun.elapsed() >= UNDISTURBED - Duration::from_millis(1));
        assert!(goes(&first));
        assert!(!goes(&second));
    }

    #[tokio::test(start_paused = true)]
    async fn the_number_of_connections_is_limited() {
        let connections = Connections::new(32);
        let mut all = Vec::new();
        for _ in 0..35 {
            all.push(admitted(&connections).await);
        }
        // Three connections that were asked to close are still open, which is the allowed excess.
        assert!(connections.admit().now_or_never().is_none());
        all.retain(|admitted| !goes(admitted));
        assert_eq!(all.len(), 32);
        assert!(connections.admit().now_or_never().is_some());
    }

    #[test]
    fn a_connection_has_a_last_request() {
        let connections = Connections::new(1);
        let admitted = connections.try_admit().unwrap();
        let requests = admitted.requests();
        let mut last = (0..REQUESTS).map(|_| requests.begin(Instant::now()));
        assert_eq!(last.position(|last| last), Some(REQUESTS as usize - 1));
    }
}
