//! What the client of an installation on Forge is made of: tokens in place of a secret.

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

/// An installation on Forge, as a client needs it.
///
/// Its calls go to the address that Forge names for the installation, with a token that Forge has
/// delivered: with the request that is being answered ([`Client::delivered`](crate::Client::delivered)),
/// else the latest that was kept.
///
/// Source: "Calling Atlassian app APIs from a remote".
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ForgeSite {
    /// Where the product's REST API is (`app.apiBaseUrl`): `https://api.atlassian.com/ex/jira/…`.
    pub api_base_url: Url,
    /// What the app is installed in, as an ARI: `ari:cloud:jira::site/…`. Acting as a user who is not
    /// there needs it.
    pub context: Option<String>,
    /// The app's token, if nothing gives a newer one.
    pub app_token: Option<AccessToken>,
    /// Where the app's latest token comes from; `app_token` is not used then.
    pub token_source: Option<Arc<dyn TokenSource>>,
}

impl ForgeSite {
    /// An installation whose API is there.
    #[must_use]
    pub fn new(api_base_url: Url) -> Self {
        Self {
            api_base_url,
            context: None,
            app_token: None,
            token_source: None,
        }
    }

    /// Sets what the app is installed in.
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

    /// Takes the app's token from there before each call.
    #[must_use]
    pub fn token_source(mut self, source: Arc<dyn TokenSource>) -> Self {
        self.token_source = Some(source);
        self
    }
}

/// Gives the client of an installation the latest token that Forge has delivered.
pub trait TokenSource: fmt::Debug + Send + Sync {
    /// The token that is at hand, if there is one; it may have ended. Asked before each call that came
    /// with no token of its own.
    fn at_hand(&self) -> Option<AccessToken>;

    /// The latest token, when the one at hand has ended or was refused.
    fn load(&self) -> TokenFuture<'_, Result<Option<AccessToken>, NoToken>>;
}

/// What a [`TokenSource`] does when it has to wait.
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
    /// The latest has ended, and Forge gives none on demand.
    #[error(
        "the latest token of the app that Forge has delivered for this installation has ended; help: an hourly \
         `#[scheduled]` brings a new one in time, as a token is good for four hours at most"
    )]
    Ended,
    /// The site has uninstalled the app.
    #[error("the site no longer has the app")]
    Gone,
    /// It can't be read at present.
    #[error("the installation's token can't be read")]
    Unavailable(#[source] Arc<dyn Error + Send + Sync>),
}

/// The tokens that came with the request that is being answered.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct DeliveredTokens {
    /// The app's own (`x-forge-oauth-system`).
    pub app: Option<AccessToken>,
    /// The user's who looks at the page, with the account id (`x-forge-oauth-user`).
    pub user: Option<(Box<str>, AccessToken)>,
}

impl DeliveredTokens {
    /// These tokens.
    #[must_use]
    pub fn new(app: Option<AccessToken>, user: Option<(Box<str>, AccessToken)>) -> Self {
        Self { app, user }
    }

    /// The user's token, if it is this user's and good.
    pub(super) fn of_user(&self, account_id: &str, now: i64) -> Option<&AccessToken> {
        let (whose, token) = self.user.as_ref()?;
        (**whose == *account_id && token.is_good_at(now)).then_some(token)
    }
}

/// An installation, as its calls need it.
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
        // Beside the API, as "Offline user impersonation" has it.
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

    /// A token of the app that is good: the delivered one, else the latest that was kept. `refused` is
    /// one that the host has refused.
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

/// Whether an address may be called with a token of Forge: one of Atlassian's, over TLS, or one on
/// this machine.
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

/// The header that carries a token.
pub(super) fn bearer(token: &AccessToken) -> Option<HeaderValue> {
    let mut header = HeaderValue::try_from(format!("Bearer {}", token.reveal())).ok()?;
    header.set_sensitive(true);
    Some(header)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_leaves_for_atlassian_only() {
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
