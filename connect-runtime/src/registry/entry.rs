//! Registrations: the app's one [`AppRegistration`] and a [`Registration`] for each item.

use std::any::{TypeId, type_name};
use std::fmt;

use connect_model::declaration::Declaration;

use crate::handler::{ErasedHandler, Handler};

/// One annotated item of the app: its declaration, and the handler that serves it.
#[derive(Clone)]
pub struct Registration {
    /// The item's part of the descriptor, and its route.
    pub declaration: Declaration,
    /// Serves a call; `None` for items that are only declared.
    pub handler: Option<ErasedHandler>,
    /// The state type of the item's crate.
    pub state: StateType,
    /// When and how its function runs.
    pub work: Work,
}

/// When and how a function runs in the background.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Work {
    /// Whether a webhook runs before the host is answered instead of from the queue.
    pub inline: bool,
    /// Which deliveries of a webhook run one after another; `None` for no order.
    pub in_order: Option<InOrder>,
    /// The interval between runs, in seconds; 0 if it is not scheduled.
    pub every: u64,
}

/// Which of a tenant's webhooks run in the order in which they arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InOrder {
    /// All webhooks that request this.
    Tenant,
    /// Those with the same value at this path in the body: `issue.id`.
    Field(&'static str),
}

impl Registration {
    /// Makes a webhook run before the host is answered.
    #[must_use]
    pub fn inline(mut self) -> Self {
        self.work.inline = true;
        self
    }

    /// Makes a webhook's deliveries run in order.
    #[must_use]
    pub fn in_order(mut self, in_order: InOrder) -> Self {
        self.work.in_order = Some(in_order);
        self
    }

    /// Makes an item run periodically, at this interval.
    #[must_use]
    pub fn every(mut self, seconds: u64) -> Self {
        self.work.every = seconds;
        self
    }

    /// An item that the host or the app's own pages call.
    #[must_use]
    pub fn handled<S: Send + Sync + 'static>(
        declaration: Declaration,
        handler: Handler<S>,
    ) -> Self {
        Self {
            declaration,
            handler: Some(handler.handler),
            state: StateType::of::<S>(),
            work: Work::default(),
        }
    }

    /// An item that is only declared.
    #[must_use]
    pub fn declared<S: Send + Sync + 'static>(declaration: Declaration) -> Self {
        Self {
            declaration,
            handler: None,
            state: StateType::of::<S>(),
            work: Work::default(),
        }
    }
}

impl fmt::Debug for Registration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Registration")
            .field("declaration", &self.declaration)
            .field("handled", &self.handler.is_some())
            .field("state", &self.state)
            .finish()
    }
}

/// The registration made by `app!`.
#[derive(Debug, Clone, Copy)]
pub struct AppRegistration {
    /// The package that contains the app.
    pub package: &'static str,
    /// The fields of `app!`, as a JSON object.
    pub properties: &'static str,
    /// What the build script emitted: a `connect_model::declaration::Emitted`, as JSON.
    pub emitted: &'static str,
}

/// The type of the state that a crate's handlers share: the one named with `state = …` in `app!` or
/// `library!`, or else `()`.
#[derive(Debug, Clone, Copy)]
pub struct StateType {
    pub(crate) id: TypeId,
    pub(crate) name: &'static str,
}

impl StateType {
    /// The state type `S`.
    #[must_use]
    pub fn of<S: Send + Sync + 'static>() -> Self {
        Self {
            id: TypeId::of::<S>(),
            name: type_name::<S>(),
        }
    }
}
