//! Old and new secrets, and when each is valid.

use std::time::{Duration, SystemTime};

use super::*;

const SITE: &str = "https://a.atlassian.net";

/// The former secrets of a row.
async fn previous(store: &impl TenantStore, client_key: &str) -> Vec<Secret> {
    found(store, client_key).await.previous
}

pub(super) async fn keeps_the_former_secret_until_the_new_one_is_used(store: &impl TenantStore) {
    let first = installed(store, install("a", SITE, "old")).await;
    assert_eq!(first.record.previous, []);
    let moved = install("a", "https://renamed.atlassian.net", "new");
    let second = installed(store, moved).await.record;
    assert_ne!(second.generation, first.record.generation);
    for record in [second.clone(), found(store, "a").await] {
        assert_eq!(record.secret, Some(secret("new")));
        assert_eq!(record.previous, [secret("old")]);
        assert_eq!(record.generation, second.generation);
    }
    let settle = || store.settle(APP, "a", second.generation);
    assert!(settle().await.unwrap());
    assert!(!settle().await.unwrap(), "nothing is left to let go");
    let settled = found(store, "a").await;
    assert_eq!(
        (settled.secret, settled.previous),
        (Some(secret("new")), vec![])
    );
    // An update without a new secret leaves no former one.
    installed(store, install("a", SITE, "new")).await;
    assert_eq!(previous(store, "a").await, []);
    // An uninstall ends all secrets.
    installed(store, install("a", SITE, "newer")).await;
    assert!(uninstalled(store, APP, "a").await);
    assert_eq!(previous(store, "a").await, []);
    installed(store, install("a", SITE, "newest")).await;
    assert_eq!(
        previous(store, "a").await,
        [],
        "a secret came back after an uninstall"
    );
}

pub(super) async fn keeps_what_a_failed_install_left_in_use(store: &impl TenantStore) {
    // The host gave up two installs, and still uses the first secret.
    for text in ["in use", "given up", "given up too", "latest"] {
        installed(store, install("a", SITE, text)).await;
    }
    assert!(previous(store, "a").await.contains(&secret("in use")));
    for n in 0..20 {
        installed(store, install("a", SITE, &format!("attempt {n}"))).await;
    }
    let previous = previous(store, "a").await;
    assert!(previous.len() <= 3, "{} former secrets", previous.len());
    assert!(
        previous.contains(&secret("in use")),
        "the oldest is the one in use"
    );
    assert!(previous.contains(&secret("attempt 18")));
}

pub(super) async fn settles_its_own_generation_only(store: &impl TenantStore) {
    installed(store, install("a", SITE, "0")).await;
    let first = installed(store, install("a", SITE, "1"))
        .await
        .record
        .generation;
    let second = installed(store, install("a", SITE, "2"))
        .await
        .record
        .generation;
    assert!(
        !store.settle(APP, "a", first).await.unwrap(),
        "the use of a former secret says nothing about the latest"
    );
    assert_eq!(previous(store, "a").await.len(), 2);
    assert!(!store.settle(APP, "unknown", second).await.unwrap());
    assert!(!store.settle(OTHER_APP, "a", second).await.unwrap());
    uninstalled(store, APP, "a").await;
    assert!(!store.settle(APP, "a", second).await.unwrap());
}

pub(super) async fn brings_a_superseded_site_back_as_it_was(store: &impl TenantStore) {
    installed(store, install("a", SITE, "of a")).await;
    let thief = installed(store, install("b", SITE, "of b")).await;
    assert_eq!(thief.superseded, ["a"]);
    let superseded = found(store, "a").await;
    assert_eq!(superseded.tenant.state(), TenantState::Superseded);
    assert_eq!(
        (superseded.secret, superseded.previous),
        (None, vec![]),
        "not served"
    );
    assert_eq!(
        installed(store, install("a", SITE, "anew"))
            .await
            .superseded,
        ["b"]
    );
    assert_eq!(previous(store, "a").await, [secret("of a")]);
    assert_eq!(
        found(store, "b").await.tenant.state(),
        TenantState::Superseded
    );
    // The site may have moved meanwhile.
    installed(store, install("c", SITE, "of c")).await;
    installed(store, install("a", "https://moved.atlassian.net", "moved")).await;
    assert_eq!(
        previous(store, "a").await,
        [secret("anew"), secret("of a")],
        "until the host has used the latest"
    );
}

pub(super) async fn keeps_a_superseded_secret_for_its_time(store: &impl TenantStore) {
    installed(store, install("a", SITE, "of a")).await;
    installed(store, install("b", SITE, "of b")).await;
    let now = SystemTime::now();
    let a_month_ago = now - crate::KEPT_SUPERSEDED;
    assert_eq!(store.wipe_superseded(a_month_ago).await.unwrap(), 0);
    let soon = now + Duration::from_secs(60);
    assert_eq!(store.wipe_superseded(soon).await.unwrap(), 1);
    assert_eq!(store.wipe_superseded(soon).await.unwrap(), 0);
    assert_eq!(found(store, "b").await.secret, Some(secret("of b")));
    installed(store, install("a", SITE, "anew")).await;
    assert_eq!(previous(store, "a").await, []);
}
