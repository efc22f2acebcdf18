//! Invocation tokens, as Forge signs them, and the keys that they are signed with.

use std::time::{SystemTime, UNIX_EPOCH};

use axum::Json;
use axum::response::IntoResponse as _;
use connect_testing::host_keys::{KeyServer, public_components, rs256, token};
use serde_json::{Value, json};

use crate::{Failure, panel};

const KEY: &str = "forge/invocation-token/1";

/// No token is accepted for longer than five minutes, however long a run takes.
const LIFETIME: u64 = 290;

/// Serves the key set.
pub async fn keys() -> KeyServer {
    KeyServer::start(async |_| Json(key_set()).into_response()).await
}

fn key_set() -> Value {
    let (modulus, exponent) = public_components();
    json!({ "keys": [{
        "kty": "RSA", "kid": KEY, "use": "sig", "alg": "RS256", "n": modulus, "e": exponent,
    }] })
}

/// A token of an installation.
#[derive(Debug)]
pub struct Invocation {
    /// Makes it another token than others, and another user's.
    pub number: usize,
    /// Which installation it is of.
    pub installation: usize,
    /// What is called.
    pub module: Value,
    /// What it is called about, beside the site.
    pub context: Value,
}

impl Invocation {
    /// Signs it.
    ///
    /// # Errors
    /// When this machine has no time.
    pub fn sign(self) -> Result<String, Failure> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
        let header = json!({ "typ": "JWT", "alg": "RS256", "kid": KEY }).to_string();
        let (number, cloud) = (self.number, format!("c{}", self.installation));
        let mut context = json!({
            "cloudId": cloud, "siteUrl": format!("https://site-{}.atlassian.net", self.installation),
            "locale": "en-US", "timezone": "Europe/Berlin",
        });
        if let (Value::Object(context), Value::Object(more)) = (&mut context, self.context) {
            context.extend(more);
        }
        let claims = json!({
            "iss": "forge/invocation-token", "aud": panel::FORGE_APP,
            "iat": now, "nbf": now, "exp": now + LIFETIME, "jti": number.to_string(),
            "app": {
                "id": panel::FORGE_APP, "version": "4.1.0",
                "installationId": format!("ari:cloud:ecosystem::installation/{}", self.installation),
                "apiBaseUrl": format!("https://api.atlassian.com/ex/jira/{cloud}"),
                "environment": { "type": "PRODUCTION", "id": "e1" },
                "module": self.module,
                "license": { "active": true },
            },
            "context": context,
            "principal": format!("557058:0867a421-a9ee-4659-801a-{number:012}"),
        });
        Ok(token(&header, &claims.to_string(), rs256))
    }
}
