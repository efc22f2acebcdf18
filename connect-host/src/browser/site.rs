//! The hosts of one origin, and what they share.

use std::sync::Arc;

use connect_model::HostProduct;

use super::session::Sessions;
use crate::host::Host;

/// One origin: its hosts, and the sessions of its visitors.
#[derive(Clone)]
pub(super) struct Origin(Arc<Shared>);

struct Shared {
    hosts: Vec<Host>,
    sessions: Sessions,
}

impl Origin {
    pub(super) fn new(hosts: &[Host]) -> Origin {
        Origin(Arc::new(Shared {
            hosts: hosts.to_vec(),
            sessions: Sessions::default(),
        }))
    }

    pub(super) fn hosts(&self) -> &[Host] {
        &self.0.hosts
    }

    /// The host that plays this product, by the name that pages have in `local-product`.
    pub(super) fn host(&self, product: &str) -> Option<&Host> {
        self.hosts()
            .iter()
            .find(|host| host.product().name() == product)
    }

    pub(super) fn sessions(&self) -> &Sessions {
        &self.0.sessions
    }

    /// Who a new visitor is: the user of the first host.
    pub(super) fn usual_user(&self) -> Option<String> {
        self.hosts().first()?.usual_user()
    }
}

/// One product at the origin.
#[derive(Clone)]
pub(super) struct Front {
    pub(super) origin: Origin,
    pub(super) host: Host,
}

impl Front {
    /// The path that its pages are below.
    pub(super) fn base(&self) -> &'static str {
        self.host.product().context_path()
    }

    pub(super) fn is(&self, product: HostProduct) -> bool {
        self.host.product() == product
    }
}
