//! `/atlassian-connect.json`: the collected descriptor with the app's base URL filled in.

use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::HeaderValue;
use http::header::CONTENT_TYPE;

use super::headers;

/// Where hosts read the descriptor.
pub(crate) const PATH: &str = "/atlassian-connect.json";

/// Answers with the descriptor's bytes, which are made once.
pub(super) fn serve(
    descriptor: Bytes,
    https: bool,
) -> impl Fn(Request) -> std::future::Ready<Response> + Clone {
    move |_| {
        let mut response = descriptor.clone().into_response();
        let content_type = HeaderValue::from_static("application/json");
        response.headers_mut().insert(CONTENT_TYPE, content_type);
        headers::open(response.headers_mut(), https);
        std::future::ready(response)
    }
}
