//! Jobs in a PostgreSQL database.
//!
//! Accepting waits for the server's disk, many jobs at a time: one task in each process writes
//! everything that was offered while it wrote the last batch. Workers' updates don't wait for the
//! disk; what is lost in a power failure is done again.

mod accept;
mod claim;
mod ends;
mod look;
mod order;

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use async_trait::async_trait;
use parking_lot::Mutex;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::{ConnectOptions as _, PgConnection};
use tokio::sync::Notify;

use self::accept::Writer;
use super::{PostgresStore, in_time, is_lost};
use crate::jobs::{
    Accepted, Ask, Beat, Counts, End, Job, JobEntry, JobError, JobId, JobState, JobStore, NewJob,
    Pulse, WorkerId,
};

/// The channel on which a process announces that it has accepted jobs, with its own mark, so that
/// it can ignore its own notifications.
pub(super) const CHANNEL: &str = "connect_jobs";

/// Connections for workers' updates: a claim, an end and a beat may be in progress at once.
const WORKERS: u32 = 3;

/// The settings of these connections. A worker that blocks others for longer than this counts as
/// dead anyway. All statements use an index, whatever the server's statistics say about a table
/// that is full one minute and empty the next.
const SESSION: &str = "SET synchronous_commit = off; SET enable_seqscan = off; SET jit = off; \
    SET plan_cache_mode = force_generic_plan; SET statement_timeout = '15s'; SET lock_timeout = '5s'; \
    SET idle_in_transaction_session_timeout = '3s'";

/// This process's part of the queue.
pub(super) struct Jobs {
    writer: Writer,
    workers: PgPool,
    wake: Arc<Notify>,
    mark: String,
    /// The tenant of each app that had the last turn.
    turns: Mutex<HashMap<String, String>>,
}

impl Jobs {
    pub(super) fn start(options: &PgConnectOptions) -> Self {
        let options = options.clone().disable_statement_logging();
        let workers = PgPoolOptions::new()
            .max_connections(WORKERS)
            .acquire_timeout(Duration::from_secs(5))
            .test_before_acquire(false)
            .after_connect(|connection, _| {
                Box::pin(async move { sqlx::raw_sql(SESSION).execute(connection).await.map(drop) })
            })
            .connect_lazy_with(options.clone());
        let wake = Arc::new(Notify::new());
        let mark = format!("{:016x}", fastrand::u64(..));
        Self {
            writer: Writer::start(options, Arc::clone(&wake), mark.clone()),
            workers,
            wake,
            mark,
            turns: Mutex::new(HashMap::new()),
        }
    }

    /// The handle for incoming notifications.
    pub(super) fn ears(&self) -> Ears {
        Ears {
            wake: Arc::clone(&self.wake),
            mark: self.mark.clone(),
        }
    }

    pub(super) async fn close(&self) {
        self.writer.close().await;
        self.workers.close().await;
    }
}

/// Reacts to notifications of other processes' jobs.
pub(super) struct Ears {
    wake: Arc<Notify>,
    mark: String,
}

impl Ears {
    pub(super) fn hear(&self, mark: &str) {
        if mark != self.mark {
            wake(&self.wake);
        }
    }

    /// Wakes everything, because something may have been missed.
    pub(super) fn wake(&self) {
        wake(&self.wake);
    }
}

/// Wakes all current waiters, and the next one.
fn wake(notify: &Notify) {
    notify.notify_waiters();
    notify.notify_one();
}

impl PostgresStore {
    /// Stores a job as part of the caller's own transaction: it exists if, and only if, that is
    /// committed. Every process's workers are notified then.
    ///
    /// ```no_run
    /// use connect_store::PostgresStore;
    /// use connect_store::jobs::NewJob;
    ///
    /// # async fn vote(store: &PostgresStore) -> Result<(), Box<dyn std::error::Error>> {
    /// let mut transaction = store.pool().begin().await?;
    /// // The app's own tables, and then:
    /// let job = NewJob::new("com.example.votes", "a client key", "job:recount", "{}");
    /// PostgresStore::accept_in(&mut transaction, job).await?;
    /// transaction.commit().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`JobError::Unavailable`]: the transaction must be rolled back.
    pub async fn accept_in(
        connection: &mut PgConnection,
        job: NewJob,
    ) -> Result<Accepted, JobError> {
        let action = of_job(&job);
        let accepted = accept::within(connection, std::slice::from_ref(&job)).await;
        let accepted = match accepted {
            Ok(accepted) => accept::announce(connection, "").await.map(|()| accepted),
            Err(error) => Err(error),
        };
        let accepted = accepted.map_err(unavailable(action.clone()))?;
        accepted
            .into_iter()
            .next()
            .flatten()
            .ok_or(JobError::Abandoned { action })
    }
}

#[async_trait]
impl JobStore for PostgresStore {
    async fn accept(&self, job: NewJob) -> Result<Accepted, JobError> {
        self.jobs.writer.accept(job).await
    }

    async fn claim(&self, me: WorkerId, ask: Ask<'_>) -> Result<Vec<Job>, JobError> {
        let failed = unavailable(format!("claim jobs of app `{}`", ask.app_key));
        let turn = self.jobs.turns.lock().get(ask.app_key).cloned();
        let claimed = claim::claim(&self.jobs.workers, me, ask, turn.as_deref().unwrap_or(""));
        let claim::Claimed { jobs, turn } = in_time(claimed).await.map_err(failed)?;
        if let Some(turn) = turn {
            self.jobs.turns.lock().insert(ask.app_key.to_owned(), turn);
        }
        Ok(jobs)
    }

    async fn finish(&self, me: WorkerId, ends: Vec<End>) -> Result<(), JobError> {
        let finished = in_time(ends::finish(&self.jobs.workers, me, &ends));
        let failed = unavailable("write down how jobs ended".to_owned());
        finished.await.map_err(failed)
    }

    async fn beat(&self, me: WorkerId, beat: Beat<'_>) -> Result<Pulse, JobError> {
        let failed = unavailable("note that a worker is alive".to_owned());
        let pulse = in_time(ends::beat(&self.jobs.workers, me, beat));
        pulse.await.map_err(failed)
    }

    async fn retire(&self, me: WorkerId) -> Result<(), JobError> {
        let failed = unavailable("hand back a worker's jobs".to_owned());
        let retired = async {
            if ends::retire(&self.jobs.workers, me).await? {
                let mut connection = self.jobs.workers.acquire().await?;
                accept::announce(&mut connection, "").await?;
            }
            Ok(())
        };
        in_time(retired).await.map_err(failed)
    }

    async fn woken(&self) {
        self.jobs.wake.notified().await;
    }

    async fn counts(&self, app_key: &str) -> Result<Counts, JobError> {
        let counts = self.read(|| look::counts(&self.pool, app_key)).await;
        counts.map_err(unavailable(format!("count the jobs of app `{app_key}`")))
    }

    async fn jobs(
        &self,
        app_key: &str,
        state: JobState,
        after: Option<JobId>,
        limit: u32,
    ) -> Result<Vec<JobEntry>, JobError> {
        let listed = self.read(|| look::list(&self.pool, app_key, state, after, limit));
        listed.await.map_err(unavailable(format!(
            "list the {state} jobs of app `{app_key}`"
        )))
    }

    async fn requeue(&self, app_key: &str, ids: &[JobId]) -> Result<u64, JobError> {
        let requeued = async {
            let mut transaction = self.begin().await?;
            let requeued = ends::requeue(&mut transaction, app_key, ids).await?;
            accept::announce(&mut transaction, "").await?;
            transaction.commit().await?;
            Ok(requeued)
        };
        let failed = unavailable(format!("requeue jobs of app `{app_key}`"));
        in_time(requeued).await.map_err(failed)
    }

    async fn forget(&self, app_key: &str, client_key: &str) -> Result<u64, JobError> {
        let forgotten = in_time(again(|| look::forget(&self.pool, app_key, client_key)));
        forgotten.await.map_err(unavailable(format!(
            "forget the jobs of tenant `{client_key}` of app `{app_key}`"
        )))
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
        let failed = unavailable(format!("purge the {state} jobs of app `{app_key}`"));
        let purged = in_time(again(|| {
            look::purge(&self.jobs.workers, app_key, state, age, limit)
        }));
        purged.await.map_err(failed)
    }
}

/// Retries after a deadlock with another transaction (PostgreSQL, "Deadlocks"), or on a dead
/// connection; only for operations that may be repeated.
async fn again<T, F>(act: impl Fn() -> F) -> Result<T, sqlx::Error>
where
    F: Future<Output = Result<T, sqlx::Error>>,
{
    let mut tries = 0;
    loop {
        tries += 1;
        match act().await {
            Err(error) if tries < 5 && (is_deadlock(&error) || is_lost(&error)) => {}
            done => return done,
        }
    }
}

fn is_deadlock(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code());
    code.as_deref() == Some("40P01")
}

/// The description of an accept in errors.
fn of_job(job: &NewJob) -> String {
    format!(
        "accept a job `{}` of tenant `{}` of app `{}`",
        job.kind, job.client_key, job.app_key
    )
}

/// Wraps a database error with the action that failed.
fn unavailable(action: String) -> impl FnOnce(sqlx::Error) -> JobError {
    move |error| JobError::Unavailable {
        action,
        source: Arc::new(error),
    }
}

/// A time as stored in rows.
fn of_moment(moment: SystemTime) -> i64 {
    moment.duration_since(UNIX_EPOCH).map_or(0, of_duration)
}

fn of_duration(duration: Duration) -> i64 {
    // The bound keeps sums of times in range; it's longer than anything waits.
    i64::try_from(duration.as_millis()).map_or(MOST, |millis| millis.min(MOST))
}

const MOST: i64 = 1 << 52;

fn moment(millis: i64) -> SystemTime {
    UNIX_EPOCH + Duration::from_millis(u64::try_from(millis).unwrap_or(0))
}

fn count(number: i32) -> u32 {
    u32::try_from(number).unwrap_or(0)
}

/// Text that the database can store: every character but one (PostgreSQL, "Character Types").
fn text(text: &str) -> std::borrow::Cow<'_, str> {
    if text.contains('\0') {
        text.replace('\0', "\u{fffd}").into()
    } else {
        text.into()
    }
}

/// The server's clock, in milliseconds since 1970. Not `now()`: that is the start of the
/// transaction, which may have waited since.
macro_rules! now {
    () => {
        "(extract(epoch FROM clock_timestamp()) * 1000)::bigint"
    };
}
use now;
