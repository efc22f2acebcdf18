//! The app's own functions that are called after a lifecycle change has been stored.

use std::fmt;
use std::sync::Arc;

use axum::body::Body;
use axum::response::IntoResponse;
use bytes::Bytes;
use http::request::Parts;

use crate::error::Reported;
use crate::handler::{AnyState, ErasedCall, ErasedHandler, IncomingRequest};
use crate::lifecycle::LifecycleEvent;
use crate::registry::{Registry, States};
use crate::start_error::StartError;
use crate::tenants::Tenant;

/// The hooks of an app, in (event, key) order.
#[derive(Debug, Default)]
pub(crate) struct Hooks(Vec<Hook>);

struct Hook {
    event: LifecycleEvent,
    label: String,
    handle: ErasedHandler,
    state: AnyState,
}

impl fmt::Debug for Hook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.label)
    }
}

impl Hooks {
    pub(crate) fn of(registry: &Registry, states: &States) -> Result<Self, StartError> {
        let mut hooks = Vec::new();
        for event in LifecycleEvent::ALL {
            for registration in registry.of_kind(event.as_str()) {
                let Some(handle) = registration.handler.clone() else {
                    continue;
                };
                hooks.push(Hook {
                    event,
                    label: registration.declaration.label(),
                    handle,
                    state: states.of(registration)?,
                });
            }
        }
        Ok(Self(hooks))
    }

    /// Calls each hook of an event; tells whether all succeeded. What fails is logged with its
    /// tenant, and the others still run.
    pub(crate) async fn run(&self, event: LifecycleEvent, parts: Parts, body: Bytes) -> bool {
        let mut all_well = true;
        for hook in self.0.iter().filter(|hook| hook.event == event) {
            let call = ErasedCall {
                request: IncomingRequest::new(parts.clone(), Body::from(body.clone())),
                state: Arc::clone(&hook.state),
            };
            let mut response = match (hook.handle)(call).await {
                Ok(response) => response,
                Err(refused) => refused.into_response(),
            };
            if response.status().is_client_error() || response.status().is_server_error() {
                all_well = false;
                let tenant = parts.extensions.get::<Tenant>().map(Tenant::client_key);
                let error = response.extensions_mut().remove::<Reported>();
                tracing::error!(
                    tenant,
                    hook = hook.label,
                    status = response.status().as_u16(),
                    error = error.map(|Reported(error)| tracing::field::display(error)),
                    "a lifecycle hook failed"
                );
            }
        }
        all_well
    }
}
