//! A recorded request from the app to the product.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use connect_model::operation::Operation;
use connect_model::{Scope, ScopeSet};
use http::{HeaderMap, Method, StatusCode};
use serde_json::Value;

use super::answer_source::AnswerSource;
use super::refusal::Refusal;
use crate::platform::oauth::TOKEN_PATH;
use crate::site::journal::body::RecordedBody;
use crate::site::journal::token::RecordedToken;
use crate::site::journal::{Entry, next_id};

/// A request that the app sent to the product's REST API, or to the authorization server on the
/// way there. Holds no token and no secret.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct RestCall {
    /// Its number, by which [`Host::replay`](crate::Host::replay) finds it: unique among the requests of
    /// both directions.
    pub id: u64,
    /// When it arrived, by the host's clock.
    pub at: SystemTime,
    /// How long the answer took.
    pub took: Duration,
    /// Who sent it.
    pub sender: RestSender,
    /// The method.
    pub method: Method,
    /// The operation's documented path; `None` when there is no such operation.
    pub path: Option<&'static str>,
    /// The path and query as sent, without a token.
    pub target: String,
    /// The user that the app acts as; `None` when it acts as itself.
    pub user: Option<String>,
    /// The scope that the operation needs, besides the one for acting as a user; `None` when there
    /// is no such operation, or a Connect app can't call it.
    pub scope: Option<Scope>,
    /// The scopes that the app had at the time, as a plain list: nothing is implied by it.
    pub granted: ScopeSet,
    /// The values in the path, decoded, by their documented names.
    pub values: Vec<(&'static str, String)>,
    /// The query parameters, decoded.
    pub query: Vec<(String, String)>,
    /// The body, if it is JSON.
    pub json: Option<Value>,
    /// The headers of the request.
    pub headers: HeaderMap,
    /// The body as text.
    pub body: RecordedBody,
    /// The token that came with it.
    pub token: Option<RecordedToken>,
    /// The status of the answer; 200 while it is being computed.
    pub status: StatusCode,
    /// The headers of the answer.
    pub answer_headers: HeaderMap,
    /// The body of the answer.
    pub answer: RecordedBody,
    /// Where the answer comes from.
    pub source: AnswerSource,
    /// Why the host refused the call before any answer was looked up; `None` if it accepted it.
    pub refused: Option<Refusal>,
}

/// Who sent a request to the product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum RestSender {
    /// The app's server, as itself or as a user.
    App,
    /// A page of the app in a browser, as the user viewing it: `AP.request`.
    Page,
    /// A user on the product's own pages, without the app.
    Person,
}

impl RestCall {
    /// A path parameter's value, by its documented name.
    ///
    /// ```no_run
    /// # fn f(call: &connect_host::rest::RestCall) {
    /// assert_eq!(call.value("issueIdOrKey"), Some("DEMO-1"));
    /// # }
    /// ```
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&str> {
        let found = self.values.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The first value of a query parameter.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let found = self.query.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Every scope that the call needs, including the one for acting as a user.
    #[must_use]
    pub fn needs(&self) -> ScopeSet {
        let needs: ScopeSet = self.scope.into_iter().collect();
        match self.user {
            Some(_) => needs.with(Scope::ActAsUser),
            None => needs,
        }
    }

    /// Whether it was a request for a token to act as a user.
    #[must_use]
    pub fn is_token_request(&self) -> bool {
        self.path == Some(TOKEN_PATH)
    }

    pub(super) fn new(method: Method, target: String) -> RestCall {
        RestCall {
            id: next_id(),
            at: UNIX_EPOCH,
            took: Duration::ZERO,
            sender: RestSender::App,
            granted: ScopeSet::EMPTY,
            headers: HeaderMap::new(),
            body: RecordedBody::default(),
            token: None,
            answer_headers: HeaderMap::new(),
            answer: RecordedBody::default(),
            source: AnswerSource::Refused,
            method,
            path: None,
            target,
            user: None,
            scope: None,
            values: Vec::new(),
            query: Vec::new(),
            json: None,
            status: StatusCode::OK,
            refused: None,
        }
    }

    pub(super) fn set_operation(&mut self, operation: &'static Operation) {
        self.path = Some(operation.path());
        self.scope = operation.check_access().ok().flatten();
    }
}

impl Entry for RestCall {
    fn bytes(&self) -> usize {
        let token = self.token.as_ref().map_or(0, RecordedToken::len);
        // The decoded body takes about as much memory again as its text.
        1024 + self.target.len() + 2 * self.body.len() + self.answer.len() + token
    }
}

/// Displays the request, the user, and the outcome:
/// `GET /rest/api/3/issue/DEMO-1 as 557058:ann: 403 Forbidden (needs READ)`.
impl fmt::Display for RestCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.target)?;
        if let Some(user) = &self.user {
            write!(f, " as {user}")?;
        }
        write!(f, ": {}", self.status)?;
        match &self.refused {
            Some(refused) => write!(f, " ({refused})"),
            None => Ok(()),
        }
    }
}
