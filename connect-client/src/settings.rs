//! The settings of all of a program's calls.

use std::borrow::Cow;
use std::time::Duration;

use connect_auth::clock::Clock;
use connect_auth::environment::Environments;
use url::Url;

use super::retry::Retry;
use super::timer::Timer;

/// Limits that apply to every call.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ClientSettings {
    /// Time limit for connecting: 5 s.
    pub connect_timeout: Duration,
    /// Time limit for one attempt, from the request to the response's last byte: 30 s. For a
    /// [streamed](super::Response::stream) response, it applies to its head and again to each
    /// chunk.
    pub attempt_timeout: Duration,
    /// Time limit for the whole call, including waits and retries: 60 s.
    pub call_timeout: Duration,
    /// How calls are retried.
    pub retry: Retry,
    /// How many calls of a tenant may be in progress at once: 16. The others wait in order.
    pub concurrency: usize,
    /// The maximum size of a response that is read as a whole, in bytes: 16 MiB.
    pub response_limit: usize,
    /// The server that issues tokens for acting as a user; by default, Atlassian's authorization
    /// server for the site's environment.
    pub authorization_server: Option<Url>,
    /// The environments from which a site's authorization server is determined: by default, all
    /// known ones.
    pub environments: Environments,
    /// Hosts of product APIs for Forge apps, in addition to `api.atlassian.com` and that of
    /// Atlassian's staging environment. Forge tokens are sent nowhere else.
    pub forge_api_hosts: Vec<Cow<'static, str>>,
    /// The clock for token times.
    pub clock: Clock,
    /// The clock for waits.
    pub timer: Timer,
}

impl Default for ClientSettings {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(5),
            attempt_timeout: Duration::from_secs(30),
            call_timeout: Duration::from_secs(60),
            retry: Retry::default(),
            concurrency: 16,
            response_limit: 16 * 1024 * 1024,
            authorization_server: None,
            environments: Environments::known(),
            forge_api_hosts: Vec::new(),
            clock: Clock::system(),
            timer: Timer::real(),
        }
    }
}
