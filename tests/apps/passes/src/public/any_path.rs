//! Paths as axum has them: wildcards, prefixes, what is percent-encoded.
use connect_runtime::prelude::*;

#[public(GET "/files/{*path}")]
async fn file() -> &'static str {
    "file"
}

#[public(GET "/v{version}/about")]
async fn about() -> &'static str {
    "about"
}

#[public(GET "/gr%C3%B6%C3%9Fe")]
async fn encoded() -> &'static str {
    "size"
}

#[public(GET "/@me")]
async fn me() -> &'static str {
    "me"
}
