//! One request, exactly as a test writes it: no header and no token is added.

use std::future::IntoFuture;
use std::pin::Pin;

use reqwest::Method;
use serde_json::Value;

use crate::response::Response;
use crate::running_app::RunningApp;
use crate::token::Token;

/// A request to the app, sent by awaiting it. When that returns, it is answered, and the webhooks and
/// hooks that it triggered have run.
#[derive(Debug)]
#[must_use = "a request is sent by awaiting it"]
pub struct Request<'s> {
    app: &'s RunningApp,
    method: Method,
    target: String,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
    hidden: Vec<String>,
}

impl<'s> Request<'s> {
    pub(crate) fn new(app: &'s RunningApp, method: Method, target: &str) -> Self {
        Self {
            app,
            method,
            target: target.to_owned(),
            headers: Vec::new(),
            body: Vec::new(),
            hidden: Vec::new(),
        }
    }

    /// Adds a `jwt` parameter at the end of the query.
    pub fn in_query(mut self, token: impl Token) -> Self {
        let token = token.text();
        self.target
            .push(if self.target.contains('?') { '&' } else { '?' });
        self.target.push_str("jwt=");
        self.target.push_str(&token);
        self.hide(&token);
        self
    }

    /// Adds the header `Authorization: JWT <token>`.
    pub fn token(self, token: impl Token) -> Self {
        self.scheme("JWT", token)
    }

    /// Adds an `Authorization` header with this scheme.
    pub fn scheme(mut self, scheme: &str, token: impl Token) -> Self {
        let token = token.text();
        self.hide(&token);
        self.header("authorization", &format!("{scheme} {token}"))
    }

    /// Adds a header.
    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    /// Sends this as a JSON body; a `sharedSecret` in it must not appear in the response.
    pub fn json(mut self, body: &Value) -> Self {
        self.hidden.extend(
            body.get("sharedSecret")
                .and_then(Value::as_str)
                .filter(|secret| !secret.is_empty())
                .map(str::to_owned),
        );
        self.body("application/json", body.to_string())
    }

    /// Sends these bytes as the body.
    pub fn body(mut self, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self.header("content-type", content_type)
    }

    /// Neither the token nor a segment of it may appear in the response.
    fn hide(&mut self, token: &str) {
        let parts = token.split('.').filter(|part| part.len() > 8);
        self.hidden.extend(parts.map(str::to_owned));
    }

    async fn send(self) -> Response {
        let url = format!("{}{}", self.app.base_url(), self.target);
        let mut request = self.app.client().request(self.method, url).body(self.body);
        for (name, value) in self.headers {
            request = request.header(name, value);
        }
        let mut hidden = self.hidden;
        hidden.extend([self.app.a.shared_secret(), self.app.b.shared_secret()]);
        let response = Response::read(request.send().await.unwrap(), hidden).await;
        // The test's next line sees what the request has caused. A store that a test has made fail
        // can't report that, and has let nothing happen.
        let _ = self.app.server.jobs_done().await;
        response
    }
}

impl<'s> IntoFuture for Request<'s> {
    type Output = Response;
    type IntoFuture = Pin<Box<dyn Future<Output = Response> + Send + 's>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}
