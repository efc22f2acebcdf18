//! The requests: a panel as Jira opens it, with a token that is signed for it.

use std::time::{SystemTime, UNIX_EPOCH};

use connect_auth::jwt::{self, HmacKey};
use connect_auth::qsh;
use connect_model::Product;
use connect_runtime::tenants::{Install, Secret};
use serde_json::json;

use crate::Failure;

/// The app's key, as `app!` has it.
pub const APP: &str = "com.example.votes";
/// The app's id on Forge.
pub const FORGE_APP: &str = "ari:cloud:ecosystem::app/7d5d6a8c-5b7e-4f59-9c5e-2f6c1c0a9b11";
/// The tenant's.
pub const CLIENT_KEY: &str = "1c7f8a9e-0b6d-3f2e-9c4b-7d5a6e8f0a1b";
const SECRET: &str = "ATCOa5Xc1Q0n7u2kS9vB4mE8rT6yW3zJ-0dFgHjKlPqRsUvXyZ1234567890abcdefGH";
/// The tenant's site.
const SITE: &str = "https://example.atlassian.net";
/// How long a token holds. A host's holds for three minutes, a whole run takes longer.
const LIFETIME: i64 = 3600;

/// The tenant's secret as a key.
pub fn key() -> HmacKey {
    HmacKey::new(SECRET.as_bytes())
}

/// What the host sends when the app is installed.
///
/// # Errors
/// None as long as the constants above are valid.
pub fn install() -> Result<Install, Failure> {
    Ok(Install::new(
        APP,
        CLIENT_KEY,
        SITE.parse()?,
        Product::Jira,
        Secret::new(SECRET)?,
    ))
}

/// The panel's target on the issue with this number, with the host's usual parameters, not signed.
pub fn target(issue: usize) -> String {
    format!(
        "/votes?issue.key=DEMO-{issue}&lic=active&xdm_e=https%3A%2F%2Fexample.atlassian.net\
         &xdm_c=channel-com.example.votes__votes-1&cp=\
         &xdm_deprecated_addon_key_do_not_use=com.example.votes&cv=1001.0.0-SNAPSHOT"
    )
}

/// The host's token for a target: some 600 bytes, as Jira's are.
///
/// # Errors
/// None: the claims can be written as JSON.
pub fn token(target: &str, issue: usize, now: i64) -> Result<String, Failure> {
    let claims = json!({
        "sub": format!("557058:0867a421-a9ee-4659-801a-{issue:012}"),
        "qsh": qsh::hash("GET", target, "").to_string(),
        "iss": CLIENT_KEY,
        "context": { "jira": {
            "issue": { "id": issue.to_string(), "key": format!("DEMO-{issue}"),
                       "issuetype": { "id": "10004" } },
            "project": { "id": "10000", "key": "DEMO" },
        } },
        "exp": now + LIFETIME,
        "iat": now,
    });
    Ok(jwt::sign_hs256(&claims, &key())?)
}

/// So many requests as bytes on the wire, each with a token of its own.
///
/// # Errors
/// None: see [`token`].
pub fn requests(count: usize) -> Result<Vec<Vec<u8>>, Failure> {
    let now = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs())?;
    (0..count)
        .map(|issue| {
            let target = target(issue);
            let token = token(&target, issue, now)?;
            Ok(format!("GET {target}&jwt={token} HTTP/1.1\r\nHost: votes\r\n\r\n").into_bytes())
        })
        .collect()
}
