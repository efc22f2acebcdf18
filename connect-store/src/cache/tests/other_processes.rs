//! Writes by another process to the same store: here, by another cache on it.

use std::sync::Mutex;

use super::*;

fn two(store: &Arc<HeldStore>) -> [Tenants; 2] {
    [(), ()].map(|()| Tenants::new(APP, Arc::clone(store) as Arc<dyn TenantStore>))
}

async fn stored(tenants: &Tenants, secret: &str) {
    let stored = tenants.install(install("a", secret)).await.unwrap();
    assert!(stored.done().is_some());
}

async fn held(tenants: &Tenants) -> Arc<ActiveTenant> {
    tenants.active("a").await.unwrap().unwrap()
}

/// Lets the other tasks of this one thread run until the condition holds.
async fn until(condition: impl Fn() -> bool) {
    for _ in 0..1000 {
        if condition() {
            return;
        }
        tokio::task::yield_now().await;
    }
    panic!("the condition never held");
}

#[tokio::test(start_paused = true)]
async fn a_newer_secret_is_found_when_it_is_asked_for() {
    let store = HeldStore::free();
    let [one, other] = two(&store);
    stored(&one, "old").await;
    let seen = held(&other).await;
    assert!(
        other.reread(&seen).await.unwrap().is_none(),
        "nothing is newer"
    );
    assert!(
        Arc::ptr_eq(&seen, &held(&other).await),
        "what is derived from it stays"
    );
    stored(&one, "new").await;
    let newer = other.reread(&seen).await.unwrap().unwrap();
    assert_eq!(newer.tenant().description(), Some("new"));
    assert_eq!(newer.former_keys().len(), 1);
    assert!(Arc::ptr_eq(&newer, &held(&other).await), "and kept");
    // A latecomer with the old one gets what is held.
    let finds = store.finds();
    let again = other.reread(&seen).await.unwrap().unwrap();
    assert!(Arc::ptr_eq(&again, &newer));
    assert_eq!(store.finds(), finds);
    assert!(one.uninstall("a", None).await.unwrap().done().is_some());
    assert!(other.reread(&newer).await.unwrap().is_none());
    assert!(other.active("a").await.unwrap().is_none());
}

#[tokio::test(start_paused = true)]
async fn forged_tokens_cost_a_bounded_number_of_look_ups() {
    let store = HeldStore::free();
    let [one, _] = two(&store);
    stored(&one, "s").await;
    let seen = held(&one).await;
    let before = store.finds();
    for _ in 0..1000 {
        assert!(one.reread(&seen).await.unwrap().is_none());
    }
    assert_eq!(store.finds() - before, 10);
    tokio::time::advance(Duration::from_secs(1)).await;
    for _ in 0..1000 {
        assert!(one.reread(&seen).await.unwrap().is_none());
    }
    assert_eq!(store.finds() - before, 20);
}

#[tokio::test]
async fn a_tended_cache_learns_what_others_write() {
    let store = HeldStore::free();
    let [one, other] = two(&store);
    let heard = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&heard);
    let tending = other.tend(move |changed| {
        sink.lock().unwrap().push(changed.map(str::to_owned));
    });
    stored(&one, "old").await;
    held(&other).await;
    until(|| !heard.lock().unwrap().is_empty()).await;
    let seen = held(&other).await;
    stored(&one, "new").await;
    until(|| other.cached("a").is_none()).await;
    assert_eq!(
        held(&other).await.tenant().description(),
        Some("new"),
        "unasked"
    );
    drop(seen);
    let before = heard.lock().unwrap().len();
    assert!(one.uninstall("a", None).await.unwrap().done().is_some());
    until(|| heard.lock().unwrap().len() > before).await;
    assert!(other.cached("a").is_none());
    assert!(
        heard
            .lock()
            .unwrap()
            .iter()
            .all(|it| it.as_deref() == Some("a"))
    );
    // Another app's changes are not announced.
    let before = heard.lock().unwrap().len();
    let mut foreign = install("a", "s");
    foreign.app_key = "com.example.other".to_owned();
    assert!(store.install(foreign).await.unwrap().done().is_some());
    stored(&one, "last").await;
    until(|| heard.lock().unwrap().len() > before).await;
    assert_eq!(heard.lock().unwrap().len(), before + 1);
    // It ends when dropped.
    drop(tending);
    until(|| store.rows.changes_heard() == 0).await;
}

#[tokio::test]
async fn the_former_secret_ends_once() {
    let store = HeldStore::free();
    let [one, _] = two(&store);
    stored(&one, "old").await;
    stored(&one, "new").await;
    let active = held(&one).await;
    assert_eq!(active.former_keys().len(), 1);
    one.settle(&active);
    assert!(active.former_keys().is_empty(), "here at once");
    one.settle(&active);
    until(|| one.cached("a").is_none()).await;
    assert!(held(&one).await.former_keys().is_empty());
    let row = store.find(APP, "a").await.unwrap().unwrap();
    assert_eq!(row.previous, []);
}

#[tokio::test]
async fn a_tenant_that_is_read_again_before_the_store_has_settled_keeps_no_former_secret() {
    let store = HeldStore::holding_settles();
    let [one, _] = two(&store);
    stored(&one, "old").await;
    stored(&one, "new").await;
    let active = held(&one).await;
    // Read while the former secret was valid, and cached in place of the first.
    one.forget("a");
    let again = held(&one).await;
    assert_eq!(again.former_keys().len(), 1);
    one.settle(&active);
    assert!(again.former_keys().is_empty(), "what the cache holds");
    // As news of the install may leave it, with the former secret still in its row.
    one.forget("a");
    let reread = held(&one).await;
    assert!(reread.former_keys().is_empty(), "what is read meanwhile");
    store.may_settle.add_permits(1);
    until(|| one.cached("a").is_none()).await;
    let row = store.find(APP, "a").await.unwrap().unwrap();
    assert_eq!(row.previous, []);
    // A later install is not affected.
    stored(&one, "newest").await;
    assert_eq!(held(&one).await.former_keys().len(), 1);
}
