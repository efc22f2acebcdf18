//! The worker with the in-memory store, on a clock that stands still while anything is running.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU32, Ordering};

use async_trait::async_trait;
use parking_lot::Mutex;
use tokio::sync::{Semaphore, mpsc};
use tokio::time::Instant;

use super::*;
use crate::MemoryStore;
use crate::jobs::{
    Accepted, Ask, Beat, Counts, End, JobEntry, JobError, JobId, JobState, NewJob, Pulse,
};

const APP: &str = "com.example.votes";

fn job(tenant: &str, body: &str) -> NewJob {
    NewJob::new(APP, tenant, "job:x", body.to_owned())
}

/// Records each run, and ends it as `end` decides.
fn noting<F>(
    end: F,
) -> (
    impl Fn(Job) -> NoteRun + Send + Sync,
    mpsc::UnboundedReceiver<Job>,
)
where
    F: Fn(&Job) -> Outcome + Send + Sync + 'static,
{
    let (say, heard) = mpsc::unbounded_channel();
    let handle = move |job: Job| {
        let outcome = end(&job);
        say.send(job).unwrap();
        std::future::ready(outcome)
    };
    (handle, heard)
}

type NoteRun = std::future::Ready<Outcome>;

async fn until<T>(mut look: impl AsyncFnMut() -> Option<T>) -> T {
    for _ in 0..50_000 {
        if let Some(found) = look().await {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the condition never held");
}

async fn entry(store: &MemoryStore, state: JobState) -> JobEntry {
    until(async || store.jobs(APP, state, None, 1).await.unwrap().pop()).await
}

#[tokio::test(start_paused = true)]
async fn runs_existing_and_new_jobs() {
    let store = Arc::new(MemoryStore::new());
    store.accept(job("t", "before")).await.unwrap();
    let (handle, mut heard) = noting(|_| Outcome::Done);
    let worker = Worker::start(store.clone(), APP, WorkerSettings::default(), handle);
    assert_eq!(heard.recv().await.unwrap().body, "before");
    let began = Instant::now();
    store.accept(job("t", "after")).await.unwrap();
    assert_eq!(heard.recv().await.unwrap().body, "after");
    assert!(
        began.elapsed() < Duration::from_millis(100),
        "woken, not polled"
    );
    until(async || (store.counts(APP).await.unwrap().open() == 0).then_some(())).await;
    assert_eq!(worker.stop(Duration::ZERO).await, Stopped::default());
}

#[tokio::test(start_paused = true)]
async fn retries_ever_later_and_gives_up() {
    let store = Arc::new(MemoryStore::new());
    store.accept(job("t", "")).await.unwrap();
    let settings = WorkerSettings {
        retries: Retries {
            attempts: 5,
            ..Retries::default()
        },
        ..WorkerSettings::default()
    };
    let (handle, mut heard) = noting(|_| Outcome::failed("no"));
    let _worker = Worker::start(store.clone(), APP, settings, handle);
    let mut last = None;
    for failures in 0..5 {
        let run = heard.recv().await.unwrap();
        assert_eq!(run.failures, failures);
        let now = Instant::now();
        if let Some(last) = last.replace(now) {
            let waited = now - last;
            let most = Duration::from_secs(1 << (failures - 1));
            // At most one more beat: the store is asked again when the job is due.
            assert!(
                waited >= most / 2 && waited <= most + Duration::from_millis(100),
                "{waited:?} after {failures} failures"
            );
        }
    }
    let dead = entry(&store, JobState::Dead).await;
    assert_eq!((dead.failures, dead.reason.as_deref()), (5, Some("no")));
}

#[tokio::test(start_paused = true)]
async fn a_handler_that_panics_or_hangs_has_failed() {
    let store = Arc::new(MemoryStore::new());
    for body in ["panic", "panic at the call", "hang", "long"] {
        store.accept(job("t", body)).await.unwrap();
    }
    let settings = WorkerSettings {
        retries: Retries {
            attempts: 1,
            ..Retries::default()
        },
        ..WorkerSettings::default()
    };
    let worker = Worker::start(store.clone(), APP, settings, |job: Job| {
        assert!(job.body != "panic at the call", "at once");
        async move {
            match &*job.body {
                b"panic" => panic!("oh {}", "no"),
                b"hang" => std::future::pending().await,
                _ => Outcome::failed("ä".repeat(100_000)),
            }
        }
    });
    let dead = until(async || {
        let dead = store.jobs(APP, JobState::Dead, None, 9).await.unwrap();
        (dead.len() == 4).then_some(dead)
    })
    .await;
    let reasons: Vec<_> = dead
        .iter()
        .map(|entry| entry.reason.as_deref().unwrap())
        .collect();
    assert_eq!(reasons[0], "it panicked: oh no");
    assert_eq!(reasons[1], "it panicked: at once");
    assert_eq!(reasons[2], "it took longer than 300s, and was stopped");
    assert!(
        reasons[3].len() < 2_010 && reasons[3].ends_with("ä…"),
        "a bounded reason"
    );
    assert_eq!(worker.stop(Duration::ZERO).await, Stopped::default());
}

#[tokio::test(start_paused = true)]
async fn a_flood_of_one_tenant_does_not_hold_up_the_others() {
    let store = Arc::new(MemoryStore::new());
    for _ in 0..10_000 {
        store.accept(job("flood", "")).await.unwrap();
    }
    let (say, mut heard) = mpsc::unbounded_channel();
    let most = Arc::new((AtomicU32::new(0), AtomicU32::new(0)));
    let runs = Arc::clone(&most);
    let _worker = Worker::start(
        store.clone(),
        APP,
        WorkerSettings::default(),
        move |job: Job| {
            let (say, runs) = (say.clone(), Arc::clone(&runs));
            async move {
                if job.client_key == "flood" {
                    let now = runs.0.fetch_add(1, Ordering::Relaxed) + 1;
                    runs.1.fetch_max(now, Ordering::Relaxed);
                }
                tokio::time::sleep(Duration::from_millis(100)).await;
                if job.client_key == "flood" {
                    runs.0.fetch_sub(1, Ordering::Relaxed);
                } else {
                    say.send(job.client_key).unwrap();
                }
                Outcome::Done
            }
        },
    );
    tokio::time::sleep(Duration::from_secs(1)).await;
    let began = Instant::now();
    for n in 0..20 {
        store.accept(job(&format!("t{n}"), "")).await.unwrap();
    }
    for _ in 0..20 {
        heard.recv().await.unwrap();
    }
    assert!(
        began.elapsed() <= Duration::from_millis(300),
        "{:?}",
        began.elapsed()
    );
    assert_eq!(
        most.1.load(Ordering::Relaxed),
        8,
        "at most per_tenant, and all of those"
    );
}

#[tokio::test(start_paused = true)]
async fn bodies_in_memory_are_bounded() {
    let store = Arc::new(MemoryStore::new());
    for n in 0..50 {
        let body = "x".repeat(if n == 25 { 1_000 } else { 30 });
        store.accept(job(&format!("t{n}"), &body)).await.unwrap();
    }
    let settings = WorkerSettings {
        bytes_at_once: 100,
        ..WorkerSettings::default()
    };
    let most = Arc::new((AtomicU32::new(0), AtomicU32::new(0)));
    let runs = Arc::clone(&most);
    let _worker = Worker::start(store.clone(), APP, settings, move |_| {
        let runs = Arc::clone(&runs);
        async move {
            let now = runs.0.fetch_add(1, Ordering::Relaxed) + 1;
            runs.1.fetch_max(now, Ordering::Relaxed);
            tokio::time::sleep(Duration::from_millis(10)).await;
            runs.0.fetch_sub(1, Ordering::Relaxed);
            Outcome::Done
        }
    });
    until(async || (store.counts(APP).await.unwrap().open() == 0).then_some(())).await;
    assert_eq!(
        most.1.load(Ordering::Relaxed),
        4,
        "the fourth goes beyond 100 bytes"
    );
}

#[tokio::test(start_paused = true)]
async fn stopping_lets_what_runs_end_and_hands_back_the_rest() {
    let store = Arc::new(MemoryStore::new());
    for body in ["short", "long"] {
        store.accept(job("t", body)).await.unwrap();
    }
    let (started, mut runs) = mpsc::unbounded_channel();
    let ended = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&ended);
    let worker = Worker::start(
        store.clone(),
        APP,
        WorkerSettings::default(),
        move |job: Job| {
            started.send(()).unwrap();
            let log = Arc::clone(&log);
            async move {
                let secs = if job.body == "short" { 5 } else { 500 };
                tokio::time::sleep(Duration::from_secs(secs)).await;
                log.lock().push(job.body);
                Outcome::Done
            }
        },
    );
    runs.recv().await.unwrap();
    runs.recv().await.unwrap();
    store.accept(job("t", "new")).await.unwrap();
    runs.recv().await.unwrap();
    let stopping = tokio::spawn(worker.stop(Duration::from_secs(25)));
    tokio::task::yield_now().await;
    store.accept(job("t", "too late")).await.unwrap();
    let stopped = stopping.await.unwrap();
    assert_eq!((stopped.handed_back, stopped.unwritten), (2, 0));
    assert_eq!(*ended.lock(), ["short"]);
    let ready = store.jobs(APP, JobState::Ready, None, 9).await.unwrap();
    let runs: Vec<_> = ready
        .iter()
        .map(|entry| (entry.attempts, entry.crashes))
        .collect();
    assert_eq!(runs, [(1, 0), (1, 0), (0, 0)]);
}

#[tokio::test(start_paused = true)]
async fn a_job_that_is_taken_away_is_stopped() {
    let store = Arc::new(MemoryStore::new());
    store.accept(job("gone", "")).await.unwrap();
    let (started, mut runs) = mpsc::unbounded_channel();
    let (stopped, mut ends) = mpsc::unbounded_channel::<()>();
    let _worker = Worker::start(store.clone(), APP, WorkerSettings::default(), move |_| {
        started.send(()).unwrap();
        let held = stopped.clone();
        async move {
            let _held = Drops(held);
            std::future::pending().await
        }
    });
    runs.recv().await.unwrap();
    let began = Instant::now();
    assert_eq!(store.forget(APP, "gone").await.unwrap(), 1);
    ends.recv().await.unwrap();
    assert!(
        began.elapsed() <= Duration::from_secs(2),
        "{:?}",
        began.elapsed()
    );
}

struct Drops(mpsc::UnboundedSender<()>);

impl Drop for Drops {
    fn drop(&mut self) {
        let _ = self.0.send(());
    }
}

#[tokio::test(start_paused = true)]
async fn old_jobs_are_purged() {
    let store = Arc::new(MemoryStore::new());
    for n in 0..1_200 {
        let dead = if n % 3 == 0 { "dead" } else { "" };
        store.accept(job("t", dead)).await.unwrap();
    }
    let settings = WorkerSettings {
        keep_done: Duration::from_secs(600),
        keep_dead: Duration::from_secs(2_000),
        ..WorkerSettings::default()
    };
    let (handle, _heard) = noting(|job| match &*job.body {
        b"dead" => Outcome::Dead {
            reason: String::new(),
        },
        _ => Outcome::Done,
    });
    let began = Instant::now();
    let _worker = Worker::start(store.clone(), APP, settings, handle);
    for (state, kept, many) in [(JobState::Done, 600, 800), (JobState::Dead, 2_000, 400)] {
        let list = async || {
            tokio::time::sleep(Duration::from_secs(5)).await;
            store.jobs(APP, state, None, 2_000).await.unwrap().len()
        };
        until(async || (list().await == many).then_some(())).await;
        until(async || (list().await < many).then_some(())).await;
        let kept = Duration::from_secs(kept);
        assert!(began.elapsed() >= kept, "{:?}", began.elapsed());
        until(async || (list().await == 0).then_some(())).await;
        assert!(
            began.elapsed() < kept + Duration::from_secs(180),
            "{:?}",
            began.elapsed()
        );
    }
}

/// A store that fails on demand, before or after it has performed the operation.
#[derive(Debug)]
struct Failing {
    inner: MemoryStore,
    /// The next failures, by method; once there are none left, it works.
    plan: Mutex<VecDeque<(&'static str, When)>>,
    allowed: Semaphore,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum When {
    Before,
    After,
}

impl Failing {
    fn new(plan: &[(&'static str, When)]) -> Arc<Self> {
        Arc::new(Self {
            inner: MemoryStore::new(),
            plan: Mutex::new(plan.iter().copied().collect()),
            allowed: Semaphore::new(1),
        })
    }

    fn planned(&self, method: &str) -> Option<When> {
        let mut plan = self.plan.lock();
        let place = plan.iter().position(|(of, _)| *of == method)?;
        plan.remove(place).map(|(_, when)| when)
    }

    async fn call<T>(
        &self,
        method: &str,
        act: impl Future<Output = Result<T, JobError>>,
    ) -> Result<T, JobError> {
        let _one = self.allowed.acquire().await.unwrap();
        let planned = self.planned(method);
        if planned == Some(When::Before) {
            return Err(away(method));
        }
        let done = act.await;
        if planned == Some(When::After) {
            return Err(away(method));
        }
        done
    }
}

fn away(method: &str) -> JobError {
    JobError::Unavailable {
        action: method.to_owned(),
        source: Arc::new(std::io::Error::other("the disk is away")),
    }
}

#[async_trait]
impl JobStore for Failing {
    async fn accept(&self, job: NewJob) -> Result<Accepted, JobError> {
        self.inner.accept(job).await
    }
    async fn claim(&self, me: WorkerId, ask: Ask<'_>) -> Result<Vec<Job>, JobError> {
        self.call("claim", self.inner.claim(me, ask)).await
    }
    async fn finish(&self, me: WorkerId, ends: Vec<End>) -> Result<(), JobError> {
        self.call("finish", self.inner.finish(me, ends)).await
    }
    async fn beat(&self, me: WorkerId, beat: Beat<'_>) -> Result<Pulse, JobError> {
        self.call("beat", self.inner.beat(me, beat)).await
    }
    async fn retire(&self, me: WorkerId) -> Result<(), JobError> {
        self.call("retire", self.inner.retire(me)).await
    }
    async fn woken(&self) {
        self.inner.woken().await;
    }
    async fn counts(&self, app_key: &str) -> Result<Counts, JobError> {
        self.inner.counts(app_key).await
    }
    async fn jobs(
        &self,
        app_key: &str,
        state: JobState,
        after: Option<JobId>,
        limit: u32,
    ) -> Result<Vec<JobEntry>, JobError> {
        self.inner.jobs(app_key, state, after, limit).await
    }
    async fn requeue(&self, app_key: &str, ids: &[JobId]) -> Result<u64, JobError> {
        self.inner.requeue(app_key, ids).await
    }
    async fn forget(&self, app_key: &str, client_key: &str) -> Result<u64, JobError> {
        self.inner.forget(app_key, client_key).await
    }
    async fn purge(
        &self,
        app_key: &str,
        state: JobState,
        age: Duration,
        limit: u32,
    ) -> Result<u64, JobError> {
        self.inner.purge(app_key, state, age, limit).await
    }
}

/// Runs twenty jobs on a store that fails on demand, and counts how often each ran.
async fn runs_of_each(plan: &[(&'static str, When)]) -> Vec<u32> {
    let store = Failing::new(plan);
    for n in 0..20 {
        let new = job(&format!("t{}", n % 5), &format!("{n}"));
        store.accept(new).await.unwrap();
    }
    let runs = Arc::new(Mutex::new(vec![0; 20]));
    let log = Arc::clone(&runs);
    let worker = Worker::start(
        store.clone(),
        APP,
        WorkerSettings::default(),
        move |job: Job| {
            let n: usize = std::str::from_utf8(&job.body).unwrap().parse().unwrap();
            log.lock()[n] += 1;
            std::future::ready(Outcome::Done)
        },
    );
    until(async || {
        let done = store.jobs(APP, JobState::Done, None, 99).await.unwrap();
        (done.len() == 20 && store.plan.lock().is_empty()).then_some(())
    })
    .await;
    assert_eq!(worker.stop(Duration::ZERO).await, Stopped::default());
    runs.lock().clone()
}

#[tokio::test(start_paused = true)]
async fn a_store_that_fails_loses_no_ends_and_no_claims() {
    use When::{After, Before};
    for plan in [
        &[("finish", Before), ("finish", Before), ("finish", Before)][..],
        &[("finish", After), ("finish", After)],
        &[("claim", Before), ("claim", Before)],
        // Jobs that were claimed, but never reached the worker, come back through its beat.
        &[("claim", After)],
        &[("beat", Before), ("beat", After), ("beat", Before)],
        &[
            ("claim", After),
            ("beat", Before),
            ("finish", After),
            ("claim", After),
        ],
    ] {
        assert_eq!(runs_of_each(plan).await, [1; 20], "{plan:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_store_that_stays_away_does_not_hold_up_the_shutdown() {
    let store = Failing::new(&[("finish", When::Before); 1_000]);
    store.accept(job("t", "")).await.unwrap();
    let (handle, mut heard) = noting(|_| Outcome::Done);
    let worker = Worker::start(store.clone(), APP, WorkerSettings::default(), handle);
    heard.recv().await.unwrap();
    let began = Instant::now();
    let stopped = worker.stop(Duration::from_secs(5)).await;
    assert_eq!((stopped.handed_back, stopped.unwritten), (0, 1));
    assert!(
        began.elapsed() < Duration::from_secs(10),
        "{:?}",
        began.elapsed()
    );
}
