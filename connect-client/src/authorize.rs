//! Who calls: the header that says it.

use http::HeaderValue;
use serde::Serialize;
use url::{Position, Url};

use super::error::CallError;
use super::handle::{Actor, Client};
use super::send::Label;
use super::user_token::UserToken;
use connect_auth::jwt::sign_hs256_after;
use connect_auth::qsh;

/// How long a token of the app is good for, in seconds: as long as the host's own.
const LIFETIME: i64 = 180;

/// What a token of the app says. Source: "Understanding JWT for Connect apps", claims.
#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    iat: i64,
    exp: i64,
    qsh: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    aud: Option<[&'a str; 1]>,
}

/// Takes a user's token for one request.
pub(super) async fn impersonate(label: &Label, actor: &Actor) -> Result<UserToken, CallError> {
    let client = &label.client;
    let user = client.shared().user_token(client.site(), actor).await;
    user.map_err(|source| CallError::Impersonation {
        whence: label.whence(),
        source,
    })
}

/// Signs one request as the app.
///
/// `url` must be below the site's origin: [`address`](super::target::address) has made it.
pub(super) fn authorize(label: &Label, method: &str, url: &Url) -> Result<HeaderValue, CallError> {
    sign(&label.client, method, url).ok_or_else(|| CallError::Setup {
        whence: label.whence(),
        problem: "the token can't be written".into(),
    })
}

fn sign(client: &Client, method: &str, url: &Url) -> Option<HeaderValue> {
    let site = client.site();
    let now = client.shared().settings.clock.now();
    let target = &url[Position::BeforePath..Position::AfterQuery];
    let hash = qsh::hash(method, target, site.base_path()).hex();
    let claims = Claims {
        iss: &site.app_key,
        iat: now,
        exp: now.saturating_add(LIFETIME),
        qsh: std::str::from_utf8(&hash).ok()?,
        aud: site.client_key.as_deref().map(|client_key| [client_key]),
    };
    let header = sign_hs256_after("JWT ", &claims, &site.key).ok()?;
    let mut header = HeaderValue::try_from(header).ok()?;
    header.set_sensitive(true);
    Some(header)
}
