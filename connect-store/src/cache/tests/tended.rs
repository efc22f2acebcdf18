//! Periodic work is done without anyone asking.

use super::*;

/// The seconds after which secrets were to be resealed, within this many hours.
async fn reseals(failure: Option<StoreError>, heals_after: u64) -> Vec<u64> {
    let store = HeldStore::free();
    *store.reseal_fails.lock() = failure;
    let tenants = Tenants::new(APP, Arc::clone(&store) as Arc<dyn TenantStore>);
    let start = tokio::time::Instant::now();
    let tending = tenants.tend(|_| {});
    tokio::time::sleep(Duration::from_secs(heals_after)).await;
    *store.reseal_fails.lock() = None;
    tokio::time::sleep(Duration::from_secs(3 * 60 * 60)).await;
    tending.stop();
    let done = store.reseals.lock().len();
    tokio::time::sleep(Duration::from_secs(24 * 60 * 60)).await;
    let times = store.reseals.lock();
    assert_eq!(times.len(), done, "it has ended");
    times.iter().map(|it| (*it - start).as_secs()).collect()
}

#[tokio::test(start_paused = true)]
async fn secrets_are_resealed_at_once_and_then_hourly() {
    assert_eq!(reseals(None, 1).await, [0, 3600, 7200, 10800]);
}

#[tokio::test(start_paused = true)]
async fn a_failing_store_is_retried_soon_and_then_ever_later() {
    let unavailable = StoreError::Unavailable {
        action: "seal".to_owned(),
        source: Arc::from(Box::from("the disk is gone")),
    };
    assert_eq!(
        reseals(Some(unavailable), 100).await,
        [0, 10, 30, 70, 150, 3750, 7350]
    );
}

#[tokio::test(start_paused = true)]
async fn an_unreadable_row_is_not_retried_before_an_hour_has_passed() {
    let lost = StoreError::UnknownKey {
        key_id: "k0".to_owned(),
        app_key: APP.to_owned(),
        client_key: "a".to_owned(),
    };
    assert_eq!(
        reseals(Some(lost), 4000).await,
        [0, 3600, 7200, 10800, 14400]
    );
}
