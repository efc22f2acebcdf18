//! How jobs end, and how they don't.

use std::time::Duration;

use super::*;

fn dead(reason: &str) -> Outcome {
    Outcome::Dead {
        reason: reason.to_owned(),
    }
}

pub(super) async fn remembers_what_is_done_without_its_body(store: &impl JobStore) {
    let id = accept(store, job("t", "a body")).await;
    let me = WorkerId::random();
    let jobs = claim(store, me, 1).await;
    end(store, me, &jobs[0], Outcome::Done).await;
    let done = listed(store, JobState::Done).await;
    assert_eq!((done[0].id, done[0].size), (id, 0));
    assert!(done[0].finished.is_some());
    assert_eq!(claim(store, me, 1).await, []);
}

pub(super) async fn counts_failures_and_reports_reasons(store: &impl JobStore) {
    let id = accept(store, job("t", "a body")).await;
    let me = WorkerId::random();
    for failures in 0..3 {
        let jobs = claim(store, me, 1).await;
        assert_eq!(jobs[0].attempt, failures + 1);
        assert_eq!((jobs[0].failures, jobs[0].crashes), (failures, 0));
        end(
            store,
            me,
            &jobs[0],
            Outcome::failed(format!("reason {failures}")),
        )
        .await;
    }
    let waiting = &listed(store, JobState::Waiting).await;
    let entry = waiting.iter().find(|entry| entry.id == id).unwrap();
    assert_eq!(entry.reason.as_deref(), Some("reason 2"));
    let jobs = claim(store, me, 1).await;
    assert_eq!(jobs[0].body, "a body");
    end(store, me, &jobs[0], dead("for good")).await;
    let entry = &listed(store, JobState::Dead).await[0];
    assert_eq!(entry.reason.as_deref(), Some("for good"));
    assert_eq!((entry.attempts, entry.failures, entry.crashes), (4, 4, 0));
    assert_eq!(entry.size, 6, "the body is kept for a requeue");
    assert!(entry.finished.is_some());
}

pub(super) async fn accepts_an_end_only_from_the_worker_that_runs_it(store: &impl JobStore) {
    let id = accept(store, job("t", "")).await;
    let (me, other) = (WorkerId::random(), WorkerId::random());
    let first = claim(store, me, 1).await.remove(0);
    end(store, other, &first, Outcome::Done).await;
    assert_eq!(
        state_of(store, id).await,
        JobState::Running,
        "another worker's word"
    );
    end(store, me, &first, Outcome::failed("once")).await;
    end(store, me, &first, dead("said twice")).await;
    let second = claim(store, me, 1).await.remove(0);
    assert_eq!((second.id, second.attempt), (id, 2));
    end(store, me, &first, Outcome::Done).await;
    assert_eq!(
        state_of(store, id).await,
        JobState::Running,
        "a former attempt's word"
    );
    end(store, me, &second, Outcome::Done).await;
    end(store, me, &second, Outcome::failed("said after the end")).await;
    assert_eq!(state_of(store, id).await, JobState::Done);
}

pub(super) async fn takes_over_from_a_worker_that_is_gone(store: &impl JobStore) {
    let id = accept(store, job("t", "a body")).await;
    let gone = crash_with(store, 1).await.remove(0);
    assert_eq!(gone.id, id);
    let heir = WorkerId::random();
    let next = claim(store, heir, 1).await.remove(0);
    assert_eq!((next.id, next.attempt), (id, 2));
    assert_eq!((next.failures, next.crashes, next.suspect), (0, 1, false));
    assert_eq!(next.body, "a body");

    // A live worker keeps its jobs.
    let pulse = beat(store, WorkerId::random(), &[]).await;
    assert_eq!(pulse.taken, 0);
    assert_eq!(beat(store, heir, &[&next]).await.lost, []);
    end(store, heir, &next, Outcome::Done).await;
    assert_eq!(state_of(store, id).await, JobState::Done);
}

pub(super) async fn runs_suspects_alone_and_gives_up_after_four_crashes(store: &impl JobStore) {
    let poison = accept(store, ordered("t", "x", "poison")).await;
    let after = accept(store, ordered("t", "x", "after")).await;
    crash_with(store, 9).await;
    assert_eq!(
        state_of(store, poison).await,
        JobState::Ready,
        "after the first crash"
    );
    let innocent = accept(store, job("t", "innocent")).await;
    crash_with(store, 9).await;
    assert_eq!(
        state_of(store, poison).await,
        JobState::Suspect,
        "after the second"
    );
    assert_eq!(
        state_of(store, innocent).await,
        JobState::Ready,
        "one that was beside it"
    );

    // A worker that already has one gets no other.
    let me = WorkerId::random();
    let none = Ask {
        suspect: false,
        ..ask(9)
    };
    let jobs = store.claim(me, none).await.unwrap();
    assert_eq!(
        jobs.iter().map(|job| job.id).collect::<Vec<_>>(),
        [innocent]
    );
    end(store, me, &jobs[0], Outcome::Done).await;

    let suspects = crash_with(store, 9).await;
    assert_eq!(suspects.len(), 1);
    assert!(suspects[0].suspect);
    assert_eq!(suspects[0].crashes, 2);
    assert_eq!(
        state_of(store, poison).await,
        JobState::Suspect,
        "after the third"
    );
    crash_with(store, 9).await;
    assert_eq!(
        state_of(store, poison).await,
        JobState::Dead,
        "after the fourth"
    );
    let entry = &listed(store, JobState::Dead).await[0];
    assert_eq!((entry.crashes, entry.failures), (4, 0));
    assert!(
        entry.reason.as_deref().unwrap().contains("process"),
        "{entry:?}"
    );
    assert_eq!(
        claim(store, me, 9).await[0].id,
        after,
        "the next of its order"
    );

    // Two suspect jobs: each worker gets one at a time.
    let two = [
        accept(store, job("u", "")).await,
        accept(store, job("u", "")).await,
    ];
    crash_with(store, 9).await;
    crash_with(store, 9).await;
    for id in two {
        assert_eq!(state_of(store, id).await, JobState::Suspect);
    }
    assert_eq!(claim(store, WorkerId::random(), 9).await.len(), 1);
    let other = claim(store, WorkerId::random(), 9).await;
    assert_eq!(other.len(), 1);
}

pub(super) async fn tells_a_worker_what_it_lost(store: &impl JobStore) {
    accept(store, job("t", "")).await;
    let kept = accept(store, job("u", "")).await;
    let me = WorkerId::random();
    let jobs = claim(store, me, 2).await;
    store.forget(APP, "t").await.unwrap();
    let lost = beat(store, me, &[&jobs[0], &jobs[1]]).await.lost;
    assert_eq!(lost, [jobs[0].id]);
    assert_eq!(jobs[1].id, kept);
    let stale = Job {
        attempt: 7,
        ..jobs[1].clone()
    };
    assert_eq!(
        beat(store, me, &[&stale]).await.lost,
        [kept],
        "another attempt"
    );
    let other = WorkerId::random();
    assert_eq!(
        beat(store, other, &[&jobs[1]]).await.lost,
        [kept],
        "another worker's"
    );
}

pub(super) async fn returns_what_never_reached_its_worker(store: &impl JobStore) {
    accept(store, job("t", "kept")).await;
    accept(store, job("t", "lost on the way")).await;
    let me = WorkerId::random();
    let jobs = claim(store, me, 2).await;
    let holds = [(jobs[0].id, jobs[0].attempt)];
    let mut beat = Beat {
        app_key: APP,
        holds: &holds,
        exact: false,
        lease: LONG,
    };
    store.beat(me, beat).await.unwrap();
    assert_eq!(
        state_of(store, jobs[1].id).await,
        JobState::Running,
        "it may be on its way"
    );
    beat.exact = true;
    let pulse = store.beat(me, beat).await.unwrap();
    assert_eq!(
        (pulse.taken, pulse.lost, pulse.ready),
        (1, Vec::new(), true)
    );
    let again = claim(store, me, 9).await;
    assert_eq!(
        (bodies(&again), again[0].crashes),
        (vec!["lost on the way"], 0)
    );
}

pub(super) async fn hands_back_without_counting_a_crash(store: &impl JobStore) {
    let id = accept(store, ordered("t", "x", "")).await;
    accept(store, ordered("t", "x", "")).await;
    let suspect = accept(store, job("u", "")).await;
    for _ in 0..2 {
        let ask = Ask {
            per_tenant: 1,
            ..ask(9)
        };
        let me = WorkerId::random();
        let jobs = store.claim(me, ask).await.unwrap();
        let mine = jobs.iter().find(|job| job.id == id).unwrap();
        end(store, me, mine, Outcome::failed("later")).await;
        store.retire(me).await.unwrap();
    }
    let jobs = claim(store, WorkerId::random(), 9).await;
    let mine = jobs.iter().find(|job| job.id == id).unwrap();
    assert_eq!((mine.failures, mine.crashes), (2, 0));
    let handed_back = jobs.iter().find(|job| job.id == suspect).unwrap();
    assert_eq!(
        (
            handed_back.attempt,
            handed_back.failures,
            handed_back.crashes
        ),
        (3, 0, 0)
    );
    assert_eq!(jobs.len(), 2, "the other of the order waits: {jobs:?}");
    store.retire(WorkerId::random()).await.unwrap();
}

pub(super) async fn requeues_the_dead(store: &impl JobStore) {
    let me = WorkerId::random();
    let id = accept(store, ordered("t", "x", "first")).await;
    let jobs = claim(store, me, 1).await;
    end(store, me, &jobs[0], dead("once")).await;
    let alive = accept(store, ordered("t", "x", "second")).await;
    let unknown = JobId::new(i64::MAX);
    assert_eq!(store.requeue(APP, &[id, alive, unknown]).await.unwrap(), 1);
    assert_eq!(store.requeue(APP, &[id]).await.unwrap(), 0, "it's alive");
    assert_eq!(store.requeue(APP, &[]).await.unwrap(), 0);

    assert_eq!(
        state_of(store, id).await,
        JobState::Blocked,
        "behind the other of its order"
    );
    let jobs = claim(store, me, 9).await;
    assert_eq!(bodies(&jobs), ["second"]);
    end(store, me, &jobs[0], Outcome::Done).await;
    let jobs = claim(store, me, 9).await;
    assert_eq!(bodies(&jobs), ["first"]);
    assert_eq!((jobs[0].failures, jobs[0].crashes), (0, 0));
    end(store, me, &jobs[0], Outcome::Done).await;
}

pub(super) async fn forgets_a_tenant(store: &impl JobStore) {
    let me = WorkerId::random();
    for order in ["x", "x", "y"] {
        accept(store, ordered("t", order, "")).await;
    }
    let done = accept(store, delivered("t", "d")).await;
    let kept = accept(store, job("u", "")).await;
    let jobs = claim(store, me, 9).await;
    for job in jobs.iter().filter(|job| job.id == done) {
        end(store, me, job, Outcome::Done).await;
    }
    assert_eq!(store.forget(APP, "t").await.unwrap(), 4);
    assert_eq!(store.forget(APP, "t").await.unwrap(), 0);
    for state in JobState::all() {
        for entry in listed(store, state).await {
            assert_eq!(entry.id, kept, "{entry:?}");
        }
    }
    // Ends of lost runs are ignored; and everything starts over.
    for job in jobs.iter().filter(|job| job.client_key == "t") {
        end(store, me, job, Outcome::failed("too late")).await;
    }
    assert_eq!(store.counts(APP).await.unwrap().open(), 1);
    accept(store, delivered("t", "d")).await;
    accept(store, ordered("t", "x", "")).await;
    assert_eq!(claim(store, me, 9).await.len(), 2);
}

pub(super) async fn purges_by_age_in_steps(store: &impl JobStore) {
    let me = WorkerId::random();
    for n in 0..10 {
        accept(store, delivered("t", &format!("{n}"))).await;
    }
    let jobs = claim(store, me, 8).await;
    for job in &jobs {
        let outcome = if job.id < jobs[5].id {
            Outcome::Done
        } else {
            dead("")
        };
        end(store, me, job, outcome).await;
    }
    let purge =
        |state, age, limit| async move { store.purge(APP, state, age, limit).await.unwrap() };
    assert_eq!(purge(JobState::Done, LONG, 99).await, 0, "too young");
    let mut purged = 0;
    for _ in 0..2_000 {
        purged += purge(JobState::Done, Duration::ZERO, 3).await;
        if purged == 5 {
            break;
        }
        // Within the same clock tick, nothing is older than zero.
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    assert_eq!(purged, 5);
    assert_eq!(listed(store, JobState::Done).await, []);
    for state in JobState::all().filter(|state| state.is_open()) {
        assert_eq!(
            purge(state, Duration::ZERO, 99).await,
            0,
            "{state} ones are not purged"
        );
    }
    assert_eq!(listed(store, JobState::Dead).await.len(), 3);
    assert_eq!(purge(JobState::Dead, Duration::ZERO, 2).await, 2);
    assert_eq!(purge(JobState::Dead, Duration::ZERO, 2).await, 1);
    accept(store, delivered("t", "0")).await;
}

pub(super) async fn counts_and_lists(store: &impl JobStore) {
    assert_eq!(
        store.counts(APP).await.unwrap(),
        crate::jobs::Counts::default()
    );
    let me = WorkerId::random();
    for n in 0..5 {
        accept(store, job(&format!("t{}", 9 - n), "")).await;
    }
    accept(store, ordered("o", "x", "")).await;
    accept(store, ordered("o", "x", "")).await;
    let jobs = claim(store, me, 3).await;
    end(store, me, &jobs[0], dead("why")).await;
    let later = Outcome::Retry {
        after: Some(LONG),
        reason: "later".to_owned(),
    };
    end(store, me, &jobs[1], later).await;
    let counts = store.counts(APP).await.unwrap();
    assert_eq!(
        (counts.ready, counts.waiting, counts.running),
        (3, 1, 1),
        "{counts:?}"
    );
    assert_eq!(
        (counts.suspect, counts.blocked, counts.dead),
        (0, 1, 1),
        "{counts:?}"
    );
    assert_eq!(counts.open(), 6);
    let ready = listed(store, JobState::Ready).await;
    let oldest = ready.iter().map(|entry| entry.received).min();
    assert_eq!(counts.oldest_ready, oldest);

    let first = store.jobs(APP, JobState::Ready, None, 2).await.unwrap();
    let rest = store
        .jobs(APP, JobState::Ready, Some(first[1].id), 9)
        .await
        .unwrap();
    let paged: Vec<_> = first.iter().chain(&rest).cloned().collect();
    assert_eq!(paged, ready);
    assert!(ready.windows(2).all(|pair| pair[0].id < pair[1].id));
}
