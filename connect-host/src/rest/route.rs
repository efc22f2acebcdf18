//! The operations whose answers a test sets.

use std::fmt;
use std::sync::Arc;

use connect_model::operation::Operation;
use http::Method;
use serde_json::Value;

use super::answer::Answer;
use super::api::RestApi;
use super::call::RestCall;
use super::operations::documented;
use super::prepared::PreparedAnswers;
use crate::error::HostError;

/// An operation of the product's REST API whose answers a test sets. See
/// [`Host::rest`](crate::Host::rest).
///
/// The answer is given only to a call that the product would accept: one with a token, the scopes
/// that the operation needs, and a valid body and parameters.
pub struct Route {
    api: Arc<RestApi>,
    operation: &'static Operation,
}

impl Route {
    pub(crate) fn new(api: Arc<RestApi>, method: &Method, path: &str) -> Result<Route, HostError> {
        let known = connect_model::Method::named(method.as_str());
        let known = known.ok_or_else(|| HostError::UnknownMethod {
            method: method.clone(),
        })?;
        let operation = documented(api.site.product, known, path).map_err(|source| {
            HostError::UnknownOperation {
                method: method.clone(),
                path: path.to_owned(),
                source,
            }
        })?;
        Ok(Route { api, operation })
    }

    /// Answers with this status and JSON from now on.
    pub fn answer(self, status: u16, body: impl Into<Value>) -> Self {
        let answer = Answer::status(status).with_json(body);
        self.answer_with(move |_| answer.clone())
    }

    /// Answers 200 with this JSON from now on.
    pub fn answer_json(self, body: impl Into<Value>) -> Self {
        self.answer(200, body)
    }

    /// Answers each call with what this function returns from now on.
    pub fn answer_with(self, make: impl Fn(&RestCall) -> Answer + Send + Sync + 'static) -> Self {
        self.change(|answers| answers.always = Some(Arc::new(make)))
    }

    /// Answers with this once, after earlier such answers and before the permanent one: for the pages of a
    /// list, or a 429 before the answer.
    pub fn once(self, answer: impl Into<Answer>) -> Self {
        let answer = answer.into();
        self.change(|answers| answers.once.push_back(answer))
    }

    /// Expects the app to call this operation this many times from now on, whatever the answer. A test in
    /// which it does not fails when the last handle to the host is dropped, or at
    /// [`Host::verify`](crate::Host::verify).
    ///
    /// ```no_run
    /// # async fn f(host: connect_host::Host) -> Result<(), connect_host::HostError> {
    /// use connect_host::Method;
    ///
    /// host.rest(Method::POST, "/rest/api/3/issue/{issueIdOrKey}/comment")?.expect(1);
    /// host.rest(Method::DELETE, "/rest/api/3/issue/{issueIdOrKey}")?.expect(0);
    /// host.fire("jira:issue_created").until_handled().await?;
    /// host.verify()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn expect(self, calls: usize) -> Self {
        self.api.expect(self.operation, calls);
        self
    }

    /// The app's calls of this operation, oldest first.
    ///
    /// ```no_run
    /// # async fn f(host: connect_host::Host) -> Result<(), connect_host::HostError> {
    /// use connect_host::Method;
    ///
    /// let comments = host.rest(Method::POST, "/rest/api/3/issue/{issueIdOrKey}/comment")?;
    /// host.fire("jira:issue_created").until_handled().await?;
    /// assert_eq!(comments.calls().len(), 1);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn calls(&self) -> Vec<RestCall> {
        let mut calls = self.api.calls();
        calls.retain(|call| {
            call.path == Some(self.operation.path())
                && call.method.as_str() == self.operation.method().name()
        });
        calls
    }

    /// The operation.
    #[must_use]
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    fn change(self, change: impl FnOnce(&mut PreparedAnswers)) -> Self {
        let operation = (self.operation.method(), self.operation.path());
        self.api.prepare(operation, change);
        self
    }
}

impl fmt::Debug for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Route({})", self.operation)
    }
}
