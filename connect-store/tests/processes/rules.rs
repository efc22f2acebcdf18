//! Tests of processes that share a database, for either kind.

use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

use connect_store::Store;
use connect_store::jobs::{JobEntry, JobId, JobState, NewJob};

use super::child::{Children, named};
use super::{APP, open};

const LEASE: Duration = Duration::from_secs(3);

/// All jobs in a state.
async fn all(store: &dyn Store, state: JobState) -> Vec<JobEntry> {
    let mut all = Vec::new();
    let mut after: Option<JobId> = None;
    loop {
        let page = store.jobs(APP, state, after, 1_000).await.unwrap();
        let Some(last) = page.last() else {
            return all;
        };
        after = Some(last.id);
        all.extend(page);
    }
}

/// Waits until no job is open.
async fn done(store: &dyn Store) {
    let began = Instant::now();
    loop {
        let counts = store.counts(APP).await.unwrap();
        if counts.open() == 0 {
            return;
        }
        assert!(began.elapsed() < Duration::from_secs(30), "{counts:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

pub(crate) async fn takes_over_from_a_killed_worker(url: String) {
    let store = open(&url).await;
    for n in 0..120 {
        let tenant = format!("t{}", n % 20);
        store
            .accept(named(&tenant, &format!("{n}"), "sleep 700"))
            .await
            .unwrap();
    }
    let mut children = Children::of(&url);
    let victim = children.worker(LEASE).await;
    let mut running = HashSet::new();
    while running.len() < 60 {
        let word = children.hear().await;
        running.extend(word.begun().map(str::to_owned));
        if let Some(name) = word.ended() {
            running.remove(name);
        }
    }
    children.worker(LEASE).await;
    children.kill(victim);
    let killed = Instant::now();
    let mut again = HashMap::new();
    while !running.is_empty() {
        let word = children.hear().await;
        if word.child == victim {
            // Messages that it still printed before it was killed.
            running.extend(word.begun().map(str::to_owned));
            if let Some(name) = word.ended() {
                running.remove(name);
            }
        } else if let Some(name) = word.begun() {
            again.entry(name.to_owned()).or_insert(word.at);
        }
        running.retain(|name| !again.contains_key(name));
    }
    let first = again
        .values()
        .map(|at| at.saturating_duration_since(killed))
        .max()
        .unwrap();
    println!("all of those that ran were taken over {first:?} after the kill");
    let crashed: Vec<_> = all(&*store, JobState::Running).await;
    let done_lately = all(&*store, JobState::Done).await;
    let taken = crashed
        .iter()
        .chain(&done_lately)
        .filter(|entry| entry.crashes == 1);
    assert!(taken.count() > 0, "some were taken over from the dead");
    assert!(
        first < Duration::from_secs(5) + Duration::from_millis(700 * 2),
        "{first:?}"
    );
    done(&*store).await;
    assert_eq!(all(&*store, JobState::Done).await.len(), 120);
}

pub(crate) async fn loses_nothing_that_was_acknowledged(url: String) {
    let store = open(&url).await;
    let mut children = Children::of(&url);
    let mut acknowledged = HashSet::new();
    for round in 0..3 {
        let child = children.producer(&format!("p{round}"), u64::MAX);
        let mut killed = false;
        loop {
            let word = children.hear().await;
            if let Some(name) = word.text.strip_prefix("accepted ") {
                acknowledged.insert(name.to_owned());
            }
            if word.text == "gone" {
                break;
            }
            if !killed && acknowledged.len() > 700 * (round + 1) {
                children.kill(child);
                killed = true;
            }
        }
        assert!(killed, "it did not end on its own");
    }
    let stored: HashSet<_> = all(&*store, JobState::Ready)
        .await
        .into_iter()
        .filter_map(|entry| entry.delivery)
        .collect();
    println!(
        "{} were acknowledged, {} are stored",
        acknowledged.len(),
        stored.len()
    );
    let lost: Vec<_> = acknowledged.difference(&stored).collect();
    assert!(lost.is_empty(), "{} are lost: {lost:?}", lost.len());
}

pub(crate) async fn gives_up_a_job_that_ends_processes(url: String) {
    let store = open(&url).await;
    for n in 0..20 {
        let new = named(
            &format!("t{}", n % 4),
            &format!("innocent {n}"),
            "sleep 400",
        );
        store.accept(new).await.unwrap();
    }
    store
        .accept(named("t0", "poison", "abort now"))
        .await
        .unwrap();
    let mut children = Children::of(&url);
    let lease = Duration::from_millis(600);
    let mut starts = 0;
    // Like a supervisor: whenever a process has ended, the next is started.
    let began = Instant::now();
    'restarts: loop {
        starts += 1;
        assert!(starts < 20, "it has ended {starts} processes");
        let child = children.worker(lease).await;
        loop {
            let counts = store.counts(APP).await.unwrap();
            if counts.open() == 0 {
                break 'restarts;
            }
            assert!(began.elapsed() < Duration::from_secs(60), "{counts:?}");
            let heard = tokio::time::timeout(Duration::from_millis(50), children.hear()).await;
            if heard.is_ok_and(|word| word.child == child && word.text == "gone") {
                break;
            }
        }
    }
    let dead = all(&*store, JobState::Dead).await;
    assert_eq!(dead.len(), 1, "{dead:?}");
    assert_eq!(dead[0].delivery.as_deref(), Some("poison"));
    assert_eq!((dead[0].crashes, dead[0].failures), (4, 0));
    let innocent = all(&*store, JobState::Done).await;
    assert_eq!(innocent.len(), 20);
    println!("{starts} processes, {:?}", began.elapsed());
}

pub(crate) async fn does_each_job_once(url: String) {
    let store = open(&url).await;
    let mut children = Children::of(&url);
    for _ in 0..2 {
        children.worker(LEASE).await;
    }
    let producers = [children.producer("a", 1_000), children.producer("b", 1_000)];
    let mut begun: HashMap<String, u32> = HashMap::new();
    let mut ended = 0;
    while ended < 2_000 {
        let word = children.hear().await;
        if let Some(name) = word.begun() {
            *begun.entry(name.to_owned()).or_default() += 1;
        }
        ended += u32::from(word.ended().is_some());
        let failed = word.text == "gone" && !producers.contains(&word.child);
        assert!(!failed, "a worker ended on its own");
    }
    done(&*store).await;
    let twice: Vec<_> = begun.iter().filter(|(_, runs)| **runs != 1).collect();
    assert!(twice.is_empty(), "{twice:?}");
    assert_eq!(all(&*store, JobState::Done).await.len(), 2_000);
}

pub(crate) async fn keeps_orders_in_three_processes(url: String) {
    let store = open(&url).await;
    let mut children = Children::of(&url);
    // None of them can run all of it alone.
    for _ in 0..3 {
        children.worker_of(LEASE, 3).await;
    }
    for n in 0..30 {
        for tenant in 0..8 {
            let new = NewJob {
                order: Some("all".to_owned()),
                ..named(&format!("t{tenant}"), &format!("{tenant}.{n}"), "sleep 5")
            };
            store.accept(new).await.unwrap();
        }
    }
    let mut by = HashSet::new();
    let mut ended = 0;
    while ended < 240 {
        let word = children.hear().await;
        if word.begun().is_some() {
            by.insert(word.child);
        }
        ended += u32::from(word.ended().is_some());
    }
    assert!(by.len() > 1, "several processes took part");
    let notes = children.notes();
    for tenant in 0..8 {
        let prefixes = [format!("begin t{tenant} "), format!("end t{tenant} ")];
        let of_tenant: Vec<_> = notes
            .iter()
            .filter(|note| prefixes.iter().any(|prefix| note.starts_with(prefix)))
            .cloned()
            .collect();
        let expected: Vec<_> = (0..30)
            .flat_map(|n| ["begin", "end"].map(|what| format!("{what} t{tenant} {tenant}.{n}")))
            .collect();
        assert_eq!(of_tenant, expected, "one after another, each once");
    }
}

pub(crate) async fn hands_back_at_the_end(url: String) {
    let store = open(&url).await;
    for n in 0..5 {
        store
            .accept(named("t", &format!("{n}"), "sleep 60000"))
            .await
            .unwrap();
    }
    let mut children = Children::of(&url);
    let child = children.worker(LEASE).await;
    for _ in 0..5 {
        children.until(|word| word.begun().map(str::to_owned)).await;
    }
    children.tell_to_end(child);
    let printed = children
        .until(|word| word.text.strip_prefix("stopped ").map(str::to_owned))
        .await;
    assert_eq!(printed, "5");
    let ready = all(&*store, JobState::Ready).await;
    assert_eq!(ready.len(), 5);
    for entry in ready {
        assert_eq!((entry.attempts, entry.failures, entry.crashes), (1, 0, 0));
    }
}
