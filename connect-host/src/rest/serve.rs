//! Answering the app's requests.

use std::sync::{Arc, Weak};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::response::Response;
use connect_model::operation::{Operation, OperationError};
use http::{Method, Request, StatusCode};

use super::answer::Answer;
use super::api::RestApi;
use super::call::RestCall;
use super::credential::{SignedRequest, caller};
use super::default_answer::default_answer;
use super::operations::{operation, query, values};
use super::refusal::Refusal;
use super::request_check::check;
use super::{content_property, entity_property, installed_app, permission, reported_accounts};
use crate::wire::url::{target_without_token, without_trailing_slash};
use connect_model::HostProduct;

/// In bytes: enough for an attachment.
const MAX_BODY_BYTES: usize = 16 * 1024 * 1024;

/// The API as a service that answers every path, and does not keep the site alive.
pub(crate) fn router(api: Weak<RestApi>) -> Router {
    Router::new().fallback(serve).with_state(api)
}

async fn serve(State(api): State<Weak<RestApi>>, request: Request<Body>) -> Response {
    match api.upgrade() {
        Some(api) => respond(&api, request).await,
        None => Answer::empty(StatusCode::SERVICE_UNAVAILABLE).into_response(),
    }
}

/// Answers a request, and records it.
pub(crate) async fn respond(api: &Arc<RestApi>, request: Request<Body>) -> Response {
    let product = api.site.product;
    let (parts, body) = request.into_parts();
    let path = parts.uri.path();
    let shown = target_without_token(path, parts.uri.query());
    let mut call = RestCall::new(parts.method.clone(), shown);
    call.query = query(parts.uri.query().unwrap_or_default());
    let body = to_bytes(body, MAX_BODY_BYTES).await;
    let body_bytes = body.as_ref().map_or(0, |body| body.len());

    let below = path.strip_prefix(without_trailing_slash(api.site.base_url.path()));
    let outcome = match (below, body) {
        (None, _) => Err(Refusal::UnknownPath),
        (_, Err(_)) => Err(Refusal::BodyTooLarge),
        (Some(below), Ok(body)) => {
            let target = match parts.uri.query() {
                Some(query) => format!("{below}?{query}"),
                None => below.to_owned(),
            };
            let request = SignedRequest {
                method: parts.method.as_str(),
                target: &target,
                headers: &parts.headers,
            };
            authorize(api, &mut call, &request, below, &body)
        }
    };
    let answer = match outcome {
        Ok(operation) => answer(api, operation, &call),
        Err(refusal) => {
            let answer = refusal.answer(product, path);
            call.refused = Some(refusal);
            answer
        }
    };
    call.status = answer.status;
    api.record(call, body_bytes);
    answer.into_response()
}

/// Everything that is checked before an answer is looked for, in the product's order.
fn authorize(
    api: &RestApi,
    call: &mut RestCall,
    request: &SignedRequest<'_>,
    path: &str,
    body: &[u8],
) -> Result<&'static Operation, Refusal> {
    let caller = caller(&api.site, &api.site.state(), request)?;
    call.user.clone_from(&caller.user);
    let operation = find(api.site.product, &call.method, path)?;
    call.set_operation(operation);
    call.values = values(operation, path);
    let scope = operation
        .check_access()
        .map_err(|_| Refusal::Inaccessible)?;
    if let Some(missing) = caller.lacks(scope) {
        return Err(Refusal::MissingScope(missing));
    }
    check(operation, call, request.headers, body)?;
    Ok(operation)
}

/// The answer that a test has set, or what is known of the app, or a stored property, or an empty one in the documented form.
fn answer(api: &RestApi, operation: &'static Operation, call: &RestCall) -> Answer {
    if let Some(next) = api.next_answer((operation.method(), operation.path())) {
        return next.answer(call);
    }
    let product = api.site.product;
    let state = &mut *api.site.state();
    let app = installed_app::answer(&api.site, state, operation, call);
    if let Some(answer) = app {
        return answer;
    }
    let reported = reported_accounts::answer(&mut state.accounts, product, operation, call);
    if let Some(answer) = reported {
        return answer;
    }
    let of_user = permission::answer(&state.administrators, product, operation, call);
    if let Some(answer) = of_user {
        return answer;
    }
    let properties = &mut state.properties;
    entity_property::answer(properties, product, operation, call)
        .or_else(|| content_property::answer(properties, product, operation, call))
        .unwrap_or_else(|| default_answer(operation))
}

fn find(product: HostProduct, method: &Method, path: &str) -> Result<&'static Operation, Refusal> {
    let method = connect_model::Method::named(method.as_str()).ok_or(Refusal::MethodNotAllowed)?;
    operation(product, method, path).map_err(|error| match error {
        OperationError::WrongMethod { .. } => Refusal::MethodNotAllowed,
        _ => Refusal::UnknownPath,
    })
}
