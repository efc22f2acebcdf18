//! The tests that every [`JobStore`] must pass.

mod claims;
mod ends;
mod once;

use std::time::Duration;

use crate::jobs::{
    Accepted, Ask, Beat, End, Job, JobEntry, JobId, JobState, JobStore, NewJob, Outcome, Pulse,
    WorkerId,
};

const APP: &str = "com.example.votes";
const OTHER_APP: &str = "com.example.polls";
const KIND: &str = "webhook:greet";

/// A lease that outlasts any test.
const LONG: Duration = Duration::from_secs(600);

/// Runs the whole suite; `fresh` returns an empty store each time it is called.
///
/// # Panics
/// If the store breaks a rule; the message names it.
pub async fn job_store<F, Fut, S>(fresh: F)
where
    F: Fn() -> Fut,
    Fut: Future<Output = S>,
    S: JobStore,
{
    once::keeps_every_field(&fresh().await).await;
    once::knows_a_delivery_again(&fresh().await).await;
    once::keeps_apps_apart(&fresh().await).await;
    once::wakes_after_an_accept(&fresh().await).await;
    claims::gives_in_order_of_acceptance(&fresh().await).await;
    claims::gives_each_job_once(&fresh().await).await;
    claims::lets_tenants_take_turns(&fresh().await).await;
    claims::never_exceeds_a_tenants_bound(&fresh().await).await;
    claims::stops_at_the_bytes_asked_for(&fresh().await).await;
    claims::keeps_orders_one_after_another(&fresh().await).await;
    claims::keeps_the_place_of_a_job_that_is_tried_again(&fresh().await).await;
    claims::gives_what_is_due_and_not_before(&fresh().await).await;
    ends::remembers_what_is_done_without_its_body(&fresh().await).await;
    ends::counts_failures_and_reports_reasons(&fresh().await).await;
    ends::accepts_an_end_only_from_the_worker_that_runs_it(&fresh().await).await;
    ends::takes_over_from_a_worker_that_is_gone(&fresh().await).await;
    ends::runs_suspects_alone_and_gives_up_after_four_crashes(&fresh().await).await;
    ends::tells_a_worker_what_it_lost(&fresh().await).await;
    ends::returns_what_never_reached_its_worker(&fresh().await).await;
    ends::hands_back_without_counting_a_crash(&fresh().await).await;
    ends::requeues_the_dead(&fresh().await).await;
    ends::forgets_a_tenant(&fresh().await).await;
    ends::purges_by_age_in_steps(&fresh().await).await;
    ends::counts_and_lists(&fresh().await).await;
}

fn job(tenant: &str, body: &str) -> NewJob {
    NewJob::new(APP, tenant, KIND, body.to_owned())
}

fn ordered(tenant: &str, order: &str, body: &str) -> NewJob {
    NewJob {
        order: Some(order.to_owned()),
        ..job(tenant, body)
    }
}

fn delivered(tenant: &str, delivery: &str) -> NewJob {
    NewJob {
        delivery: Some(delivery.to_owned()),
        ..job(tenant, "")
    }
}

fn ask(want: u32) -> Ask<'static> {
    Ask {
        app_key: APP,
        want,
        bytes: u64::MAX,
        per_tenant: u32::MAX,
        suspect: true,
        lease: LONG,
    }
}

async fn accept(store: &impl JobStore, job: NewJob) -> JobId {
    match store.accept(job).await.unwrap() {
        Accepted::New(id) => id,
        Accepted::Known(id) => panic!("job {id} is taken for a known one"),
    }
}

async fn claim(store: &impl JobStore, me: WorkerId, want: u32) -> Vec<Job> {
    store.claim(me, ask(want)).await.unwrap()
}

fn bodies(jobs: &[Job]) -> Vec<&str> {
    jobs.iter()
        .map(|job| std::str::from_utf8(&job.body).unwrap())
        .collect()
}

async fn end(store: &impl JobStore, me: WorkerId, job: &Job, outcome: Outcome) {
    let end = End {
        id: job.id,
        attempt: job.attempt,
        outcome,
    };
    store.finish(me, vec![end]).await.unwrap();
}

async fn beat(store: &impl JobStore, me: WorkerId, holds: &[&Job]) -> Pulse {
    let holds: Vec<_> = holds.iter().map(|job| (job.id, job.attempt)).collect();
    let beat = Beat {
        app_key: APP,
        holds: &holds,
        exact: false,
        lease: LONG,
    };
    store.beat(me, beat).await.unwrap()
}

async fn listed(store: &impl JobStore, state: JobState) -> Vec<JobEntry> {
    store.jobs(APP, state, None, 1_000).await.unwrap()
}

async fn state_of(store: &impl JobStore, id: JobId) -> JobState {
    for state in JobState::all() {
        if listed(store, state)
            .await
            .iter()
            .any(|entry| entry.id == id)
        {
            return state;
        }
    }
    panic!("job {id} is in no state");
}

/// Claims with a lease that expires at once, like a process that crashed.
async fn crash_with(store: &impl JobStore, want: u32) -> Vec<Job> {
    let ask = Ask {
        lease: Duration::from_millis(1),
        ..ask(want)
    };
    let jobs = store.claim(WorkerId::random(), ask).await.unwrap();
    let taken = u64::try_from(jobs.len()).unwrap();
    let heir = WorkerId::random();
    // The store's own clock has to pass the lease.
    let mut found = 0;
    for _ in 0..2_000 {
        found += beat(store, heir, &[]).await.taken;
        if found == taken {
            return jobs;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("{found} of {taken} jobs were taken over in ten seconds");
}
