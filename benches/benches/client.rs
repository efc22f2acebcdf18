//! What the REST client adds to plain reqwest: `cargo bench -p connect-benches --bench client`.
//!
//! Both send the same GET to a server in another thread on loopback, 64 at a time, in alternating
//! rounds, so that whatever else the machine does hits both alike. The plain client sends as
//! many bytes (the same headers, the token's as long as ours) and reads the same JSON into the same
//! type, but signs nothing, limits nothing and has no timeouts.

// A benchmark may panic while it is set up.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use connect_auth::jwt::{HmacKey, sign_hs256};
use connect_auth::qsh;
use connect_benches::cpu;
use connect_benches::row::spread;
use connect_model::Method;
use connect_model::{Product, Scope};
use connect_runtime::client::{Client, ClientConfig, ClientPool, ClientSettings, Operation};
use connect_runtime::tenants::Secret;
use serde_json::{Value, json};
use tokio::runtime::Runtime;

const ISSUE: Operation = Operation::new(
    Method::Get,
    Product::Jira,
    "/rest/api/3/issue/{issueIdOrKey}",
    &[Scope::Read],
);
const BODY: &str =
    r#"{"id":"10001","key":"DEMO-1","fields":{"votes":{"votes":3,"hasVoted":false}}}"#;
const AT_ONCE: usize = 64;
const CALLS: usize = 20_000;
const ROUNDS: usize = 15;
const SECRET: &str = "ATCOa5Xc1Q0n7u2kS9vB4mE8rT6yW3zJ-0dFgHjKlPqRsUvXyZ1234567890abcdefGH";

fn main() {
    // Cargo also runs benchmarks as tests, to see that they start.
    let measures = std::env::args().any(|argument| argument == "--bench");
    let (rounds, calls) = if measures {
        (ROUNDS, CALLS)
    } else {
        (1, AT_ONCE)
    };
    sign(if measures { 200_000 } else { 1 });

    let cores = cpu::cores();
    // A server that shares the client's core would share its caches and its noise.
    let [.., other, own] = cores[..] else {
        panic!("two cores are needed: one for the server, one for the clients");
    };
    let url = serve(other);
    cpu::pin(own);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let ours = ours(&url);
    let plain = reqwest::Client::builder()
        .no_proxy()
        .user_agent("connect-runtime/0.1.0")
        .build()
        .unwrap();
    let target = format!("{url}/rest/api/3/issue/DEMO-1?fields=votes");
    let header = format!("JWT {}", "e".repeat(420));

    let call = || async {
        ours.call(&ISSUE)
            .path("issueIdOrKey", "DEMO-1")
            .query("fields", "votes")
            .await
            .unwrap()
    };
    let plain_call = || async {
        let request = plain
            .get(&target)
            .header("authorization", &header)
            .header("accept", "application/json");
        request
            .send()
            .await
            .unwrap()
            .error_for_status()
            .unwrap()
            .json::<Value>()
            .await
            .unwrap()
    };
    // Warm connections.
    round(&runtime, calls / 4, &call);
    round(&runtime, calls / 4, &plain_call);
    let (mut clock, mut busy) = (Comparison::default(), Comparison::default());
    for number in 0..rounds {
        // The order alternates.
        let (ours, plain) = if number % 2 == 0 {
            let ours = round(&runtime, calls, &call);
            (ours, round(&runtime, calls, &plain_call))
        } else {
            let plain = round(&runtime, calls, &plain_call);
            (round(&runtime, calls, &call), plain)
        };
        clock.add(ours.clock, plain.clock, calls);
        if let (Some(ours), Some(plain)) = (ours.busy, plain.busy) {
            busy.add(ours, plain, calls);
        }
    }
    println!("by the clock");
    clock.print();
    println!("by processor time of the client's thread");
    busy.print();
}

/// Signing and hashing, by themselves.
fn sign(times: usize) {
    let key = HmacKey::new(SECRET.as_bytes());
    let target = "/rest/api/3/issue/DEMO-1?fields=votes&expand=names";
    let begin = Instant::now();
    for _ in 0..times {
        let hash = qsh::hash("GET", black_box(target), "");
        let claims =
            json!({ "iss": "com.example.votes", "iat": 1, "exp": 181, "qsh": hash.to_string() });
        black_box(sign_hs256(&claims, &key).unwrap());
    }
    println!(
        "sign and hash, µs          {:.3}",
        micros(begin.elapsed(), times)
    );
}

fn ours(url: &str) -> Client {
    let mut settings = ClientSettings::default();
    settings.concurrency = AT_ONCE;
    let config = ClientConfig::new(
        "com.example.votes",
        url.parse().unwrap(),
        Secret::new(SECRET).unwrap(),
    );
    ClientPool::with_settings(settings)
        .client(&config.client_key("one"))
        .unwrap()
}

/// A server in a thread of its own; its address.
fn serve(core: usize) -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        cpu::pin(core);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async move {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            let answer = get(|| async { ([(CONTENT_TYPE, "application/json")], BODY) });
            axum::serve(
                listener,
                Router::new().route("/rest/api/3/issue/{key}", answer),
            )
            .await
            .unwrap();
        });
    });
    url
}

/// What one round took.
struct Took {
    clock: Duration,
    /// On the processor, in this thread; Linux only.
    busy: Option<Duration>,
}

/// Neighbouring rounds of both clients.
#[derive(Default)]
struct Comparison {
    ours: Vec<f64>,
    plain: Vec<f64>,
    ratios: Vec<f64>,
}

impl Comparison {
    fn add(&mut self, ours: Duration, plain: Duration, calls: usize) {
        self.ours.push(micros(ours, calls));
        self.plain.push(micros(plain, calls));
        self.ratios.push(ours.as_secs_f64() / plain.as_secs_f64());
    }

    fn print(self) {
        println!("  connect, µs per call       {}", spread(self.ours));
        println!("  plain reqwest, µs per call {}", spread(self.plain));
        println!("  connect / plain            {}", spread(self.ratios));
    }
}

/// Sends so many calls, 64 at a time.
fn round<F: Future<Output = Value>>(
    runtime: &Runtime,
    calls: usize,
    call: &impl Fn() -> F,
) -> Took {
    let (begin, busy) = (Instant::now(), busy());
    runtime.block_on(async {
        let one = |_| async {
            for _ in 0..calls / AT_ONCE {
                black_box(call().await);
            }
        };
        futures_util::future::join_all((0..AT_ONCE).map(one)).await;
    });
    Took {
        clock: begin.elapsed(),
        busy: self::busy().zip(busy).map(|(after, before)| after - before),
    }
}

/// How long this thread has been on a processor.
fn busy() -> Option<Duration> {
    let line = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds = line.split_whitespace().next()?.parse().ok()?;
    Some(Duration::from_nanos(nanoseconds))
}

#[allow(clippy::cast_precision_loss)] // far below 2^52
fn micros(time: Duration, calls: usize) -> f64 {
    time.as_secs_f64() * 1e6 / calls as f64
}
