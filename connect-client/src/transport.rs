//! What carries the calls of all tenants: connections, limits and clocks. It knows no client.

use std::sync::OnceLock;
use std::time::Duration;

use connect_auth::environment::is_loopback;
use reqwest::redirect::Policy;
use url::Url;

use super::limiter::TenantLimiters;
use super::settings::ClientSettings;

pub(super) struct Transport {
    pub(super) settings: ClientSettings,
    pub(super) limiters: TenantLimiters,
    /// Made at the first call: the system's certificates are not read at start-up.
    usual: OnceLock<Result<reqwest::Client, Box<str>>>,
    /// For hosts on this machine, which are not reached through the environment's proxy.
    direct: OnceLock<Result<reqwest::Client, Box<str>>>,
}

impl Transport {
    pub(super) fn new(settings: ClientSettings) -> Self {
        Self {
            limiters: TenantLimiters::new(settings.concurrency),
            settings,
            usual: OnceLock::new(),
            direct: OnceLock::new(),
        }
    }

    /// The HTTP client for a host.
    pub(super) fn http(&self, url: &Url) -> Result<&reqwest::Client, &str> {
        let direct = is_loopback(url);
        let client = if direct { &self.direct } else { &self.usual };
        client
            .get_or_init(|| self.build(direct))
            .as_ref()
            .map_err(|problem| &**problem)
    }

    fn build(&self, direct: bool) -> Result<reqwest::Client, Box<str>> {
        let mut builder = reqwest::Client::builder()
            // A redirect would let the responding host choose who gets the token.
            .redirect(Policy::none())
            // One address is not sent to the next.
            .referer(false)
            .connect_timeout(self.settings.connect_timeout)
            // Idle connections are closed before the host's own 60 s are over.
            .pool_idle_timeout(Duration::from_secs(50))
            .user_agent(concat!("connect-client/", env!("CARGO_PKG_VERSION")));
        if direct {
            builder = builder.no_proxy();
        }
        builder.build().map_err(|error| error.to_string().into())
    }
}
