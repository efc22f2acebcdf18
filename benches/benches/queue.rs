//! The durable queue, without HTTP: `cargo bench -p connect-benches --bench queue`.
//!
//! How fast jobs are accepted, worked and drained, what a flood of one tenant costs the others, and
//! what a queue costs in which nothing happens. On SQLite in a folder of its own, and on PostgreSQL
//! where `CONNECT_TEST_POSTGRES_URL` names a server: `.ci/postgres cargo bench …` starts one.

// A benchmark may panic while it is set up.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use connect_model::Product;
use connect_store::jobs::{NewJob, Outcome, Worker, WorkerSettings};
use connect_store::{Applied, Install, PostgresStore, Sealer, Secret, SqliteStore, Store};
use connect_testing::postgres::TestDatabase;
use tokio::sync::mpsc;
use tokio::time::{MissedTickBehavior, interval, sleep};

const APP: &str = "com.example.votes";
const PRODUCERS: usize = 32;
const BODY: usize = 1_024;

fn main() {
    // Cargo also runs benchmarks as tests, to see that they start.
    let measures = std::env::args().any(|argument| argument == "--bench");
    let size = if measures { Size::FULL } else { Size::SMALL };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let folder = tempfile::tempdir().unwrap();
        println!("\nSQLite\n");
        measure(size, async |name| {
            let path = folder.path().join(format!("{name}.sqlite"));
            Arc::new(SqliteStore::open(path, Sealer::plain()).await.unwrap()) as Arc<dyn Store>
        })
        .await;
        // Without a server, this says that it was left out.
        if let Some(database) = TestDatabase::fresh().await {
            println!("\nPostgreSQL\n");
            measure(size, async |_| {
                let url = database.place().await.parse().unwrap();
                Arc::new(PostgresStore::open(&url, Sealer::plain()).await.unwrap())
                    as Arc<dyn Store>
            })
            .await;
        }
    });
}

#[derive(Clone, Copy)]
struct Size {
    accepting: Duration,
    steady: Duration,
    drained: usize,
    flood: usize,
    idle: Duration,
    tenants: usize,
}

impl Size {
    const FULL: Self = Self {
        accepting: Duration::from_secs(4),
        steady: Duration::from_secs(4),
        drained: 20_000,
        flood: 10_000,
        idle: Duration::from_secs(5),
        tenants: 10_000,
    };
    const SMALL: Self = Self {
        accepting: Duration::from_millis(50),
        steady: Duration::from_millis(50),
        drained: 100,
        flood: 100,
        idle: Duration::from_millis(50),
        tenants: 10,
    };
}

async fn measure(size: Size, open: impl AsyncFn(&str) -> Arc<dyn Store>) {
    // First, as the others leave memory behind.
    idling(size, open("idling").await).await;
    accepting(size, open("accepting").await).await;
    for rate in [200, 2_000, 8_000] {
        steady(size, rate, open(&format!("steady-{rate}")).await).await;
    }
    draining(size, open("draining").await).await;
    flooding(size, open("flooding").await).await;
}

fn job(tenant: usize, n: u64) -> NewJob {
    NewJob {
        delivery: Some(format!("delivery {n}")),
        ..NewJob::new(
            APP,
            format!("tenant {tenant}"),
            "webhook:greet",
            vec![b'x'; BODY],
        )
    }
}

fn report(what: &str, result: &str) {
    println!("| {what} | {result} |");
}

/// Of durations, the one below which this share of them is.
fn quantile(durations: &mut [Duration], share: f64) -> Duration {
    durations.sort_unstable();
    let place = (durations.len() as f64 * share) as usize;
    durations
        .get(place.min(durations.len().saturating_sub(1)))
        .copied()
        .unwrap_or_default()
}

fn millis(duration: Duration) -> String {
    format!("{:.1} ms", duration.as_secs_f64() * 1e3)
}

/// Producers that each wait for their commit.
async fn accepting(size: Size, store: Arc<dyn Store>) {
    let next = Arc::new(AtomicU64::new(0));
    let began = Instant::now();
    let producers = (0..PRODUCERS).map(|tenant| {
        let (store, next) = (Arc::clone(&store), Arc::clone(&next));
        tokio::spawn(async move {
            let mut took = Vec::new();
            while began.elapsed() < size.accepting {
                let new = job(tenant, next.fetch_add(1, Ordering::Relaxed));
                let asked = Instant::now();
                store.accept(new).await.unwrap();
                took.push(asked.elapsed());
            }
            took
        })
    });
    let producers: Vec<_> = producers.collect();
    let mut took = Vec::new();
    for producer in producers {
        took.extend(producer.await.unwrap());
    }
    let rate = took.len() as f64 / began.elapsed().as_secs_f64();
    let (p50, p99) = (quantile(&mut took, 0.5), quantile(&mut took, 0.99));
    let most = quantile(&mut took, 1.0);
    report(
        "accepted by 32 at once, 1 KiB",
        &format!(
            "{rate:.0}/s, p50 {}, p99 {}, most {}",
            millis(p50),
            millis(p99),
            millis(most)
        ),
    );
    store.close().await;
}

/// Jobs that come at a steady rate, and are worked in the same process.
async fn steady(size: Size, rate: u64, store: Arc<dyn Store>) {
    let base = Instant::now();
    let (say, mut heard) = mpsc::unbounded_channel();
    let settings = WorkerSettings {
        per_tenant: 64,
        ..WorkerSettings::default()
    };
    let worker = Worker::start(Arc::clone(&store) as _, APP, settings, move |job| {
        let at: u64 = job
            .delivery
            .and_then(|at| at.rsplit(' ').next()?.parse().ok())
            .unwrap();
        say.send(base.elapsed().saturating_sub(Duration::from_nanos(at)))
            .unwrap();
        std::future::ready(Outcome::Done)
    });
    let (answered, mut answers) = mpsc::unbounded_channel();
    let mut ticks = interval(Duration::from_millis(1));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let began = Instant::now();
    let mut sent = 0;
    while began.elapsed() < size.steady {
        ticks.tick().await;
        let owed = (began.elapsed().as_secs_f64() * rate as f64) as u64;
        while sent < owed {
            sent += 1;
            let (store, answered) = (Arc::clone(&store), answered.clone());
            tokio::spawn(async move {
                let at = base.elapsed();
                let new = job((sent % 50) as usize, at.as_nanos() as u64 + sent % 1_000);
                store.accept(new).await.unwrap();
                let _ = answered.send(base.elapsed() - at);
            });
        }
    }
    let (mut accepted, mut handled) = (Vec::new(), Vec::new());
    while (accepted.len() as u64) < sent {
        accepted.push(answers.recv().await.unwrap());
    }
    while (handled.len() as u64) < sent {
        handled.push(heard.recv().await.unwrap());
    }
    let text = [&mut accepted, &mut handled].map(|took| {
        let (p50, p99) = (quantile(took, 0.5), quantile(took, 0.99));
        format!("{} / {}", millis(p50), millis(p99))
    });
    report(
        &format!("accepted and handled, {rate}/s"),
        &format!(
            "to the answer {}, to the handler {} (p50 / p99)",
            text[0], text[1]
        ),
    );
    worker.stop(Duration::from_secs(5)).await;
    store.close().await;
}

async fn fill(store: &Arc<dyn Store>, count: usize, tenants: usize) {
    let next = Arc::new(AtomicU64::new(0));
    let producers = (0..256).map(|_| {
        let (store, next) = (Arc::clone(store), Arc::clone(&next));
        tokio::spawn(async move {
            loop {
                let n = next.fetch_add(1, Ordering::Relaxed);
                if n >= count as u64 {
                    return;
                }
                store.accept(job(n as usize % tenants, n)).await.unwrap();
            }
        })
    });
    let producers: Vec<_> = producers.collect();
    for producer in producers {
        producer.await.unwrap();
    }
}

async fn draining(size: Size, store: Arc<dyn Store>) {
    fill(&store, size.drained, 500).await;
    let began = Instant::now();
    let worker = Worker::start(
        Arc::clone(&store) as _,
        APP,
        WorkerSettings::default(),
        |_| std::future::ready(Outcome::Done),
    );
    while store.counts(APP).await.unwrap().open() > 0 {
        sleep(Duration::from_millis(10)).await;
    }
    let rate = size.drained as f64 / began.elapsed().as_secs_f64();
    report(
        &format!("{} waiting drained", size.drained),
        &format!("{rate:.0}/s"),
    );
    worker.stop(Duration::from_secs(5)).await;
    store.close().await;
}

/// One tenant has many waiting, of 5 ms each; others come.
async fn flooding(size: Size, store: Arc<dyn Store>) {
    fill(&store, size.flood, 1).await;
    let (say, mut heard) = mpsc::unbounded_channel();
    let settings = WorkerSettings {
        at_once: 32,
        ..WorkerSettings::default()
    };
    let worker = Worker::start(Arc::clone(&store) as _, APP, settings, move |job| {
        let say = say.clone();
        async move {
            sleep(Duration::from_millis(5)).await;
            if job.client_key != "tenant 0" {
                say.send(()).unwrap();
            }
            Outcome::Done
        }
    });
    sleep(Duration::from_millis(200)).await;
    let began = Instant::now();
    let others = (0..200).map(|n| {
        let store = Arc::clone(&store);
        tokio::spawn(async move { store.accept(job(1 + n % 20, n as u64)).await.unwrap() })
    });
    for other in others.collect::<Vec<_>>() {
        other.await.unwrap();
    }
    for _ in 0..200 {
        heard.recv().await.unwrap();
    }
    report(
        &format!(
            "200 of 20 tenants beside a flood of {}: the last one waits",
            size.flood
        ),
        &millis(began.elapsed()),
    );
    drop(worker);
    store.close().await;
}

async fn idling(size: Size, store: Arc<dyn Store>) {
    let next = Arc::new(AtomicU64::new(0));
    let installs = (0..PRODUCERS).map(|_| {
        let (store, next) = (Arc::clone(&store), Arc::clone(&next));
        tokio::spawn(async move {
            loop {
                let n = next.fetch_add(1, Ordering::Relaxed);
                if n >= size.tenants as u64 {
                    return;
                }
                let url = format!("https://site-{n}.atlassian.net").parse().unwrap();
                let secret = Secret::new("a secret of the benchmark").unwrap();
                let key = format!("tenant {n}");
                let install = Install::new(APP, key, url, Product::Jira, secret);
                let installed = store.install(install).await.unwrap();
                assert!(matches!(installed, Applied::Done(_)));
            }
        })
    });
    for install in installs.collect::<Vec<_>>() {
        install.await.unwrap();
    }
    let worker = Worker::start(
        Arc::clone(&store) as _,
        APP,
        WorkerSettings::default(),
        |_| std::future::ready(Outcome::Done),
    );
    sleep(Duration::from_millis(500)).await;
    let before = busy();
    let began = Instant::now();
    sleep(size.idle).await;
    let share = (busy() - before) / began.elapsed().as_secs_f64();
    report(
        &format!("idle with {} tenants", size.tenants),
        &format!(
            "{:.2} % of a core, {:.0} MiB resident",
            share * 100.0,
            resident()
        ),
    );
    let _ = worker.stop(Duration::from_secs(5)).await;
    store.close().await;
}

/// What this process has had of a processor, in seconds; 0 where there is no `/proc`.
fn busy() -> f64 {
    let threads = fs::read_dir("/proc/self/task")
        .into_iter()
        .flatten()
        .flatten();
    let lines = threads.filter_map(|it| fs::read_to_string(it.path().join("schedstat")).ok());
    let nanoseconds = lines.filter_map(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    nanoseconds.sum::<f64>() / 1e9
}

/// What it has of the memory, in MiB.
fn resident() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    kib.unwrap_or_default() / 1_024.0
}
