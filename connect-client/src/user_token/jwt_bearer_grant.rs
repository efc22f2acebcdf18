//! A request to the authorization server for a user's token.

use std::time::Duration;

use connect_auth::content::{self, ReadError};
use connect_auth::environment::SiteServers;
use connect_auth::jwt::{HmacKey, sign_hs256};
use connect_model::ScopeSet;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderValue, Method};
use serde::{Deserialize, Serialize};
use tokio::time::timeout;
use url::{Url, form_urlencoded};

use super::cache::Token;
use super::impersonation::{Impersonation, ImpersonationError};
use crate::key_source::NoKey;
use crate::site::{Signing, Site};
use crate::transport::Transport;

const GRANT: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
/// How long the assertion is valid, in seconds: the maximum allowed.
const ASSERTION_LIFETIME: i64 = 60;
/// The lifetime of a token if the response doesn't state it, in seconds.
const USUAL_LIFETIME: i64 = 15 * 60;
/// How long before its end a token is refreshed, in seconds; a short-lived one at half its life.
const EARLY: i64 = 60;
/// Time limit for the whole grant.
const TIMEOUT: Duration = Duration::from_secs(10);
const MAX_BODY_BYTES: usize = 64 * 1024;

#[derive(Serialize)]
struct Assertion<'a> {
    iss: String,
    sub: String,
    tnt: &'a str,
    aud: &'a str,
    iat: i64,
    exp: i64,
}

#[derive(Deserialize)]
struct Granted {
    access_token: String,
    expires_in: Option<i64>,
    token_type: Option<String>,
}

#[derive(Deserialize)]
struct OAuthError {
    error: Option<String>,
}

/// Requests a token that lets the app act as a user on a site.
pub(crate) async fn grant(
    transport: &Transport,
    site: &Site,
    signing: &Signing,
    user: &Impersonation,
) -> Result<Token, ImpersonationError> {
    let response = timeout(TIMEOUT, exchange(transport, site, signing, user)).await;
    response.unwrap_or(Err(ImpersonationError::Unavailable))
}

async fn exchange(
    transport: &Transport,
    site: &Site,
    signing: &Signing,
    user: &Impersonation,
) -> Result<Token, ImpersonationError> {
    let settings = &transport.settings;
    let server = match &settings.authorization_server {
        Some(url) => url.as_str().trim_end_matches('/'),
        None => settings
            .environments
            .of_site(site.base_url())
            .and_then(SiteServers::authorization_server)
            .ok_or(ImpersonationError::UnknownServer)?,
    };
    let now = settings.clock.now();
    let key = signing.load_key().await.map_err(|error| match error {
        NoKey::Gone => ImpersonationError::NotInstalled,
        NoKey::Unavailable(_) => ImpersonationError::Unavailable,
    })?;
    let form = form(
        &assertion(site, signing, &key.key, user, server, now)?,
        user.scopes,
    );
    let endpoint = Url::parse(&format!("{server}/oauth2/token"))
        .map_err(|_| ImpersonationError::UnknownServer)?;
    let http = transport.http(&endpoint);
    let http = http.map_err(|_| ImpersonationError::Unavailable)?;
    let mut request = reqwest::Request::new(Method::POST, endpoint);
    request.headers_mut().extend([
        (ACCEPT, HeaderValue::from_static("application/json")),
        (
            CONTENT_TYPE,
            HeaderValue::from_static("application/x-www-form-urlencoded"),
        ),
    ]);
    *request.body_mut() = Some(form.into());
    let response = http.execute(request).await;
    let mut response = response.map_err(|_| ImpersonationError::Unavailable)?;
    let body = content::read(&mut response, MAX_BODY_BYTES).await;
    let body = body.map_err(|error| match error {
        ReadError::TooLong(_) => ImpersonationError::Unusable("it is too long"),
        _ => ImpersonationError::Unavailable,
    })?;
    match response.status() {
        status if status.is_success() => token(&body, now),
        status if status.is_server_error() || status.as_u16() == 429 => {
            Err(ImpersonationError::Unavailable)
        }
        status => Err(refused(status.as_u16(), &body)),
    }
}

fn assertion(
    site: &Site,
    signing: &Signing,
    key: &HmacKey,
    user: &Impersonation,
    server: &str,
    now: i64,
) -> Result<String, ImpersonationError> {
    let client_id = signing.oauth_client_id.as_deref();
    let client_id = client_id.ok_or(ImpersonationError::NoClientId)?;
    let assertion = Assertion {
        iss: format!("urn:atlassian:connect:clientid:{client_id}"),
        sub: format!("urn:atlassian:connect:useraccountid:{}", user.account_id),
        tnt: site.base(),
        aud: server,
        iat: now,
        exp: now.saturating_add(ASSERTION_LIFETIME),
    };
    sign_hs256(&assertion, key)
        .map_err(|_| ImpersonationError::Unusable("the assertion can't be written"))
}

fn form(assertion: &str, scopes: Option<ScopeSet>) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("grant_type", GRANT);
    form.append_pair("assertion", assertion);
    if let Some(scopes) = scopes {
        let names: Vec<_> = scopes.iter().map(|scope| scope.name()).collect();
        form.append_pair("scope", &names.join(" "));
    }
    form.finish()
}

fn token(body: &[u8], now: i64) -> Result<Token, ImpersonationError> {
    // The error is not quoted: the response contains the token.
    let granted: Granted = serde_json::from_slice(body)
        .map_err(|_| ImpersonationError::Unusable("it is not the JSON that it should be"))?;
    if granted
        .token_type
        .is_some_and(|kind| !kind.eq_ignore_ascii_case("bearer"))
    {
        return Err(ImpersonationError::Unusable("its type is not `Bearer`"));
    }
    if granted.access_token.is_empty() {
        return Err(ImpersonationError::Unusable("the token is empty"));
    }
    let mut header = HeaderValue::try_from(format!("Bearer {}", granted.access_token))
        .map_err(|_| ImpersonationError::Unusable("the token can't be in a header"))?;
    header.set_sensitive(true);
    let lifetime = granted.expires_in.unwrap_or(USUAL_LIFETIME).max(0);
    let expires_at = now.saturating_add(lifetime);
    Ok(Token {
        header,
        refresh_at: expires_at - EARLY.min(lifetime / 2),
        expires_at,
    })
}

/// Only quotes a code in the standard's alphabet: the rest of the response may quote the request.
fn refused(status: u16, body: &[u8]) -> ImpersonationError {
    let refusal: Option<OAuthError> = serde_json::from_slice(body).ok();
    let code = refusal.and_then(|refusal| refusal.error).filter(|code| {
        code.len() <= 64
            && code
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
    });
    ImpersonationError::Refused {
        status,
        code: code.map(Into::into),
    }
}
