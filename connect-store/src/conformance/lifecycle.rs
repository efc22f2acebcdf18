//! Reinstalled, superseded, uninstalled, disabled.

use super::*;

pub(super) async fn rotates_on_a_reinstall(store: &impl TenantStore) {
    installed(store, install("a", "https://old.atlassian.net", "old")).await;
    store.set_enabled(APP, "a", false).await.unwrap();
    // the site was renamed.
    let now = installed(store, install("a", "https://new.atlassian.net", "new")).await;
    assert!(now.superseded.is_empty());
    for record in [now.record, found(store, "a").await] {
        assert_eq!(record.secret, Some(secret("new")));
        assert_eq!(record.tenant.base_url(), &url("https://new.atlassian.net"));
        assert!(
            !record.tenant.enabled(),
            "an update does not switch the app on"
        );
    }
    assert_eq!(store.list(APP, None, 10).await.unwrap().len(), 1);
}

pub(super) async fn supersedes_the_sites_former_key(store: &impl TenantStore) {
    // the site was imported, and has a new clientKey.
    installed(store, install("a", "https://site.atlassian.net", "of a")).await;
    let now = installed(
        store,
        install("b", "https://SITE.atlassian.net:443/", "of b"),
    )
    .await;
    assert_eq!(now.superseded, ["a"]);
    let old = found(store, "a").await;
    assert_eq!(
        (old.tenant.state(), old.secret),
        (TenantState::Superseded, None)
    );
    assert!(
        !store.set_enabled(APP, "a", true).await.unwrap(),
        "a superseded row is not switched on"
    );
    assert_eq!(found(store, "b").await.secret, Some(secret("of b")));

    // If the old one installs again, the other is superseded.
    assert_eq!(
        installed(store, install("a", "https://site.atlassian.net", "again"))
            .await
            .superseded,
        ["b"]
    );
    let back = found(store, "a").await;
    assert_eq!(
        (back.tenant.state(), back.tenant.enabled(), back.secret),
        (TenantState::Installed, true, Some(secret("again")))
    );
    assert_eq!(
        found(store, "b").await.tenant.state(),
        TenantState::Superseded
    );
    assert!(
        uninstalled(store, APP, "b").await,
        "a superseded row can still be uninstalled"
    );
    assert_eq!(
        found(store, "b").await.tenant.state(),
        TenantState::Uninstalled
    );
}

pub(super) async fn supersedes_no_other_tenant(store: &impl TenantStore) {
    installed(store, install("jira", "https://site.atlassian.net", "1")).await;
    installed(store, install("other", "https://other.atlassian.net", "2")).await;
    installed(
        store,
        install("gone", "https://site.atlassian.net/wiki", "3"),
    )
    .await;
    uninstalled(store, APP, "gone").await;
    // Confluence on the same site is another tenant, and so is another app's.
    let mut other_app = install("jira-of-other-app", "https://site.atlassian.net", "4");
    other_app.app_key = OTHER_APP.to_owned();
    assert!(installed(store, other_app).await.superseded.is_empty());
    let confluence = install("confluence", "https://site.atlassian.net/wiki", "5");
    assert!(
        installed(store, confluence).await.superseded.is_empty(),
        "an uninstalled row stays so"
    );
    assert_eq!(
        found(store, "jira").await.tenant.state(),
        TenantState::Installed
    );
    assert_eq!(
        found(store, "other").await.tenant.state(),
        TenantState::Installed
    );
    assert_eq!(
        found(store, "gone").await.tenant.state(),
        TenantState::Uninstalled
    );
}

pub(super) async fn keeps_apps_apart(store: &impl TenantStore) {
    // one site has one clientKey for all apps.
    installed(store, install("a", "https://a.atlassian.net", "first")).await;
    let mut other = install("a", "https://a.atlassian.net", "second");
    other.app_key = OTHER_APP.to_owned();
    installed(store, other).await;
    assert_eq!(found(store, "a").await.secret, Some(secret("first")));
    let other = store.find(OTHER_APP, "a").await.unwrap().unwrap();
    assert_eq!(
        (other.tenant.app_key(), other.secret),
        (OTHER_APP, Some(secret("second")))
    );
    assert!(uninstalled(store, APP, "a").await);
    assert_eq!(
        store
            .find(OTHER_APP, "a")
            .await
            .unwrap()
            .unwrap()
            .tenant
            .state(),
        TenantState::Installed
    );
    assert_eq!(store.list(OTHER_APP, None, 10).await.unwrap().len(), 1);
}

pub(super) async fn uninstalls_once_and_keeps_the_row(store: &impl TenantStore) {
    installed(store, install("a", "https://a.atlassian.net", "old")).await;
    installed(store, install("b", "https://b.atlassian.net", "of b")).await;
    assert!(uninstalled(store, APP, "a").await);
    assert!(
        !uninstalled(store, APP, "a").await,
        "case 113: once more is fine, and says so"
    );
    let gone = found(store, "a").await;
    assert_eq!(
        (gone.tenant.state(), gone.secret),
        (TenantState::Uninstalled, None)
    );
    assert_eq!(gone.tenant.base_url(), &url("https://a.atlassian.net"));
    assert!(!store.set_enabled(APP, "a", true).await.unwrap());
    assert_eq!(
        found(store, "b").await.secret,
        Some(secret("of b")),
        "case 116"
    );
    installed(store, install("a", "https://a.atlassian.net", "new")).await;
    let back = found(store, "a").await;
    assert_eq!(
        (back.tenant.state(), back.tenant.enabled(), back.secret),
        (TenantState::Installed, true, Some(secret("new")))
    );
}

pub(super) async fn notes_enabled_and_disabled(store: &impl TenantStore) {
    installed(store, install("a", "https://a.atlassian.net", "s")).await;
    for enabled in [false, false, true] {
        assert!(store.set_enabled(APP, "a", enabled).await.unwrap());
        let record = found(store, "a").await;
        assert_eq!(
            (record.tenant.enabled(), record.secret),
            (enabled, Some(secret("s")))
        );
    }
}
