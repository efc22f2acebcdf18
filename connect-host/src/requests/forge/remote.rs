//! What the shell requests in a browser: the context of its module, and its app's server.

use http::{HeaderMap, HeaderName, HeaderValue, Method};
use serde_json::{Map, Value, json};

use super::invocation::{Invocation, PageRequest, Token};
use super::view::View;
use crate::error::{ForgeRule, HostError};
use crate::requests::request_context::RequestContext;

/// A call of a page to its app's server, as the bridge takes it (`invokeRemote`).
#[derive(Debug, Clone)]
pub struct RemoteRequest {
    /// The method.
    pub method: Method,
    /// The path below the app's base URL.
    pub path: String,
    /// The page's own headers. Headers that Forge sends itself take precedence.
    pub headers: Vec<(String, String)>,
    /// The body, an object.
    pub body: Value,
}

/// The headers that a page can't set.
const OF_FORGE: [&str; 4] = [
    "authorization",
    "content-type",
    "x-forge-oauth-system",
    "x-forge-oauth-user",
];

impl RemoteRequest {
    /// Calls the app for a module and returns what the bridge returns: `success`, and as `payload` or
    /// `error` the status, the headers and the body.
    pub(in crate::requests) async fn ask(
        self,
        context: &RequestContext,
        view: &View,
    ) -> Result<Value, HostError> {
        let purpose = format!("invokeRemote {} {}", self.method, self.path);
        if !self.body.is_object() {
            return Ok(failed(
                400,
                &json!({ "message": "the body must be an object" }),
            ));
        }
        let installation = context.site().enabled(&purpose)?;
        let invocation = Invocation::new(context, &installation, &purpose, self.body)?;
        let mut headers = HeaderMap::new();
        for (name, value) in &self.headers {
            let name = HeaderName::try_from(name.to_ascii_lowercase());
            if let (Ok(name), Ok(value)) = (name, HeaderValue::try_from(value))
                && !OF_FORGE.contains(&name.as_str())
            {
                headers.insert(name, value);
            }
        }
        let request = PageRequest {
            method: self.method,
            path: self.path,
            headers,
        };
        let sent = invocation
            .of_page(context, view, Token::Genuine, request)
            .await;
        match sent {
            Ok(response) => {
                let body: Value = response.json()?;
                let headers = response.headers.iter().filter_map(|(name, value)| {
                    Some((name.to_string(), Value::from(value.to_str().ok()?)))
                });
                let answer = json!({
                    "status": response.status.as_u16(),
                    "headers": Value::Object(headers.collect()),
                    "body": body,
                });
                let success = response.status.is_success();
                let name = if success { "payload" } else { "error" };
                Ok(json!({ "success": success, name: answer }))
            }
            Err(HostError::AgainstForge { rule, .. }) => {
                let status = match rule {
                    ForgeRule::Late { .. } => 504,
                    ForgeRule::RequestTooLong { .. } => 413,
                    _ => 502,
                };
                Ok(failed(status, &json!({ "message": rule.to_string() })))
            }
            Err(error) => Err(error),
        }
    }
}

fn failed(status: u16, body: &Value) -> Value {
    let headers = Value::Object(Map::new());
    json!({ "success": false, "error": { "status": status, "headers": headers, "body": body } })
}
