//! A request under construction.

use std::borrow::Cow;
use std::fmt::Display;
use std::time::Duration;

use connect_model::{Method, Product, ScopeSet};
use http::header::HeaderMap;
use url::form_urlencoded;

use super::body::Body;
use super::query_value::{encode, encode_text};
use super::target::InvalidRequest;

/// The parts of a request. Errors in them are stored until it is sent, so that a call is written
/// without `?`.
#[derive(Debug, Clone)]
pub(super) struct RequestParts {
    pub(super) method: Method,
    pub(super) template: Cow<'static, str>,
    pub(super) needs: ScopeSet,
    pub(super) product: Option<Product>,
    /// Whether a redirect is a success.
    pub(super) redirects: bool,
    /// Percent-encoded.
    pub(super) path: Vec<(&'static str, String)>,
    /// Percent-encoded, without `?`.
    pub(super) query: String,
    pub(super) headers: HeaderMap,
    pub(super) body: Body,
    pub(super) repeatable: Option<bool>,
    pub(super) attempt_timeout: Option<Duration>,
    pub(super) response_limit: Option<usize>,
    pub(super) problem: Option<InvalidRequest>,
}

impl RequestParts {
    pub(super) fn new(method: Method, template: Cow<'static, str>) -> Self {
        Self {
            method,
            template,
            needs: ScopeSet::EMPTY,
            product: None,
            redirects: false,
            path: Vec::new(),
            query: String::new(),
            headers: HeaderMap::new(),
            body: Body::default(),
            repeatable: None,
            attempt_timeout: None,
            response_limit: None,
            problem: None,
        }
    }

    /// Stores the first error.
    pub(super) fn refuse(&mut self, problem: InvalidRequest) {
        self.problem.get_or_insert(problem);
    }

    pub(super) fn set_body(&mut self, body: Result<Body, InvalidRequest>) {
        match body {
            Ok(body) => self.body = body,
            Err(problem) => self.refuse(problem),
        }
    }

    pub(super) fn add_query(&mut self, name: &str, value: &dyn Display) {
        if !self.query.is_empty() {
            self.query.push('&');
        }
        encode_text(&mut self.query, name);
        self.query.push('=');
        encode(&mut self.query, value);
    }

    /// The value of a numeric parameter.
    pub(super) fn query_number(&self, name: &str) -> Option<u64> {
        let mut pairs = form_urlencoded::parse(self.query.as_bytes());
        let (_, value) = pairs.find(|(known, _)| known == name)?;
        value.parse().ok()
    }

    /// Removes every value of a parameter.
    pub(super) fn remove_query(&mut self, name: &str) {
        let mut encoded = String::new();
        encode_text(&mut encoded, name);
        let keeps = |pair: &&str| pair.split('=').next() != Some(&*encoded) && !pair.is_empty();
        let kept: Vec<_> = self.query.split('&').filter(keeps).collect();
        self.query = kept.join("&");
    }
}
