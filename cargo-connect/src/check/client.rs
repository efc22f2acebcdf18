//! The HTTP client for an app at a URL.

use std::time::Duration;

use connect_auth::environment::is_loopback;
use reqwest::Client;
use url::Url;

use super::error::CheckError;

/// How long to wait for a response.
const TIMEOUT: Duration = Duration::from_secs(10);

/// A client for the app at a URL.
pub(super) fn client(base: &Url) -> Result<Client, CheckError> {
    let mut client = Client::builder()
        .timeout(TIMEOUT)
        .redirect(reqwest::redirect::Policy::none())
        .tls_version_min(reqwest::tls::Version::TLS_1_2)
        // A server closes the connection if it does not read the body.
        .pool_max_idle_per_host(0)
        .user_agent("cargo-connect check");
    // A proxy would not know this machine by that name.
    if is_loopback(base) {
        client = client.no_proxy();
    }
    client.build().map_err(|source| unreachable(base, source))
}

pub(super) fn unreachable(url: &Url, source: reqwest::Error) -> CheckError {
    CheckError::Unreachable {
        url: url.to_string(),
        source: source.without_url(),
    }
}
