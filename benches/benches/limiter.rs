//! Ten thousand tenants that all call at once, one of which is rate limited every time:
//! `cargo bench -p connect-benches --bench limiter`.
//!
//! Each tenant has a task that calls as soon as its last call has been answered. The host is a
//! process of its own, on the other core. One more tenant gets nothing but 429 and has a hundred
//! tasks, so that its limiter is always full and always closed. What is looked for is whether that
//! costs the others: a tenant that waits for another one's turn has a longer 99th percentile than
//! the middle tenant. And whether memory grows with the calls, not only with the tenants.

// A benchmark may panic while it is set up.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use connect_benches::cpu;
use connect_model::Method;
use connect_model::{Product, Scope};
use connect_runtime::client::{Client, ClientConfig, ClientPool, Operation};
use connect_runtime::tenants::Secret;

const ISSUE: Operation = Operation::new(
    Method::Get,
    Product::Jira,
    "/rest/api/3/issue/{issueIdOrKey}",
    &[Scope::Read],
);
/// The issue of the tenant that is rate limited.
const LIMITED: &str = "LIMITED-1";
const TENANTS: usize = 10_000;
const CALLS: usize = 100;
const OF_THE_LIMITED: usize = 100;

fn main() {
    if std::env::args().nth(1).as_deref() == Some("--serve") {
        return serve();
    }
    // Cargo also runs benchmarks as tests, to see that they start.
    let measures = std::env::args().any(|argument| argument == "--bench");
    let (tenants, calls) = if measures { (TENANTS, CALLS) } else { (10, 2) };

    let host = Host::start();
    if let Some(core) = cpu::cores().last() {
        cpu::pin(*core);
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(measure(&host.url, tenants, calls));
}

async fn measure(url: &str, tenants: usize, calls: usize) {
    let shared = ClientPool::new();
    let tenant = |name: &str| {
        let secret = Secret::new("the-shared-secret").unwrap();
        let config = ClientConfig::new("com.example.votes", url.parse().unwrap(), secret);
        shared.client(&config.client_key(name)).unwrap()
    };
    let answered = Arc::new(AtomicUsize::new(0));
    let before = resident();
    let clients: Vec<_> = (0..tenants)
        .map(|number| tenant(&format!("tenant-{number}")))
        .collect();
    let made = resident();

    // Connections and their buffers are made by the first calls, which are not counted.
    all_at_once(&clients, calls.min(10), &answered).await;
    answered.store(0, Ordering::Relaxed);
    let warm = resident();

    let done = Arc::new(AtomicBool::new(false));
    let refused = Arc::new(AtomicUsize::new(0));
    let limited = tenant("limited");
    for _ in 0..OF_THE_LIMITED {
        let (limited, done, refused) = (limited.clone(), Arc::clone(&done), Arc::clone(&refused));
        tokio::spawn(async move {
            while !done.load(Ordering::Relaxed) {
                let call = limited.call::<()>(&ISSUE).path("issueIdOrKey", LIMITED);
                assert!(call.await.is_err());
                refused.fetch_add(1, Ordering::Relaxed);
            }
        });
    }
    let watch = tokio::spawn(watch(Arc::clone(&answered), tenants * calls));
    let begin = Instant::now();
    let slowest = all_at_once(&clients, calls, &answered).await;
    let took = begin.elapsed();
    done.store(true, Ordering::Relaxed);
    let along: Vec<_> = watch.await.unwrap().into_iter().map(shown).collect();

    let median = slowest[slowest.len() / 2];
    let worst = slowest[slowest.len() - 1];
    let ratio = worst.as_secs_f64() / median.as_secs_f64();
    println!("tenants                     {tenants}, and one that gets only 429");
    println!(
        "calls                       {}, in {took:.1?}",
        tenants * calls
    );
    println!(
        "refused to the one          {}",
        refused.load(Ordering::Relaxed)
    );
    println!("p99 of the middle tenant    {median:.1?}");
    println!("p99 of the worst tenant     {worst:.1?}");
    println!("worst / middle              {ratio:.2}");
    println!("resident, no tenant yet     {} MiB", shown(before));
    println!("resident, all have clients  {} MiB", shown(made));
    println!("resident, all have called   {} MiB", shown(warm));
    println!("resident, along the way     {} MiB", along.join(", "));
}

/// The 99th percentile of each tenant, from the shortest to the longest.
async fn all_at_once(
    clients: &[Client],
    calls: usize,
    answered: &Arc<AtomicUsize>,
) -> Vec<Duration> {
    let tasks: Vec<_> = clients
        .iter()
        .map(|client| tokio::spawn(calls_of(client.clone(), calls, Arc::clone(answered))))
        .collect();
    let mut slowest = Vec::with_capacity(clients.len());
    for task in tasks {
        slowest.push(task.await.unwrap());
    }
    slowest.sort_unstable();
    slowest
}

async fn calls_of(client: Client, calls: usize, answered: Arc<AtomicUsize>) -> Duration {
    let mut took = Vec::with_capacity(calls);
    for _ in 0..calls {
        let begin = Instant::now();
        let call = client.call::<()>(&ISSUE).path("issueIdOrKey", "DEMO-1");
        call.await.unwrap();
        took.push(begin.elapsed());
        answered.fetch_add(1, Ordering::Relaxed);
    }
    took.sort_unstable();
    // The smallest that 99 of 100 are not above; of fewer than a hundred, the longest.
    took[(took.len() * 99).div_ceil(100) - 1]
}

/// What is resident after each fifth of the calls.
async fn watch(answered: Arc<AtomicUsize>, calls: usize) -> Vec<Option<f64>> {
    let mut along = Vec::new();
    while along.len() < 5 {
        if answered.load(Ordering::Relaxed) >= calls * (along.len() + 1) / 5 {
            along.push(resident());
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    along
}

/// In MiB.
fn resident() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: f64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kib / 1024.0)
}

fn shown(mib: Option<f64>) -> String {
    connect_benches::row::shown(mib, 1)
}

/// The host's process; ends when this is dropped.
struct Host {
    url: String,
    child: Child,
}

impl Host {
    fn start() -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .arg("--serve")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut url = String::new();
        let stdout = child.stdout.take().unwrap();
        BufReader::new(stdout).read_line(&mut url).unwrap();
        Self {
            url: url.trim().to_owned(),
            child,
        }
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Serves until the standard input ends.
fn serve() {
    if let Some(core) = cpu::cores().first() {
        cpu::pin(*core);
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let listener = runtime.block_on(async {
        let socket = tokio::net::TcpSocket::new_v4().unwrap();
        socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        // All tenants connect at once.
        socket.listen(4096).unwrap()
    });
    println!("http://{}", listener.local_addr().unwrap());
    std::io::stdout().flush().unwrap();
    let router = Router::new().route("/rest/api/3/issue/{key}", get(answer));
    runtime.spawn(async move { axum::serve(listener, router).await });
    std::io::stdin().read_to_end(&mut Vec::new()).unwrap();
}

async fn answer(Path(key): Path<String>) -> Response {
    if key == LIMITED {
        return (StatusCode::TOO_MANY_REQUESTS, [(RETRY_AFTER, "1")]).into_response();
    }
    ([(CONTENT_TYPE, "application/json")], "{}").into_response()
}
