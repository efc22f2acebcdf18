//! The hosts of one origin, and what they share.

use std::sync::Arc;

use connect_model::HostProduct;

use super::bridge::Bridge;
use super::session::Sessions;
use crate::host::Host;

/// One origin: its hosts, and the sessions of its visitors.
#[derive(Clone)]
pub(super) struct Origin(Arc<Shared>);

struct Shared {
    hosts: Vec<Host>,
    sessions: Arc<Sessions>,
    bridge: Bridge,
    address: String,
    below: String,
}

impl Origin {
    pub(super) fn new(hosts: &[Host], bridge: &Bridge) -> Origin {
        let address = hosts.first().map(|host| host.base_url().origin());
        let address = address.map(|origin| origin.ascii_serialization());
        Origin(Arc::new(Shared {
            hosts: hosts.to_vec(),
            sessions: Arc::default(),
            bridge: bridge.clone(),
            address: address.unwrap_or_default(),
            below: String::new(),
        }))
    }

    /// Another tenant's site, at a path of this origin and with the same visitors.
    pub(super) fn tenant(&self, host: &Host, below: String) -> Origin {
        Origin(Arc::new(Shared {
            hosts: vec![host.clone()],
            sessions: Arc::clone(&self.0.sessions),
            bridge: self.0.bridge.clone(),
            address: self.0.address.clone(),
            below,
        }))
    }

    /// The path prefix of the whole site; empty if it has the origin to itself.
    pub(super) fn below(&self) -> &str {
        &self.0.below
    }

    pub(super) fn hosts(&self) -> &[Host] {
        &self.0.hosts
    }

    /// The host that plays this product, by its name in the pages' `local-product`.
    pub(super) fn host(&self, product: &str) -> Option<&Host> {
        self.hosts()
            .iter()
            .find(|host| host.product().name() == product)
    }

    pub(super) fn sessions(&self) -> &Sessions {
        &self.0.sessions
    }

    pub(super) fn bridge(&self) -> &Bridge {
        &self.0.bridge
    }

    /// The origin of the hosts' base URLs: `http://localhost:4000`.
    pub(super) fn address(&self) -> &str {
        &self.0.address
    }

    /// The account id of a new visitor: the first host's user.
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
    /// The path prefix of its pages.
    pub(super) fn base(&self) -> &'static str {
        self.host.product().context_path()
    }

    pub(super) fn is(&self, product: HostProduct) -> bool {
        self.host.product() == product
    }
}
