//! The tests that every [`TenantStore`] must pass, whoever wrote it.
//!
//! ```
//! use connect_runtime::tenants::{MemoryStore, conformance};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() {
//! conformance::tenant_store(|| async { MemoryStore::new() }).await;
//! # }
//! ```

// A suite of tests speaks by panicking; nothing that serves calls it.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::sync::Arc;

use connect_model::Product;
use futures_util::future::join_all;
use serde_json::json;
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
    keeps_every_field(&fresh().await).await;
    keeps_secrets_to_the_byte(&fresh().await).await;
    knows_what_it_does_not_know(&fresh().await).await;
    rotates_on_a_reinstall(&fresh().await).await;
    supersedes_the_site_s_former_key(&fresh().await).await;
    supersedes_nobody_else(&fresh().await).await;
    keeps_apps_apart(&fresh().await).await;
    uninstalls_once_and_keeps_the_row(&fresh().await).await;
    notes_enabled_and_disabled(&fresh().await).await;
    lists_in_order_and_in_pages(&fresh().await).await;
    stores_concurrent_installs_whole(Arc::new(fresh().await)).await;
    hides_secrets(&fresh().await).await;
}

fn url(text: &str) -> Url {
    Url::parse(text).expect("a URL of the suite")
}

fn secret(text: &str) -> Secret {
    Secret::new(text).expect("a secret of the suite")
}

fn install(client_key: &str, base_url: &str, shared_secret: &str) -> Install {
    Install::new(APP, client_key, url(base_url), Product::Jira, secret(shared_secret))
}

async fn found(store: &impl TenantStore, client_key: &str) -> TenantRecord {
    store.find(APP, client_key).await.unwrap().unwrap_or_else(|| panic_missing(client_key))
}

#[allow(clippy::panic)]
fn panic_missing(client_key: &str) -> TenantRecord {
    panic!("the row of `{client_key}` must be kept")
}

async fn keeps_every_field(store: &impl TenantStore) {
    let mut install = install("a", "https://a.atlassian.net/wiki/", "secret of a");
    install.product = Product::Confluence;
    install.oauth_client_id = Some("oauth-1".to_owned());
    install.display_url = Some(url("https://wiki.example.com/"));
    install.description = Some("Ein Wiki: „äöü“ 🦀, 'quoted'".to_owned());
    install.extra = json!({ "entitlementId": "e-1", "later": { "deep": [1, null, 1e300] }, "sharedSecret": "left in" })
        .as_object()
        .cloned()
        .unwrap_or_default();

    let installed = store.install(install.clone()).await.unwrap();
    assert!(installed.superseded.is_empty());
    for record in [installed.record, found(store, "a").await] {
        let tenant = &record.tenant;
        assert_eq!((tenant.app_key(), tenant.client_key()), (APP, "a"));
        assert_eq!(tenant.base_url().as_str(), "https://a.atlassian.net/wiki", "without the final slash");
        assert_eq!(tenant.product(), Product::Confluence);
        assert_eq!(tenant.state(), TenantState::Installed);
        assert!(tenant.enabled(), "a new install is enabled");
        assert_eq!(tenant.oauth_client_id(), Some("oauth-1"));
        assert_eq!(tenant.display_url(), install.display_url.as_ref());
        assert_eq!(tenant.description(), install.description.as_deref());
        assert_eq!(tenant.extra()["entitlementId"], "e-1");
        assert_eq!(tenant.extra()["later"], install.extra["later"], "unknown fields are kept as they came");
        assert!(!tenant.extra().contains_key("sharedSecret"), "a secret is never kept among the other fields");
        assert_eq!(record.secret, Some(secret("secret of a")));
    }
}

async fn keeps_secrets_to_the_byte(store: &impl TenantStore) {
    // SECURITY case 216.
    for text in ["s".to_owned(), "s".repeat(31), "s".repeat(32), "s".repeat(400), "ä🦀\0'\"\n".to_owned(), "YWJj".to_owned()] {
        store.install(install("a", "https://a.atlassian.net", &text)).await.unwrap();
        assert_eq!(found(store, "a").await.secret.unwrap().as_bytes(), text.as_bytes());
    }
}

async fn knows_what_it_does_not_know(store: &impl TenantStore) {
    for client_key in ["a", "", "'; DROP TABLE connect_tenants; --", "%", "\0"] {
        assert!(store.find(APP, client_key).await.unwrap().is_none());
        assert!(!store.uninstall(APP, client_key).await.unwrap(), "case 110: an unknown tenant may uninstall");
        assert!(!store.set_enabled(APP, client_key, true).await.unwrap());
    }
    assert_eq!(store.list(APP, None, 10).await.unwrap(), []);
    assert_eq!(store.reseal().await.unwrap(), 0);
}

async fn rotates_on_a_reinstall(store: &impl TenantStore) {
    store.install(install("a", "https://old.atlassian.net", "old")).await.unwrap();
    store.set_enabled(APP, "a", false).await.unwrap();
    // SECURITY case 213: the site was renamed.
    let installed = store.install(install("a", "https://new.atlassian.net", "new")).await.unwrap();
    assert!(installed.superseded.is_empty());
    for record in [installed.record, found(store, "a").await] {
        assert_eq!(record.secret, Some(secret("new")));
        assert_eq!(record.tenant.base_url(), &url("https://new.atlassian.net"));
        assert!(!record.tenant.enabled(), "an update does not switch the app on");
    }
    assert_eq!(store.list(APP, None, 10).await.unwrap().len(), 1);
}

async fn supersedes_the_site_s_former_key(store: &impl TenantStore) {
    // SECURITY case 214: the site was imported, and has a new clientKey.
    store.install(install("a", "https://site.atlassian.net", "of a")).await.unwrap();
    let installed = store.install(install("b", "https://SITE.atlassian.net:443/", "of b")).await.unwrap();
    assert_eq!(installed.superseded, ["a"]);
    let old = found(store, "a").await;
    assert_eq!((old.tenant.state(), old.secret), (TenantState::Superseded, None));
    assert!(!store.set_enabled(APP, "a", true).await.unwrap(), "a superseded row is not switched on");
    assert_eq!(found(store, "b").await.secret, Some(secret("of b")));

    // And should the old one install again, it is the other's turn.
    assert_eq!(store.install(install("a", "https://site.atlassian.net", "again")).await.unwrap().superseded, ["b"]);
    let back = found(store, "a").await;
    assert_eq!((back.tenant.state(), back.tenant.enabled(), back.secret), (TenantState::Installed, true, Some(secret("again"))));
    assert_eq!(found(store, "b").await.tenant.state(), TenantState::Superseded);
    assert!(store.uninstall(APP, "b").await.unwrap(), "a superseded row can still be uninstalled");
    assert_eq!(found(store, "b").await.tenant.state(), TenantState::Uninstalled);
}

async fn supersedes_nobody_else(store: &impl TenantStore) {
    store.install(install("jira", "https://site.atlassian.net", "1")).await.unwrap();
    store.install(install("other", "https://other.atlassian.net", "2")).await.unwrap();
    store.install(install("gone", "https://site.atlassian.net/wiki", "3")).await.unwrap();
    store.uninstall(APP, "gone").await.unwrap();
    // Confluence of the same site is another tenant; so is another app's.
    let mut other_app = install("jira-of-other-app", "https://site.atlassian.net", "4");
    other_app.app_key = OTHER_APP.to_owned();
    assert!(store.install(other_app).await.unwrap().superseded.is_empty());
    let confluence = install("confluence", "https://site.atlassian.net/wiki", "5");
    assert!(store.install(confluence).await.unwrap().superseded.is_empty(), "an uninstalled row stays so");
    assert_eq!(found(store, "jira").await.tenant.state(), TenantState::Installed);
    assert_eq!(found(store, "other").await.tenant.state(), TenantState::Installed);
    assert_eq!(found(store, "gone").await.tenant.state(), TenantState::Uninstalled);
}

async fn keeps_apps_apart(store: &impl TenantStore) {
    // SECURITY case 215: one site has one clientKey for all apps.
    store.install(install("a", "https://a.atlassian.net", "first")).await.unwrap();
    let mut other = install("a", "https://a.atlassian.net", "second");
    other.app_key = OTHER_APP.to_owned();
    store.install(other).await.unwrap();
    assert_eq!(found(store, "a").await.secret, Some(secret("first")));
    let other = store.find(OTHER_APP, "a").await.unwrap().unwrap();
    assert_eq!((other.tenant.app_key(), other.secret), (OTHER_APP, Some(secret("second"))));
    assert!(store.uninstall(APP, "a").await.unwrap());
    assert_eq!(store.find(OTHER_APP, "a").await.unwrap().unwrap().tenant.state(), TenantState::Installed);
    assert_eq!(store.list(OTHER_APP, None, 10).await.unwrap().len(), 1);
}

async fn uninstalls_once_and_keeps_the_row(store: &impl TenantStore) {
    store.install(install("a", "https://a.atlassian.net", "old")).await.unwrap();
    store.install(install("b", "https://b.atlassian.net", "of b")).await.unwrap();
    assert!(store.uninstall(APP, "a").await.unwrap());
    assert!(!store.uninstall(APP, "a").await.unwrap(), "case 113: once more is fine, and says so");
    let gone = found(store, "a").await;
    assert_eq!((gone.tenant.state(), gone.secret), (TenantState::Uninstalled, None));
    assert_eq!(gone.tenant.base_url(), &url("https://a.atlassian.net"));
    assert!(!store.set_enabled(APP, "a", true).await.unwrap());
    assert_eq!(found(store, "b").await.secret, Some(secret("of b")), "case 116");
    // SECURITY cases 114 and 115.
    store.install(install("a", "https://a.atlassian.net", "new")).await.unwrap();
    let back = found(store, "a").await;
    assert_eq!((back.tenant.state(), back.tenant.enabled(), back.secret), (TenantState::Installed, true, Some(secret("new"))));
}

async fn notes_enabled_and_disabled(store: &impl TenantStore) {
    store.install(install("a", "https://a.atlassian.net", "s")).await.unwrap();
    for enabled in [false, false, true] {
        assert!(store.set_enabled(APP, "a", enabled).await.unwrap());
        let record = found(store, "a").await;
        assert_eq!((record.tenant.enabled(), record.secret), (enabled, Some(secret("s"))));
    }
}

async fn lists_in_order_and_in_pages(store: &impl TenantStore) {
    // Bytewise: digits, upper case, lower case, beyond ASCII.
    let keys = ["1", "10", "2", "B", "a", "ä"];
    for key in keys.iter().rev() {
        store.install(install(key, &format!("https://s{}.atlassian.net", key.len() * 100 + usize::from(key.as_bytes()[0])), "s")).await.unwrap();
    }
    store.uninstall(APP, "2").await.unwrap();
    let listed: Vec<String> = names(store, None, 100).await;
    assert_eq!(listed, keys, "in every state, in bytewise order");
    let mut paged = Vec::new();
    let mut after: Option<String> = None;
    loop {
        let page = names(store, after.as_deref(), 4).await;
        assert!(page.len() <= 4);
        let Some(last) = page.last() else { break };
        after = Some(last.clone());
        paged.extend(page);
    }
    assert_eq!(paged, keys);
    assert!(names(store, Some("1"), 0).await.is_empty());
    assert_eq!(names(store, Some("0"), 1).await, ["1"], "`after` need not exist");
}

async fn names(store: &impl TenantStore, after: Option<&str>, limit: u32) -> Vec<String> {
    let page = store.list(APP, after, limit).await.unwrap();
    page.iter().map(|tenant| tenant.client_key().to_owned()).collect()
}

async fn stores_concurrent_installs_whole<S: TenantStore>(store: Arc<S>) {
    // SECURITY case 208: of two installs at once one is stored whole, never a mix.
    let installs = (0..100).map(|n| {
        let store = Arc::clone(&store);
        let install = install(&format!("tenant-{}", n % 10), &format!("https://site-{n}.atlassian.net"), &format!("secret {n}"));
        tokio::spawn(async move { store.install(install).await })
    });
    for installed in join_all(installs).await {
        installed.expect("the task ends").expect("every install is stored");
    }
    for n in 0..10 {
        let record = found(&*store, &format!("tenant-{n}")).await;
        let host = record.tenant.base_url().host_str().unwrap_or_default().to_owned();
        let winner = host.trim_start_matches("site-").trim_end_matches(".atlassian.net");
        assert_eq!(record.secret, Some(secret(&format!("secret {winner}"))), "the secret and the site are of one install");
    }
    assert_eq!(store.list(APP, None, 100).await.unwrap().len(), 10);
}

async fn hides_secrets(store: &impl TenantStore) {
    // SECURITY case 217.
    let installed = store.install(install("a", "https://a.atlassian.net", "never-to-be-seen")).await.unwrap();
    let shown = format!("{installed:?} {:?} {store:?}", found(store, "a").await);
    assert!(!shown.contains("never-to-be-seen"), "Debug shows a secret");
}
