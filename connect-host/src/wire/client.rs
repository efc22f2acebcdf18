//! The HTTP client with which a host sends its requests.

use std::sync::OnceLock;

use connect_auth::reach::Reach;
use http::Method;
use reqwest::{Client, ClientBuilder, RequestBuilder};
use url::Url;

use crate::error::HostError;

/// Sends requests to apps.
///
/// The system's certificates are read only for an app with TLS ([`Reach::PlainLoopback`]). Each host
/// has its own client, because connections end with the runtime that created them.
pub(crate) struct AppClient {
    plain: Client,
    over_tls: OnceLock<Result<Client, String>>,
}

impl AppClient {
    pub(crate) fn new() -> Result<AppClient, HostError> {
        let plain = of_host(Reach::PlainLoopback).build();
        Ok(AppClient {
            plain: plain.map_err(|error| HostError::HttpClient(error.into()))?,
            over_tls: OnceLock::new(),
        })
    }

    pub(crate) fn request(&self, method: Method, url: Url) -> Result<RequestBuilder, HostError> {
        if url.scheme() == "http" {
            return Ok(self.plain.request(method, url));
        }
        let made = self.over_tls.get_or_init(|| {
            let client = of_host(Reach::Loopback).build();
            client.map_err(|error| error.to_string())
        });
        match made {
            Ok(client) => Ok(client.request(method, url)),
            Err(error) => Err(HostError::HttpClient(error.clone().into())),
        }
    }
}

/// Apps under test are on loopback.
fn of_host(reach: Reach) -> ClientBuilder {
    reach
        .client()
        // A redirect is a response: only a browser would follow it.
        .redirect(reqwest::redirect::Policy::none())
        .user_agent("Atlassian HttpClient unknown / connect-host")
}
