//! Calling an operation as the site itself.

use connect_model::Method;
use connect_product::{Body, Caller, Request};
use serde_json::Value;

use super::answer::Answer;
use super::api::RestApi;
use super::operations::{operation, values};
use crate::error::HostError;

/// Creates something with an operation, with all permissions, and without sending webhooks.
pub(crate) async fn make(
    api: &RestApi,
    method: Method,
    path: &str,
    body: Value,
) -> Result<Value, HostError> {
    let found = operation(api.site.product, method, path);
    let operation = found.map_err(|source| HostError::UnknownOperation {
        method: http::Method::POST,
        path: path.to_owned(),
        source,
    })?;
    let request = Request {
        operation,
        values: values(operation, path),
        query: Vec::new(),
        body: Body {
            content_type: Some("application/json".to_owned()),
            bytes: body.to_string().into_bytes(),
            json: Some(body),
        },
        caller: Caller {
            user: None,
            app: Some("the site".to_owned()),
        },
        base_url: api.site.base_url.clone(),
        now: api.site.clock.system_time(),
    };
    let answer = Answer::from(api.data.answer(request).await);
    if answer.status_code().is_success() {
        return answer.read();
    }
    Err(HostError::DataRefused {
        status: answer.status_code(),
        body: answer.text().into_owned(),
    })
}
