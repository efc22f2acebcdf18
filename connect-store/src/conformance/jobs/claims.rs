//! Which worker gets which jobs, and when.

use std::collections::HashSet;
use std::time::{Duration, SystemTime};

use super::*;

pub(super) async fn gives_in_order_of_acceptance(store: &impl JobStore) {
    for n in 0..30 {
        accept(store, job("tenant", &format!("{n}"))).await;
    }
    let me = WorkerId::random();
    let mut seen = Vec::new();
    while seen.len() < 30 {
        let jobs = claim(store, me, 7).await;
        assert!(!jobs.is_empty() && jobs.len() <= 7);
        seen.extend(
            bodies(&jobs)
                .iter()
                .map(|body| body.parse::<u32>().unwrap()),
        );
    }
    assert_eq!(seen, (0..30).collect::<Vec<_>>());
    assert_eq!(claim(store, me, 7).await, []);
}

pub(super) async fn gives_each_job_once(store: &impl JobStore) {
    for n in 0..200 {
        accept(store, job(&format!("t{}", n % 7), "")).await;
    }
    let workers: Vec<_> = (0..8).map(|_| WorkerId::random()).collect();
    let mut seen = HashSet::new();
    loop {
        let claims = workers.iter().map(|me| claim(store, *me, 5));
        let claims = futures_util::future::join_all(claims).await;
        let jobs: Vec<_> = claims.into_iter().flatten().collect();
        if jobs.is_empty() {
            break;
        }
        for job in jobs {
            assert!(seen.insert(job.id), "job {} is given twice", job.id);
        }
    }
    assert_eq!(seen.len(), 200);
}

pub(super) async fn lets_tenants_take_turns(store: &impl JobStore) {
    for _ in 0..500 {
        accept(store, job("m flood", "flood")).await;
    }
    for tenant in ["a", "b", "y", "z"] {
        for _ in 0..2 {
            accept(store, job(tenant, tenant)).await;
        }
    }
    let me = WorkerId::random();
    let mut seen = Vec::new();
    for _ in 0..6 {
        let jobs = claim(store, me, 5).await;
        assert_eq!(jobs.len(), 5);
        seen.extend(bodies(&jobs).into_iter().map(str::to_owned));
    }
    for tenant in ["a", "b", "y", "z"] {
        let of_tenant = seen.iter().filter(|body| *body == tenant);
        assert_eq!(
            of_tenant.count(),
            2,
            "tenant {tenant} waits for the flood: {seen:?}"
        );
    }
    // A tenant with no others waiting gets everything.
    assert_eq!(claim(store, me, 20).await.len(), 20);
}

pub(super) async fn never_exceeds_a_tenants_bound(store: &impl JobStore) {
    for n in 0..40 {
        accept(store, job(if n % 2 == 0 { "even" } else { "odd" }, "")).await;
    }
    let bounded = Ask {
        per_tenant: 3,
        ..ask(64)
    };
    let (a, b) = (WorkerId::random(), WorkerId::random());
    let mut jobs = store.claim(a, bounded).await.unwrap();
    jobs.extend(store.claim(b, bounded).await.unwrap());
    let of = |tenant: &str| jobs.iter().filter(|job| job.client_key == tenant).count();
    assert_eq!((of("even"), of("odd")), (3, 3), "in all processes together");

    let even = jobs.iter().find(|job| job.client_key == "even").unwrap();
    for me in [a, b] {
        end(store, me, even, Outcome::Done).await;
    }
    let next = store.claim(a, bounded).await.unwrap();
    assert_eq!(next.len(), 1, "{next:?}");
    assert_eq!(next[0].client_key, "even");

    // Other tenants don't wait for those that have reached their limit.
    accept(store, job("late", "")).await;
    assert_eq!(store.claim(b, bounded).await.unwrap()[0].client_key, "late");
}

pub(super) async fn stops_at_the_bytes_asked_for(store: &impl JobStore) {
    for tenant in ["a", "a", "b", "b"] {
        accept(store, job(tenant, &"x".repeat(1_000))).await;
    }
    let me = WorkerId::random();
    let bounded = |bytes| Ask { bytes, ..ask(9) };
    assert_eq!(
        store.claim(me, bounded(1)).await.unwrap().len(),
        1,
        "always one"
    );
    assert_eq!(store.claim(me, bounded(1_500)).await.unwrap().len(), 2);
    assert_eq!(store.claim(me, bounded(1_500)).await.unwrap().len(), 1);
}

pub(super) async fn keeps_orders_one_after_another(store: &impl JobStore) {
    for n in 0..4 {
        accept(store, ordered("t", "x", &format!("x{n}"))).await;
        accept(store, ordered("t", "y", &format!("y{n}"))).await;
        accept(store, job("t", &format!("free{n}"))).await;
    }
    accept(store, ordered("other", "x", "other")).await;
    let me = WorkerId::random();
    let first = claim(store, me, 99).await;
    assert_eq!(
        bodies(&first).into_iter().collect::<HashSet<_>>(),
        HashSet::from(["x0", "y0", "free0", "free1", "free2", "free3", "other"]),
    );
    let mut x: Vec<String> = Vec::new();
    let mut running: Vec<Job> = first
        .into_iter()
        .filter(|job| job.body.starts_with(b"x"))
        .collect();
    while let Some(job) = running.pop() {
        x.extend(
            bodies(std::slice::from_ref(&job))
                .into_iter()
                .map(str::to_owned),
        );
        assert_eq!(
            claim(store, WorkerId::random(), 99).await,
            [],
            "one after another"
        );
        // However it ends, the next one follows.
        let outcome = match x.len() {
            2 => Outcome::Dead {
                reason: "dead".to_owned(),
            },
            _ => Outcome::Done,
        };
        end(store, me, &job, outcome).await;
        running.extend(claim(store, me, 99).await);
        assert!(running.len() <= 1);
    }
    assert_eq!(x, ["x0", "x1", "x2", "x3"]);

    // An order that was empty starts again.
    accept(store, ordered("t", "x", "x4")).await;
    assert_eq!(bodies(&claim(store, me, 99).await), ["x4"]);
}

pub(super) async fn keeps_the_place_of_a_job_that_is_tried_again(store: &impl JobStore) {
    for n in 0..3 {
        accept(store, ordered("t", "x", &format!("{n}"))).await;
    }
    let me = WorkerId::random();
    let mut seen = Vec::new();
    for failures in [2, 1, 0] {
        for left in (0..=failures).rev() {
            let jobs = claim(store, me, 9).await;
            assert_eq!(jobs.len(), 1, "{jobs:?}");
            seen.extend(bodies(&jobs).into_iter().map(str::to_owned));
            let outcome = if left == 0 {
                Outcome::Done
            } else {
                Outcome::failed("try again")
            };
            end(store, me, &jobs[0], outcome).await;
        }
    }
    assert_eq!(seen, ["0", "0", "0", "1", "1", "2"]);
}

pub(super) async fn gives_what_is_due_and_not_before(store: &impl JobStore) {
    let due = |due| NewJob {
        due: Some(due),
        ..job("t", "")
    };
    let late = accept(store, due(SystemTime::now() + LONG)).await;
    let past = accept(store, due(SystemTime::now() - LONG)).await;
    let me = WorkerId::random();
    let jobs = claim(store, me, 9).await;
    assert_eq!(jobs.iter().map(|job| job.id).collect::<Vec<_>>(), [past]);
    assert_eq!(state_of(store, late).await, JobState::Waiting);
    let next = beat(store, me, &[&jobs[0]]).await.next_due.unwrap();
    assert!(next <= LONG && next > LONG / 2, "{next:?}");

    let soon = accept(store, due(SystemTime::now() + Duration::from_millis(300))).await;
    let jobs = loop {
        // Empty or not, depending on the store's clock.
        let jobs = claim(store, me, 9).await;
        if !jobs.is_empty() {
            break jobs;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    };
    assert_eq!(jobs[0].id, soon);
    let retry = Outcome::Retry {
        after: Some(LONG),
        reason: "later".to_owned(),
    };
    end(store, me, &jobs[0], retry).await;
    assert_eq!(claim(store, me, 9).await, []);
    assert_eq!(state_of(store, soon).await, JobState::Waiting);

    // In an order, a head that is due later blocks the others.
    let head = NewJob {
        due: Some(SystemTime::now() + LONG),
        ..ordered("t", "x", "")
    };
    accept(store, head).await;
    accept(store, ordered("t", "x", "")).await;
    assert_eq!(claim(store, me, 9).await, []);
}
