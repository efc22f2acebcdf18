//! The contents of rows, and how rows are found.

use std::sync::Arc;

use futures_util::future::join_all;
use serde_json::json;

use super::*;

pub(super) async fn keeps_every_field(store: &impl TenantStore) {
    let mut install = install("a", "https://a.atlassian.net/wiki/", "secret of a");
    install.product = Product::Confluence;
    install.oauth_client_id = Some("oauth-1".to_owned());
    install.display_url = Some(url("https://wiki.example.com/"));
    install.description = Some("Ein Wiki: „äöü“ 🦀, 'quoted'".to_owned());
    install.extra = json!({ "entitlementId": "e-1", "later": { "deep": [1, null, 1e300] }, "sharedSecret": "left in" })
        .as_object()
        .cloned()
        .unwrap_or_default();

    let now = installed(store, install.clone()).await;
    assert!(now.superseded.is_empty());
    for record in [now.record, found(store, "a").await] {
        let tenant = &record.tenant;
        assert_eq!((tenant.app_key(), tenant.client_key()), (APP, "a"));
        assert_eq!(
            tenant.base_url().as_str(),
            "https://a.atlassian.net/wiki",
            "without the trailing slash"
        );
        assert_eq!(tenant.product(), Product::Confluence);
        assert_eq!(tenant.state(), TenantState::Installed);
        assert!(tenant.enabled(), "a new install is enabled");
        assert_eq!(tenant.oauth_client_id(), Some("oauth-1"));
        assert_eq!(tenant.display_url(), install.display_url.as_ref());
        assert_eq!(tenant.description(), install.description.as_deref());
        assert_eq!(tenant.extra()["entitlementId"], "e-1");
        assert_eq!(
            tenant.extra()["later"],
            install.extra["later"],
            "unknown fields are kept as they arrived"
        );
        assert!(
            !tenant.extra().contains_key("sharedSecret"),
            "a secret is never kept among the other fields"
        );
        assert_eq!(record.secret, Some(secret("secret of a")));
    }
}

pub(super) async fn keeps_secrets_byte_for_byte(store: &impl TenantStore) {
    for text in [
        "s".to_owned(),
        "s".repeat(31),
        "s".repeat(32),
        "s".repeat(400),
        "ä🦀\0'\"\n".to_owned(),
        "YWJj".to_owned(),
    ] {
        installed(store, install("a", "https://a.atlassian.net", &text)).await;
        assert_eq!(
            found(store, "a").await.secret.unwrap().as_bytes(),
            text.as_bytes()
        );
    }
}

pub(super) async fn knows_what_it_does_not_know(store: &impl TenantStore) {
    for client_key in ["a", "", "'; DROP TABLE connect_tenants; --", "%", "\0"] {
        assert!(store.find(APP, client_key).await.unwrap().is_none());
        assert!(
            !uninstalled(store, APP, client_key).await,
            "case 110: an unknown tenant may uninstall"
        );
        assert!(!store.set_enabled(APP, client_key, true).await.unwrap());
    }
    assert_eq!(store.list(APP, None, 10).await.unwrap(), []);
    assert_eq!(store.reseal().await.unwrap(), 0);
}

pub(super) async fn lists_in_order_and_in_pages(store: &impl TenantStore) {
    // Bytewise: digits, upper case, lower case, non-ASCII.
    let keys = ["1", "10", "2", "B", "a", "ä"];
    for key in keys.iter().rev() {
        installed(
            store,
            install(
                key,
                &format!(
                    "https://s{}.atlassian.net",
                    key.len() * 100 + usize::from(key.as_bytes()[0])
                ),
                "s",
            ),
        )
        .await;
    }
    uninstalled(store, APP, "2").await;
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
    assert_eq!(
        names(store, Some("0"), 1).await,
        ["1"],
        "`after` need not exist"
    );
}

async fn names(store: &impl TenantStore, after: Option<&str>, limit: u32) -> Vec<String> {
    let page = store.list(APP, after, limit).await.unwrap();
    page.iter()
        .map(|tenant| tenant.client_key().to_owned())
        .collect()
}

pub(super) async fn stores_concurrent_installs_whole<S: TenantStore>(store: Arc<S>) {
    // of two installs at once one is stored whole, never a mix.
    let installs = (0..100).map(|n| {
        let store = Arc::clone(&store);
        let install = install(
            &format!("tenant-{}", n % 10),
            &format!("https://site-{n}.atlassian.net"),
            &format!("secret {n}"),
        );
        tokio::spawn(async move { store.install(install).await })
    });
    for installed in join_all(installs).await {
        let applied = installed.expect("the task ends");
        let applied = applied.expect("every install is stored");
        assert!(applied.done().is_some());
    }
    for n in 0..10 {
        let record = found(&*store, &format!("tenant-{n}")).await;
        let host = record
            .tenant
            .base_url()
            .host_str()
            .unwrap_or_default()
            .to_owned();
        let winner = host
            .trim_start_matches("site-")
            .trim_end_matches(".atlassian.net");
        assert_eq!(
            record.secret,
            Some(secret(&format!("secret {winner}"))),
            "the secret and the site are of one install"
        );
    }
    assert_eq!(store.list(APP, None, 100).await.unwrap().len(), 10);
}

pub(super) async fn hides_secrets(store: &impl TenantStore) {
    let now = installed(
        store,
        install("a", "https://a.atlassian.net", "never-to-be-seen"),
    )
    .await;
    let shown = format!("{now:?} {:?} {store:?}", found(store, "a").await);
    assert!(!shown.contains("never-to-be-seen"), "Debug shows a secret");
}
