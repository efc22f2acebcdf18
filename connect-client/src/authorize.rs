//! The `Authorization` header with which the app signs a request as itself.

use connect_auth::jwt::{HmacKey, sign_hs256_after};
use connect_auth::qsh;
use http::HeaderValue;
use serde::Serialize;
use url::{Position, Url};

use super::site::Site;

/// The lifetime of an app's token, in seconds: the same as that of the host's own.
const LIFETIME: i64 = 180;

/// The claims of an app's token. Source: "Understanding JWT for Connect apps", claims.
#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    iat: i64,
    exp: i64,
    qsh: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    aud: Option<[&'a str; 1]>,
}

/// Signs one request as the app; `None` if the token can't be written.
///
/// `url` must be below the site's origin, as [`address`](super::target::address) makes it.
pub(super) fn authorize(
    site: &Site,
    key: &HmacKey,
    now: i64,
    method: &str,
    url: &Url,
) -> Option<HeaderValue> {
    let target = &url[Position::BeforePath..Position::AfterQuery];
    let hash = qsh::hash(method, target, site.base_path()).hex();
    let claims = Claims {
        iss: &site.app_key,
        iat: now,
        exp: now.saturating_add(LIFETIME),
        qsh: std::str::from_utf8(&hash).ok()?,
        aud: site.client_key.as_deref().map(|client_key| [client_key]),
    };
    let header = sign_hs256_after("JWT ", &claims, key).ok()?;
    let mut header = HeaderValue::try_from(header).ok()?;
    header.set_sensitive(true);
    Some(header)
}
