//! The transport for the calls of all tenants: connections, limits and clocks. It is independent of
//! clients.

use std::sync::OnceLock;
use std::time::Duration;

use connect_auth::reach::Reach;
use reqwest::redirect::Policy;
use url::Url;

use super::limiter::TenantLimiters;
use super::settings::ClientSettings;

pub(super) struct Transport {
    pub(super) settings: ClientSettings,
    pub(super) limiters: TenantLimiters,
    /// For hosts elsewhere. Each is created at its first call, so that the system's certificates are
    /// not read at start-up.
    network: Made,
    /// For hosts on this machine.
    loopback: Made,
    /// For those without TLS.
    plain_loopback: Made,
}

type Made = OnceLock<Result<reqwest::Client, Box<str>>>;

impl Transport {
    pub(super) fn new(settings: ClientSettings) -> Self {
        Self {
            limiters: TenantLimiters::new(settings.concurrency),
            settings,
            network: OnceLock::new(),
            loopback: OnceLock::new(),
            plain_loopback: OnceLock::new(),
        }
    }

    /// The HTTP client for a host.
    pub(super) fn http(&self, url: &Url) -> Result<&reqwest::Client, &str> {
        let reach = Reach::of(url);
        let client = match reach {
            Reach::Network => &self.network,
            Reach::Loopback => &self.loopback,
            Reach::PlainLoopback => &self.plain_loopback,
        };
        client
            .get_or_init(|| self.build(reach))
            .as_ref()
            .map_err(|problem| &**problem)
    }

    fn build(&self, reach: Reach) -> Result<reqwest::Client, Box<str>> {
        let built = reach
            .client()
            // A redirect would let the responding host choose who gets the token.
            .redirect(Policy::none())
            // One URL is not sent to the next.
            .referer(false)
            .connect_timeout(self.settings.connect_timeout)
            // Idle connections are closed before the host's own 60 s are over.
            .pool_idle_timeout(Duration::from_secs(50))
            .user_agent(concat!("connect-client/", env!("CARGO_PKG_VERSION")))
            .build();
        built.map_err(|error| error.to_string().into())
    }
}
