//! The app's own functions that are called after a lifecycle change has been stored.

use std::fmt;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::StatusCode;
use http::request::Parts;

use super::{Lifecycle, Phase};
use crate::__private::{AnyState, Arrived, Call, Handle};
use crate::app::StartError;
use crate::error::Reported;
use crate::extract::Caller;
use crate::registry::{Registry, States};

/// The hooks of an app, in (phase, key) order.
#[derive(Debug, Default)]
pub(crate) struct Hooks(Vec<Hook>);

struct Hook {
    phase: Phase,
    label: String,
    handle: Handle,
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
        for phase in Phase::ALL {
            for registration in registry.of_kind(phase.as_str()) {
                let Some(handle) = registration.handle.clone() else {
                    continue;
                };
                hooks.push(Hook {
                    phase,
                    label: registration.declaration.label(),
                    handle,
                    state: states.of(registration)?,
                });
            }
        }
        Ok(Self(hooks))
    }

    /// Calls each hook of a phase; tells whether all succeeded. What fails is logged with its
    /// tenant, and the others still run.
    pub(crate) async fn run(&self, phase: Phase, parts: Parts, body: Bytes) -> bool {
        let mut all_well = true;
        for hook in self.0.iter().filter(|hook| hook.phase == phase) {
            let call = Call {
                arrived: Arrived::new(parts.clone(), Body::from(body.clone())),
                state: Arc::clone(&hook.state),
            };
            let mut response = match (hook.handle)(call).await {
                Ok(response) => response,
                Err(refused) => refused.into_response(),
            };
            if response.status().is_client_error() || response.status().is_server_error() {
                all_well = false;
                let tenant = Caller::of(&parts.extensions).map(|c| c.tenant.client_key());
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

/// A handler that is no lifecycle hook asks for the payload of one: 500.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "only lifecycle hooks have a `Lifecycle`: `#[installed]`, `#[uninstalled]`, `#[enabled]`, `#[disabled]`"
)]
pub struct NoLifecycle;

impl IntoResponse for NoLifecycle {
    fn into_response(self) -> Response {
        tracing::error!("{self}");
        (StatusCode::INTERNAL_SERVER_ERROR, "internal server error").into_response()
    }
}

impl<S: Sync> FromRequestParts<S> for Lifecycle {
    type Rejection = NoLifecycle;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, NoLifecycle> {
        parts.extensions.get::<Self>().cloned().ok_or(NoLifecycle)
    }
}
