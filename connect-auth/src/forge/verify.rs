//! Verifying an invocation token.

use http::StatusCode;
use url::Url;

use super::keys::{InvocationKeys, KeySetError};
use super::token::{InvocationToken, RawToken};
use crate::clock::Clock;
use crate::environment::is_loopback;
use crate::jwt::{self, TokenError};

/// The issuer of invocation tokens.
const ISSUER: &str = "forge/invocation-token";
/// The allowed clock skew, in seconds. A token is valid for 25 seconds, so this should stay small.
pub const LEEWAY: i64 = 10;
/// The longest lifetime that is accepted, in seconds, whatever a token states.
const LONGEST_LIFE: i64 = 5 * 60;
/// In bytes. The context of a macro includes its parameters.
const MAX_TOKEN_BYTES: usize = 32 * 1024;
/// The host of the product API for Forge apps.
pub const API_HOST: &str = "api.atlassian.com";
/// The same in Atlassian's staging environment.
pub const STAGING_API_HOST: &str = "api.stg.atlassian.com";

/// Verifies invocation tokens for one app.
#[derive(Debug, Clone)]
pub struct InvocationVerifier {
    keys: InvocationKeys,
    app_id: String,
    isolated: bool,
    api_hosts: Vec<String>,
    clock: Clock,
}

/// Why a token is rejected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// The token itself is invalid.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// Its key is not available.
    #[error(transparent)]
    Key(#[from] KeySetError),
    /// It is from an isolated cloud, which this app does not serve.
    #[error("token is from an isolated cloud")]
    Isolated,
    /// The API base URL in it is not Atlassian's.
    #[error("token names an address of the product that is not Atlassian's")]
    ApiBaseUrl,
}

impl Refusal {
    /// The status to respond with: 401, or 503 if it is not the token's fault.
    #[must_use]
    pub fn status(self) -> StatusCode {
        match self {
            Refusal::Key(KeySetError::Unavailable | KeySetError::Unusable) => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            _ => StatusCode::UNAUTHORIZED,
        }
    }
}

impl InvocationVerifier {
    /// A verifier for the app with this id, `ari:cloud:ecosystem::app/…`. The id comes from the
    /// app's settings, never from a token.
    pub fn new(keys: InvocationKeys, app_id: impl Into<String>, clock: Clock) -> Self {
        Self {
            keys,
            app_id: app_id.into(),
            isolated: false,
            api_hosts: vec![API_HOST.to_owned()],
            clock,
        }
    }

    /// Accepts tokens of isolated clouds, too.
    #[must_use]
    pub fn isolated_clouds(mut self) -> Self {
        self.isolated = true;
        self
    }

    /// Accepts another host for the product's REST API: another environment's.
    #[must_use]
    pub fn api_host(mut self, host: impl Into<String>) -> Self {
        self.api_hosts.push(host.into());
        self
    }

    /// The app's id.
    #[must_use]
    pub fn app_id(&self) -> &str {
        &self.app_id
    }

    /// Verifies a token: its form, algorithm, issuer, audience, times and signature, in an order in
    /// which nothing is fetched for a token that is rejected anyway.
    ///
    /// # Errors
    /// The [`Refusal`], if the token is rejected.
    pub async fn verify(&self, token: &str) -> Result<InvocationToken, Refusal> {
        let parsed = jwt::parse_within(token, MAX_TOKEN_BYTES)?;
        if !parsed.is_algorithm("RS256") {
            return Err(TokenError::Algorithm.into());
        }
        let unverified = parsed.claims()?;
        if unverified.issuer() != ISSUER {
            return Err(TokenError::Wrong("iss").into());
        }
        if unverified.audience().only() != Some(&*self.app_id) {
            return Err(TokenError::Wrong("aud").into());
        }
        let key = self.keys.key(parsed.named_key()?).await?;
        let claims = unverified.verify_rs256(&key)?;
        let now = self.clock.now();
        claims.check_time(now, LEEWAY)?;
        claims.check_lifetime(LONGEST_LIFE, now, LEEWAY)?;
        let (issued_at, expires_at) = (claims.issued_at, claims.expires_at);
        drop(claims);
        let raw: RawToken =
            serde_json::from_str(&parsed.into_payload()).map_err(|_| TokenError::Payload)?;
        if raw.is_isolated() && !self.isolated {
            return Err(Refusal::Isolated);
        }
        if raw.app.id != self.app_id {
            return Err(TokenError::Wrong("app").into());
        }
        if raw.app.installation_id.is_empty() {
            return Err(TokenError::Missing("app.installationId").into());
        }
        let api_base_url = Url::parse(&raw.app.api_base_url).map_err(|_| Refusal::ApiBaseUrl)?;
        if !self.is_api(&api_base_url) {
            return Err(Refusal::ApiBaseUrl);
        }
        let version = raw.app.version.map(|version| match version {
            serde_json::Value::String(text) => text,
            other => other.to_string(),
        });
        Ok(InvocationToken {
            app_id: raw.app.id,
            installation_id: raw.app.installation_id,
            api_base_url,
            environment: raw.app.environment,
            module: raw.app.module,
            version,
            license: raw.app.license,
            principal: raw.principal,
            context: raw.context,
            issued_at,
            expires_at,
        })
    }

    /// Whether a bearer token may be sent to this URL.
    fn is_api(&self, url: &Url) -> bool {
        let host = url.host_str().unwrap_or_default();
        let named = self.api_hosts.iter().any(|known| known == host);
        let plain = url.username().is_empty() && url.password().is_none() && url.query().is_none();
        let secret = url.scheme() == "https" || is_loopback(url);
        named && plain && secret
    }
}
