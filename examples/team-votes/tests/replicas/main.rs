//! Three processes of this app on one PostgreSQL database, behind a proxy that gives each request to
//! the next of them, while sites install, rotate, uninstall, send webhooks and open the panel at
//! random, and a process is killed now and then: no genuine request is refused, nothing that was
//! answered is lost, and no dead secret is accepted a second later.
//!
//! It takes ten seconds, or as many as `CONNECT_TEST_SECONDS` says.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a fixture that can't be set up fails its test by panicking"
)]

mod fleet;
mod proxy;
mod site;

use std::sync::Arc;
use std::time::Duration;

use connect_host::KeyHost;
use connect_testing::postgres::TestDatabase;
use parking_lot::Mutex;
use tokio::time::{Instant, sleep_until, timeout};

use crate::fleet::Fleet;
use crate::proxy::Proxy;
use crate::site::{Faults, Site};

const PROCESSES: usize = 3;
const SITES: usize = 6;

/// A process is killed this often.
const KILLS_EVERY: Duration = Duration::from_secs(5);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_processes_are_one_app_while_one_is_killed_now_and_then() {
    let Some(database) = TestDatabase::fresh().await else {
        return;
    };
    let seconds = std::env::var("CONNECT_TEST_SECONDS").ok();
    let seconds = seconds.map_or(10, |text| text.parse().expect("a number of seconds"));
    let keys = KeyHost::start().await.unwrap();
    let proxy = Proxy::start(fleet::free_ports(PROCESSES)).await;
    let mut sites = Vec::new();
    for n in 0..SITES {
        sites.push(Site::new(n, &keys, &proxy).await);
    }
    let hosts: Vec<_> = sites
        .iter()
        .map(|site| site.base_url().to_owned())
        .collect();
    let mut fleet = Fleet::new(&proxy, database.url(), &keys, &hosts);
    fleet.start_all().await;

    let until = Instant::now() + Duration::from_secs(seconds);
    let faults = Arc::new(Faults::default());
    let acknowledged = Arc::new(Mutex::new(Vec::new()));
    let mut running = Vec::new();
    for mut site in sites {
        let (faults, acknowledged) = (Arc::clone(&faults), Arc::clone(&acknowledged));
        let url = database.url().to_owned();
        running.push(tokio::spawn(async move {
            site.live_until(until, &url, &faults, &acknowledged).await;
        }));
    }
    let mut kill_at = Instant::now() + KILLS_EVERY.min(Duration::from_secs(seconds) / 3);
    let mut kills = 0;
    while kill_at < until {
        sleep_until(kill_at).await;
        fleet.kill_and_restart(kills % PROCESSES).await;
        kills += 1;
        kill_at = (kill_at + KILLS_EVERY).max(Instant::now());
    }
    for site in running {
        site.await.unwrap();
    }

    let acknowledged = std::mem::take(&mut *acknowledged.lock());
    let lost = timeout(
        Duration::from_secs(60),
        site::until_noted(database.url(), &acknowledged),
    );
    let lost = lost.await.is_err();
    faults.report();
    assert!(!lost, "webhooks that were answered are lost");
    assert!(kills > 0, "nothing was killed");
    assert!(faults.requests() > 20 * SITES as u64, "too little happened");
    fleet.stop().await;
}
