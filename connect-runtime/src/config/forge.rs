//! The configuration of an app that Forge calls.

use connect_auth::clock::Clock;
use connect_auth::environment::is_loopback;
use connect_auth::forge::{InvocationKeys, InvocationVerifier};
use connect_model::forge::manifest::APP_ARI;
use url::Url;

/// The app's identity on Forge, and the keys that prove that a call comes from Forge. Source:
/// "Forge Remote essentials".
///
/// The id is the audience of the tokens that Forge sends. It is configured, never taken from a
/// token, because Forge issues genuine tokens for every app.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct ForgeApp {
    id: String,
    key_set: Option<Url>,
    api: Option<Url>,
    isolated: bool,
}

impl ForgeApp {
    /// The app with this id (`CONNECT_FORGE_APP`), with or without `ari:cloud:ecosystem::app/`;
    /// `None` if it is not a valid id.
    ///
    /// ```
    /// use connect_runtime::config::ForgeApp;
    ///
    /// let app = ForgeApp::new("7d5d6a8c-5b7e-4f59-9c5e-2f6c1c0a9b11").unwrap();
    /// assert_eq!(app.id(), "ari:cloud:ecosystem::app/7d5d6a8c-5b7e-4f59-9c5e-2f6c1c0a9b11");
    /// assert!(ForgeApp::new("my-app").is_none());
    /// ```
    #[must_use]
    pub fn new(id: &str) -> Option<Self> {
        let uuid = id.strip_prefix(APP_ARI).unwrap_or(id);
        is_uuid(uuid).then(|| Self {
            id: format!("{APP_ARI}{uuid}"),
            key_set: None,
            api: None,
            isolated: false,
        })
    }

    /// The id in the form used in tokens.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Fetches token keys from another key set (`CONNECT_FORGE_KEY_SET`): another environment's, or a
    /// test's. One without TLS or on this machine is for development only.
    pub fn key_set(mut self, url: Url) -> Self {
        self.key_set = Some(url);
        self
    }

    /// Also trusts this address's host as a product API (`CONNECT_FORGE_API`): another
    /// environment's, or a test's. One without TLS or on this machine is for development only.
    pub fn api(mut self, url: Url) -> Self {
        self.api = Some(url);
        self
    }

    /// The address of the product API, if it is not Atlassian's usual one.
    #[must_use]
    pub fn other_api(&self) -> Option<&Url> {
        self.api.as_ref()
    }

    /// Accepts tokens of isolated clouds, too (`CONNECT_FORGE_ISOLATED=on`).
    pub fn isolated_clouds(mut self) -> Self {
        self.isolated = true;
        self
    }

    /// A verifier for the tokens that Forge sends.
    pub(crate) fn verifier(&self, clock: Clock) -> InvocationVerifier {
        let keys = match &self.key_set {
            Some(url) => InvocationKeys::at(url, clock.clone()),
            None => InvocationKeys::atlassian(clock.clone()),
        };
        let mut verifier = InvocationVerifier::new(keys, self.id.as_str(), clock);
        if let Some(host) = self.api.as_ref().and_then(Url::host_str) {
            verifier = verifier.api_host(host);
        }
        if self.isolated {
            verifier = verifier.isolated_clouds();
        }
        verifier
    }

    /// As [`Config::development_switches`](super::Config::development_switches).
    pub(super) fn development_switches(&self) -> Vec<String> {
        let plain = |url: &&Url| url.scheme() != "https" || is_loopback(url);
        let key_set = self.key_set.as_ref().filter(plain).map(|url| {
            format!("tokens of Forge are checked with a local key set: CONNECT_FORGE_KEY_SET={url}")
        });
        let api = self.api.as_ref().filter(plain).map(|url| {
            format!("a local server answers as products do on Forge: CONNECT_FORGE_API={url}")
        });
        key_set.into_iter().chain(api).collect()
    }

    /// As [`Config::risks`](super::Config::risks).
    pub(super) fn risks(&self) -> Vec<String> {
        let key_set = self.key_set.as_ref().map(|url| {
            format!(
                "anyone who controls this key set can call the app as any site and user: \
                 CONNECT_FORGE_KEY_SET={url}"
            )
        });
        let api = self.api.as_ref().map(|url| {
            format!("this server is sent the tokens of sites and users: CONNECT_FORGE_API={url}")
        });
        key_set.into_iter().chain(api).collect()
    }
}

/// 8, 4, 4, 4 and 12 hexadecimal digits.
fn is_uuid(text: &str) -> bool {
    let groups = [8, 4, 4, 4, 12];
    let mut found = text.split('-');
    let same = groups.iter().all(|length| {
        found.next().is_some_and(|group| {
            group.len() == *length && group.bytes().all(|byte| byte.is_ascii_hexdigit())
        })
    });
    same && found.next().is_none()
}
