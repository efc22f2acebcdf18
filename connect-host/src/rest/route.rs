//! What a test wants the product to answer.

use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;

use connect_model::operation::{Operation, Response};
use http::{Method, StatusCode};
use serde_json::Value;

use super::address::documented;
use super::answer::RestAnswer;
use super::call::RestCall;
use crate::error::HostError;
use crate::host::Host;

/// What is set for one operation.
#[derive(Clone, Default)]
pub(super) struct Answers {
    once: VecDeque<RestAnswer>,
    always: Option<Always>,
}

type Always = Arc<dyn Fn(&RestCall) -> RestAnswer + Send + Sync>;

impl Answers {
    /// The next answer: one that was meant for once, or else the standing one.
    pub(super) fn next(&mut self) -> Option<Next> {
        match self.once.pop_front() {
            Some(answer) => Some(Next::Answer(answer)),
            None => self.always.clone().map(Next::Made),
        }
    }
}

/// An answer, or who makes it: not while the site is locked, because a test's code may ask the
/// site for something.
pub(super) enum Next {
    Answer(RestAnswer),
    Made(Always),
}

impl Next {
    pub(super) fn answer(self, call: &RestCall) -> RestAnswer {
        match self {
            Next::Answer(answer) => answer,
            Next::Made(make) => make(call),
        }
    }
}

/// What an operation answers when nobody has set anything: nothing, in the form that is
/// documented.
pub(super) fn usual(operation: &Operation) -> RestAnswer {
    match operation.response() {
        Response::Json if is_list(operation) => RestAnswer::json(empty_list()),
        Response::Json => RestAnswer::json(serde_json::json!({})),
        Response::JsonOrNothing if operation.method() == connect_model::Method::Get => {
            RestAnswer::json(serde_json::json!({}))
        }
        Response::JsonOrNothing | Response::Nothing | Response::Unstated => {
            RestAnswer::empty(StatusCode::NO_CONTENT)
        }
        Response::Bytes => RestAnswer::status(200).body("application/octet-stream", Vec::new()),
        Response::Redirect => {
            RestAnswer::empty(StatusCode::SEE_OTHER).header("location", "/rest/api/3/task/10000")
        }
    }
}

/// Whether the answer is one page of a list.
fn is_list(operation: &Operation) -> bool {
    operation.query_parameters().any(|parameter| {
        matches!(
            parameter.name(),
            "startAt" | "nextPageToken" | "nextPageCursor" | "cursor" | "start"
        )
    })
}

/// The last page of an empty list, in each style that the products have.
fn empty_list() -> Value {
    serde_json::json!({
        "startAt": 0,
        "total": 0,
        "isLast": true,
        "values": [],
        "issues": [],
        "results": [],
        "_links": {},
    })
}

/// An operation of the product's REST API, whose answers a test sets. See [`Host::rest`].
///
/// An answer is given only to a call that the product would let in: one with a token, the scopes
/// that the operation needs, and parameters and a body that it takes.
pub struct RestRoute {
    host: Host,
    operation: &'static Operation,
}

impl Host {
    /// The operation with this method and this path, as it is documented, to set what it answers.
    ///
    /// ```no_run
    /// # fn f(host: connect_host::Host) -> Result<(), connect_host::HostError> {
    /// use std::time::Duration;
    /// use connect_host::{Method, RestAnswer};
    /// use serde_json::json;
    ///
    /// let issue = host.rest(Method::GET, "/rest/api/3/issue/{issueIdOrKey}")?;
    /// issue
    ///     .answer_with(|call| json!({"key": call.value("issueIdOrKey")}).into())
    ///     // Before that, two answers that are given once each.
    ///     .once(RestAnswer::status(429).retry_after(Duration::from_secs(1)))
    ///     .once(RestAnswer::status(404));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`HostError::UnknownOperation`] when the product has no such operation.
    #[must_use = "nothing is set until an answer is given"]
    pub fn rest(&self, method: Method, path: &str) -> Result<RestRoute, HostError> {
        let unknown = |reason: String| HostError::UnknownOperation {
            method: method.to_string(),
            path: path.to_owned(),
            reason,
        };
        let known = connect_model::Method::named(method.as_str())
            .ok_or_else(|| unknown("no operation has this method".to_owned()))?;
        let operation = documented(self.product(), known, path)
            .map_err(|error| unknown(format!("{error}; help: {}", error.help())))?;
        Ok(RestRoute {
            host: self.clone(),
            operation,
        })
    }

    /// Takes back every answer that a test has set, and forgets all properties. What is withheld
    /// stays withheld.
    pub fn clear_rest(&self) {
        let mut state = self.state();
        state.rest.answers.clear();
        state.rest.memory = super::memory::Memory::default();
    }
}

impl RestRoute {
    /// Answers with this status and JSON from now on.
    pub fn answer(self, status: u16, body: impl Into<Value>) -> Self {
        let answer = RestAnswer::status(status).with_json(body);
        self.answer_with(move |_| answer.clone())
    }

    /// Answers 200 with this JSON from now on.
    pub fn answer_json(self, body: impl Into<Value>) -> Self {
        self.answer(200, body)
    }

    /// Answers what this makes of each call from now on.
    pub fn answer_with(
        self,
        make: impl Fn(&RestCall) -> RestAnswer + Send + Sync + 'static,
    ) -> Self {
        self.change(|answers| answers.always = Some(Arc::new(make)))
    }

    /// Answers this once, after what was set to be answered once before, and before anything that
    /// is answered always: the pages of a list, a 429 before the answer.
    pub fn once(self, answer: impl Into<RestAnswer>) -> Self {
        let answer = answer.into();
        self.change(|answers| answers.once.push_back(answer))
    }

    /// The operation.
    #[must_use]
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    fn change(self, change: impl FnOnce(&mut Answers)) -> Self {
        let key = (self.operation.method(), self.operation.path());
        change(self.host.state().rest.answers.entry(key).or_default());
        self
    }
}

impl fmt::Debug for RestRoute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RestRoute({})", self.operation)
    }
}
