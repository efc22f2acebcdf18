//! Notifications of other processes' writes.

use std::fmt;
use std::sync::Arc;

use tokio::sync::broadcast;

/// How many changes are buffered for a busy listener. A listener that misses any is told so.
const WAITING: usize = 1024;

/// A change that may make a process's memory outdated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A tenant was installed, uninstalled, superseded, enabled or disabled, or has stopped using a
    /// former secret.
    Tenant {
        /// The tenant's app.
        app_key: Arc<str>,
        /// The tenant.
        client_key: Arc<str>,
    },
    /// Some notifications were lost: anything may have changed.
    Unknown,
}

/// The changes to a store's tenants, by this process or another.
///
/// From [`TenantStore::changes`](super::TenantStore::changes).
#[derive(Debug)]
pub struct Changes(broadcast::Receiver<Change>);

impl Changes {
    /// The next change; `None` once the store is gone.
    ///
    /// Cancel safe: can be dropped and called again without losing anything.
    pub async fn next(&mut self) -> Option<Change> {
        match self.0.recv().await {
            Ok(change) => Some(change),
            Err(broadcast::error::RecvError::Lagged(_)) => Some(Change::Unknown),
            Err(broadcast::error::RecvError::Closed) => None,
        }
    }
}

/// The store's end of its [`Changes`]: notifies every listener.
pub struct Announcer(broadcast::Sender<Change>);

impl Announcer {
    /// An announcer without listeners.
    pub fn new() -> Self {
        Self(broadcast::Sender::new(WAITING))
    }

    /// All changes from now on.
    pub fn changes(&self) -> Changes {
        Changes(self.0.subscribe())
    }

    #[cfg(test)]
    pub(crate) fn listeners(&self) -> usize {
        self.0.receiver_count()
    }

    /// Announces that a tenant has changed.
    pub fn tenant(&self, app_key: &str, client_key: &str) {
        self.tell(Change::Tenant {
            app_key: app_key.into(),
            client_key: client_key.into(),
        });
    }

    /// Announces a change. Does nothing without a listener.
    pub fn tell(&self, change: Change) {
        let _ = self.0.send(change);
    }
}

impl Default for Announcer {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Announcer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Announcer")
            .field("listeners", &self.0.receiver_count())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn every_listener_is_notified_and_one_that_is_too_late_learns_so() {
        let announcer = Announcer::new();
        let (mut first, mut second) = (announcer.changes(), announcer.changes());
        announcer.tenant("app", "a");
        let change = Change::Tenant {
            app_key: "app".into(),
            client_key: "a".into(),
        };
        assert_eq!(first.next().await, Some(change));
        for _ in 0..WAITING {
            announcer.tenant("app", "b");
        }
        assert_eq!(second.next().await, Some(Change::Unknown));
        drop(announcer);
        while let Some(change) = second.next().await {
            assert_ne!(change, Change::Unknown);
        }
    }
}
