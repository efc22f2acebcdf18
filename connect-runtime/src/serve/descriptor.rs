//! `/atlassian-connect.json`: the collected descriptor with the app's base URL filled in; for an app
//! with one descriptor per product, `/jira/atlassian-connect.json` and so on instead.

use std::collections::BTreeMap;

use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get};
use bytes::Bytes;
use connect_model::Product;
use connect_model::app_field::BASE_URL;
use connect_model::assemble::Assembled;
use connect_model::paths::descriptor_path;
use http::HeaderValue;
use http::header::CONTENT_TYPE;
use url::Url;

use super::served::Public;

/// A descriptor to be served.
pub(crate) struct Document {
    /// Its product, if each has its own.
    pub(crate) product: Option<Product>,
    bytes: Bytes,
}

impl Document {
    /// The descriptors of the app at this base URL.
    pub(crate) fn all(assembled: &Assembled, base_url: &Url) -> Vec<Self> {
        // A trailing slash would give every relative URL two.
        let base_url = base_url.as_str().trim_end_matches('/');
        assembled
            .descriptors()
            .map(|(product, descriptor)| {
                let mut descriptor = descriptor.clone();
                descriptor.base_url = Some(base_url.to_owned());
                // The descriptor's own address, which starts with the base URL.
                for link in descriptor.links.iter_mut().flat_map(BTreeMap::values_mut) {
                    if let Some(path) = link.strip_prefix(BASE_URL) {
                        *link = format!("{base_url}{path}");
                    }
                }
                Self {
                    product,
                    bytes: descriptor.to_json_pretty().into(),
                }
            })
            .collect()
    }

    /// The route that serves the descriptor.
    pub(super) fn route(self) -> (String, MethodRouter) {
        (descriptor_path(self.product), get(serve(self.bytes)))
    }
}

/// Responds with the descriptor's bytes, which are serialized once.
fn serve(descriptor: Bytes) -> impl Fn(Request) -> std::future::Ready<Response> + Clone {
    move |_| {
        let mut response = descriptor.clone().into_response();
        let content_type = HeaderValue::from_static("application/json");
        response.headers_mut().insert(CONTENT_TYPE, content_type);
        Public.on(&mut response);
        std::future::ready(response)
    }
}
