//! An app with two tenants, A and B, and the tokens of their hosts.

use std::sync::Arc;

use connect_model::Product;
use http::request::{Builder, Parts};
use http::{Request, StatusCode};
use serde_json::{Value, json};
use url::Url;

use super::super::Verifier;
use crate::auth::Clock;
use crate::auth::rejection::Rejection;
use crate::tenants::{Install, MemoryStore, Secret, Tenants};
use connect_auth::jwt::{HmacKey, sign_hs256};
use connect_auth::qsh;

pub(super) const APP: &str = "com.example.votes";
pub(super) const BASE_URL: &str = "https://votes.example.com";
pub(super) const NOW: i64 = 1_700_000_000;
pub(super) const SECRET_A: &str = "the secret of a, which is long enough";
pub(super) const SECRET_B: &str = "the secret of b, which is long enough";
pub(super) const UNAUTHORIZED: u16 = 401;

pub(super) struct Site {
    pub(super) verifier: Verifier,
    pub(super) tenants: Tenants,
    pub(super) clock: Clock,
}

impl Site {
    pub(super) async fn at(base_url: &str) -> Self {
        let tenants = Tenants::new(APP, Arc::new(MemoryStore::new()));
        let clock = Clock::stopped_at(NOW);
        let base_url = Url::parse(base_url).unwrap();
        let verifier = Verifier::new(tenants.clone(), &base_url).clock(clock.clone());
        let site = Self {
            verifier,
            tenants,
            clock,
        };
        site.install("a", SECRET_A).await;
        site.install("b", SECRET_B).await;
        site
    }

    pub(super) async fn install(&self, client_key: &str, secret: &str) {
        let base_url = Url::parse(&format!("https://{client_key}.atlassian.net")).unwrap();
        let secret = Secret::new(secret).unwrap();
        let install = Install::new(APP, client_key, base_url, Product::Jira, secret);
        let stored = self.tenants.install(install).await.unwrap();
        assert!(stored.done().is_some());
    }
}

/// The claims of A's host for a request, with some of them changed; `null` removes a claim.
pub(super) fn claims(method: &str, target: &str, change: Value) -> Value {
    let mut claims = json!({
        "iss": "a",
        "sub": "557058:user",
        "iat": NOW,
        "exp": NOW + 180,
        "qsh": qsh::hash(method, target, "").to_string(),
        "context": {},
    });
    merge(&mut claims, change);
    claims
}

pub(super) fn merge(claims: &mut Value, change: Value) {
    for (name, value) in change.as_object().unwrap() {
        claims[name] = value.clone();
    }
    claims
        .as_object_mut()
        .unwrap()
        .retain(|_, value| !value.is_null());
}

pub(super) fn hs256(claims: &Value, secret: &str) -> String {
    sign_hs256(claims, &HmacKey::new(secret.as_bytes())).unwrap()
}

pub(super) fn parts(builder: Builder) -> Parts {
    builder.body(()).unwrap().into_parts().0
}

pub(super) fn get(target: &str) -> Parts {
    parts(Request::get(target))
}

pub(super) fn with_header(method: &str, target: &str, token: &str) -> Parts {
    let builder = Request::builder().method(method).uri(target);
    parts(builder.header("authorization", format!("JWT {token}")))
}

pub(super) fn with_token(target: &str, token: &str) -> String {
    let sign = if target.contains('?') { '&' } else { '?' };
    format!("{target}{sign}jwt={token}")
}

#[track_caller]
pub(super) fn refused<T>(result: Result<T, Rejection>) -> (StatusCode, &'static str) {
    let rejection = result.err().unwrap();
    (rejection.status(), rejection.reason())
}

/// The status of the response; 200 when the request is accepted.
pub(super) fn status<T>(result: &Result<T, Rejection>) -> u16 {
    result
        .as_ref()
        .err()
        .map_or(200, |rejection| rejection.status().as_u16())
}
