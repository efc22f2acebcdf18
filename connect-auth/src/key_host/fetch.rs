//! A request to a key host.

use std::sync::OnceLock;
use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use reqwest::Client;
use reqwest::redirect::Policy;
use url::Url;

use super::KeyError;
use crate::content;
use crate::jwt::{InvalidPublicKey, RsaPublicKey};
use crate::patience::within;
use crate::reach::Reach;

/// How long the key host may take for its whole response.
const TIMEOUT: Duration = Duration::from_secs(3);

/// A key of 8192 bits has 1.5 KiB.
const MAX_BODY_BYTES: usize = 16 * 1024;

#[derive(Debug)]
pub(super) struct Fetcher {
    /// Created at the first request, so that the system's certificates are not read at start-up.
    client: OnceLock<Option<Client>>,
    timeout: OnceLock<Duration>,
    reach: Reach,
}

impl Fetcher {
    pub(super) fn new(instead: Option<&Url>) -> Self {
        Self {
            client: OnceLock::new(),
            timeout: OnceLock::new(),
            reach: instead.map_or(Reach::Network, Reach::of),
        }
    }

    /// Only the first call has an effect.
    pub(super) fn set_timeout(&self, timeout: Duration) {
        let _ = self.timeout.set(timeout);
    }

    /// The key at `{host}/{key_id}`.
    pub(super) async fn fetch(&self, host: &str, key_id: &str) -> Result<RsaPublicKey, KeyError> {
        // The caller logs a rejection, because it knows whose; a key host that is down is logged
        // here.
        let text = self
            .text(host, key_id)
            .await
            .inspect_err(|error| match error {
                KeyError::NotFound => {
                    tracing::debug!(key_host = host, key_id, %error, "no public key");
                }
                _ => tracing::warn!(key_host = host, key_id, %error, "no public key"),
            })?;
        std::str::from_utf8(&text)
            .map_err(|_| InvalidPublicKey::Pem)
            .and_then(RsaPublicKey::from_pem)
            .map_err(|error| {
                tracing::debug!(key_host = host, key_id, %error, "unusable public key");
                KeyError::Unusable(error)
            })
    }

    async fn text(&self, host: &str, key_id: &str) -> Result<Bytes, KeyError> {
        let timeout = self.timeout.get().copied().unwrap_or(TIMEOUT);
        let answer = within(timeout, self.answer(host, key_id)).await;
        answer.unwrap_or(Err(KeyError::Unavailable))
    }

    async fn answer(&self, host: &str, key_id: &str) -> Result<Bytes, KeyError> {
        let client = self.client.get_or_init(|| self.build()).as_ref();
        let client = client.ok_or(KeyError::Unavailable)?;
        let request = client.get(format!("{host}/{key_id}"));
        let mut response = request.send().await.map_err(|_| KeyError::Unavailable)?;
        match response.status() {
            StatusCode::OK => {}
            // A busy server has not denied that it knows the key.
            StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT => {
                return Err(KeyError::Unavailable);
            }
            status if status.is_client_error() => return Err(KeyError::NotFound),
            _ => return Err(KeyError::Unavailable),
        }
        let body = content::read(&mut response, MAX_BODY_BYTES).await;
        body.map_err(|_| KeyError::Unavailable)
    }

    fn build(&self) -> Option<Client> {
        self.reach
            .client()
            // A redirect would let the answering host choose who vouches for tenants.
            .redirect(Policy::none())
            .user_agent(concat!("connect-auth/", env!("CARGO_PKG_VERSION")))
            .build()
            .inspect_err(|error| tracing::error!(%error, "no HTTP client for the key host"))
            .ok()
    }
}
