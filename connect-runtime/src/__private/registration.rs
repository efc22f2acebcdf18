//! What the linker collects: the app's one [`AppRegistration`] and a [`Registration`] per item.

use std::any::{TypeId, type_name};
use std::fmt;

use connect_model::declaration::Declaration;

use super::handler::{Handle, Handler};

/// One declared item of the app: what it is, and the function that serves it.
#[derive(Clone)]
pub struct Registration {
    /// What stands in the descriptor and where the item is reached.
    pub declaration: Declaration,
    /// Serves a call; `None` for items that are only declared.
    pub handle: Option<Handle>,
    /// The state that the item's crate asks for.
    pub state: StateType,
}

impl Registration {
    /// An item that the host or the app's own pages call.
    #[must_use]
    pub fn handled<S: Send + Sync + 'static>(declaration: Declaration, by: Handler<S>) -> Self {
        Self {
            declaration,
            handle: Some(by.handle),
            state: StateType::of::<S>(),
        }
    }

    /// An item that is only declared.
    #[must_use]
    pub fn declared<S: Send + Sync + 'static>(declaration: Declaration) -> Self {
        Self {
            declaration,
            handle: None,
            state: StateType::of::<S>(),
        }
    }
}

impl fmt::Debug for Registration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Registration")
            .field("declaration", &self.declaration)
            .field("handled", &self.handle.is_some())
            .field("state", &self.state)
            .finish()
    }
}

/// What `app!` leaves for the runtime.
#[derive(Debug, Clone, Copy)]
pub struct AppRegistration {
    /// The package that declares the app.
    pub package: &'static str,
    /// The JSON object that `app!` stands for.
    pub properties: &'static str,
    /// What the build script saw: `connect_model::declaration::Emitted` as JSON.
    pub emitted: &'static str,
}

/// The type of state that a crate's handlers share, as `app!`'s or `library!`'s `state = …` names
/// it; `()` when they don't.
#[derive(Clone, Copy)]
pub struct StateType {
    id: fn() -> TypeId,
    name: fn() -> &'static str,
}

impl StateType {
    /// The state type `S`.
    #[must_use]
    pub const fn of<S: Send + Sync + 'static>() -> Self {
        // Functions, because a type's name is not known to constants.
        Self {
            id: TypeId::of::<S>,
            name: type_name::<S>,
        }
    }

    pub(crate) fn id(self) -> TypeId {
        (self.id)()
    }

    pub(crate) fn name(self) -> &'static str {
        (self.name)()
    }
}

impl fmt::Debug for StateType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StateType({})", self.name())
    }
}
