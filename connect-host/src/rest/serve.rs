//! Answering the app's requests.

use std::sync::{Arc, Weak};
use std::time::Instant;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::response::Response;
use connect_model::operation::{Operation, OperationError};
use connect_product::Known;
use http::{Method, Request, StatusCode, header};
use url::Url;

use super::answer::Answer;
use super::answer_source::AnswerSource;
use super::api::RestApi;
use super::call::{RestCall, RestSender};
use super::credential::{Caller, SignedRequest, caller};
use super::operations::{operation, query, values};
use super::refusal::Refusal;
use super::request_check::check;
use super::{change, client_key, fault, installed_app, reported_accounts};
use crate::site::Site;
use crate::site::journal::body::RecordedBody;
use crate::site::journal::mask;
use crate::site::journal::qsh_check::QshCheck;
use crate::site::journal::token::{RecordedToken, SentToken, TokenPlace};
use crate::site::scopes::effective;
use crate::wire::url::{target_without_token, without_trailing_slash};
use connect_model::HostProduct;

/// In bytes: enough for an attachment.
const MAX_BODY_BYTES: usize = 16 * 1024 * 1024;

/// The API as a service that handles every path, and does not keep the site alive.
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
    exchange(api, Sender::Token, request).await.into_response()
}

/// Who sent a request.
pub(crate) enum Sender {
    /// The user named by its token.
    Token,
    /// A person in a browser, whose session has already been checked.
    Person {
        user: Option<String>,
        /// Whether the request comes from a page of the app, through `AP.request`.
        through_app: bool,
    },
}

/// Handles and records a request.
pub(crate) async fn exchange(api: &Arc<RestApi>, sender: Sender, request: Request<Body>) -> Answer {
    let product = api.site.product;
    let begun = Instant::now();
    let (parts, body) = request.into_parts();
    let path = parts.uri.path();
    let shown = target_without_token(path, parts.uri.query());
    let mut call = RestCall::new(parts.method.clone(), shown);
    call.at = api.site.clock.system_time();
    call.sender = sender.recorded();
    call.query = query(parts.uri.query().unwrap_or_default());
    call.headers = mask::headers(&parts.headers);
    let body = to_bytes(body, MAX_BODY_BYTES).await;
    let body_bytes = body.as_ref().map_or(0, |body| body.len());
    call.body = RecordedBody::of(body.as_deref().unwrap_or_default());

    let base_url = sender.base_url(&api.site);
    let below = path.strip_prefix(without_trailing_slash(base_url.path()));
    let outcome = match (below, &body) {
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
            let outcome = authorize(api, &mut call, sender, &request, below, body);
            call.token = token(api, &request, &outcome);
            outcome
        }
    };
    let mut answer = match outcome {
        Ok(allowed) => {
            let content_type = parts.headers.get(header::CONTENT_TYPE);
            let content_type = content_type.and_then(|value| value.to_str().ok());
            let body = body.unwrap_or_default();
            match fault::answer(&api.site, &call).await {
                Some(answer) => answer,
                None => answer(api, allowed, &call, content_type, body.into(), base_url).await,
            }
        }
        Err(refusal) => {
            let answer = refusal.answer(product, path);
            call.refused = Some(refusal);
            answer
        }
    };
    let source = answer.source().or_else(|| {
        let refused = call.refused.is_some();
        (!refused).then_some(AnswerSource::Remembered)
    });
    call.source = source.unwrap_or(AnswerSource::Refused);
    answer = answer.marked(call.source);
    call.status = answer.status;
    call.answer_headers = mask::headers(answer.headers());
    call.answer = RecordedBody::of(&answer.body);
    call.took = begun.elapsed();
    // The product's own pages would push the app's calls out of the record.
    if call.sender != RestSender::Person {
        api.record(call, body_bytes);
    }
    answer
}

impl Sender {
    /// The base URL of the API for them.
    fn base_url(&self, site: &Site) -> Url {
        match self {
            Sender::Token => site.rest_base_url(),
            Sender::Person { .. } => site.base_url.clone(),
        }
    }

    fn recorded(&self) -> RestSender {
        match self {
            Sender::Token => RestSender::App,
            Sender::Person {
                through_app: true, ..
            } => RestSender::Page,
            Sender::Person { .. } => RestSender::Person,
        }
    }
}

/// The token of a request, and how it was judged.
fn token(
    api: &RestApi,
    request: &SignedRequest<'_>,
    outcome: &Result<Allowed, Refusal>,
) -> Option<RecordedToken> {
    let query = request.target.split_once('?').map(|(_, query)| query);
    let sent = SentToken::of(query, request.headers)?;
    let verdict = match outcome {
        Err(Refusal::Unauthenticated(reason)) => Err((*reason).to_owned()),
        _ => Ok(()),
    };
    let qsh = (sent.place != TokenPlace::Bearer).then(|| {
        let found = sent.claim("qsh");
        let base_path = api.site.base_url.path();
        QshCheck::of(
            found.as_deref(),
            request.method,
            request.target,
            base_path,
            // The app has hashed it, not this host.
            |_| None,
        )
    });
    Some(RecordedToken::new(sent, verdict, qsh))
}

/// A request that was allowed.
struct Allowed {
    operation: &'static Operation,
    caller: connect_product::Caller,
}

/// Checks everything that precedes the answer, in the product's order.
fn authorize(
    api: &RestApi,
    call: &mut RestCall,
    sender: Sender,
    request: &SignedRequest<'_>,
    path: &str,
    body: &[u8],
) -> Result<Allowed, Refusal> {
    call.granted = effective(&api.site.state());
    let caller = match sender {
        Sender::Token => caller(&api.site, &api.site.state(), request)?,
        Sender::Person { user, through_app } => {
            Caller::person(&api.site.state(), user, through_app)?
        }
    };
    call.user.clone_from(&caller.user);
    let operation = find(api.site.product, &call.method, path)?;
    call.set_operation(operation);
    call.values = values(operation, path);
    caller.check(operation)?;
    check(operation, call, request.headers, body)?;
    let caller = connect_product::Caller {
        user: caller.user,
        app: caller.app.map(|app| app.key),
    };
    Ok(Allowed { operation, caller })
}

/// The answer that a test has set, or from the site's data, or an example in the documented format.
async fn answer(
    api: &RestApi,
    allowed: Allowed,
    call: &RestCall,
    content_type: Option<&str>,
    body: Vec<u8>,
    base_url: Url,
) -> Answer {
    let operation = allowed.operation;
    if let Some(next) = api.next_answer((operation.method(), operation.path())) {
        return next.answer(call).marked(AnswerSource::Set);
    }
    if let Some(answer) = known_of_site(api, operation, call) {
        return answer;
    }
    let request = connect_product::Request {
        operation,
        values: call.values.clone(),
        query: call.query.clone(),
        body: connect_product::Body {
            content_type: content_type.map(str::to_owned),
            bytes: body,
            json: call.json.clone(),
        },
        caller: allowed.caller,
        base_url,
        now: api.site.clock.system_time(),
    };
    let now = request.now;
    let mut reply = api.data.answer(request).await;
    change::tell(api, std::mem::take(&mut reply.changes), now).await;
    let source = match reply.known {
        Known::Example => AnswerSource::Example,
        _ => AnswerSource::Remembered,
    };
    Answer::from(reply).marked(source)
}

/// Answers about the app and about reported accounts.
fn known_of_site(api: &RestApi, operation: &'static Operation, call: &RestCall) -> Option<Answer> {
    let product = api.site.product;
    let state = &mut *api.site.state();
    let app = installed_app::answer(&api.site, state, operation, call)
        .or_else(|| client_key::answer(&api.site, operation, call));
    if app.is_some() {
        return app;
    }
    reported_accounts::answer(&mut state.accounts, product, operation, call)
}

fn find(product: HostProduct, method: &Method, path: &str) -> Result<&'static Operation, Refusal> {
    let method = connect_model::Method::named(method.as_str()).ok_or(Refusal::MethodNotAllowed)?;
    operation(product, method, path).map_err(|error| match error {
        OperationError::WrongMethod { .. } => Refusal::MethodNotAllowed,
        _ => Refusal::UnknownPath,
    })
}
