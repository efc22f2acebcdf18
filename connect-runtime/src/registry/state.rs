//! The states that handlers share, by type.

use std::any::TypeId;
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use super::{Registration, StateType};
use crate::handler::AnyState;
use crate::start_error::StartError;

/// One value per state type; always includes `()`.
#[derive(Clone)]
pub(crate) struct States(HashMap<TypeId, AnyState>);

impl Default for States {
    fn default() -> Self {
        let unit: AnyState = Arc::new(());
        Self(HashMap::from([(TypeId::of::<()>(), unit)]))
    }
}

impl fmt::Debug for States {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "States({})", self.0.len())
    }
}

impl States {
    /// Sets the state of type `S`; a later call replaces it.
    pub(crate) fn set<S: Send + Sync + 'static>(&mut self, state: S) {
        self.0.insert(TypeId::of::<S>(), Arc::new(state));
    }

    pub(crate) fn get(&self, ty: StateType) -> Option<AnyState> {
        self.0.get(&ty.id).cloned()
    }

    /// The state for a registration.
    pub(crate) fn of(&self, registration: &Registration) -> Result<AnyState, StartError> {
        self.get(registration.state)
            .ok_or_else(|| StartError::MissingState {
                state: registration.state.name,
                label: registration.declaration.label(),
                origin: registration.declaration.origin.clone(),
            })
    }
}
