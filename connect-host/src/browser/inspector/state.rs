//! What all pages of the inspector share.

use std::sync::Arc;

use tokio::sync::Semaphore;

use crate::browser::site::Origin;
use crate::browser::tenant::Tenants;
use crate::host::Host;

/// How many browser windows can watch at once.
const MAX_WATCHERS: usize = 32;

/// The inspector of the hosts of one origin.
#[derive(Clone)]
pub(super) struct Inspector {
    origin: Origin,
    pub(super) tenants: Tenants,
    /// A permit for each window that is watching.
    pub(super) watchers: Arc<Semaphore>,
}

impl Inspector {
    pub(super) fn new(origin: &Origin, tenants: &Tenants) -> Inspector {
        Inspector {
            origin: origin.clone(),
            tenants: tenants.clone(),
            watchers: Arc::new(Semaphore::new(MAX_WATCHERS)),
        }
    }

    /// All hosts: those that the origin started with, and the tenants added since.
    pub(super) fn hosts(&self) -> Vec<Host> {
        let mut hosts = self.origin.hosts().to_vec();
        hosts.extend(self.tenants.hosts());
        hosts
    }
}
