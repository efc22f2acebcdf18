//! Tests that need a file.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use futures_util::future::join_all;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Executor as _, Row as _};
use tempfile::TempDir;

use super::*;
use crate::jobs::{Outcome, Worker, WorkerSettings};
use crate::{Sealer, TenantStore as _, conformance};

const APP: &str = "com.example.votes";

struct File {
    _folder: TempDir,
    path: PathBuf,
}

impl File {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("connect.sqlite");
        Self {
            _folder: folder,
            path,
        }
    }

    async fn store(&self) -> SqliteStore {
        SqliteStore::open(&self.path, Sealer::plain())
            .await
            .unwrap()
    }

    /// Counts as another process's, as far as SQLite can tell.
    async fn connection(&self) -> SqliteConnection {
        let options = SqliteConnectOptions::new().filename(&self.path);
        options.connect().await.unwrap()
    }

    fn holds(&self, needle: &str) -> bool {
        let folder = self.path.parent().unwrap();
        std::fs::read_dir(folder).unwrap().any(|file| {
            let bytes = std::fs::read(file.unwrap().path()).unwrap();
            bytes
                .windows(needle.len())
                .any(|window| window == needle.as_bytes())
        })
    }
}

fn job(tenant: &str, body: &str) -> NewJob {
    NewJob::new(APP, tenant, "webhook:greet", body.to_owned())
}

fn ask(want: u32) -> Ask<'static> {
    Ask {
        app_key: APP,
        want,
        bytes: u64::MAX,
        per_tenant: u32::MAX,
        suspect: true,
        lease: Duration::from_secs(600),
    }
}

async fn until<T>(mut look: impl AsyncFnMut() -> Option<T>) -> T {
    for _ in 0..2_000 {
        if let Some(found) = look().await {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("the condition never held");
}

async fn number_of(connection: &mut SqliteConnection, query: &'static str) -> i64 {
    sqlx::query(query)
        .fetch_one(connection)
        .await
        .unwrap()
        .try_get(0)
        .unwrap()
}

#[tokio::test]
async fn passes_the_conformance_suite() {
    let folder = TempDir::new().unwrap();
    let count = AtomicU32::new(0);
    conformance::job_store(|| async {
        let n = count.fetch_add(1, Ordering::Relaxed);
        let path = folder.path().join(format!("{n}.sqlite"));
        SqliteStore::open(path, Sealer::plain()).await.unwrap()
    })
    .await;
}

/// An acknowledged delivery is on disk; workers' updates may be repeated.
#[tokio::test]
async fn what_is_accepted_waits_for_the_disk() {
    let file = File::new();
    let store = file.store().await;
    let mut other = file.connection().await;
    other
        .execute(
            "CREATE TABLE noted (what TEXT, synchronous INTEGER);
             CREATE TRIGGER note_accept AFTER INSERT ON connect_jobs BEGIN
                INSERT INTO noted SELECT 'accept', synchronous FROM pragma_synchronous; END;
             CREATE TRIGGER note_requeue AFTER UPDATE ON connect_jobs WHEN old.state = 4 BEGIN
                INSERT INTO noted SELECT 'requeue', synchronous FROM pragma_synchronous; END;
             CREATE TRIGGER note_claim AFTER UPDATE ON connect_jobs WHEN new.state = 2 BEGIN
                INSERT INTO noted SELECT 'claim', synchronous FROM pragma_synchronous; END;",
        )
        .await
        .unwrap();
    let me = WorkerId::random();
    let dead = |job: &Job| End {
        id: job.id,
        attempt: job.attempt,
        outcome: Outcome::Dead {
            reason: String::new(),
        },
    };
    for round in 0..3 {
        store.accept(job("t", "")).await.unwrap();
        let jobs = store.claim(me, ask(9)).await.unwrap();
        store.finish(me, vec![dead(&jobs[0])]).await.unwrap();
        let all = (0..20).map(|n| store.accept(job(&format!("t{n}"), "")));
        let (_, jobs) = tokio::join!(join_all(all), store.claim(me, ask(9)));
        store
            .finish(me, jobs.unwrap().iter().map(dead).collect())
            .await
            .unwrap();
        let dead = store.jobs(APP, JobState::Dead, None, 1).await.unwrap();
        assert_eq!(
            store.requeue(APP, &[dead[0].id]).await.unwrap(),
            1,
            "{round}"
        );
    }
    let promised = "SELECT COUNT(*) FROM noted WHERE what <> 'claim'";
    assert_eq!(number_of(&mut other, promised).await, 3 * (1 + 20 + 1));
    // 2 is FULL, 1 is NORMAL (sqlite.org, "PRAGMA synchronous").
    let lazily = "SELECT COUNT(*) FROM noted WHERE what <> 'claim' AND synchronous <> 2";
    assert_eq!(number_of(&mut other, lazily).await, 0);
    let claims = "SELECT COUNT(*) FROM noted WHERE what = 'claim' AND synchronous = 1";
    assert!(number_of(&mut other, claims).await >= 3);
}

#[tokio::test]
async fn an_idle_process_writes_nothing() {
    let file = File::new();
    let store = file.store().await;
    let mut other = file.connection().await;
    let version = "PRAGMA data_version";
    let before = number_of(&mut other, version).await;
    let me = WorkerId::random();
    let beat = Beat {
        app_key: APP,
        holds: &[],
        exact: false,
        lease: Duration::from_millis(1),
    };
    for _ in 0..50 {
        assert_eq!(store.claim(me, ask(64)).await.unwrap(), []);
        assert_eq!(store.beat(me, beat).await.unwrap(), Pulse::default());
    }
    assert_eq!(number_of(&mut other, version).await, before);
    store.accept(job("t", "")).await.unwrap();
    assert!(
        number_of(&mut other, version).await > before,
        "it would have been seen"
    );
}

#[tokio::test]
async fn a_tenant_s_bodies_are_not_in_the_files_once_it_is_forgotten() {
    let file = File::new();
    let store = file.store().await;
    let body = "the name of somebody ".repeat(1_000);
    for _ in 0..(batch::FORGET_STEP + 10) {
        store.accept(job("gone", &body)).await.unwrap();
    }
    store.accept(job("stays", "")).await.unwrap();
    assert!(file.holds("the name of somebody"));
    let forgotten = store.forget(APP, "gone").await.unwrap();
    assert_eq!(forgotten, batch::FORGET_STEP + 10);
    store.close().await;
    assert!(!file.holds("the name of somebody"));
}

#[tokio::test]
async fn a_full_file_accepts_no_more_jobs_and_keeps_working() {
    let file = File::new();
    let store = file.store().await;
    let me = WorkerId::random();
    store.accept(job("t", "before")).await.unwrap();
    store.jobs.set_most_bytes(1);
    // The amount is checked now and then.
    let refused = until(async || store.accept(job("t", "one more")).await.err()).await;
    assert!(matches!(refused, JobError::Full { .. }), "{refused:?}");
    assert!(refused.to_string().contains(APP), "{refused}");
    let jobs = store.claim(me, ask(1)).await.unwrap();
    assert_eq!(jobs[0].body, "before");
    store.jobs.set_most_bytes(u64::MAX);
    until(async || store.accept(job("t", "room again")).await.ok()).await;
}

#[tokio::test]
async fn an_error_reaches_every_caller_and_passes() {
    let file = File::new();
    let store = file.store().await;
    let mut other = file.connection().await;
    other
        .execute(
            "CREATE TRIGGER no BEFORE INSERT ON connect_jobs BEGIN SELECT RAISE(ABORT, 'the disk is away'); END",
        )
        .await
        .unwrap();
    let accepts = (0..100).map(|n| store.accept(job(&format!("t{n}"), "")));
    for refused in join_all(accepts).await {
        let error = refused.unwrap_err();
        assert!(matches!(error, JobError::Unavailable { .. }), "{error:?}");
        assert!(error.to_string().contains("webhook:greet"), "{error}");
        let source = std::error::Error::source(&error).unwrap().to_string();
        assert!(source.contains("the disk is away"), "{source}");
    }
    other.execute("DROP TRIGGER no").await.unwrap();
    store.accept(job("t", "")).await.unwrap();
    assert_eq!(
        store.counts(APP).await.unwrap().ready,
        1,
        "nothing of the others"
    );
}

#[tokio::test]
async fn a_closed_store_says_so_after_everything_was_written() {
    let file = File::new();
    let store = Arc::new(file.store().await);
    let accepts = (0..200).map(|n| {
        let store = Arc::clone(&store);
        tokio::spawn(async move { store.accept(job(&format!("t{n}"), "")).await })
    });
    let accepts: Vec<_> = accepts.collect();
    tokio::task::yield_now().await;
    store.close().await;
    let mut stored = 0;
    for accepted in join_all(accepts).await {
        match accepted.unwrap() {
            Ok(_) => stored += 1,
            Err(error) => assert!(matches!(error, JobError::Abandoned { .. }), "{error:?}"),
        }
    }
    let error = store.accept(job("t", "")).await.unwrap_err();
    assert!(matches!(error, JobError::Abandoned { .. }), "{error:?}");
    let again = file.store().await;
    assert_eq!(again.counts(APP).await.unwrap().ready, stored);
}

#[tokio::test]
async fn a_job_of_another_process_wakes_this_one() {
    let file = File::new();
    let (mine, other) = (file.store().await, file.store().await);
    let (say, mut heard) = tokio::sync::mpsc::unbounded_channel();
    let worker = Worker::start(Arc::new(mine), APP, WorkerSettings::default(), move |job| {
        say.send(job.body).unwrap();
        std::future::ready(Outcome::Done)
    });
    for n in 0..5 {
        let began = std::time::Instant::now();
        other.accept(job("t", &format!("{n}"))).await.unwrap();
        assert_eq!(heard.recv().await.unwrap(), format!("{n}"));
        assert!(
            began.elapsed() < Duration::from_secs(5),
            "{:?}",
            began.elapsed()
        );
    }
    assert_eq!(worker.stop(Duration::from_secs(5)).await.unwritten, 0);
}

#[tokio::test]
async fn a_job_may_be_part_of_the_app_s_own_transaction() {
    let file = File::new();
    let store = file.store().await;
    let mut app = file.connection().await;
    app.execute("CREATE TABLE votes (issue TEXT)")
        .await
        .unwrap();
    for kept in [false, true] {
        let mut transaction = app.begin().await.unwrap();
        transaction
            .execute("INSERT INTO votes VALUES ('X-1')")
            .await
            .unwrap();
        let new = NewJob {
            order: Some("x".to_owned()),
            ..job("t", "from the app")
        };
        let accepted = SqliteStore::accept_in(&mut transaction, new).await.unwrap();
        assert!(matches!(accepted, Accepted::New(_)));
        if kept {
            transaction.commit().await.unwrap();
        } else {
            transaction.rollback().await.unwrap();
        }
        let votes = number_of(&mut app, "SELECT COUNT(*) FROM votes").await;
        assert_eq!(store.counts(APP).await.unwrap().ready, many(votes));
    }
    let jobs = store.claim(WorkerId::random(), ask(9)).await.unwrap();
    assert_eq!(jobs[0].body, "from the app");
}

/// A table with a million rows is as fast as an empty one: each statement finds its rows through an
/// index.
#[tokio::test]
async fn no_statement_reads_the_whole_table() {
    let file = File::new();
    let _store = file.store().await;
    let mut connection = file.connection().await;
    let statements = [
        batch::INSERT,
        batch::KNOWN,
        batch::LET_GO,
        batch::NEW,
        batch::ENDED,
        batch::FINISH,
        batch::DELETE_BODIES,
        batch::ALIVE,
        batch::TAKE,
        batch::FORGET_WORKERS,
        batch::HAND_BACK,
        batch::REQUEUE,
        batch::PURGE,
        batch::FORGET,
        batch::LOOK,
        batch::LOST,
        claim::BEGIN,
        claim::TENANTS,
        claim::CHOOSE,
        claim::GIVE,
    ];
    for statement in statements.iter().flat_map(|text| text.split(';')) {
        let explain = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {statement}"));
        for row in sqlx::query(explain)
            .fetch_all(&mut connection)
            .await
            .unwrap()
        {
            let step: String = row.try_get("detail").unwrap();
            let whole = step.starts_with("SCAN")
                && !["VIRTUAL TABLE", "CONSTANT ROW", "later", "earlier", "SUBQUERY", "(subquery"]
                    .iter()
                    .any(|fine| step.contains(fine))
                // Running jobs, of which there are never many.
                && !step.contains("connect_jobs_owned")
                // One row per process.
                && step != "SCAN connect_job_workers";
            assert!(!whole, "{step}\nin {statement}");
            assert!(!step.contains("AUTOMATIC"), "{step}\nin {statement}");
        }
    }
}

#[tokio::test]
async fn a_file_of_gigabytes_opens_as_fast_as_a_small_one() {
    let file = File::new();
    let store = file.store().await;
    let body = "x".repeat(1 << 20);
    for _ in 0..70 {
        store.accept(job("t", &body)).await.unwrap();
    }
    store.close().await;
    // A page of a body is damaged: a file that is read in full would be refused.
    let length = std::fs::metadata(&file.path).unwrap().len();
    assert!(length > 64 << 20);
    let mut bytes = std::fs::read(&file.path).unwrap();
    let middle = bytes.len() / 2 / 4_096 * 4_096;
    bytes[middle..middle + 4].fill(0xff);
    std::fs::write(&file.path, &bytes).unwrap();
    let store = file.store().await;
    assert_eq!(store.counts(APP).await.unwrap().ready, 70);
}
