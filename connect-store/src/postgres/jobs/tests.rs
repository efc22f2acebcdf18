//! Tests that need a server shared by several processes.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use connect_testing::postgres::TestDatabase;
use futures_util::future::join_all;
use parking_lot::Mutex;
use sqlx::Row as _;
use tokio::time::timeout;

use crate::jobs::{
    Accepted, Ask, Beat, End, JobError, JobState, JobStore, NewJob, Outcome, Worker, WorkerId,
    WorkerSettings,
};
use crate::{PostgresStore, Sealer};

const APP: &str = "com.example.votes";
const SOON: Duration = Duration::from_secs(30);

async fn open(database: &TestDatabase) -> Arc<PostgresStore> {
    let url = database.url().parse().unwrap();
    Arc::new(PostgresStore::open(&url, Sealer::plain()).await.unwrap())
}

fn job(tenant: &str, delivery: &str) -> NewJob {
    NewJob {
        delivery: Some(delivery.to_owned()),
        ..NewJob::new(APP, tenant, "job:x", delivery.to_owned())
    }
}

/// Waits until this many jobs are done.
async fn all_done(store: &PostgresStore, jobs: i64) {
    let done = async {
        loop {
            let row = sqlx::query("SELECT count(*) FROM connect_jobs WHERE state = 3");
            let row = row.fetch_one(store.pool()).await;
            if row.is_ok_and(|row| row.get::<i64, _>(0) == jobs) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let done = timeout(SOON * 2, done).await;
    if done.is_err() {
        panic!("{:?}", store.counts(APP).await);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_process_is_woken_by_an_accept() {
    let Some(database) = TestDatabase::fresh().await else {
        return;
    };
    let (one, other) = (open(&database).await, open(&database).await);
    // Until it listens, notifications are lost.
    let hears = async {
        for n in 0.. {
            one.accept(job("t", &format!("d{n}"))).await.unwrap();
            if timeout(Duration::from_millis(500), other.woken())
                .await
                .is_ok()
            {
                return;
            }
        }
    };
    timeout(SOON, hears).await.expect("it is woken");
    // And not only by a leftover permit: it is notified each time.
    while timeout(Duration::from_millis(100), other.woken())
        .await
        .is_ok()
    {}
    one.accept(job("t", "last")).await.unwrap();
    timeout(SOON, other.woken())
        .await
        .expect("it is woken again");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_job_is_part_of_the_app_s_own_transaction() {
    let Some(database) = TestDatabase::fresh().await else {
        return;
    };
    let store = open(&database).await;
    sqlx::query("CREATE TABLE votes (voter TEXT PRIMARY KEY)")
        .execute(store.pool())
        .await
        .unwrap();
    let ordered = |delivery| NewJob {
        order: Some("x".to_owned()),
        ..job("t", delivery)
    };
    for (delivery, commits) in [("rolled back", false), ("committed", true)] {
        let mut transaction = store.pool().begin().await.unwrap();
        let vote = sqlx::query("INSERT INTO votes VALUES ($1)").bind(delivery);
        vote.execute(&mut *transaction).await.unwrap();
        let accepted = PostgresStore::accept_in(&mut transaction, ordered(delivery)).await;
        assert!(matches!(accepted, Ok(Accepted::New(_))), "{accepted:?}");
        if commits {
            transaction.commit().await.unwrap();
        } else {
            transaction.rollback().await.unwrap();
        }
    }
    let ready = store.jobs(APP, JobState::Ready, None, 9).await.unwrap();
    let ready: Vec<_> = ready.iter().map(|job| job.delivery.as_deref()).collect();
    assert_eq!(ready, [Some("committed")]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_the_job_that_the_database_cannot_hold_is_refused() {
    let Some(database) = TestDatabase::fresh().await else {
        return;
    };
    let store = open(&database).await;
    // Too long for an index, and incompressible.
    let long: String = (0..40_000)
        .map(|_| char::from(fastrand::u8(b'!'..=b'~')))
        .collect();
    let offers = (0..50).map(|n| {
        let delivery = if n == 25 {
            long.clone()
        } else {
            format!("d{n}")
        };
        store.accept(job("t", &delivery))
    });
    let accepted = join_all(offers).await;
    for (n, accepted) in accepted.into_iter().enumerate() {
        match accepted {
            Ok(Accepted::New(_)) => assert_ne!(n, 25),
            Err(JobError::Unavailable { .. }) => assert_eq!(n, 25),
            other => panic!("{n}: {other:?}"),
        }
    }
    let nul = store.accept(job("t\0", "d\0")).await.unwrap();
    assert!(matches!(nul, Accepted::New(_)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_idle_worker_writes_nothing() {
    let Some(database) = TestDatabase::fresh().await else {
        return;
    };
    let store = open(&database).await;
    let me = WorkerId::random();
    let ask = Ask {
        app_key: APP,
        want: 64,
        bytes: u64::MAX,
        per_tenant: 8,
        suspect: true,
        lease: SOON,
    };
    assert_eq!(store.claim(me, ask).await.unwrap(), []);
    let beat = Beat {
        app_key: APP,
        holds: &[],
        exact: false,
        lease: SOON,
    };
    store.beat(me, beat).await.unwrap();
    let workers = sqlx::query("SELECT count(*) FROM connect_job_workers");
    let workers: i64 = workers.fetch_one(store.pool()).await.unwrap().get(0);
    assert_eq!(workers, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answered_job_is_durable_whatever_the_servers_default() {
    let Some(database) = TestDatabase::fresh().await else {
        return;
    };
    let mut admin = database.connect().await;
    let off = format!(
        "ALTER DATABASE {} SET synchronous_commit = off",
        database.name()
    );
    sqlx::query(sqlx::AssertSqlSafe(off))
        .execute(&mut admin)
        .await
        .unwrap();
    let mut writer = database.connect().await;
    let store = open(&database).await;
    let setting = "SELECT current_setting('synchronous_commit')";
    let before = sqlx::query(setting).fetch_one(&mut writer).await.unwrap();
    assert_eq!(before.get::<String, _>(0), "off");
    sqlx::raw_sql(super::accept::SESSION)
        .execute(&mut writer)
        .await
        .unwrap();
    let after = sqlx::query(setting).fetch_one(&mut writer).await.unwrap();
    assert_eq!(after.get::<String, _>(0), "on");
    let pool = sqlx::query(setting).fetch_one(store.pool()).await.unwrap();
    assert_eq!(pool.get::<String, _>(0), "on");
    let workers = sqlx::query(setting)
        .fetch_one(&store.jobs.workers)
        .await
        .unwrap();
    assert_eq!(workers.get::<String, _>(0), "off");
}

/// What the handlers of all workers have seen.
#[derive(Default)]
struct Seen {
    /// How often each delivery was handled.
    handled: Mutex<HashMap<String, u32>>,
    /// The last number in each order, and whether one is being handled.
    orders: Mutex<HashMap<String, (i32, bool)>>,
    out_of_order: AtomicU32,
}

fn settings() -> WorkerSettings {
    WorkerSettings {
        at_once: 16,
        ..WorkerSettings::default()
    }
}

fn worker(store: &Arc<PostgresStore>, seen: &Arc<Seen>) -> Worker {
    let seen = Arc::clone(seen);
    let store: Arc<dyn JobStore> = store.clone();
    Worker::start(store, APP, settings(), move |job| {
        let seen = Arc::clone(&seen);
        async move {
            let delivery = job.delivery.unwrap_or_default();
            // `<order>/<number>`
            if let Some((order, number)) = delivery.split_once('/') {
                let number: i32 = number.parse().unwrap();
                let first = {
                    let mut orders = seen.orders.lock();
                    let last = orders.entry(order.to_owned()).or_insert((-1, false));
                    if last.1 || (number != last.0 && number != last.0 + 1) {
                        seen.out_of_order.fetch_add(1, Ordering::Relaxed);
                    }
                    let first = number == last.0 + 1;
                    *last = (number, true);
                    first
                };
                tokio::task::yield_now().await;
                if let Some(last) = seen.orders.lock().get_mut(order) {
                    last.1 = false;
                }
                // Every third fails at first, and keeps its place.
                if first && number % 3 == 2 {
                    return Outcome::Retry {
                        after: Some(Duration::from_millis(1)),
                        reason: "again".to_owned(),
                    };
                }
            }
            *seen.handled.lock().entry(delivery).or_default() += 1;
            Outcome::Done
        }
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn orders_hold_over_three_processes_that_accept_and_work() {
    let Some(database) = TestDatabase::fresh().await else {
        return;
    };
    let stores = [
        open(&database).await,
        open(&database).await,
        open(&database).await,
    ];
    let seen = Arc::new(Seen::default());
    let workers: Vec<_> = stores.iter().map(|store| worker(store, &seen)).collect();
    let producers = (0..20).map(|order| {
        // Each order one after another, but each time through another process.
        let stores = stores.clone();
        tokio::spawn(async move {
            for number in 0..15 {
                let job = NewJob {
                    order: Some(format!("o{order}")),
                    ..job(&format!("t{}", order % 5), &format!("o{order}/{number}"))
                };
                stores[number % 3].accept(job).await.unwrap();
            }
        })
    });
    for produced in join_all(producers).await {
        produced.unwrap();
    }
    all_done(&stores[0], 300).await;
    for worker in workers {
        worker.stop(SOON).await;
    }
    assert_eq!(seen.out_of_order.load(Ordering::Relaxed), 0);
    let handled = seen.handled.lock();
    assert_eq!(handled.len(), 300);
    assert!(handled.values().all(|times| *times == 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restarted_server_loses_nothing_that_was_accepted() {
    let Some(database) = TestDatabase::fresh().await else {
        return;
    };
    let stores = [open(&database).await, open(&database).await];
    let seen = Arc::new(Seen::default());
    let workers: Vec<_> = stores.iter().map(|store| worker(store, &seen)).collect();
    let producers = (0..16).map(|producer: usize| {
        let store = Arc::clone(&stores[producer % 2]);
        tokio::spawn(async move {
            let mut accepted = 0;
            for n in 0..60 {
                // Like a host, which sends again what was refused.
                let job = job(&format!("t{}", producer % 4), &format!("p{producer} {n}"));
                while store.accept(job.clone()).await.is_err() {
                    tokio::time::sleep(Duration::from_millis(10)).await;
                }
                accepted += 1;
            }
            accepted
        })
    });
    let producers: Vec<_> = producers.collect();
    for cut in 0..4 {
        let far_enough = async {
            while seen.handled.lock().len() < cut * 200 {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        timeout(SOON, far_enough)
            .await
            .expect("work goes on after a cut");
        database.cut_connections().await;
    }
    for accepted in join_all(producers).await {
        assert_eq!(accepted.unwrap(), 60);
    }
    all_done(&stores[0], 960).await;
    for worker in workers {
        worker.stop(SOON).await;
    }
    assert_eq!(seen.handled.lock().len(), 960);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ending_the_last_job_of_an_order_sees_one_that_is_just_being_accepted() {
    let Some(database) = TestDatabase::fresh().await else {
        return;
    };
    let store = open(&database).await;
    let ordered = |delivery| NewJob {
        order: Some("x".to_owned()),
        ..job("t", delivery)
    };
    store.accept(ordered("first")).await.unwrap();
    let me = WorkerId::random();
    let ask = Ask {
        app_key: APP,
        want: 9,
        bytes: u64::MAX,
        per_tenant: 9,
        suspect: true,
        lease: SOON,
    };
    let first = store.claim(me, ask).await.unwrap().remove(0);
    // The second exists, and its transaction is still open.
    let mut transaction = store.pool().begin().await.unwrap();
    PostgresStore::accept_in(&mut transaction, ordered("second"))
        .await
        .unwrap();
    let done = End {
        id: first.id,
        attempt: first.attempt,
        outcome: Outcome::Done,
    };
    let finishing = tokio::spawn({
        let store = Arc::clone(&store);
        async move { store.finish(me, vec![done]).await }
    });
    database
        .until_someone_waits(|| finishing.is_finished())
        .await;
    transaction.commit().await.unwrap();
    finishing.await.unwrap().unwrap();
    let next = store.claim(me, ask).await.unwrap();
    assert_eq!(next.len(), 1, "it is not blocked forever");
}
