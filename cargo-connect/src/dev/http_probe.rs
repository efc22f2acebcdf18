//! Requests without a token, which must be refused.

use std::time::Duration;

use connect_host::Method;
use serde_json::Value;

use super::error::DevError;

/// Sends requests without a token.
pub(crate) struct HttpProbe(reqwest::Client);

impl HttpProbe {
    pub(crate) fn new() -> Result<Self, reqwest::Error> {
        let client = reqwest::Client::builder()
            .timeout(Duration::from_secs(10))
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            // So that the inspector does not take it for a browser.
            .user_agent("connect-host, without a token")
            .build()?;
        Ok(Self(client))
    }

    /// The status of the response.
    pub(crate) async fn send(
        &self,
        method: Method,
        url: &str,
        body: Option<&Value>,
    ) -> Result<u16, DevError> {
        let mut request = self.0.request(method, url);
        if let Some(body) = body {
            request = request.json(body);
        }
        let response = request.send().await;
        Ok(response
            .map_err(|error| DevError::Probe(error.without_url()))?
            .status()
            .as_u16())
    }
}
