//! What each step of believing a request costs, by itself: `cargo bench -p connect-benches --bench
//! steps`.
//!
//! The request is a panel as Jira opens it: a token of some 600 bytes in a query with the host's
//! usual parameters.

// A benchmark that can't be set up has nothing to measure.
#![allow(clippy::unwrap_used, missing_docs)]

use std::hint::black_box;
use std::sync::Arc;

use axum::http::Request;
use axum::http::request::Parts;
use connect_model::Product;
use connect_runtime::auth::jwt::{self, HmacKey};
use connect_runtime::auth::verify::Verifier;
use connect_runtime::auth::{clock::Clock, qsh, transport};
use connect_runtime::tenants::{Install, MemoryStore, Secret, Tenants};
use criterion::{Criterion, criterion_group, criterion_main};
use serde_json::json;

const APP: &str = "com.example.votes";
const CLIENT_KEY: &str = "1c7f8a9e-0b6d-3f2e-9c4b-7d5a6e8f0a1b";
const SECRET: &str = "ATCOa5Xc1Q0n7u2kS9vB4mE8rT6yW3zJ-0dFgHjKlPqRsUvXyZ1234567890abcdefGH";
const NOW: i64 = 1_700_000_000;
const TARGET: &str = "/votes?issue.key=DEMO-1&lic=active\
    &xdm_e=https%3A%2F%2Fexample.atlassian.net&xdm_c=channel-com.example.votes__votes-1\
    &cp=&xdm_deprecated_addon_key_do_not_use=com.example.votes&cv=1001.0.0-SNAPSHOT";

fn token() -> String {
    let claims = json!({
        "sub": "557058:0867a421-a9ee-4659-801a-bc0ee4a4487e",
        "qsh": qsh::hash("GET", TARGET, "").to_string(),
        "iss": CLIENT_KEY,
        "context": { "jira": {
            "issue": { "id": "10001", "key": "DEMO-1", "issuetype": { "id": "10004" } },
            "project": { "id": "10000", "key": "DEMO" },
        } },
        "exp": NOW + 180,
        "iat": NOW,
    });
    jwt::sign_hs256(&claims, &HmacKey::new(SECRET.as_bytes())).unwrap()
}

fn request(token: &str) -> Parts {
    let request = Request::get(format!("{TARGET}&jwt={token}"));
    request.body(()).unwrap().into_parts().0
}

async fn tenants() -> Tenants {
    let tenants = Tenants::new(APP, Arc::new(MemoryStore::new()));
    tenants
        .install(Install::new(
            APP,
            CLIENT_KEY,
            "https://example.atlassian.net".parse().unwrap(),
            Product::Jira,
            Secret::new(SECRET).unwrap(),
        ))
        .await
        .unwrap();
    tenants
}

fn steps(c: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let key = HmacKey::new(SECRET.as_bytes());
    let token = token();
    let parts = request(&token);
    let target = parts.uri.path_and_query().unwrap().as_str();
    let query = parts.uri.query().unwrap();
    let tenants = runtime.block_on(tenants());
    let verifier = Verifier::new(
        tenants.clone(),
        &"https://votes.example.com".parse().unwrap(),
    )
    .clock(Clock::stopped_at(NOW));

    c.bench_function("find the token", |b| {
        b.iter(|| {
            transport::token(black_box(query), &parts.headers, None).map(|token| token.len())
        });
    });
    c.bench_function("decode the token", |b| {
        b.iter(|| {
            let token = jwt::parse(black_box(&token)).unwrap();
            token.claims().unwrap().issuer().len()
        });
    });
    c.bench_function("decode and verify the token", |b| {
        b.iter(|| {
            let token = jwt::parse(black_box(&token)).unwrap();
            let claims = token.claims().unwrap().verify_hs256(&key).unwrap();
            claims.check_time(NOW, 30)
        });
    });
    c.bench_function("query string hash", |b| {
        b.iter(|| qsh::hash("GET", black_box(target), "/"));
    });
    c.bench_function("look up the tenant", |b| {
        b.iter(|| {
            runtime
                .block_on(tenants.serving(black_box(CLIENT_KEY)))
                .unwrap()
        });
    });
    c.bench_function("believe the request", |b| {
        b.iter(|| {
            runtime
                .block_on(verifier.request(black_box(&parts), None))
                .unwrap()
        });
    });
}

criterion_group!(benches, steps);
criterion_main!(benches);
