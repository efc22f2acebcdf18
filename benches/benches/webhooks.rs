//! What a webhook costs that is verified, stored so that a crash loses nothing, answered and handled, and
//! an event of Forge: `cargo bench -p connect-benches --bench webhooks`.
//!
//! The app and the load share one process and all cores. The database is a SQLite file, and a
//! PostgreSQL one where `CONNECT_TEST_POSTGRES_URL` names a server: `.ci/postgres cargo bench …` starts
//! one, which shares the cores as well.

// A benchmark prints its results.
#![allow(clippy::print_stdout)]

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use connect_auth::jwt;
use connect_auth::qsh;
use connect_benches::invocation::{self, Invocation};
use connect_benches::{Failure, delivery, panel};
use connect_runtime::config::{Config, Database, ForgeApp, Mode};
use connect_runtime::{App, Running};
use connect_testing::host_keys::KeyServer;
use connect_testing::postgres::TestDatabase;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const CONNECTIONS: usize = 32;

/// The sites that the webhooks are of. No more than some of one site's are worked at once, so that a
/// single site would measure that bound.
const TENANTS: usize = 100;

/// Who delivers.
#[derive(Debug, Clone, Copy)]
enum Sender {
    /// A host of Connect, signed with the tenant's secret.
    Connect,
    /// Forge, whose tokens are signed with RSA.
    Forge,
}

impl Sender {
    fn name(self) -> &'static str {
        match self {
            Self::Connect => "webhooks",
            Self::Forge => "events of Forge",
        }
    }
}

/// So many a second in all, or as many as are answered.
const RATES: [Option<u32>; 2] = [Some(8_000), None];

/// As much as is beside the moment in a body.
const PADDING: usize = 1_000;

fn main() -> Result<(), Failure> {
    // `cargo bench` says so; without it (`cargo test --benches`) it is enough that it runs.
    let (length, rounds) = if std::env::args().any(|argument| argument == "--bench") {
        (Duration::from_secs(6), 2)
    } else {
        (Duration::from_millis(100), 1)
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        println!(
            "{CONNECTIONS} keep-alive connections, {TENANTS} tenants, bodies of {PADDING} bytes; app and load in one process\n"
        );
        let keys = invocation::keys().await;
        println!("database   {:<16} sent        answered/s   handled/s   to the 204, ms: p50    p99   to the handler, ms: p50    p99", "");
        let folder = tempfile::tempdir()?;
        let runs = || {
            let senders = [Sender::Connect, Sender::Forge];
            (0..rounds).flat_map(move |_| {
                senders
                    .into_iter()
                    .flat_map(|sender| RATES.map(|rate| (sender, rate)))
            })
        };
        for (number, (sender, rate)) in runs().enumerate() {
            let file = folder.path().join(format!("{number}.sqlite"));
            let database = Database::Sqlite(file);
            measure(("SQLite", database), (sender, &keys), length, rate).await?;
        }
        if std::env::var_os("CONNECT_TEST_POSTGRES_URL").is_some() {
            for (sender, rate) in runs() {
                let Some(postgres) = TestDatabase::fresh().await else {
                    return Ok(());
                };
                let database = Database::Postgres(postgres.url().parse()?);
                measure(("PostgreSQL", database), (sender, &keys), length, rate).await?;
            }
        }
        Ok(())
    })
}

async fn measure(
    (name, database): (&str, Database),
    (sender, keys): (Sender, &KeyServer),
    length: Duration,
    pace: Option<u32>,
) -> Result<(), Failure> {
    let forge = ForgeApp::new(panel::FORGE_APP).ok_or("not the id of an app")?;
    let config = match sender {
        Sender::Connect => Config::development()
            .mode(Mode::Production)
            .base_url("https://votes.example.com".parse()?),
        // A key set on loopback is for development only.
        Sender::Forge => Config::development().forge(forge.key_set(keys.url.clone())),
    };
    let config = config.bind(([127, 0, 0, 1], 0)).database(database);
    let app = App::collected()?.config(|_| config).spawn().await?;
    for tenant in 0..TENANTS {
        let mut install = panel::install()?;
        install.client_key = client_key(tenant);
        install.base_url = format!("https://site-{tenant}.atlassian.net").parse()?;
        let _installed = app.tenants().install(install).await?;
    }
    let tokens = (0..TENANTS).map(|tenant| token(sender, tenant));
    let tokens = tokens.collect::<Result<_, _>>()?;
    let (mut answers, rate) = load(app.address(), (sender, tokens), length, pace).await?;
    let (mut handled, drained) = drain(&app, answers.len(), length).await?;
    answers.sort_unstable();
    handled.sort_unstable();
    let ms = |sorted: &[Duration], share: f64| {
        let at = (sorted.len() as f64 * share) as usize;
        sorted.get(at).map_or(f64::NAN, |it| it.as_secs_f64() * 1e3)
    };
    println!(
        "{name:<10} {:<16} {:<10} {rate:>11.0} {drained:>11.0} {:>22.2} {:>6.2} {:>26.2} {:>6.2}",
        sender.name(),
        pace.map_or("all it can".to_owned(), |pace| format!("{pace}/s")),
        ms(&answers, 0.5),
        ms(&answers, 0.99),
        ms(&handled, 0.5),
        ms(&handled, 0.99),
    );
    app.shutdown().await;
    Ok(())
}

/// Sends for some time on all connections, one request at a time on each: how long each waited for its
/// answer, and how many were answered a second.
async fn load(
    address: SocketAddr,
    (sender, tokens): (Sender, Arc<[String]>),
    length: Duration,
    pace: Option<u32>,
) -> Result<(Vec<Duration>, f64), Failure> {
    let between = pace.map(|pace| Duration::from_secs(1) * CONNECTIONS as u32 / pace);
    let number = Arc::new(AtomicUsize::new(0));
    let begun = Instant::now();
    let mut connections = tokio::task::JoinSet::new();
    for connection in 0..CONNECTIONS {
        let (tokens, number) = (Arc::clone(&tokens), Arc::clone(&number));
        connections.spawn(async move {
            let mut stream = TcpStream::connect(address).await?;
            stream.set_nodelay(true)?;
            let mut took = Vec::new();
            let mut answer = [0; 2048];
            // Not all at the same moment.
            let mut next =
                begun + between.unwrap_or_default() * connection as u32 / CONNECTIONS as u32;
            while begun.elapsed() < length {
                if let Some(between) = between {
                    tokio::time::sleep_until(next.into()).await;
                    next += between;
                }
                let number = number.fetch_add(1, Ordering::Relaxed);
                let token = tokens.get(number % TENANTS).map_or("", String::as_str);
                let request = request(sender, token, number);
                let sent = Instant::now();
                stream.write_all(&request).await?;
                let read = stream.read(&mut answer).await?;
                let status = answer.get(..12).unwrap_or_default();
                if read == 0 || status != b"HTTP/1.1 204" {
                    let answer = String::from_utf8_lossy(&answer).into_owned();
                    return Err(Failure::from(answer));
                }
                took.push(sent.elapsed());
            }
            Ok::<_, Failure>(took)
        });
    }
    let mut all = Vec::new();
    while let Some(took) = connections.join_next().await {
        all.extend(took??);
    }
    let rate = all.len() as f64 / begun.elapsed().as_secs_f64();
    Ok((all, rate))
}

/// Waits until all have been handled: how long each took, and how many were handled a second since the
/// load began.
async fn drain(
    app: &Running,
    sent: usize,
    length: Duration,
) -> Result<(Vec<Duration>, f64), Failure> {
    let begun = Instant::now();
    while delivery::handled() < sent {
        if begun.elapsed() > Duration::from_secs(60) {
            let counts = app.jobs().counts().await?;
            return Err(format!("not all are handled: {counts:?}").into());
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let whole = length + begun.elapsed();
    Ok((delivery::take(), sent as f64 / whole.as_secs_f64()))
}

fn request(sender: Sender, token: &str, number: usize) -> Vec<u8> {
    let (sent, padding) = (delivery::now(), "x".repeat(PADDING));
    let (target, token, headers, event) = match sender {
        Sender::Connect => (
            delivery::TARGET,
            format!("JWT {token}"),
            format!("x-atlassian-webhook-identifier: event-{number}-{sent}\r\n"),
            "",
        ),
        Sender::Forge => (
            "/forge/events",
            format!("Bearer {token}"),
            String::new(),
            "\"eventType\":\"avi:jira:updated:issue\",",
        ),
    };
    let body = format!("{{{event}\"sent\":{sent},\"number\":{number},\"padding\":\"{padding}\"}}");
    format!(
        "POST {target} HTTP/1.1\r\nhost: votes.example.com\r\nauthorization: {token}\r\n\
         content-type: application/json\r\n{headers}content-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

fn client_key(tenant: usize) -> String {
    format!("site-{tenant}")
}

fn token(sender: Sender, tenant: usize) -> Result<String, Failure> {
    let now = i64::try_from(delivery::now() / 1_000_000)?;
    match sender {
        Sender::Connect => {
            let claims = json!({
                "iss": client_key(tenant), "iat": now, "exp": now + 3600, "sub": "557058:someone",
                "qsh": qsh::hash("POST", delivery::TARGET, "").to_string(),
            });
            Ok(jwt::sign_hs256(&claims, &panel::key())?)
        }
        Sender::Forge => {
            let token = Invocation {
                number: tenant,
                installation: tenant,
                module: json!({ "type": "trigger", "key": "connect-events" }),
                context: json!({}),
            };
            token.sign()
        }
    }
}
