//! `/forge/jql/<key>` and `/forge/static/<key>`: content that Forge waits for, because it shows or
//! uses the response.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use http::header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE};
use http::request::Parts;
use http::{Method, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use super::template::Template;
use super::{Forge, JSON};
use crate::extract::{Invocation, SignedParameters};
use crate::serve::endpoint::{Endpoint, Invoked};
use crate::serve::served::Passage;

/// The maximum number of macros rendered for one call, and how many at once.
const MOST_MACROS: usize = 500;
const AT_ONCE: usize = 8;

/// The maximum size of a macro's text, and of a JQL function's response, in bytes.
const MOST_TEXT: usize = 1024 * 1024;

/// How long Confluence may cache a macro that sets no `Cache-Control`, in seconds.
const KEPT_FOR: u64 = 300;

/// Shown in place of a failed macro.
const FAILED: &str = "<p>This macro could not be shown.</p>";

/// A module whose content Forge fetches.
#[derive(Debug)]
pub(super) struct Fetched {
    pub(super) endpoint: Arc<Endpoint>,
    pub(super) url: Template,
}

/// Forge's request for static macros. Source: "Macro".
#[derive(Deserialize)]
struct Macros {
    #[serde(default)]
    macros: Vec<Value>,
}

impl Forge {
    /// Calls a JQL function the way Connect does.
    pub(super) async fn jql(
        &self,
        parts: &Parts,
        body: Bytes,
        fetched: &Fetched,
        mut invoked: Invoked,
    ) -> Response {
        let mut request = Request::new(Body::from(body.clone()));
        *request.method_mut() = Method::POST;
        request.headers_mut().insert(CONTENT_TYPE, JSON);
        request
            .headers_mut()
            .insert(CONTENT_LENGTH, body.len().into());
        let filled = fetched.url.fill(|_| None);
        if let Ok(uri) = filled.target().parse() {
            *request.uri_mut() = uri;
        }
        pass_on(parts, &mut request);
        invoked.signed = Some(Arc::new(SignedParameters::Page(filled.pairs)));
        let response = fetched.endpoint.invoked(request, invoked).await;
        let status = response.status();
        let Ok(answer) = to_bytes(response.into_body(), MOST_TEXT).await else {
            return super::said(StatusCode::INTERNAL_SERVER_ERROR, "the answer is too long");
        };
        // Forge reads JSON regardless of the status.
        match serde_json::from_slice::<Value>(&answer) {
            Ok(Value::Object(answer)) => {
                let body = Value::from(answer).to_string();
                (status, [(CONTENT_TYPE, JSON)], body).into_response()
            }
            _ if status.is_success() => {
                tracing::error!("a JQL function's response is not a JSON object");
                super::said(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "the answer is not a JSON object",
                )
            }
            _ => super::said(status, "the function failed"),
        }
    }

    /// Renders static macros, each the way Connect does, with its own parameters.
    pub(super) async fn static_macros(
        &self,
        parts: &Parts,
        body: &Bytes,
        fetched: &Fetched,
        invoked: &Invoked,
    ) -> Response {
        let Some(Macros { macros }) = super::object(body) else {
            return super::malformed("not a list of macros");
        };
        if macros.len() > MOST_MACROS {
            return super::malformed("more macros than are rendered at once");
        }
        let rendered = stream::iter(macros)
            .map(|one| render(parts, one, fetched, invoked))
            .buffered(AT_ONCE);
        let rendered: Vec<Value> = rendered.collect().await;
        let body = json!({ "renderedMacros": rendered }).to_string();
        ([(CONTENT_TYPE, JSON)], body).into_response()
    }
}

/// Renders one macro.
async fn render(parts: &Parts, one: Value, fetched: &Fetched, invoked: &Invoked) -> Value {
    let local_id = one.get("localId").cloned().unwrap_or_default();
    let (status, text, kept_for) = rendered(parts, &one, fetched, invoked).await;
    let (value, kept_for) = match text {
        Some(text) if status.is_success() => (text, kept_for.unwrap_or(KEPT_FOR)),
        _ => {
            let tenant = invoked.active.tenant().client_key();
            tracing::error!(tenant, status = status.as_u16(), "a static macro failed");
            (FAILED.to_owned(), 0)
        }
    };
    json!({
        "localId": local_id,
        "contentType": "xhtml",
        "value": value,
        "cache": { "ttlSeconds": kept_for },
    })
}

async fn rendered(
    parts: &Parts,
    one: &Value,
    fetched: &Fetched,
    invoked: &Invoked,
) -> (StatusCode, Option<String>, Option<u64>) {
    let part = |pointer: &str| one.pointer(pointer).cloned().unwrap_or_default();
    // The same context as the token of a page that shows the macro would have.
    let context = json!({
        "localId": part("/localId"),
        "extension": {
            "type": "macro", "content": part("/context/content"), "space": part("/context/space"),
            "config": part("/config"), "macro": { "body": part("/extensionPayload") },
        },
    });
    let mut token = invoked.invocation.token().clone();
    token.context = Some(context);
    let invocation = Arc::new(Invocation::new(token, invoked.invocation.product()));
    let filled = fetched.url.fill(|name| invocation.value(name));
    let mut request = Request::new(Body::empty());
    if let Ok(uri) = filled.target().parse() {
        *request.uri_mut() = uri;
    }
    pass_on(parts, &mut request);
    let call = Invoked {
        invocation,
        signed: Some(Arc::new(SignedParameters::Page(filled.values()))),
        ..invoked.clone()
    };
    let response = fetched.endpoint.invoked(request, call).await;
    let status = response.status();
    let cached = response.headers().get(CACHE_CONTROL);
    let kept_for = cached.and_then(|it| max_age(it.to_str().ok()?));
    let text = to_bytes(response.into_body(), MOST_TEXT).await.ok();
    let text = text.and_then(|text| String::from_utf8(text.into()).ok());
    (status, text, kept_for)
}

/// Keeps the call's request id for the log.
fn pass_on(parts: &Parts, request: &mut Request) {
    if let Some(passage) = Passage::of(&parts.extensions) {
        request.extensions_mut().insert(Arc::clone(passage));
    }
}

/// How long a response may be cached.
fn max_age(cache_control: &str) -> Option<u64> {
    let mut directives = cache_control.split(',').map(str::trim);
    directives.find_map(|directive| directive.strip_prefix("max-age=")?.parse().ok())
}
