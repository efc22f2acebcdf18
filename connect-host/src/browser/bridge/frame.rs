//! What the product needs to create an iframe: the products' "content resolver".

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use connect_model::link::PAGES;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::browser::refusal::{NO_PRODUCT, failed, refuse};
use crate::browser::session::Choice;
use crate::browser::session::page_session::PageSession;
use crate::browser::site::Origin;
use crate::host::Host;
use crate::requests::Open;

/// What the app's page may do in its iframe, as in the products; it can't navigate the top window.
pub(in crate::browser) const SANDBOX: &str = "allow-downloads allow-forms allow-modals allow-popups \
    allow-popups-to-escape-sandbox allow-scripts allow-same-origin \
    allow-top-navigation-by-user-activation allow-storage-access-by-user-activation";

/// A page's request for a frame.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::browser) struct FrameRequest {
    product: String,
    key: String,
    part: Option<String>,
    /// Context parameters by name.
    #[serde(default)]
    context: BTreeMap<String, Value>,
}

impl FrameRequest {
    /// The name of the product that shows the frame.
    pub(in crate::browser) fn product(&self) -> &str {
        &self.product
    }

    /// The request for the module's page, or for a part of it, as the visitor opens it.
    pub(in crate::browser) fn open(&self, host: &Host, visitor: &Choice) -> Open {
        let mut open = visitor.open(host, &self.key);
        if let Some(part) = &self.part {
            open = open.part(part);
        }
        for (name, value) in &self.context {
            open = match value {
                Value::Null => open,
                Value::String(text) => open.with(name, text),
                other => open.with(name, other),
            };
        }
        open
    }
}

/// `POST /_host/frame`: the signed URL and the bridge options.
pub(super) async fn open(
    State(origin): State<Origin>,
    PageSession(session): PageSession,
    Json(request): Json<FrameRequest>,
) -> Response {
    let Some(host) = origin.host(&request.product) else {
        return refuse(StatusCode::NOT_FOUND, NO_PRODUCT).into_response();
    };
    let visitor = session.choice();
    let frame = match request.open(host, &visitor).frame() {
        Ok(frame) => frame,
        Err(error) => return failed(&error),
    };
    let full_page = PAGES.contains(&frame.module.kind.as_str());
    let options = json!({
        "contextJwt": frame.context_token,
        "structuredContext": frame.context,
        "productContext": request.context,
        "moduleType": frame.module.kind,
        "moduleLocation": frame.module.location,
        "isFullPage": full_page,
        "autoresize": true,
        "hostOrigin": host.base_url().origin().ascii_serialization(),
        "origin": frame.url.origin().ascii_serialization(),
        "user": { "timeZone": visitor.time_zone },
        "sandbox": SANDBOX,
    });
    Json(json!({
        "addon_key": frame.app_key,
        // The key that was asked for, by which the scripts know the frame: a web item's, not its dialog's.
        "key": request.key,
        "url": frame.url.as_str(),
        "options": options,
    }))
    .into_response()
}
