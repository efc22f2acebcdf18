//! Jobs enqueued by handlers, and scheduled functions.

use std::time::{Duration, Instant};

use connect_model::Origin;
use connect_model::declaration::Declaration;
use connect_testing::fake_store::FakeStore;
use serde_json::json;

use super::fixture::{Host, Recount, RecountJob, app, app_of, now, registration, sweep};
use crate::jobs::{Accepted, EnqueueError, JobState};
#[cfg(feature = "sqlite")]
use crate::tenants::{Sealer, SqliteStore};

fn project(project: &str) -> Recount {
    let project = project.to_owned();
    Recount { project }
}

#[tokio::test]
async fn a_handler_asks_for_a_job_of_its_tenant() {
    let host = Host::installed().await;
    let ask = async |project: &str| {
        let target = format!("/api/recount/{project}");
        let request = host.post(&target, &Host::context_token(), &json!(null));
        let status = request.send().await.unwrap().status().as_u16();
        host.app.jobs_done().await.unwrap();
        status
    };
    assert_eq!(ask("DEMO").await, 200);
    // A different one on the same day.
    assert_eq!(ask("OTHER").await, 200);
    assert_eq!(
        host.seen.all()[1..],
        [r#"recount ("one", "DEMO", Some("daily"))"#]
    );
    // An unauthenticated caller has no tenant.
    let stranger = host
        .client
        .post(host.url("/recount/DEMO"))
        .send()
        .await
        .unwrap();
    assert_eq!(stranger.status(), 500);
}

#[tokio::test]
async fn jobs_from_outside_of_a_handler() {
    let host = Host::installed().await;
    let jobs = host.app.jobs();
    let refused = jobs.enqueue::<RecountJob>(&project("A")).await.unwrap_err();
    assert!(
        matches!(refused, EnqueueError::NoTenant { job: "recount" }),
        "{refused}"
    );
    let of_one = jobs.for_tenant("one");
    let first = of_one
        .enqueue::<RecountJob>(&project("A"))
        .once("a")
        .await
        .unwrap();
    let second = of_one
        .enqueue::<RecountJob>(&project("B"))
        .once("a")
        .await
        .unwrap();
    assert!(matches!(first, Accepted::New(_)));
    assert_eq!(second, Accepted::Known(first.id()));
    let later = of_one
        .enqueue::<RecountJob>(&project("C"))
        .after(Duration::from_hours(1));
    later.await.unwrap();
    // For a site that has not installed the app.
    jobs.for_tenant("nobody")
        .enqueue::<RecountJob>(&project("D"))
        .await
        .unwrap();
    host.app.jobs_done().await.unwrap();
    assert_eq!(host.seen.all()[1..], [r#"recount ("one", "A", Some("a"))"#]);
    let waiting = jobs.list(JobState::Waiting, None, 9).await.unwrap();
    assert_eq!(waiting.len(), 1);
    assert_eq!(waiting[0].kind, "job:recount");
    assert_eq!(jobs.counts().await.unwrap().dead, 0);
}

/// A release whose job takes different arguments from those that are waiting.
#[tokio::test]
async fn arguments_of_another_release() {
    #[derive(serde::Serialize)]
    struct Other {
        prject: u8,
    }
    impl crate::jobs::ArgumentsOf<RecountJob> for Other {
        const KEY: &'static str = "recount";
    }
    let host = Host::installed().await;
    let jobs = host.app.jobs().for_tenant("one");
    jobs.enqueue::<RecountJob>(&Other { prject: 1 })
        .await
        .unwrap();
    host.app.jobs_done().await.unwrap();
    let waiting = jobs.list(JobState::Waiting, None, 9).await.unwrap();
    let reason = waiting[0].reason.as_deref().unwrap();
    assert!(
        reason.starts_with("what waits is not what the job takes: "),
        "{reason}"
    );
}

#[tokio::test]
async fn what_is_scheduled_runs_once_per_tenant_and_interval_across_processes() {
    let store = FakeStore::default();
    let scheduled = || {
        let sweep = registration(
            Declaration::own("scheduled", "sweep", None, Origin::new(file!(), 1, 1)),
            sweep,
        );
        let declarations = vec![sweep.declaration.clone()];
        app_of(vec![sweep.every(1)], declarations)
    };
    let before = Host::start(|app| app.store(store.clone())).await;
    assert_eq!(before.install("one", "secret-one").await.status(), 204);
    let others = [("two", true), ("off", false), ("gone", true)];
    for (client_key, enabled) in others {
        let mut body = Host::payload(client_key, "installed");
        body["baseUrl"] = format!("https://{client_key}.atlassian.net").into();
        body["sharedSecret"] = "secret".into();
        assert_eq!(before.install_with(client_key, &body).await.status(), 204);
        let tenants = before.app.tenants();
        tenants.set_enabled(client_key, enabled).await.unwrap();
    }
    let gone = before.app.tenants().uninstall("gone", None).await;
    assert!(gone.unwrap().done().is_some());
    before.app.shutdown().await;
    let first = Host::of(scheduled, |app| app.store(store.clone())).await;
    let second = Host::of(scheduled, |app| app.store(store.clone())).await;
    let seen = || [first.seen.all(), second.seen.all()].concat();
    let deadline = Instant::now() + Duration::from_secs(20);
    let begun = now();
    while seen().iter().filter(|run| run.ends_with(" one")).count() < 3 {
        assert!(Instant::now() < deadline, "{:?}", seen());
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    first.app.shutdown().await;
    second.app.shutdown().await;
    let mut runs = [first.seen.all(), second.seen.all()].concat();
    runs.sort();
    let all = runs.len();
    runs.dedup();
    assert_eq!(runs.len(), all, "one ran twice: {runs:?}");
    assert!(
        runs.iter()
            .all(|run| run.ends_with(" one") || run.ends_with(" two")),
        "{runs:?}"
    );
    assert!(runs.iter().any(|run| run.ends_with(" two")), "{runs:?}");
    let ticks: Vec<i64> = runs
        .iter()
        .map(|run| run.split(['@', ' ']).nth(1).unwrap().parse().unwrap())
        .collect();
    assert!(
        ticks
            .iter()
            .all(|tick| (begun - 5..=now() + 1).contains(tick)),
        "{ticks:?}"
    );
}

/// The router of an app that is served by another server works its queue for as long as it lives.
#[tokio::test]
async fn a_router_works_its_queue() {
    let store = FakeStore::default();
    let host = Host::start(|app| app.store(store.clone())).await;
    assert_eq!(host.install("one", "secret-one").await.status(), 204);
    let seen = super::fixture::Seen::default();
    let base_url = host.app.base_url().clone();
    let asks = host.app.jobs().for_tenant("one");
    host.app.shutdown().await;
    let app = app().with_state(seen.clone()).store(store.clone());
    let router = app
        .config(|config| config.base_url(base_url))
        .router()
        .await
        .unwrap();
    asks.enqueue::<RecountJob>(&project("A")).await.unwrap();
    let deadline = Instant::now() + Duration::from_secs(20);
    while seen.all().is_empty() {
        assert!(Instant::now() < deadline);
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    drop(router);
    asks.enqueue::<RecountJob>(&project("B")).await.unwrap();
    tokio::task::yield_now().await;
    assert_eq!(asks.counts().await.unwrap().ready, 1);
    assert_eq!(seen.all(), [r#"recount ("one", "A", None)"#]);
}

/// The worker isn't notified of another connection's commits: it notices that the file has changed.
#[cfg(feature = "sqlite")]
#[tokio::test]
async fn a_job_in_the_apps_own_transaction_runs_once_if_that_is_committed() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("app.sqlite");
    let store = SqliteStore::open(file, Sealer::plain()).await.unwrap();
    let pool = store.pool().clone();
    let table = sqlx::query("CREATE TABLE votes (project TEXT)");
    table.execute(&pool).await.unwrap();
    let host = Host::start(|app| app.store(store)).await;
    assert_eq!(host.install("one", "secret-one").await.status(), 204);
    let jobs = host.app.jobs().for_tenant("one");
    let vote = async |of: &'static str| {
        let mut transaction = pool.begin_with("BEGIN IMMEDIATE").await.unwrap();
        let vote = sqlx::query("INSERT INTO votes VALUES (?)").bind(of);
        vote.execute(&mut *transaction).await.unwrap();
        let job = jobs.enqueue::<RecountJob>(&project(of)).into_new_job();
        let accepted = SqliteStore::accept_in(&mut transaction, job.unwrap()).await;
        assert!(matches!(accepted, Ok(Accepted::New(_))), "{accepted:?}");
        transaction
    };
    let done = async || {
        let done = tokio::time::timeout(Duration::from_secs(20), host.app.jobs_done());
        done.await.expect("the worker finds the job").unwrap();
        host.seen.all().split_off(1)
    };

    vote("UNDONE").await.rollback().await.unwrap();
    assert_eq!(jobs.counts().await.unwrap().ready, 0);
    assert!(done().await.is_empty());

    let open = vote("KEPT").await;
    assert_eq!(
        jobs.counts().await.unwrap().ready,
        0,
        "not before the commit"
    );
    open.commit().await.unwrap();
    assert_eq!(done().await, [r#"recount ("one", "KEPT", None)"#]);

    let votes: Vec<String> = sqlx::query_scalar("SELECT project FROM votes")
        .fetch_all(&pool)
        .await
        .unwrap();
    assert_eq!(votes, ["KEPT"]);
}
