//! What an authenticated request costs, next to a bare axum route that answers the same:
//! `cargo bench -p connect-benches --bench request`.
//!
//! Both servers run in processes of their own on one core, the load on another. They take turns,
//! so that whatever else the machine does hits both; a ratio is always of two neighbouring rounds.

// A benchmark prints its results.
#![allow(clippy::print_stdout)]

use std::path::Path;
use std::rc::Rc;
use std::time::{Duration, Instant};

use connect_benches::cpu;
use connect_benches::load::{self, Round};
use connect_benches::process::{Server, Usage};
use connect_benches::row::{shown, spread};
use connect_benches::server::{self, Variant};
use connect_benches::{Failure, panel};

const TOKENS: usize = 2_000;
const CONNECTIONS: usize = 32;

/// A server that was on its core for less of a round, in percent, shared it with something else.
const UNDISTURBED: f64 = 90.0;

/// How much is measured.
struct Extent {
    rounds: usize,
    round: Duration,
    warm_up: Duration,
    starts: usize,
}

/// One round of one variant.
struct Measured {
    round: Round,
    /// Processor time per request in microseconds, where the system tells.
    cost: Option<f64>,
    /// How much of the round the server was on its core, in percent.
    busy: Option<f64>,
}

fn main() -> Result<(), Failure> {
    if let Some(served) = server::role() {
        return served;
    }
    // `cargo bench` says so; without it (`cargo test --benches`) it is enough that it runs.
    let extent = if std::env::args().any(|argument| argument == "--bench") {
        Extent {
            rounds: 15,
            round: Duration::from_secs(2),
            warm_up: Duration::from_secs(1),
            starts: 11,
        }
    } else {
        Extent {
            rounds: 1,
            round: Duration::from_millis(50),
            warm_up: Duration::from_millis(50),
            starts: 1,
        }
    };

    let folder = tempfile::tempdir()?;
    let database = folder.path().join("tenants.sqlite");
    server::install(&database)?;
    let requests: Rc<[Vec<u8>]> = panel::requests(TOKENS)?.into();
    let cores = cpu::cores();
    let (serving, loading) = match cores.as_slice() {
        [first, second, ..] => (*first, *second),
        _ => {
            println!("one core only: server and load share it, so the ratio flatters the slower");
            (0, 0)
        }
    };
    println!(
        "{TOKENS} tokens in rotation, {CONNECTIONS} keep-alive connections, requests of {} bytes, \
         a page of {} bytes; tenant in SQLite behind the cache",
        requests.first().map_or(0, Vec::len),
        connect_benches::app::BODY.len(),
    );
    println!("server: core {serving}, one worker; load: core {loading}, one thread\n");

    start_up(&database, serving, &requests, extent.starts)?;
    cpu::pin(loading);
    throughput(&database, serving, &requests, &extent)
}

/// From the start of the process to the first verified request.
fn start_up(
    database: &Path,
    core: usize,
    requests: &Rc<[Vec<u8>]>,
    starts: usize,
) -> Result<(), Failure> {
    let mut times = Vec::new();
    for _ in 0..starts {
        let begin = Instant::now();
        let server = Server::start(&Variant::Connect(database.to_owned()), core)?;
        load::once(server.address, requests)?;
        times.push(begin.elapsed().as_secs_f64() * 1e3);
    }
    println!("start-up to the first answer, ms         {}", spread(times));
    Ok(())
}

fn throughput(
    database: &Path,
    core: usize,
    requests: &Rc<[Vec<u8>]>,
    extent: &Extent,
) -> Result<(), Failure> {
    let bare = Server::start(&Variant::Bare, core)?;
    let connect = Server::start(&Variant::Connect(database.to_owned()), core)?;
    load::once(connect.address, requests)?;
    let idle = connect.usage();
    for server in [&bare, &connect] {
        load::run(server.address, CONNECTIONS, requests, extent.warm_up)?;
    }

    println!("\n        requests/s           CPU µs/request     server busy      ratio");
    println!("round   bare      connect    bare    connect    bare  connect    rate   CPU");
    let (mut rates, mut undisturbed, mut costs) = (Vec::new(), Vec::new(), Vec::new());
    let mut last = None;
    for round in 1..=extent.rounds {
        let bare = measure(&bare, requests, extent.round)?;
        let connect = measure(&connect, requests, extent.round)?;
        let rate = connect.round.rate() / bare.round.rate();
        let cost = bare.cost.zip(connect.cost).map(|(bare, ours)| bare / ours);
        println!(
            "{round:>5} {:>8.0} {:>10.0} {:>9} {:>9} {:>8} {:>7} {:>8.3} {:>6}",
            bare.round.rate(),
            connect.round.rate(),
            shown(bare.cost, 2),
            shown(connect.cost, 2),
            shown(bare.busy, 0),
            shown(connect.busy, 0),
            rate,
            shown(cost, 3),
        );
        rates.push(rate);
        if [&bare, &connect]
            .iter()
            .all(|one| one.busy >= Some(UNDISTURBED))
        {
            undisturbed.push(rate);
        }
        costs.extend(cost);
        last = Some((bare.round, connect.round));
    }
    println!(
        "\nconnect / bare, by requests/s            {}",
        spread(rates)
    );
    println!(
        "  of undisturbed rounds only             {}",
        spread(undisturbed)
    );
    println!("bare / connect, by processor time        {}", spread(costs));
    if let Some((bare, connect)) = last {
        for (name, round) in [("bare", bare), ("connect", connect)] {
            let [half, most, nearly] = [50, 90, 99].map(|percent| round.percentile(percent));
            println!(
                "{name:<8} latency, last round             p50 {half:?}, p90 {most:?}, p99 {nearly:?}"
            );
        }
    }
    for (when, usage) in [("idle", idle), ("after load", connect.usage())] {
        let resident = shown(usage.map(|usage| usage.resident), 1);
        println!("connect, resident memory {when:<15} {resident} MiB");
    }
    Ok(())
}

fn measure(
    server: &Server,
    requests: &Rc<[Vec<u8>]>,
    duration: Duration,
) -> Result<Measured, Failure> {
    let before = server.usage();
    let round = load::run(server.address, CONNECTIONS, requests, duration)?;
    let used = before
        .zip(server.usage())
        .map(|(before, after): (Usage, Usage)| after.busy - before.busy);
    Ok(Measured {
        cost: used.map(|used| used * 1e6 / round.answers()),
        busy: used.map(|used| 100.0 * used / round.time.as_secs_f64()),
        round,
    })
}
