//! One request to the app.

use std::time::Instant;

use http::{HeaderMap, Method};
use url::Url;

use super::response::AppResponse;
use super::running_site::RunningSite;
use crate::error::HostError;
use crate::site::journal::RecordedExchange;
use crate::wire::url::with_token_masked;

/// A request that is ready to be sent.
pub(super) struct AppRequest {
    /// What it is for, in the journal and in errors.
    pub(super) purpose: String,
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) headers: HeaderMap,
    pub(super) body: Option<Vec<u8>>,
}

impl AppRequest {
    /// Sends it, and records the exchange.
    pub(super) async fn send(self, running: &RunningSite) -> Result<AppResponse, HostError> {
        let AppRequest {
            purpose,
            method,
            url,
            headers,
            body,
        } = self;
        let request = running.http.request(method.clone(), url.clone());
        let mut request = request.headers(headers);
        if let Some(body) = body {
            request = request.body(body);
        }
        let start = Instant::now();
        let outcome = async {
            let response = request.send().await?;
            let (status, headers) = (response.status(), response.headers().clone());
            Ok::<_, reqwest::Error>((status, headers, response.text().await?))
        }
        .await;
        running.site.state().journal.push(RecordedExchange {
            purpose: purpose.clone(),
            method,
            url: with_token_masked(&url),
            status: outcome.as_ref().ok().map(|(status, ..)| *status),
            headers: outcome
                .as_ref()
                .map(|(_, headers, _)| headers.clone())
                .unwrap_or_default(),
            took: start.elapsed(),
        });
        match outcome {
            Ok((status, headers, body)) => Ok(AppResponse {
                status,
                headers,
                body,
                url,
            }),
            Err(error) => {
                let mut bare = url;
                bare.set_query(None);
                Err(HostError::Unreachable {
                    purpose,
                    url: bare.to_string(),
                    // The error's own text would show the query, and with it the token.
                    source: error.without_url().into(),
                })
            }
        }
    }
}
