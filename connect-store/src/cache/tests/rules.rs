//! What is cached, for how long, and what is not.

use super::*;

fn tenants(store: &Arc<HeldStore>) -> Tenants {
    Tenants::new(APP, Arc::clone(store) as Arc<dyn TenantStore>)
}

#[tokio::test(start_paused = true)]
async fn lookups_of_unknown_tenants_are_limited_per_second() {
    let store = HeldStore::free();
    let limits = Limits {
        ttl: Duration::ZERO,
        ..Limits::default()
    };
    let tenants = Tenants::with_limits(APP, Arc::clone(&store) as Arc<dyn TenantStore>, limits);
    let installed = tenants.install(install("known", "1")).await;
    installed.unwrap().done().unwrap();
    assert!(tenants.active("known").await.unwrap().is_some());
    let before = store.finds();
    let flood = async |round: u32| {
        let mut busy = 0;
        for number in 0..10_000 {
            match tenants.active(&format!("stranger-{round}-{number}")).await {
                Ok(found) => assert!(found.is_none()),
                Err(StoreError::Busy) => busy += 1,
                Err(other) => panic!("{other}"),
            }
        }
        busy
    };
    let most = strangers::RATE.at_once as usize;
    let busy = flood(1).await;
    assert!(busy >= 10_000 - most);
    assert!(store.finds() - before <= most);
    // A tenant from before is still looked up, although its entry is too old; and so is one that has
    // just installed the app.
    assert!(tenants.active("known").await.unwrap().is_some());
    let installed = tenants.install(install("new", "1")).await;
    installed.unwrap().done().unwrap();
    assert!(tenants.active("new").await.unwrap().is_some());
    tokio::time::advance(Duration::from_secs(1)).await;
    let before = store.finds();
    flood(2).await;
    let looked_up = store.finds() - before;
    let rate = strangers::RATE.a_second as usize;
    assert!((rate..=rate + 1).contains(&looked_up), "{looked_up}");
}

#[tokio::test]
async fn a_tenant_is_looked_up_once() {
    let store = HeldStore::free();
    let tenants = tenants(&store);
    tenants
        .install(install("a", "1"))
        .await
        .unwrap()
        .done()
        .unwrap();
    let first = tenants.active("a").await.unwrap().unwrap();
    let second = tenants.clone().active("a").await.unwrap().unwrap();
    assert!(Arc::ptr_eq(&first, &second));
    assert_eq!(store.finds(), 1);
    assert_eq!(tenants.app_key(), APP);
    assert_eq!(tenants.store().list(APP, None, 10).await.unwrap().len(), 1);
}

#[tokio::test]
async fn rotation_uninstall_and_enabling_are_seen_at_once() {
    let store = HeldStore::free();
    let tenants = tenants(&store);
    assert_eq!(
        tenants
            .install(install("a", "1"))
            .await
            .unwrap()
            .done()
            .unwrap()
            .record
            .tenant
            .client_key(),
        "a"
    );
    assert_eq!(which(tenants.active("a").await), Some("1".to_owned()));
    tenants
        .install(install("a", "2"))
        .await
        .unwrap()
        .done()
        .unwrap();
    assert_eq!(which(tenants.active("a").await), Some("2".to_owned()));
    assert!(tenants.set_enabled("a", false).await.unwrap());
    assert!(
        !tenants
            .active("a")
            .await
            .unwrap()
            .unwrap()
            .tenant()
            .enabled()
    );
    assert!(
        tenants
            .uninstall("a", None)
            .await
            .unwrap()
            .done()
            .unwrap()
            .is_some()
    );
    assert_eq!(which(tenants.active("a").await), None);
    assert!(
        tenants
            .uninstall("a", None)
            .await
            .unwrap()
            .done()
            .unwrap()
            .is_none()
    );
}

#[tokio::test]
async fn a_superseded_tenant_is_dropped() {
    let tenants = tenants(&HeldStore::free());
    tenants
        .install(install("a", "1"))
        .await
        .unwrap()
        .done()
        .unwrap();
    assert!(tenants.active("a").await.unwrap().is_some());
    let mut imported = install("b", "2");
    imported.base_url = Url::parse("https://a.atlassian.net").unwrap();
    tenants.install(imported).await.unwrap().done().unwrap();
    assert_eq!(which(tenants.active("a").await), None);
    assert_eq!(which(tenants.active("b").await), Some("2".to_owned()));
}

#[tokio::test]
async fn a_missing_tenant_is_not_remembered() {
    let store = HeldStore::free();
    let tenants = tenants(&store);
    assert_eq!(which(tenants.active("a").await), None);
    // Another replica's install, of which this one was not notified.
    store
        .rows
        .install(install("a", "1"))
        .await
        .unwrap()
        .done()
        .unwrap();
    assert_eq!(which(tenants.active("a").await), Some("1".to_owned()));
    assert_eq!(tenants.0.shards.lookups(), 0);
}

#[tokio::test]
async fn an_error_is_not_a_missing_tenant_and_is_not_remembered() {
    let store = HeldStore::free();
    let tenants = tenants(&store);
    tenants
        .install(install("a", "1"))
        .await
        .unwrap()
        .done()
        .unwrap();
    store.fails.store(true, Ordering::SeqCst);
    for client_key in ["a", "unknown"] {
        assert!(matches!(
            tenants.active(client_key).await,
            Err(StoreError::Unavailable { .. })
        ));
    }
    store.fails.store(false, Ordering::SeqCst);
    assert_eq!(which(tenants.active("a").await), Some("1".to_owned()));
    // Cached tenants are served while the store is unavailable.
    store.fails.store(true, Ordering::SeqCst);
    assert_eq!(which(tenants.active("a").await), Some("1".to_owned()));
}

#[tokio::test]
async fn a_failed_write_is_an_error_and_leaves_the_old_row() {
    let store = HeldStore::free();
    let tenants = tenants(&store);
    tenants
        .install(install("a", "1"))
        .await
        .unwrap()
        .done()
        .unwrap();
    store.fails.store(true, Ordering::SeqCst);
    assert!(matches!(
        tenants.install(install("a", "2")).await,
        Err(StoreError::Unavailable { .. })
    ));
    assert!(tenants.uninstall("a", None).await.is_err());
    store.fails.store(false, Ordering::SeqCst);
    assert_eq!(which(tenants.active("a").await), Some("1".to_owned()));
}

#[tokio::test]
async fn a_store_that_panics_is_an_error_and_blocks_no_later_request() {
    let store = HeldStore::free();
    let tenants = tenants(&store);
    tenants
        .install(install("a", "1"))
        .await
        .unwrap()
        .done()
        .unwrap();
    store.panics.store(true, Ordering::SeqCst);
    let error = tenants.active("a").await.unwrap_err();
    assert!(matches!(error, StoreError::Abandoned { .. }));
    assert!(
        error
            .to_string()
            .contains("find tenant `a` of app `com.example.votes`"),
        "{error}"
    );
    assert!(matches!(
        tenants.install(install("a", "2")).await,
        Err(StoreError::Abandoned { .. })
    ));
    store.panics.store(false, Ordering::SeqCst);
    assert_eq!(which(tenants.active("a").await), Some("1".to_owned()));
    assert_eq!(tenants.0.shards.lookups(), 0);
}

#[tokio::test]
async fn the_number_held_is_bounded_and_the_latest_stays() {
    let store = HeldStore::free();
    let limits = Limits {
        capacity: 64,
        ..Limits::default()
    };
    let tenants = Tenants::with_limits(APP, Arc::clone(&store) as Arc<dyn TenantStore>, limits);
    for n in 0..500 {
        let client_key = format!("tenant-{n}");
        tenants
            .install(install(&client_key, "s"))
            .await
            .unwrap()
            .done()
            .unwrap();
        assert!(tenants.active(&client_key).await.unwrap().is_some());
        assert!(tenants.active("tenant-0").await.unwrap().is_some());
    }
    assert!(tenants.0.shards.len() <= 64);
    assert_eq!(store.finds(), 500, "a tenant in use is not dropped");
}

#[tokio::test]
async fn an_expired_tenant_is_looked_up_again() {
    let store = HeldStore::free();
    let limits = Limits {
        ttl: Duration::ZERO,
        ..Limits::default()
    };
    let tenants = Tenants::with_limits(APP, Arc::clone(&store) as Arc<dyn TenantStore>, limits);
    tenants
        .install(install("a", "1"))
        .await
        .unwrap()
        .done()
        .unwrap();
    assert_eq!(which(tenants.active("a").await), Some("1".to_owned()));
    store
        .rows
        .install(install("a", "2"))
        .await
        .unwrap()
        .done()
        .unwrap();
    assert_eq!(which(tenants.active("a").await), Some("2".to_owned()));
    store
        .rows
        .uninstall(APP, "a", None)
        .await
        .unwrap()
        .done()
        .unwrap();
    assert_eq!(which(tenants.active("a").await), None);
    assert_eq!(tenants.0.shards.len(), 0, "what is gone is not held");
}

#[tokio::test]
async fn a_replica_can_be_made_to_forget() {
    let store = HeldStore::free();
    let tenants = tenants(&store);
    tenants
        .install(install("a", "1"))
        .await
        .unwrap()
        .done()
        .unwrap();
    assert_eq!(which(tenants.active("a").await), Some("1".to_owned()));
    store
        .rows
        .install(install("a", "2"))
        .await
        .unwrap()
        .done()
        .unwrap();
    assert_eq!(which(tenants.active("a").await), Some("1".to_owned()));
    tenants.forget("a");
    assert_eq!(which(tenants.active("a").await), Some("2".to_owned()));
    tenants.forget("never heard of");
}

#[test]
fn similar_keys_are_spread_over_the_shards() {
    let shards = Shards::new(16);
    type Keys = fn(usize) -> String;
    let shapes: [Keys; 4] = [
        |n| format!("jira:{n}"),
        |n| format!("{n:08}-4c5d-8e6f-0123456789ab"),
        |n| format!("9f1c2d3e-{n:04}-4c5d-8e6f-0123456789ab"),
        |n| format!("tenant-{n}.example.com"),
    ];
    for keys in shapes {
        let mut counts = std::collections::HashMap::new();
        for n in 0..1_600 {
            *counts
                .entry(std::ptr::from_ref(shards.of(&keys(n))))
                .or_insert(0) += 1;
        }
        let (least, most) = (
            counts.values().min().unwrap(),
            counts.values().max().unwrap(),
        );
        assert!(
            counts.len() == 16 && *least > 50 && *most < 160,
            "{}: {least} to {most}",
            keys(0)
        );
    }
}
