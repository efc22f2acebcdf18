//! The configuration of a client for a Forge installation: tokens in place of a secret.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use connect_auth::AccessToken;
use connect_auth::environment::is_loopback;
use connect_auth::forge::{API_HOST, STAGING_API_HOST};
use http::HeaderValue;
use url::Url;

/// A Forge installation, as needed by a client.
///
/// Its calls go to the address that Forge states for the installation, with a token that Forge has
/// delivered: the one sent with the request being answered
/// ([`Client::delivered`](crate::Client::delivered)), or else the latest that was stored.
///
/// Source: "Calling Atlassian app APIs from a remote".
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ForgeSite {
    /// The base URL of the product's REST API (`app.apiBaseUrl`):
    /// `https://api.atlassian.com/ex/jira/…`.
    pub api_base_url: Url,
    /// The ARI of what the app is installed in: `ari:cloud:jira::site/…`. Required for acting as a
    /// user who is not present.
    pub context: Option<String>,
    /// The app's token, if there is no source of newer ones.
    pub app_token: Option<AccessToken>,
    /// The source of the app's latest token; `app_token` is not used then.
    pub token_source: Option<Arc<dyn TokenSource>>,
}

impl ForgeSite {
    /// An installation with this API base URL.
    #[must_use]
    pub fn new(api_base_url: Url) -> Self {
        Self {
            api_base_url,
            context: None,
            app_token: None,
            token_source: None,
        }
    }

    /// Sets the ARI of what the app is installed in.
    #[must_use]
    pub fn context(mut self, context: impl Into<String>) -> Self {
        self.context = Some(context.into());
        self
    }

    /// Sets the app's token.
    #[must_use]
    pub fn app_token(mut self, token: AccessToken) -> Self {
        self.app_token = Some(token);
        self
    }

    /// Takes the app's token from this source before each call.
    #[must_use]
    pub fn token_source(mut self, source: Arc<dyn TokenSource>) -> Self {
        self.token_source = Some(source);
        self
    }
}

/// Provides an installation's client with the latest token that Forge has delivered.
pub trait TokenSource: fmt::Debug + Send + Sync {
    /// The token that is immediately available, if any; it may have expired. Called before each call
    /// for which no token was delivered.
    fn at_hand(&self) -> Option<AccessToken>;

    /// The latest token, when the available one has expired or was rejected.
    fn load(&self) -> TokenFuture<'_, Result<Option<AccessToken>, NoToken>>;
}

/// The future of a [`TokenSource`]'s method.
pub type TokenFuture<'s, T> = Pin<Box<dyn Future<Output = T> + Send + 's>>;

/// Why there is no token to call with.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum NoToken {
    /// No call has brought one yet.
    #[error(
        "Forge has delivered no token of the app for this installation; help: a call of a page, an event or a schedule \
         brings one, where its endpoint has `auth.appSystemToken`"
    )]
    NeverDelivered,
    /// The latest token has expired, and Forge issues none on demand.
    #[error(
        "the latest token of the app that Forge has delivered for this installation has ended; help: an hourly \
         `#[scheduled]` brings a new one in time, as a token is good for four hours at most"
    )]
    Ended,
    /// The site has uninstalled the app.
    #[error("the site no longer has the app")]
    Gone,
    /// It can't be read at the moment.
    #[error("the installation's token can't be read")]
    Unavailable(#[source] Arc<dyn Error + Send + Sync>),
}

/// The tokens that were sent with the request being answered.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct DeliveredTokens {
    /// The app's own (`x-forge-oauth-system`).
    pub app: Option<AccessToken>,
    /// The token of the user viewing the page, with the account id (`x-forge-oauth-user`).
    pub user: Option<(Box<str>, AccessToken)>,
}

impl DeliveredTokens {
    /// The app's own token, and the user's with the account id.
    #[must_use]
    pub fn new(app: Option<AccessToken>, user: Option<(Box<str>, AccessToken)>) -> Self {
        Self { app, user }
    }

    /// The user's token, if it belongs to this user and is valid.
    pub(super) fn of_user(&self, account_id: &str, now: i64) -> Option<&AccessToken> {
        let (whose, token) = self.user.as_ref()?;
        (**whose == *account_id && token.is_good_at(now)).then_some(token)
    }
}

/// An installation, as needed by its calls.
#[derive(Debug)]
pub(super) struct Installation {
    pub(super) context: Option<Box<str>>,
    /// Where tokens for acting as a user come from.
    pub(super) gateway: Option<Url>,
    app_token: Option<AccessToken>,
    token_source: Option<Arc<dyn TokenSource>>,
}

impl Installation {
    pub(super) fn new(site: &ForgeSite) -> Self {
        // Next to the API, according to "Offline user impersonation".
        let mut gateway = site.api_base_url.clone();
        gateway.set_path("/graphql");
        gateway.set_query(None);
        gateway.set_fragment(None);
        Self {
            context: site.context.as_deref().map(Into::into),
            gateway: gateway.has_host().then_some(gateway),
            app_token: site.app_token.clone(),
            token_source: site.token_source.clone(),
        }
    }

    /// A valid token of the app: the delivered one, or else the latest that was stored. `refused` is
    /// one that the host has rejected.
    pub(super) async fn token(
        &self,
        delivered: Option<&AccessToken>,
        refused: Option<&AccessToken>,
        now: i64,
    ) -> Result<AccessToken, NoToken> {
        let will_do = |token: &AccessToken| token.is_good_at(now) && refused != Some(token);
        let at_hand = match &self.token_source {
            Some(source) => source.at_hand(),
            None => self.app_token.clone(),
        };
        let known = delivered.cloned().into_iter().chain(at_hand.clone());
        if let Some(token) = known.into_iter().find(&will_do) {
            return Ok(token);
        }
        let latest = match &self.token_source {
            Some(source) => source.load().await?,
            None => at_hand,
        };
        match latest {
            Some(token) if will_do(&token) => Ok(token),
            None if delivered.is_none() => Err(NoToken::NeverDelivered),
            _ => Err(NoToken::Ended),
        }
    }
}

/// Whether an address may be sent a Forge token: one of Atlassian's, over TLS, or one on this
/// machine.
pub(super) fn may_be_called(url: &Url, others: &[Cow<'static, str>]) -> bool {
    if is_loopback(url) {
        return matches!(url.scheme(), "http" | "https");
    }
    let host = url.host_str().unwrap_or_default();
    url.scheme() == "https"
        && url.port().is_none()
        && url.username().is_empty()
        && url.password().is_none()
        && ([API_HOST, STAGING_API_HOST].contains(&host) || others.iter().any(|it| **it == *host))
}

/// The `Authorization` header for a token.
pub(super) fn bearer(token: &AccessToken) -> Option<HeaderValue> {
    let mut header = HeaderValue::try_from(format!("Bearer {}", token.reveal())).ok()?;
    header.set_sensitive(true);
    Some(header)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_sent_to_atlassian_only() {
        let may = |url: &str| may_be_called(&Url::parse(url).unwrap(), &["api.example".into()]);
        for url in [
            "https://api.atlassian.com/ex/jira/c",
            "https://api.stg.atlassian.com/ex/jira/c",
            "https://api.example/ex/jira/c",
            "http://127.0.0.1:7000/ex/jira/c",
        ] {
            assert!(may(url), "{url}");
        }
        for url in [
            "http://api.atlassian.com/ex/jira/c",
            "https://api.atlassian.com:8443/ex/jira/c",
            "https://api.atlassian.com.evil.example/ex/jira/c",
            "https://evil-api.atlassian.com.example/",
            "https://x.api.atlassian.com/",
            "https://user@api.atlassian.com/",
            "https://evil.example/ex/jira/c",
            "ftp://127.0.0.1/",
        ] {
            assert!(!may(url), "{url}");
        }
    }
}
