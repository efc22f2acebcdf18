//! One request to the authorization server.

use std::time::Duration;

use connect_model::ScopeSet;
use http::header::ACCEPT;
use http::{HeaderValue, Method};
use serde::{Deserialize, Serialize};
use tokio::time::timeout;
use url::{Url, form_urlencoded};

use super::ImpersonationError;
use super::cache::Token;
use crate::clients::Shared;
use crate::handle::Actor;
use crate::site::Site;
use connect_auth::jwt::sign_hs256;

/// The domains of sites, and the authorization server of each environment.
const SERVERS: [(&str, &str); 4] = [
    (
        "atlassian.net",
        "https://oauth-2-authorization-server.services.atlassian.com",
    ),
    (
        "jira.com",
        "https://oauth-2-authorization-server.services.atlassian.com",
    ),
    (
        "atlassian-us-gov-mod.net",
        "https://oauth-2-authorization-server.services.atlassian-us-gov-mod.com",
    ),
    (
        "jira-dev.com",
        "https://oauth-2-authorization-server.stg.services.atlassian.com",
    ),
];

const GRANT: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
/// How long the assertion is good for, in seconds: no more is allowed.
const ASSERTION_LIFETIME: i64 = 60;
/// How long a token is good for when the answer doesn't say, in seconds.
const USUAL_LIFETIME: i64 = 15 * 60;
/// How long before its end a token is refreshed, in seconds; a short-lived one at half its life.
const EARLY: i64 = 60;
/// For the whole answer.
const TIMEOUT: Duration = Duration::from_secs(10);
const MAX_ANSWER_BYTES: usize = 64 * 1024;

/// Who asks for whom.
pub(super) struct Grant<'a> {
    pub(super) shared: &'a Shared,
    pub(super) site: &'a Site,
    pub(super) actor: &'a Actor,
}

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
struct Answer {
    access_token: String,
    expires_in: Option<i64>,
    token_type: Option<String>,
}

#[derive(Deserialize)]
struct Refusal {
    error: Option<String>,
}

impl Grant<'_> {
    pub(super) async fn ask(&self) -> Result<Token, ImpersonationError> {
        let asked = timeout(TIMEOUT, self.exchange()).await;
        asked.unwrap_or(Err(ImpersonationError::Unavailable))
    }

    async fn exchange(&self) -> Result<Token, ImpersonationError> {
        let configured = self.shared.settings.authorization_server.as_ref();
        let server = match configured {
            Some(url) => url.as_str().trim_end_matches('/'),
            None => server_of(self.site.base_url()).ok_or(ImpersonationError::UnknownServer)?,
        };
        let now = self.shared.settings.clock.now();
        let form = form(&self.assertion(server, now)?, self.actor.scopes);
        let endpoint = Url::parse(&format!("{server}/oauth2/token"))
            .map_err(|_| ImpersonationError::UnknownServer)?;
        let http = self.shared.http(&endpoint);
        let http = http.map_err(|_| ImpersonationError::Unavailable)?;
        let mut request = reqwest::Request::new(Method::POST, endpoint);
        request.headers_mut().extend([
            (ACCEPT, HeaderValue::from_static("application/json")),
            (
                http::header::CONTENT_TYPE,
                HeaderValue::from_static("application/x-www-form-urlencoded"),
            ),
        ]);
        *request.body_mut() = Some(form.into());
        let unavailable = |_| ImpersonationError::Unavailable;
        let mut response = http.execute(request).await.map_err(unavailable)?;
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(unavailable)? {
            if body.len() + chunk.len() > MAX_ANSWER_BYTES {
                return Err(ImpersonationError::Unusable("it is too long"));
            }
            body.extend_from_slice(&chunk);
        }
        match response.status() {
            status if status.is_success() => token(&body, now),
            status if status.is_server_error() || status.as_u16() == 429 => {
                Err(ImpersonationError::Unavailable)
            }
            status => Err(refused(status.as_u16(), &body)),
        }
    }

    fn assertion(&self, server: &str, now: i64) -> Result<String, ImpersonationError> {
        let client_id = self.site.oauth_client_id.as_deref();
        let client_id = client_id.ok_or(ImpersonationError::NoClientId)?;
        let assertion = Assertion {
            iss: format!("urn:atlassian:connect:clientid:{client_id}"),
            sub: format!(
                "urn:atlassian:connect:useraccountid:{}",
                self.actor.account_id
            ),
            tnt: self.site.base(),
            aud: server,
            iat: now,
            exp: now.saturating_add(ASSERTION_LIFETIME),
        };
        sign_hs256(&assertion, &self.site.key)
            .map_err(|_| ImpersonationError::Unusable("the assertion can't be written"))
    }
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
    // What is wrong with it is not repeated: the answer has the token in it.
    let answer: Answer = serde_json::from_slice(body)
        .map_err(|_| ImpersonationError::Unusable("it is not the JSON that it should be"))?;
    if answer
        .token_type
        .is_some_and(|kind| !kind.eq_ignore_ascii_case("bearer"))
    {
        return Err(ImpersonationError::Unusable("its type is not `Bearer`"));
    }
    if answer.access_token.is_empty() {
        return Err(ImpersonationError::Unusable("the token is empty"));
    }
    let mut header = HeaderValue::try_from(format!("Bearer {}", answer.access_token))
        .map_err(|_| ImpersonationError::Unusable("the token can't stand in a header"))?;
    header.set_sensitive(true);
    let lifetime = answer.expires_in.unwrap_or(USUAL_LIFETIME).max(0);
    let expires_at = now.saturating_add(lifetime);
    Ok(Token {
        header,
        refresh_at: expires_at - EARLY.min(lifetime / 2),
        expires_at,
    })
}

/// Only a word of the standard's alphabet is repeated: the rest of the answer may quote the request.
fn refused(status: u16, body: &[u8]) -> ImpersonationError {
    let refusal: Option<Refusal> = serde_json::from_slice(body).ok();
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

fn server_of(site: &Url) -> Option<&'static str> {
    let host = site.host_str()?;
    let below = |domain: &str| {
        host.strip_suffix(domain)
            .is_some_and(|left| left.ends_with('.') && left.len() > 1)
    };
    SERVERS
        .iter()
        .find(|(domain, _)| below(domain))
        .map(|(_, server)| *server)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_235_the_server_is_the_environments() {
        let of = |site: &str| server_of(&Url::parse(site).ok()?);
        let production = of("https://x.atlassian.net");
        assert!(production.is_some_and(|server| server.ends_with(".services.atlassian.com")));
        assert_eq!(of("https://x.jira.com"), production);
        assert!(
            of("https://x.atlassian-us-gov-mod.net").is_some_and(|s| s.ends_with("gov-mod.com"))
        );
        assert!(of("https://x.jira-dev.com").is_some_and(|server| server.contains(".stg.")));
        for other in [
            "https://evil-atlassian.net",
            "https://atlassian.net",
            "https://x.atlassian.net.evil.example",
            "http://127.0.0.1:4000",
        ] {
            assert_eq!(of(other), None, "{other}");
        }
    }
}
