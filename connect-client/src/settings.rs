//! What every call of a program keeps to.

use std::borrow::Cow;
use std::time::Duration;

use connect_auth::clock::Clock;
use connect_auth::environment::Environments;
use url::Url;

use super::retry::Retry;
use super::timer::Timer;

/// The limits of every call.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ClientSettings {
    /// For making a connection: 5 s.
    pub connect_timeout: Duration,
    /// For one attempt, from the request to the response's last byte: 30 s. A
    /// [streamed](super::Response::stream) response has it for its head and again for each piece.
    pub attempt_timeout: Duration,
    /// For the whole call, with its waits and repetitions: 60 s.
    pub call_timeout: Duration,
    /// How calls are repeated.
    pub retry: Retry,
    /// How many calls of one tenant are under way at once: 16. The others wait in order.
    pub concurrency: usize,
    /// How large a response may be that is read as a whole, in bytes: 16 MiB.
    pub response_limit: usize,
    /// Where tokens for acting as a user come from; unless set, Atlassian's authorization server
    /// for the site's environment.
    pub authorization_server: Option<Url>,
    /// The table that says which server is that of a site's environment: all that are known.
    pub environments: Environments,
    /// Hosts at which products answer apps on Forge, beside `api.atlassian.com` and that of
    /// Atlassian's staging environment. Tokens of Forge are sent nowhere else.
    pub forge_api_hosts: Vec<Cow<'static, str>>,
    /// The time that tokens are made for.
    pub clock: Clock,
    /// The time that waits are measured in.
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
