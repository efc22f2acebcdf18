//! Accepting jobs, and deduplication.

use std::time::{Duration, SystemTime};

use super::*;

pub(super) async fn keeps_every_field(store: &impl JobStore) {
    let before = SystemTime::now();
    let mut new = job("tenant", "a body");
    new.delivery = Some("delivery".to_owned());
    new.order = Some("order".to_owned());
    let id = accept(store, new).await;

    let entry = &listed(store, JobState::Ready).await[0];
    assert_eq!(
        (entry.id, &*entry.client_key, &*entry.kind),
        (id, "tenant", KIND)
    );
    assert_eq!(entry.delivery.as_deref(), Some("delivery"));
    assert_eq!(entry.order.as_deref(), Some("order"));
    assert_eq!((entry.attempts, entry.failures, entry.crashes), (0, 0, 0));
    assert_eq!(
        (entry.size, &entry.reason, entry.finished),
        (6, &None, None)
    );

    let [job] = &*claim(store, WorkerId::random(), 9).await else {
        panic!("one job is to be claimed");
    };
    assert_eq!(
        (job.id, &*job.app_key, &*job.client_key),
        (id, APP, "tenant")
    );
    assert_eq!(
        (&*job.kind, job.delivery.as_deref()),
        (KIND, Some("delivery"))
    );
    assert_eq!((job.attempt, job.failures, job.crashes), (1, 0, 0));
    assert!(!job.suspect);
    assert_eq!(job.body, "a body");
    let slack = Duration::from_secs(60);
    assert!(job.received > before - slack && job.received < SystemTime::now() + slack);

    let bytes: Vec<u8> = (0..=255).cycle().take(100_000).collect();
    accept(store, NewJob::new(APP, "", KIND, bytes.clone())).await;
    let own = claim(store, WorkerId::random(), 9).await;
    assert_eq!(own[0].client_key, "", "a job of the app itself");
    assert_eq!(own[0].body, bytes, "a body is kept byte for byte");
    accept(store, job_of_nothing()).await;
    assert_eq!(claim(store, WorkerId::random(), 9).await[0].body, "");
}

fn job_of_nothing() -> NewJob {
    job("tenant with 'quotes', \"others\", \\ and \u{1F5F3}", "")
}

pub(super) async fn knows_a_delivery_again(store: &impl JobStore) {
    let id = accept(store, delivered("t1", "d1")).await;
    let again = |job: NewJob| async { store.accept(job).await.unwrap() };
    assert_eq!(again(delivered("t1", "d1")).await, Accepted::Known(id));
    accept(store, delivered("t1", "d2")).await;
    accept(store, delivered("t2", "d1")).await;
    let other_kind = NewJob {
        kind: "webhook:other".to_owned(),
        ..delivered("t1", "d1")
    };
    accept(store, other_kind).await;
    let other_app = NewJob {
        app_key: OTHER_APP.to_owned(),
        ..delivered("t1", "d1")
    };
    accept(store, other_app).await;
    // Without an identifier each job is separate.
    accept(store, job("t1", "")).await;
    accept(store, job("t1", "")).await;

    let me = WorkerId::random();
    let jobs = claim(store, me, 99).await;
    assert_eq!(jobs.len(), 6, "{jobs:?}");
    assert_eq!(
        again(delivered("t1", "d1")).await,
        Accepted::Known(id),
        "while it runs"
    );
    for job in &jobs {
        end(store, me, job, Outcome::Done).await;
    }
    assert_eq!(
        again(delivered("t1", "d1")).await,
        Accepted::Known(id),
        "when it is done"
    );
    assert_eq!(claim(store, me, 99).await, []);

    // Concurrently, even with itself.
    let many = (0..40).map(|n| store.accept(delivered("t3", &format!("d{}", n % 8))));
    let many = futures_util::future::join_all(many).await;
    let new = many
        .iter()
        .filter(|accepted| matches!(accepted, Ok(Accepted::New(_))));
    assert_eq!(new.count(), 8, "{many:?}");
    assert_eq!(claim(store, me, 99).await.len(), 8);
}

pub(super) async fn keeps_apps_apart(store: &impl JobStore) {
    let mine = accept(store, job("tenant", "mine")).await;
    let theirs = NewJob {
        app_key: OTHER_APP.to_owned(),
        ..job("tenant", "theirs")
    };
    let theirs = accept(store, theirs).await;
    let me = WorkerId::random();
    let jobs = claim(store, me, 9).await;
    assert_eq!(bodies(&jobs), ["mine"]);
    end(
        store,
        me,
        &jobs[0],
        Outcome::Dead {
            reason: String::new(),
        },
    )
    .await;

    let ask = Ask {
        app_key: OTHER_APP,
        ..ask(9)
    };
    let other = store.claim(WorkerId::random(), ask).await.unwrap();
    assert_eq!(bodies(&other), ["theirs"]);
    assert_eq!(store.counts(OTHER_APP).await.unwrap().open(), 1);
    assert_eq!(store.counts(APP).await.unwrap().open(), 0);
    assert_eq!(store.requeue(OTHER_APP, &[mine]).await.unwrap(), 0);
    assert_eq!(store.forget(OTHER_APP, "tenant").await.unwrap(), 1);
    assert_eq!(state_of(store, mine).await, JobState::Dead);
    let purged = store
        .purge(OTHER_APP, JobState::Dead, Duration::ZERO, 99)
        .await;
    assert_eq!(purged.unwrap(), 0);
    assert!(theirs > mine, "numbers grow");
}

pub(super) async fn wakes_after_an_accept(store: &impl JobStore) {
    accept(store, job("tenant", "")).await;
    let woken = tokio::time::timeout(Duration::from_secs(10), store.woken()).await;
    assert!(woken.is_ok(), "an accept wakes those who wait");
}
