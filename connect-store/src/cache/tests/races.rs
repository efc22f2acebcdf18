//! Concurrent reads and writes, in a forced order: nothing here waits for time to pass.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

use futures_util::future::join_all;

use super::*;

fn tenants(store: &Arc<HeldStore>) -> Tenants {
    Tenants::new(APP, Arc::clone(store) as Arc<dyn TenantStore>)
}

/// More answers than a test needs, so that one that asks too often fails instead of hanging.
const ENOUGH: usize = 10;

/// A request in progress: its look-up has read the row, and its answer is paused.
async fn held_request(
    tenants: &Tenants,
    store: &HeldStore,
) -> tokio::task::JoinHandle<Option<String>> {
    let tenants = tenants.clone();
    let request = tokio::spawn(async move { which(tenants.active("a").await) });
    take(&store.has_read).await;
    request
}

#[tokio::test]
async fn an_old_row_on_its_way_does_not_come_back_after_a_rotation() {
    let store = HeldStore::holding_finds();
    let tenants = tenants(&store);
    tenants
        .install(install("a", "old"))
        .await
        .unwrap()
        .done()
        .unwrap();
    let early = held_request(&tenants, &store).await;

    tenants
        .install(install("a", "new"))
        .await
        .unwrap()
        .done()
        .unwrap();
    store.may_answer.add_permits(1);
    assert_eq!(
        early.await.unwrap(),
        Some("old".to_owned()),
        "it was accepted before the commit"
    );

    store.may_answer.add_permits(ENOUGH);
    assert_eq!(which(tenants.active("a").await), Some("new".to_owned()));
    assert_eq!(which(tenants.active("a").await), Some("new".to_owned()));
    assert_eq!(
        store.finds(),
        2,
        "the new row is held, the old one never was"
    );
}

#[tokio::test]
async fn a_request_after_the_rotation_does_not_wait_for_the_old_row() {
    let store = HeldStore::holding_finds();
    let tenants = tenants(&store);
    tenants
        .install(install("a", "old"))
        .await
        .unwrap()
        .done()
        .unwrap();
    let early = held_request(&tenants, &store).await;
    tenants
        .install(install("a", "new"))
        .await
        .unwrap()
        .done()
        .unwrap();
    let late = held_request(&tenants, &store).await;

    // Both arrive, the old one last.
    store.may_answer.add_permits(ENOUGH);
    assert_eq!(late.await.unwrap(), Some("new".to_owned()));
    assert_eq!(early.await.unwrap(), Some("old".to_owned()));
    assert_eq!(which(tenants.active("a").await), Some("new".to_owned()));
}

#[tokio::test]
async fn an_old_row_on_its_way_does_not_come_back_after_an_uninstall() {
    let store = HeldStore::holding_finds();
    let tenants = tenants(&store);
    tenants
        .install(install("a", "old"))
        .await
        .unwrap()
        .done()
        .unwrap();
    let early = held_request(&tenants, &store).await;
    tenants.uninstall("a", None).await.unwrap().done().unwrap();
    store.may_answer.add_permits(ENOUGH);
    early.await.unwrap();
    assert_eq!(which(tenants.active("a").await), None);
}

#[tokio::test]
async fn an_old_row_on_its_way_does_not_come_back_after_it_was_superseded() {
    let store = HeldStore::holding_finds();
    let tenants = tenants(&store);
    tenants
        .install(install("a", "old"))
        .await
        .unwrap()
        .done()
        .unwrap();
    let early = held_request(&tenants, &store).await;
    let mut imported = install("b", "new");
    imported.base_url = Url::parse("https://a.atlassian.net").unwrap();
    tenants.install(imported).await.unwrap().done().unwrap();
    store.may_answer.add_permits(ENOUGH);
    early.await.unwrap();
    assert_eq!(which(tenants.active("a").await), None);
}

#[tokio::test]
async fn a_hundred_requests_make_one_look_up() {
    let store = HeldStore::holding_finds();
    let tenants = tenants(&store);
    tenants
        .install(install("a", "1"))
        .await
        .unwrap()
        .done()
        .unwrap();
    let mut requests = pin!(join_all((0..100).map(|_| tenants.active("a"))));
    // Each is polled once, and so waits, before the store may answer.
    poll_fn(|context| {
        assert!(requests.as_mut().poll(context).is_pending());
        Poll::Ready(())
    })
    .await;
    take(&store.has_read).await;
    store.may_answer.add_permits(1);
    for found in requests.await {
        assert_eq!(which(found), Some("1".to_owned()));
    }
    assert_eq!(store.finds(), 1);
}

#[tokio::test]
async fn a_hundred_requests_share_one_error() {
    let store = HeldStore::free();
    let tenants = tenants(&store);
    store.fails.store(true, Ordering::SeqCst);
    for found in join_all((0..100).map(|_| tenants.active("a"))).await {
        assert!(matches!(found, Err(StoreError::Unavailable { .. })));
    }
    assert_eq!(store.finds(), 1);
}

#[tokio::test]
async fn a_request_that_is_dropped_leaves_its_look_up_to_the_others() {
    let store = HeldStore::holding_finds();
    let tenants = tenants(&store);
    tenants
        .install(install("a", "1"))
        .await
        .unwrap()
        .done()
        .unwrap();
    let dropped = held_request(&tenants, &store).await;
    dropped.abort();
    assert!(dropped.await.unwrap_err().is_cancelled());
    store.may_answer.add_permits(1);
    assert_eq!(which(tenants.active("a").await), Some("1".to_owned()));
    assert_eq!(store.finds(), 1);
}

#[tokio::test]
async fn an_install_whose_request_is_dropped_is_completed() {
    let store = HeldStore::holding_installs();
    let tenants = tenants(&store);
    store
        .rows
        .install(install("a", "old"))
        .await
        .unwrap()
        .done()
        .unwrap();
    assert_eq!(which(tenants.active("a").await), Some("old".to_owned()));

    let request = tokio::spawn({
        let tenants = tenants.clone();
        async move { tenants.install(install("a", "new")).await }
    });
    take(&store.has_begun).await;
    request.abort();
    assert!(request.await.unwrap_err().is_cancelled());
    assert_eq!(
        which(tenants.active("a").await),
        Some("old".to_owned()),
        "not yet written"
    );

    store.may_install.add_permits(1);
    // The write has its own task; on this single-threaded runtime each yield lets it run.
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    assert_eq!(which(tenants.active("a").await), Some("new".to_owned()));
}
