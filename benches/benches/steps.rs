//! What each step of verifying a request costs, by itself: `cargo bench -p connect-benches --bench
//! steps`.
//!
//! The request is the one that `request` sends: a panel as Jira opens it, with a token of some 600
//! bytes in a query with the host's usual parameters.

// A benchmark may panic while it is set up.
#![allow(clippy::unwrap_used, missing_docs)]

use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;

use axum::http::Request;
use axum::http::request::Parts;
use connect_auth::jwt;
use connect_auth::{clock::Clock, qsh, transport};
use connect_benches::panel::{self, APP, CLIENT_KEY};
use connect_runtime::auth::Verifier;
use connect_runtime::tenants::{Sealer, SqliteStore, Tenants};
use criterion::{Criterion, criterion_group, criterion_main};

const NOW: i64 = 1_700_000_000;

fn request(target: &str, token: &str) -> Parts {
    let request = Request::get(format!("{target}&jwt={token}"));
    request.body(()).unwrap().into_parts().0
}

async fn tenants(folder: &Path) -> Tenants {
    let store = SqliteStore::open(folder.join("tenants.sqlite"), Sealer::plain());
    let tenants = Tenants::new(APP, Arc::new(store.await.unwrap()));
    let stored = tenants.install(panel::install().unwrap()).await;
    assert!(stored.unwrap().done().is_some());
    tenants
}

fn steps(c: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let key = panel::key();
    let token = panel::token(&panel::target(1), 1, NOW).unwrap();
    let parts = request(&panel::target(1), &token);
    let target = parts.uri.path_and_query().unwrap().as_str();
    let query = parts.uri.query().unwrap();
    let tenants = runtime.block_on(tenants(folder.path()));
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
    c.bench_function("decode it and verify", |b| {
        b.iter(|| {
            let token = jwt::parse(black_box(&token)).unwrap();
            let claims = token.claims().unwrap().verify_hs256(&key).unwrap();
            claims.check_time(NOW, 30)
        });
    });
    c.bench_function("hash the request (qsh)", |b| {
        b.iter(|| qsh::hash("GET", black_box(target), "/"));
    });
    c.bench_function("look up the tenant, cached", |b| {
        b.iter(|| {
            runtime
                .block_on(tenants.active(black_box(CLIENT_KEY)))
                .unwrap()
        });
    });
    c.bench_function("all of it", |b| {
        b.iter(|| {
            runtime
                .block_on(verifier.request(black_box(&parts), None))
                .unwrap()
        });
    });
}

criterion_group!(benches, steps);
criterion_main!(benches);
