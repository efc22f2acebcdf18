//! The tests that every [`TenantStore`] must pass.
//!
//! ```
//! use connect_store::{MemoryStore, conformance};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() {
//! conformance::tenant_store(|| async { MemoryStore::new() }).await;
//! # }
//! ```

// A suite of tests speaks by panicking; nothing that serves calls it.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod lifecycle;
mod rows;

use std::sync::Arc;

use connect_model::Product;
use url::Url;

use super::{Install, Secret, TenantRecord, TenantState, TenantStore};

const APP: &str = "com.example.votes";
const OTHER_APP: &str = "com.example.polls";

/// Runs the whole suite; `fresh` gives an empty store each time it is called.
///
/// # Panics
/// If the store breaks a rule; the message says which.
pub async fn tenant_store<F, Fut, S>(fresh: F)
where
    F: Fn() -> Fut,
    Fut: Future<Output = S>,
    S: TenantStore,
{
    rows::keeps_every_field(&fresh().await).await;
    rows::keeps_secrets_to_the_byte(&fresh().await).await;
    rows::knows_what_it_does_not_know(&fresh().await).await;
    lifecycle::rotates_on_a_reinstall(&fresh().await).await;
    lifecycle::supersedes_the_site_s_former_key(&fresh().await).await;
    lifecycle::supersedes_no_other_tenant(&fresh().await).await;
    lifecycle::keeps_apps_apart(&fresh().await).await;
    lifecycle::uninstalls_once_and_keeps_the_row(&fresh().await).await;
    lifecycle::notes_enabled_and_disabled(&fresh().await).await;
    rows::lists_in_order_and_in_pages(&fresh().await).await;
    rows::stores_concurrent_installs_whole(Arc::new(fresh().await)).await;
    rows::hides_secrets(&fresh().await).await;
}

fn url(text: &str) -> Url {
    Url::parse(text).expect("a URL of the suite")
}

fn secret(text: &str) -> Secret {
    Secret::new(text).expect("a secret of the suite")
}

fn install(client_key: &str, base_url: &str, shared_secret: &str) -> Install {
    Install::new(
        APP,
        client_key,
        url(base_url),
        Product::Jira,
        secret(shared_secret),
    )
}

async fn found(store: &impl TenantStore, client_key: &str) -> TenantRecord {
    let found = store.find(APP, client_key).await.unwrap();
    found.expect("the row is kept")
}
