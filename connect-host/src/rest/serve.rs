//! The site's own server.

use std::sync::Weak;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::response::Response;
use connect_model::operation::{Operation, OperationError};
use http::{Method, Request, StatusCode};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::address::{operation, query, shown, values};
use super::answer::RestAnswer;
use super::call::RestCall;
use super::credential::{Signed, caller};
use super::fit::fit;
use super::refusal::Refusal;
use super::route::{Answers, usual};
use crate::error::HostError;
use crate::host::{Host, Site};
use crate::payload::trimmed;

/// In bytes: an attachment fits, and no more.
const LARGEST_BODY: usize = 16 * 1024 * 1024;

/// A server that stops when its site is dropped.
pub(crate) struct Server(JoinHandle<()>);

impl Server {
    /// Serves a site that is about to be made.
    pub(crate) fn start(listener: TcpListener, site: Weak<Site>) -> Server {
        let router = Router::new().fallback(serve).with_state(site);
        Server(tokio::spawn(async move {
            // The listener's accept loop retries by itself; it ends only with the task.
            let _ = axum::serve(listener, router).await;
        }))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// A listener on a free loopback port, and its origin.
pub(crate) async fn listen() -> Result<(TcpListener, String), HostError> {
    let io = |error: std::io::Error| HostError::Io(error.to_string());
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.map_err(io)?;
    let address = listener.local_addr().map_err(io)?;
    Ok((listener, format!("http://{address}")))
}

async fn serve(State(site): State<Weak<Site>>, request: Request<Body>) -> Response {
    let Some(site) = site.upgrade() else {
        return RestAnswer::empty(StatusCode::SERVICE_UNAVAILABLE).into_response();
    };
    Host(site).answer_rest(request).await.into_response()
}

impl Host {
    /// The product's REST API as a service, for a server of one's own at the base URL: one that
    /// shows pages there as well. It answers every path.
    ///
    /// A host that was [given](crate::HostBuilder::base_url) its base URL serves nothing itself.
    pub fn rest_routes(&self) -> Router {
        let host = self.clone();
        Router::new().fallback(async move |request: Request<Body>| {
            host.answer_rest(request).await.into_response()
        })
    }

    async fn answer_rest(&self, request: Request<Body>) -> RestAnswer {
        let (parts, body) = request.into_parts();
        let path = parts.uri.path();
        let mut call = RestCall::new(parts.method.clone(), shown(path, parts.uri.query()));
        call.query = query(parts.uri.query().unwrap_or_default());
        let body = to_bytes(body, LARGEST_BODY).await;
        let length = body.as_ref().map_or(0, |body| body.len());

        let below = path.strip_prefix(trimmed(self.base_url().path()));
        let outcome = match (below, body) {
            (None, _) => Err(Refusal::UnknownPath),
            (_, Err(_)) => Err(Refusal::TooLarge),
            (Some(below), Ok(body)) => {
                let target = match parts.uri.query() {
                    Some(query) => format!("{below}?{query}"),
                    None => below.to_owned(),
                };
                let signed = Signed {
                    method: parts.method.as_str(),
                    target: &target,
                    headers: &parts.headers,
                };
                self.let_in(&mut call, &signed, below, &body)
            }
        };
        let answer = match outcome {
            Ok(operation) => self.answer_call(operation, &call),
            Err(refusal) => {
                let answer = refusal.answer(self.product(), path);
                call.refused = Some(refusal);
                answer
            }
        };
        call.status = answer.status;
        self.remember_call(call, length);
        answer
    }

    /// Everything that is checked before an answer is looked for, in the product's order.
    fn let_in(
        &self,
        call: &mut RestCall,
        signed: &Signed<'_>,
        path: &str,
        body: &[u8],
    ) -> Result<&'static Operation, Refusal> {
        let caller = caller(&self.0, &self.state(), signed)?;
        call.user.clone_from(&caller.user);
        let operation = find(self, &call.method, path)?;
        call.is_of(operation);
        call.values = values(operation, path);
        let scope = operation.scope().ok_or(Refusal::Inaccessible)?;
        if let Some(lacking) = caller.lacks(scope) {
            return Err(Refusal::Scope(lacking));
        }
        fit(operation, call, signed.headers, body)?;
        Ok(operation)
    }

    /// What a test has set, or what is remembered, or nothing in the documented form.
    fn answer_call(&self, operation: &'static Operation, call: &RestCall) -> RestAnswer {
        let key = (operation.method(), operation.path());
        let set = {
            let mut state = self.state();
            state.rest.answers.get_mut(&key).and_then(Answers::next)
        };
        if let Some(set) = set {
            return set.answer(call);
        }
        let mut state = self.state();
        let remembered = state.rest.memory.answer(&self.0, operation, call);
        remembered.unwrap_or_else(|| usual(operation))
    }
}

fn find(host: &Host, method: &Method, path: &str) -> Result<&'static Operation, Refusal> {
    let method = connect_model::Method::named(method.as_str()).ok_or(Refusal::UnknownMethod)?;
    operation(host.product(), method, path).map_err(|error| match error {
        OperationError::WrongMethod { .. } => Refusal::UnknownMethod,
        _ => Refusal::UnknownPath,
    })
}
