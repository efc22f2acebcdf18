//! Jobs in a SQLite file.
//!
//! One task in each process writes: it takes everything that was requested since the last time, and
//! does all of that in one transaction. While that is on its way to disk, the next batch gathers,
//! so that many producers share one wait for the disk.

mod batch;
mod claim;
mod read;
mod writer;

#[cfg(test)]
mod tests;

use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use sqlx::SqliteConnection;
use tokio::sync::oneshot;

pub(super) use self::writer::Jobs;
use self::writer::{Asked, Command};
use super::SqliteStore;
use crate::jobs::{
    Accepted, Ask, Beat, Counts, End, Job, JobEntry, JobError, JobId, JobState, JobStore, NewJob,
    Pulse, WorkerId,
};

impl SqliteStore {
    /// Stores a job as part of the caller's own transaction: it exists if, and only if, that is
    /// committed. Other processes' workers find it, and this one's, within a tenth of a second.
    ///
    /// # Errors
    /// [`JobError::Unavailable`]: the transaction should be rolled back.
    pub async fn accept_in(
        connection: &mut SqliteConnection,
        job: NewJob,
    ) -> Result<Accepted, JobError> {
        let action = of_job(&job);
        let accepted = batch::accept(connection, std::slice::from_ref(&job), now()).await;
        let accepted = accepted.map_err(unavailable(action.clone()))?;
        accepted
            .into_iter()
            .next()
            .ok_or(JobError::Abandoned { action })
    }
}

#[async_trait]
impl JobStore for SqliteStore {
    async fn accept(&self, job: NewJob) -> Result<Accepted, JobError> {
        self.jobs.accept(job).await
    }

    async fn claim(&self, me: WorkerId, ask: Ask<'_>) -> Result<Vec<Job>, JobError> {
        let (reply, answer) = oneshot::channel();
        let claim = claim::Claim {
            me,
            app_key: ask.app_key.to_owned(),
            want: ask.want,
            bytes: ask.bytes,
            per_tenant: ask.per_tenant,
            suspect: ask.suspect,
            lease: ask.lease,
        };
        let action = || format!("claim jobs of app `{}`", ask.app_key);
        self.jobs
            .ask(Command::Claim(Asked { what: claim, reply }), answer, action)
            .await
    }

    async fn finish(&self, me: WorkerId, ends: Vec<End>) -> Result<(), JobError> {
        let (reply, answer) = oneshot::channel();
        let action = || "write down how jobs ended".to_owned();
        let what = (me, ends);
        self.jobs
            .ask(Command::Finish(Asked { what, reply }), answer, action)
            .await
    }

    async fn beat(&self, me: WorkerId, beat: Beat<'_>) -> Result<Pulse, JobError> {
        let (reply, answer) = oneshot::channel();
        let what = batch::Beats {
            me,
            app_key: beat.app_key.to_owned(),
            holds: beat.holds.to_vec(),
            exact: beat.exact,
            lease: beat.lease,
        };
        let action = || "note that a worker is alive".to_owned();
        self.jobs
            .ask(Command::Beat(Asked { what, reply }), answer, action)
            .await
    }

    async fn retire(&self, me: WorkerId) -> Result<(), JobError> {
        let (reply, answer) = oneshot::channel();
        let action = || "hand back a worker's jobs".to_owned();
        self.jobs
            .ask(Command::Retire(Asked { what: me, reply }), answer, action)
            .await
    }

    async fn woken(&self) {
        self.jobs.wake.notified().await;
    }

    async fn counts(&self, app_key: &str) -> Result<Counts, JobError> {
        let counts = read::counts(&self.readers, app_key).await;
        counts.map_err(unavailable(format!("count the jobs of app `{app_key}`")))
    }

    async fn jobs(
        &self,
        app_key: &str,
        state: JobState,
        after: Option<JobId>,
        limit: u32,
    ) -> Result<Vec<JobEntry>, JobError> {
        let listed = read::list(&self.readers, app_key, state, after, limit).await;
        listed.map_err(unavailable(format!(
            "list the {state} jobs of app `{app_key}`"
        )))
    }

    async fn requeue(&self, app_key: &str, ids: &[JobId]) -> Result<u64, JobError> {
        let (reply, answer) = oneshot::channel();
        let what = (app_key.to_owned(), ids.to_vec());
        let action = || format!("requeue jobs of app `{app_key}`");
        self.jobs
            .ask(Command::Requeue(Asked { what, reply }), answer, action)
            .await
    }

    async fn forget(&self, app_key: &str, client_key: &str) -> Result<u64, JobError> {
        let failed = || {
            unavailable(format!(
                "forget the jobs of tenant `{client_key}` of app `{app_key}`"
            ))
        };
        let mut forgotten = 0;
        loop {
            // On the connection that overwrites what it deletes: the jobs' own does not, because
            // done jobs needn't be hidden.
            let turn = self.gate.turn().await;
            let step = batch::forget(&self.writer, app_key, client_key).await;
            drop(turn);
            let step = step.map_err(failed())?;
            forgotten += step;
            if step < batch::FORGET_STEP {
                return Ok(forgotten);
            }
        }
    }

    async fn purge(
        &self,
        app_key: &str,
        state: JobState,
        age: Duration,
        limit: u32,
    ) -> Result<u64, JobError> {
        if state.is_open() {
            return Ok(0);
        }
        let (reply, answer) = oneshot::channel();
        let what = batch::Purge {
            app_key: app_key.to_owned(),
            state,
            age,
            limit,
        };
        let action = || format!("purge the {state} jobs of app `{app_key}`");
        self.jobs
            .ask(Command::Purge(Asked { what, reply }), answer, action)
            .await
    }
}

/// The description of an accept in errors.
fn of_job(job: &NewJob) -> String {
    format!(
        "accept a job `{}` of tenant `{}` of app `{}`",
        job.kind, job.client_key, job.app_key
    )
}

/// Wraps a SQLite error with the action that failed.
fn unavailable(action: String) -> impl FnOnce(sqlx::Error) -> JobError {
    move |error| JobError::Unavailable {
        action,
        source: std::sync::Arc::new(error),
    }
}

/// The current time, in milliseconds since 1970.
fn now() -> i64 {
    of_moment(SystemTime::now())
}

fn of_moment(moment: SystemTime) -> i64 {
    match moment.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(since) => of_duration(since),
        Err(before) => -of_duration(before.duration()),
    }
}

fn of_duration(duration: Duration) -> i64 {
    // Limited so that sums of two don't overflow.
    i64::try_from(duration.as_millis()).map_or(i64::MAX / 4, |millis| millis.min(i64::MAX / 4))
}

fn moment(millis: i64) -> SystemTime {
    let since = Duration::from_millis(millis.unsigned_abs());
    let moment = if millis < 0 {
        SystemTime::UNIX_EPOCH.checked_sub(since)
    } else {
        SystemTime::UNIX_EPOCH.checked_add(since)
    };
    moment.unwrap_or(SystemTime::UNIX_EPOCH)
}

fn number(n: i64) -> u32 {
    u32::try_from(n.max(0)).unwrap_or(u32::MAX)
}

fn many(n: i64) -> u64 {
    u64::try_from(n).unwrap_or_default()
}
