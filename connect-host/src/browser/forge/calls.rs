//! What the bridge's script asks the host: the context of a module, and `invokeRemote`.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::Value;

use crate::browser::bridge::frame::FrameRequest;
use crate::browser::refusal::{NO_PRODUCT, failed, refuse};
use crate::browser::session::Choice;
use crate::browser::session::page_session::PageSession;
use crate::browser::site::Origin;
use crate::requests::{Open, RemoteRequest};

/// The module in a frame.
#[derive(Debug, Deserialize)]
pub(super) struct ForgeFrame {
    #[serde(flatten)]
    request: FrameRequest,
    /// The context that `Modal` was given for its page.
    modal: Option<Value>,
}

/// An `invokeRemote` call in a frame.
#[derive(Debug, Deserialize)]
pub(super) struct Invocation {
    #[serde(flatten)]
    frame: ForgeFrame,
    remote: Remote,
}

#[derive(Debug, Deserialize)]
struct Remote {
    method: String,
    path: String,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    #[serde(default)]
    body: Value,
}

impl ForgeFrame {
    fn open(&self, origin: &Origin, visitor: &Choice) -> Option<Open> {
        let host = origin.host(self.request.product())?;
        let open = self.request.open(host, visitor);
        Some(match &self.modal {
            Some(modal) => open.modal(modal.clone()),
            None => open,
        })
    }
}

/// `POST /_host/forge/context`
pub(super) async fn context(
    State(origin): State<Origin>,
    PageSession(session): PageSession,
    Json(frame): Json<ForgeFrame>,
) -> Response {
    let visitor = session.choice();
    let Some(open) = frame.open(&origin, &visitor) else {
        return refuse(StatusCode::NOT_FOUND, NO_PRODUCT).into_response();
    };
    match open.forge_context() {
        Ok(mut context) => {
            context["locale"] = visitor.locale.into();
            context["timezone"] = visitor.time_zone.into();
            Json(context).into_response()
        }
        Err(error) => failed(&error),
    }
}

/// `POST /_host/forge/invoke`
pub(super) async fn invoke(
    State(origin): State<Origin>,
    PageSession(session): PageSession,
    Json(invocation): Json<Invocation>,
) -> Response {
    let visitor = session.choice();
    let Some(open) = invocation.frame.open(&origin, &visitor) else {
        return refuse(StatusCode::NOT_FOUND, NO_PRODUCT).into_response();
    };
    let Remote {
        method,
        path,
        headers,
        body,
    } = invocation.remote;
    let Ok(method) = Method::from_bytes(method.as_bytes()) else {
        return refuse(StatusCode::BAD_REQUEST, "no such method").into_response();
    };
    let request = RemoteRequest {
        method,
        path,
        headers: headers.into_iter().collect(),
        body,
    };
    match open.invoke_remote(request).await {
        Ok(answer) => Json(answer).into_response(),
        Err(error) => failed(&error),
    }
}
