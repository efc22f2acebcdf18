//! A request for a token that lets a Forge app act as a user who is not present.

use std::time::Duration;

use connect_auth::AccessToken;
use connect_auth::content::{self, ReadError};
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderValue, Method, StatusCode};
use serde::Deserialize;
use serde_json::json;
use tokio::time::timeout;

use super::cache::Token;
use super::impersonation::{Impersonation, ImpersonationError};
use crate::forge::{Installation, bearer};
use crate::transport::Transport;

/// Source: "Calling Atlassian app APIs from a remote", offline user impersonation.
const MUTATION: &str = "mutation forge_remote_offlineUserAuthToken($input: OfflineUserAuthTokenInput!) { \
    offlineUserAuthToken(input: $input) { success errors { message } authToken { token ttl } } }";
/// How long before its end a token is refreshed, in seconds; a short-lived one at half its life.
const EARLY: i64 = 60;
/// Time limit for the whole request.
const TIMEOUT: Duration = Duration::from_secs(10);
const MAX_BODY_BYTES: usize = 64 * 1024;
/// The longest reason that is quoted.
const MAX_REASON_BYTES: usize = 200;

#[derive(Deserialize)]
struct Answer {
    data: Option<Data>,
    #[serde(default)]
    errors: Vec<Failure>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Data {
    offline_user_auth_token: Option<Granted>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Granted {
    success: bool,
    errors: Option<Vec<Failure>>,
    auth_token: Option<AuthToken>,
}

#[derive(Deserialize)]
struct Failure {
    message: Option<String>,
}

#[derive(Deserialize)]
struct AuthToken {
    token: String,
    /// In seconds.
    ttl: i64,
}

/// Requests a token that lets the app act as a user on an installation's site.
pub(crate) async fn grant(
    transport: &Transport,
    installation: &Installation,
    user: &Impersonation,
    app_token: &AccessToken,
) -> Result<Token, ImpersonationError> {
    let response = timeout(TIMEOUT, exchange(transport, installation, user, app_token)).await;
    response.unwrap_or(Err(ImpersonationError::Unavailable))
}

async fn exchange(
    transport: &Transport,
    installation: &Installation,
    user: &Impersonation,
    app_token: &AccessToken,
) -> Result<Token, ImpersonationError> {
    let context = installation.context.as_deref();
    let context = context.ok_or(ImpersonationError::NoContext)?;
    let gateway = installation.gateway.clone();
    let gateway = gateway.ok_or(ImpersonationError::UnknownServer)?;
    let body = json!({
        "query": MUTATION,
        "variables": { "input": { "contextIds": [context], "userId": &*user.account_id } },
    });
    let now = transport.settings.clock.now();
    let http = transport.http(&gateway);
    let http = http.map_err(|_| ImpersonationError::Unavailable)?;
    let authorization = bearer(app_token).ok_or(ImpersonationError::Unusable(
        "the app's own token can't be in a header",
    ))?;
    let mut request = reqwest::Request::new(Method::POST, gateway);
    let json = HeaderValue::from_static("application/json");
    request.headers_mut().extend([
        (AUTHORIZATION, authorization),
        (ACCEPT, json.clone()),
        (CONTENT_TYPE, json),
    ]);
    *request.body_mut() = Some(body.to_string().into());
    let response = http.execute(request).await;
    let mut response = response.map_err(|_| ImpersonationError::Unavailable)?;
    let body = content::read(&mut response, MAX_BODY_BYTES).await;
    let body = body.map_err(|error| match error {
        ReadError::TooLong(_) => ImpersonationError::Unusable("it is too long"),
        _ => ImpersonationError::Unavailable,
    })?;
    match response.status() {
        status if status.is_success() => token(&body, user, now),
        status if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS => {
            Err(ImpersonationError::Unavailable)
        }
        status => Err(ImpersonationError::Refused {
            status: status.as_u16(),
            code: None,
        }),
    }
}

fn token(body: &[u8], user: &Impersonation, now: i64) -> Result<Token, ImpersonationError> {
    // The error is not quoted: the response contains the token.
    let answer: Answer = serde_json::from_slice(body)
        .map_err(|_| ImpersonationError::Unusable("it is not the JSON that it should be"))?;
    let granted = answer.data.and_then(|data| data.offline_user_auth_token);
    let (success, errors, token) = match granted {
        Some(granted) => (
            granted.success,
            granted.errors.unwrap_or_default(),
            granted.auth_token,
        ),
        None => (false, Vec::new(), None),
    };
    let Some(AuthToken { token, ttl }) = token.filter(|_| success) else {
        let mut messages = errors.into_iter().chain(answer.errors);
        let message = messages.find_map(|failure| failure.message);
        return Err(ImpersonationError::Denied {
            reason: message.and_then(|message| reason(&message, user)),
        });
    };
    let lifetime = ttl.max(0);
    let expires_at = now.saturating_add(lifetime);
    let token = AccessToken::new(&token, expires_at)
        .map_err(|_| ImpersonationError::Unusable("the token can't be in a header"))?;
    let header = bearer(&token).ok_or(ImpersonationError::Unusable(
        "the token can't be in a header",
    ))?;
    Ok(Token {
        header,
        refresh_at: expires_at - EARLY.min(lifetime / 2),
        expires_at,
    })
}

/// The gateway's message, unless it quotes something from the request.
fn reason(message: &str, user: &Impersonation) -> Option<Box<str>> {
    let quotes = message.contains(&*user.account_id) || message.contains("eyJ");
    let is_plain = message
        .bytes()
        .all(|byte| byte == b' ' || byte.is_ascii_graphic());
    (!quotes && is_plain && (1..=MAX_REASON_BYTES).contains(&message.len())).then(|| message.into())
}
