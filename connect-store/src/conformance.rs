//! The tests that every [`TenantStore`] and every [`JobStore`](crate::jobs::JobStore) must pass.
//!
//! ```
//! use connect_store::{MemoryStore, conformance};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() {
//! conformance::tenant_store(|| async { MemoryStore::new() }).await;
//! conformance::job_store(|| async { MemoryStore::new() }).await;
//! # }
//! ```

// A test suite fails by panicking; nothing that serves requests calls it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod answers;
mod changes;
mod forge;
mod jobs;
mod lifecycle;
mod proofs;
mod rows;
mod secrets;

use std::sync::Arc;
use std::time::SystemTime;

use connect_model::Product;
use url::Url;

pub use jobs::job_store;

use super::{
    Applied, Change, Install, Installed, Proof, Secret, Tenant, TenantRecord, TenantState,
    TenantStore, Trouble, Unchanged,
};

const APP: &str = "com.example.votes";
const OTHER_APP: &str = "com.example.polls";

/// Runs the whole suite; `fresh` returns an empty store each time it is called.
///
/// # Panics
/// If the store breaks a rule; the message names it.
pub async fn tenant_store<F, Fut, S>(fresh: F)
where
    F: Fn() -> Fut,
    Fut: Future<Output = S>,
    S: TenantStore,
{
    rows::keeps_every_field(&fresh().await).await;
    rows::keeps_secrets_byte_for_byte(&fresh().await).await;
    rows::knows_what_it_does_not_know(&fresh().await).await;
    lifecycle::rotates_on_a_reinstall(&fresh().await).await;
    lifecycle::supersedes_the_sites_former_key(&fresh().await).await;
    lifecycle::supersedes_no_other_tenant(&fresh().await).await;
    lifecycle::keeps_apps_apart(&fresh().await).await;
    lifecycle::uninstalls_once_and_keeps_the_row(&fresh().await).await;
    lifecycle::notes_enabled_and_disabled(&fresh().await).await;
    rows::lists_in_order_and_in_pages(&fresh().await).await;
    rows::stores_concurrent_installs_whole(Arc::new(fresh().await)).await;
    rows::hides_secrets(&fresh().await).await;
    secrets::keeps_the_former_secret_until_the_new_one_is_used(&fresh().await).await;
    secrets::keeps_what_a_failed_install_left_in_use(&fresh().await).await;
    secrets::settles_its_own_generation_only(&fresh().await).await;
    secrets::brings_a_superseded_site_back_as_it_was(&fresh().await).await;
    secrets::keeps_a_superseded_secret_for_its_time(&fresh().await).await;
    proofs::accepts_a_token_with_one_body_only(&fresh().await).await;
    proofs::leaves_late_callbacks_without_effect(&fresh().await).await;
    proofs::keeps_environments_apart(&fresh().await).await;
    proofs::notes_what_the_host_refuses(&fresh().await).await;
    changes::reports_every_change(&fresh().await).await;
    answers::keeps_an_answer_for_its_time(&fresh().await).await;
    forge::keeps_what_a_call_says(&fresh().await).await;
    forge::keeps_the_newest_token(&fresh().await).await;
    forge::keeps_no_token_that_is_hardly_newer(&fresh().await).await;
    forge::ends_an_installation(&fresh().await).await;
    forge::supersedes_nothing(&fresh().await).await;
    forge::continues_a_connect_tenant(&fresh().await).await;
    forge::is_listed_once(&fresh().await).await;
    forge::reports_installations(Arc::new(fresh().await)).await;
    forge::hides_tokens(&fresh().await).await;
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

/// Stores an install that must be accepted.
async fn installed(store: &impl TenantStore, install: Install) -> Installed {
    match store.install(install).await.unwrap() {
        Applied::Done(installed) => installed,
        Applied::Unchanged(why) => panic!("{why}"),
    }
}

/// Uninstalls without a proof; returns whether there was anything to uninstall.
async fn uninstalled(store: &impl TenantStore, app_key: &str, client_key: &str) -> bool {
    match store.uninstall(app_key, client_key, None).await.unwrap() {
        Applied::Done(ended) => ended.is_some(),
        Applied::Unchanged(why) => panic!("{why}"),
    }
}

async fn found(store: &impl TenantStore, client_key: &str) -> TenantRecord {
    let found = store.find(APP, client_key).await.unwrap();
    found.expect("the row is kept")
}
