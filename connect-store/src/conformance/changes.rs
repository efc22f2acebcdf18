//! Notifications of writes.

use std::collections::BTreeSet;
use std::time::Duration;

use super::*;

/// Longer than any store takes, so that a silent one fails instead of hanging.
const PATIENCE: Duration = Duration::from_secs(10);

/// Receives changes until these tenants have been named.
pub(super) async fn expect_changes(changes: &mut crate::Changes, expected: &[&str]) {
    let mut missing: BTreeSet<&str> = expected.iter().copied().collect();
    while !missing.is_empty() {
        let change = tokio::time::timeout(PATIENCE, changes.next()).await;
        match change {
            Ok(Some(Change::Tenant {
                app_key,
                client_key,
            })) => {
                assert_eq!(&*app_key, APP);
                missing.remove(&*client_key);
            }
            Ok(Some(Change::Unknown)) => missing.clear(),
            Ok(None) => panic!("the store is gone"),
            Err(_) => panic!("no word of {missing:?}"),
        }
    }
}

pub(super) async fn reports_every_change(store: &impl TenantStore) {
    const SITE: &str = "https://a.atlassian.net";
    let mut changes = store.changes();
    installed(store, install("a", SITE, "1")).await;
    expect_changes(&mut changes, &["a"]).await;
    let generation = installed(store, install("a", SITE, "2"))
        .await
        .record
        .generation;
    expect_changes(&mut changes, &["a"]).await;
    assert!(store.settle(APP, "a", generation).await.unwrap());
    expect_changes(&mut changes, &["a"]).await;
    assert!(store.set_enabled(APP, "a", false).await.unwrap());
    expect_changes(&mut changes, &["a"]).await;
    assert!(store.set_refused(APP, "a", true).await.unwrap());
    expect_changes(&mut changes, &["a"]).await;
    installed(store, install("b", SITE, "of b")).await;
    expect_changes(&mut changes, &["a", "b"]).await;
    // A new listener gets later changes, as the others do.
    let mut later = store.changes();
    assert!(uninstalled(store, APP, "b").await);
    expect_changes(&mut changes, &["b"]).await;
    expect_changes(&mut later, &["b"]).await;
}
