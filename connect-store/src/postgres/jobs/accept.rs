//! Accepting: one task writes what many callers offer.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _, PgConnection, Row as _};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until, timeout};

use super::order::{self, Orders};
use super::{CHANNEL, is_deadlock, now, of_job, of_moment, text, wake};
use crate::jobs::{Accepted, JobError, JobId, NewJob};
use crate::postgres::{in_time, is_lost};

/// How many jobs may wait for the writer; more wait to be let in.
const WAITING: usize = 4_096;

/// The maximum number of jobs in a transaction.
const BATCH: usize = 512;

/// The total size of bodies that may wait for the writer, in KiB.
const WAITING_KIB: u32 = 64 << 10;

/// How long a job waits to be let in before the queue counts as full.
const PATIENCE: Duration = Duration::from_secs(5);

/// The limit on waiting jobs in the database, beyond which no more are accepted.
const MOST_JOBS: i64 = 1_000_000;
const MOST_BYTES: i64 = 8 << 30;

/// How often that is measured while jobs arrive.
const MEASURES_EVERY: Duration = Duration::from_secs(5);

/// The minimum interval between notifications: each blocks every other commit on the server for a
/// moment.
const TELLS_EVERY: Duration = Duration::from_millis(20);

/// The settings of the writer's connection. An accepted job is on disk, regardless of the server's
/// default.
pub(super) const SESSION: &str = "SET enable_seqscan = off; SET jit = off; SET plan_cache_mode = force_generic_plan; \
    SET statement_timeout = '15s'; SET lock_timeout = '10s'; \
    SET idle_in_transaction_session_timeout = '10s'; \
    SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') IN ('off', 'local')";

struct Offer {
    job: NewJob,
    reply: oneshot::Sender<Result<Accepted, JobError>>,
    /// The permit for its body's size among those that wait.
    _room: OwnedSemaphorePermit,
}

/// The handle to the writer task.
pub(super) struct Writer {
    offers: Mutex<Option<mpsc::Sender<Offer>>>,
    bodies: Arc<Semaphore>,
    task: Mutex<Option<JoinHandle<()>>>,
}

impl Writer {
    pub(super) fn start(options: PgConnectOptions, wake: Arc<Notify>, mark: String) -> Self {
        let (offers, offered) = mpsc::channel(WAITING);
        let writing = Writing {
            options,
            connection: None,
            wake,
            mark,
            tell_at: None,
            told: None,
            measured: None,
        };
        Self {
            offers: Mutex::new(Some(offers)),
            bodies: Arc::new(Semaphore::new(WAITING_KIB as usize)),
            task: Mutex::new(Some(tokio::spawn(writing.run(offered)))),
        }
    }

    pub(super) async fn accept(&self, job: NewJob) -> Result<Accepted, JobError> {
        let action = of_job(&job);
        let app_key = job.app_key.clone();
        let kib = u32::try_from(job.body.len() / 1024 + 1).unwrap_or(u32::MAX);
        let offers = self.offers.lock().clone();
        let let_in = async {
            let bodies = Arc::clone(&self.bodies);
            let room = bodies.acquire_many_owned(kib.min(WAITING_KIB)).await.ok()?;
            let (reply, answer) = oneshot::channel();
            let offer = Offer {
                job,
                reply,
                _room: room,
            };
            offers?.send(offer).await.ok()?;
            Some(answer)
        };
        let Ok(let_in) = timeout(PATIENCE, let_in).await else {
            return Err(JobError::Full {
                app_key,
                limit: format!(
                    "{WAITING} jobs or {} MiB on their way to the database",
                    WAITING_KIB >> 10
                ),
            });
        };
        // An error of either means that the writer is gone, or ends before it has answered.
        if let Some(answer) = let_in
            && let Ok(answer) = answer.await
        {
            return answer;
        }
        Err(JobError::Abandoned { action })
    }

    /// Writes everything offered so far, and ends.
    pub(super) async fn close(&self) {
        drop(self.offers.lock().take());
        let task = self.task.lock().take();
        if let Some(task) = task {
            drop(task.await);
        }
    }
}

struct Writing {
    options: PgConnectOptions,
    connection: Option<PgConnection>,
    wake: Arc<Notify>,
    mark: String,
    /// When to notify other processes.
    tell_at: Option<Instant>,
    told: Option<Instant>,
    /// When the queue was last measured, and the limit that it had reached, if any.
    measured: Option<(Instant, Option<String>)>,
}

impl Writing {
    async fn run(mut self, mut offered: mpsc::Receiver<Offer>) {
        let mut offers = Vec::with_capacity(BATCH);
        loop {
            tokio::select! {
                biased;
                received = offered.recv_many(&mut offers, BATCH) => {
                    if received == 0 {
                        break;
                    }
                    self.write(std::mem::take(&mut offers)).await;
                }
                () = at(self.tell_at) => {}
            }
            if self.tell_at.is_some_and(|at| at <= Instant::now()) {
                self.tell().await;
            }
        }
        if self.tell_at.is_some() {
            self.tell().await;
        }
        if let Some(connection) = self.connection {
            drop(connection.close().await);
        }
    }

    async fn write(&mut self, offers: Vec<Offer>) {
        if let Some(limit) = self.full().await {
            for Offer { job, reply, .. } in offers {
                let _ = reply.send(Err(JobError::Full {
                    app_key: job.app_key,
                    limit: limit.clone(),
                }));
            }
            return;
        }
        let (jobs, replies): (Vec<_>, Vec<_>) = offers
            .into_iter()
            .map(|offer| (offer.job, (offer.reply, offer._room)))
            .unzip();
        let written = self.try_to_write(&jobs).await;
        // One of them may contain something that the database can't store: only that one is
        // rejected then.
        let each = match &written {
            Err(error) if jobs.len() > 1 && !is_lost(error) && !is_deadlock(error) => {
                error.as_database_error().is_some()
            }
            _ => false,
        };
        let mut is_new = false;
        if each {
            for (job, (reply, _room)) in jobs.into_iter().zip(replies) {
                let written = self.try_to_write(std::slice::from_ref(&job)).await;
                is_new |= answer(vec![job], vec![reply], written);
            }
        } else {
            let replies = replies.into_iter().map(|(reply, _)| reply).collect();
            is_new = answer(jobs, replies, written);
        }
        if is_new {
            wake(&self.wake);
            let next = self.told.map(|told| told + TELLS_EVERY);
            self.tell_at = Some(next.unwrap_or_else(Instant::now).max(Instant::now()));
        }
    }

    /// Writes jobs; retries if the connection turns out to be dead. A job without an identifier may
    /// then be stored twice, if the server had committed it and could not report that.
    async fn try_to_write(
        &mut self,
        jobs: &[NewJob],
    ) -> Result<Vec<Option<Accepted>>, sqlx::Error> {
        let mut tries = 0;
        loop {
            tries += 1;
            let written = match self.connected().await {
                Ok(connection) => in_time(within_own(connection, jobs)).await,
                Err(error) => Err(error),
            };
            match written {
                Err(error) if tries < 3 && is_deadlock(&error) => {}
                Err(error) => {
                    // Whatever its state, it is not reused.
                    self.connection = None;
                    if tries >= 3 || !is_lost(&error) {
                        return Err(error);
                    }
                }
                written => return written,
            }
        }
    }

    async fn connected(&mut self) -> Result<&mut PgConnection, sqlx::Error> {
        let connection = match self.connection.take() {
            Some(connection) => connection,
            None => {
                let connecting = async {
                    let mut connection = self.options.connect().await?;
                    sqlx::raw_sql(SESSION).execute(&mut connection).await?;
                    Ok(connection)
                };
                in_time(connecting).await?
            }
        };
        Ok(self.connection.insert(connection))
    }

    /// Notifies other processes: after the commit, outside of its transaction.
    async fn tell(&mut self) {
        self.tell_at = None;
        self.told = Some(Instant::now());
        let mark = self.mark.clone();
        let told = match self.connected().await {
            Ok(connection) => in_time(announce(connection, &mark)).await,
            Err(error) => Err(error),
        };
        if let Err(error) = told {
            self.connection = None;
            // They look on their own, only later.
            tracing::debug!(
                error = &error as &dyn std::error::Error,
                "no other process was notified of new jobs"
            );
        }
    }

    /// The limit that has been reached, if any. A database that can't be asked isn't full.
    async fn full(&mut self) -> Option<String> {
        if let Some((at, full)) = &self.measured
            && at.elapsed() < MEASURES_EVERY
        {
            return full.clone();
        }
        let measured = match self.connected().await {
            Ok(connection) => in_time(waiting(connection)).await,
            Err(error) => Err(error),
        };
        let full = match measured {
            Ok((jobs, _)) if jobs >= MOST_JOBS => Some(format!("{MOST_JOBS} jobs that wait")),
            Ok((_, bytes)) if bytes >= MOST_BYTES => {
                Some(format!("{} MiB that wait", MOST_BYTES >> 20))
            }
            Ok(_) => None,
            Err(_) => {
                self.connection = None;
                None
            }
        };
        self.measured = Some((Instant::now(), full.clone()));
        full
    }
}

async fn at(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment).await,
        None => std::future::pending().await,
    }
}

type Reply = oneshot::Sender<Result<Accepted, JobError>>;

/// Answers all callers. Returns whether any job is new.
fn answer(
    jobs: Vec<NewJob>,
    replies: Vec<Reply>,
    written: Result<Vec<Option<Accepted>>, sqlx::Error>,
) -> bool {
    let mut is_new = false;
    match written {
        Ok(accepted) => {
            for ((job, reply), accepted) in jobs.iter().zip(replies).zip(accepted) {
                is_new |= matches!(accepted, Some(Accepted::New(_)));
                let accepted = accepted.ok_or_else(|| JobError::Abandoned {
                    action: of_job(job),
                });
                let _ = reply.send(accepted);
            }
        }
        Err(error) => {
            let source: Arc<dyn std::error::Error + Send + Sync> = Arc::new(error);
            for (job, reply) in jobs.iter().zip(replies) {
                let _ = reply.send(Err(JobError::Unavailable {
                    action: of_job(job),
                    source: Arc::clone(&source),
                }));
            }
        }
    }
    is_new
}

const WAITS: &str = "
    SELECT count(*) AS jobs, coalesce(sum(size), 0)::bigint AS bytes FROM (
        SELECT size FROM connect_jobs WHERE state = 0
        UNION ALL SELECT size FROM connect_jobs WHERE state = 1
        UNION ALL SELECT size FROM connect_jobs WHERE in_order IS NOT NULL AND state = 6
        LIMIT $1) AS waiting";

async fn waiting(connection: &mut PgConnection) -> Result<(i64, i64), sqlx::Error> {
    let row = sqlx::query(WAITS)
        .bind(MOST_JOBS)
        .fetch_one(connection)
        .await?;
    Ok((row.try_get("jobs")?, row.try_get("bytes")?))
}

/// Numbers are assigned in the order of the batch. Jobs with an order start out blocked.
const INSERT: &str = concat!(
    "WITH clock AS MATERIALIZED (SELECT ",
    now!(),
    " AS now),
    offered AS MATERIALIZED (
        SELECT nextval(pg_get_serial_sequence('connect_jobs', 'id')) AS id, listed.* FROM (
            SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::bytea[])
                WITH ORDINALITY AS named (app_key, client_key, kind, delivery, in_order, due, body, place)
            ORDER BY place) AS listed),
    stored AS (
        INSERT INTO connect_jobs (id, app_key, client_key, kind, delivery, in_order, state, received, due, size)
        SELECT id, app_key, client_key, kind, delivery, in_order,
            CASE WHEN in_order IS NOT NULL THEN 6 WHEN due > clock.now THEN 1 ELSE 0 END,
            clock.now, coalesce(due, clock.now), octet_length(body)
        FROM offered, clock ORDER BY id
        ON CONFLICT (app_key, client_key, kind, delivery) DO NOTHING RETURNING id),
    bodies AS (
        INSERT INTO connect_job_bodies (id, body) SELECT id, body FROM offered JOIN stored USING (id))
    SELECT place, id FROM offered JOIN stored USING (id)"
);

const KNOWN: &str = "
    SELECT named.place, job.id
    FROM unnest($1::text[], $2::text[], $3::text[], $4::text[])
        WITH ORDINALITY AS named (app_key, client_key, kind, delivery, place)
    JOIN connect_jobs job USING (app_key, client_key, kind, delivery)";

/// The columns of a batch.
#[derive(Default)]
struct Columns<'j> {
    apps: Vec<String>,
    tenants: Vec<String>,
    kinds: Vec<String>,
    deliveries: Vec<Option<String>>,
    orders: Vec<Option<String>>,
    due: Vec<Option<i64>>,
    bodies: Vec<&'j [u8]>,
}

impl<'j> Columns<'j> {
    fn of(jobs: &'j [NewJob]) -> Self {
        let own = |part: &str| text(part).into_owned();
        let mut columns = Self::default();
        for job in jobs {
            columns.apps.push(own(&job.app_key));
            columns.tenants.push(own(&job.client_key));
            columns.kinds.push(own(&job.kind));
            columns.deliveries.push(job.delivery.as_deref().map(own));
            columns.orders.push(job.order.as_deref().map(own));
            columns.due.push(job.due.map(of_moment));
            columns.bodies.push(&job.body);
        }
        columns
    }
}

/// Stores jobs in their own transaction, if they need one.
async fn within_own(
    connection: &mut PgConnection,
    jobs: &[NewJob],
) -> Result<Vec<Option<Accepted>>, sqlx::Error> {
    if jobs.iter().all(|job| job.order.is_none()) {
        return within(connection, jobs).await;
    }
    let mut transaction = connection.begin().await?;
    let accepted = within(&mut transaction, jobs).await?;
    transaction.commit().await?;
    Ok(accepted)
}

/// Stores jobs as part of the current transaction. `None` for one that is known, and was purged
/// before its id could be read.
pub(super) async fn within(
    connection: &mut PgConnection,
    jobs: &[NewJob],
) -> Result<Vec<Option<Accepted>>, sqlx::Error> {
    let columns = Columns::of(jobs);
    let stored = sqlx::query(INSERT)
        .bind(&columns.apps)
        .bind(&columns.tenants)
        .bind(&columns.kinds)
        .bind(&columns.deliveries)
        .bind(&columns.orders)
        .bind(&columns.due)
        .bind(&columns.bodies)
        .fetch_all(&mut *connection)
        .await?;
    let mut accepted = vec![None; jobs.len()];
    let mut orders = Orders::default();
    for row in &stored {
        let (place, id) = place_and_id(row)?;
        if let (Some(slot), Some(app_key), Some(client_key), Some(order)) = (
            accepted.get_mut(place),
            columns.apps.get(place),
            columns.tenants.get(place),
            columns.orders.get(place),
        ) {
            *slot = Some(Accepted::New(id));
            if let Some(order) = order {
                orders.add(app_key, client_key, order);
            }
        }
    }
    if accepted.iter().any(Option::is_none) {
        let known = sqlx::query(KNOWN)
            .bind(&columns.apps)
            .bind(&columns.tenants)
            .bind(&columns.kinds)
            .bind(&columns.deliveries)
            .fetch_all(&mut *connection)
            .await?;
        for row in &known {
            let (place, id) = place_and_id(row)?;
            if let Some(slot) = accepted.get_mut(place) {
                slot.get_or_insert(Accepted::Known(id));
            }
        }
    }
    order::settle(connection, &orders).await?;
    Ok(accepted)
}

fn place_and_id(row: &sqlx::postgres::PgRow) -> Result<(usize, JobId), sqlx::Error> {
    let place: i64 = row.try_get("place")?;
    let place = usize::try_from(place - 1).unwrap_or(usize::MAX);
    Ok((place, JobId::new(row.try_get("id")?)))
}

/// Notifies every process but the one with this mark that there are jobs.
pub(super) async fn announce(connection: &mut PgConnection, mark: &str) -> Result<(), sqlx::Error> {
    sqlx::query("SELECT pg_notify($1, $2)")
        .bind(CHANNEL)
        .bind(mark)
        .execute(connection)
        .await?;
    Ok(())
}

impl fmt::Debug for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Writer")
    }
}
