//! What a page costs that Forge asks for, next to the same page that a host of Connect opens:
//! `cargo bench -p connect-benches --bench forge`.
//!
//! Both servers run in processes of their own on one core and take turns, as in `request`. Forge signs
//! with RSA, which costs more than all the rest; so that is measured by itself, in the same run, and
//! the ratio is given with it and without it.

// A benchmark prints its results.
#![allow(clippy::print_stdout)]

use std::path::Path;
use std::rc::Rc;
use std::time::Duration;

use connect_auth::clock::Clock;
use connect_auth::forge::{InvocationKeys, InvocationVerifier};
use connect_benches::cpu;
use connect_benches::invocation::{self, Invocation};
use connect_benches::load;
use connect_benches::process::Server;
use connect_benches::row::{shown, spread};
use connect_benches::server::{self, Variant};
use connect_benches::{Failure, panel};
use connect_testing::host_keys::KeyServer;
use serde_json::json;

const TOKENS: usize = 200;
const CONNECTIONS: usize = 32;
fn main() -> Result<(), Failure> {
    if let Some(served) = server::role() {
        return served;
    }
    // `cargo bench` says so; without it it is enough that it runs.
    let long = std::env::args().any(|argument| argument == "--bench");
    let (rounds, round) = if long {
        (11, Duration::from_secs(2))
    } else {
        (1, Duration::from_millis(50))
    };
    let folder = tempfile::tempdir()?;
    let database = folder.path().join("tenants.sqlite");
    server::install(&database)?;
    let cores = cpu::cores();
    let (serving, loading) = match cores.as_slice() {
        [first, second, ..] => (*first, *second),
        _ => (0, 0),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()?;
    let keys = runtime.block_on(invocation::keys());
    let tokens = tokens()?;
    let alone = verification(&runtime, &keys, &tokens, if long { 2_000 } else { 10 })?;
    println!(
        "an invocation token, verified by itself   {} µs of processor time",
        shown(alone, 1)
    );
    cpu::pin(loading);
    compare(&database, serving, &keys, &tokens, (rounds, round), alone)
}

/// Tokens of a panel, each of an issue of its own.
fn tokens() -> Result<Vec<String>, Failure> {
    let of_issue = |issue: usize| {
        let token = Invocation {
            number: issue,
            installation: 1,
            module: json!({ "type": "jira:issueContext", "key": "votes" }),
            context: json!({
                "moduleKey": "votes", "localId": "ari:cloud:ecosystem::extension/1",
                "extension": {
                    "type": "jira:issueContext",
                    "issue": { "key": format!("DEMO-{issue}"), "id": issue.to_string(), "type": "Task" },
                    "project": { "key": "DEMO", "id": "10000", "type": "software" },
                },
            }),
        };
        token.sign()
    };
    (0..TOKENS).map(of_issue).collect()
}

/// What believing a token costs by itself, in microseconds of processor time.
fn verification(
    runtime: &tokio::runtime::Runtime,
    keys: &KeyServer,
    tokens: &[String],
    times: u32,
) -> Result<Option<f64>, Failure> {
    let clock = Clock::system();
    let known = InvocationKeys::at(&keys.url, clock.clone());
    let verifier = InvocationVerifier::new(known, panel::FORGE_APP, clock);
    runtime.block_on(async {
        // The first fetches the key set.
        for text in tokens {
            verifier.verify(text).await?;
        }
        let begin = cpu::of_thread();
        for text in tokens.iter().cycle().take(times as usize) {
            std::hint::black_box(verifier.verify(text).await?);
        }
        let used = cpu::of_thread().zip(begin).map(|(end, begin)| end - begin);
        Ok(used.map(|used| used.as_secs_f64() * 1e6 / f64::from(times)))
    })
}

fn compare(
    database: &Path,
    core: usize,
    keys: &KeyServer,
    tokens: &[String],
    (rounds, round): (usize, Duration),
    alone: Option<f64>,
) -> Result<(), Failure> {
    let connect = Server::start(&Variant::Connect(database.to_owned()), core)?;
    let of_forge = Variant::Forge(database.to_owned(), keys.url.to_string());
    let forge = Server::start(&of_forge, core)?;
    let opened: Rc<[Vec<u8>]> = panel::requests(TOKENS)?.into();
    let called: Vec<Vec<u8>> = tokens.iter().map(|token| call(token)).collect();
    let called: Rc<[Vec<u8>]> = called.into();
    let end = format!("\"base\":\"http://{}\"}}", forge.address);
    let turn = |server: &Server, requests: &Rc<[Vec<u8>]>, end: &[u8], time| {
        let before = server.usage();
        let done = load::run_for(server.address, CONNECTIONS, requests, time, end)?;
        let used = before.zip(server.usage());
        let cost = used.map(|(before, after)| (after.busy - before.busy) * 1e6 / done.answers());
        Ok::<_, Failure>((done.rate(), cost))
    };
    let page = connect_benches::app::BODY.as_bytes();
    turn(&connect, &opened, page, round)?;
    turn(&forge, &called, end.as_bytes(), round)?;
    println!("\n        requests/s            CPU µs/request");
    println!("round   connect      forge    connect    forge");
    let (mut with, mut without) = (Vec::new(), Vec::new());
    for number in 1..=rounds {
        let (opens, open) = turn(&connect, &opened, page, round)?;
        let (calls, call) = turn(&forge, &called, end.as_bytes(), round)?;
        println!(
            "{number:>5} {opens:>9.0} {calls:>10.0} {:>10} {:>8}",
            shown(open, 2),
            shown(call, 2),
        );
        if let Some((open, call)) = open.zip(call) {
            with.push(call / open);
            without.extend(alone.map(|alone| (call - alone) / open));
        }
    }
    println!(
        "\nforge / connect, by processor time       {}",
        spread(with)
    );
    println!(
        "  without the verification of the token  {}",
        spread(without)
    );
    Ok(())
}

/// The call of Forge's for a panel, as bytes on the wire.
fn call(token: &str) -> Vec<u8> {
    let body = r#"{"method":"GET","url":"","entryPoint":null}"#;
    format!(
        "POST /forge/ui HTTP/1.1\r\nHost: votes\r\nContent-Type: application/json\r\n\
         Authorization: Bearer {token}\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}
