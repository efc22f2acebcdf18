//! The writer's operations, within one transaction. Each function takes any number of items and
//! needs a constant number of statements: a JSON array stands for a table. `jsonb_each` reads it,
//! because `json_each` would write each row out as text, to be parsed again.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Value, json};
use sqlx::sqlite::SqlitePool;
use sqlx::{Row as _, SqliteConnection};

use super::{many, of_duration, of_moment};
use crate::jobs::{Accepted, End, JobId, JobState, MOST_CRASHES, NewJob, Outcome, Pulse, WorkerId};

/// How many jobs are deleted in one transaction, so that others don't wait long for it.
pub(super) const FORGET_STEP: u64 = 500;

/// How long a worker is remembered after its last sign of life, in milliseconds.
const WORKERS_KEPT: i64 = 3_600_000;

pub(super) const LAST_ID: &str =
    "SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = 'connect_jobs'";

/// Jobs with an order start out blocked, and then the first one of the order is unblocked. All bodies come
/// as one blob; that of an already known job is not stored.
///
/// Two statements in one text, here and below, save a round trip to SQLite's own thread.
pub(super) const INSERT: &str = "
    INSERT INTO connect_jobs (id, app_key, client_key, kind, delivery, in_order, state, received, due, size)
    SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, ?2,
        value ->> 7, value ->> 8
    FROM jsonb_each(?1) WHERE true
    ON CONFLICT DO NOTHING;

    INSERT INTO connect_job_bodies (id, body)
    SELECT value ->> 0, substr(?3, value ->> 9, value ->> 8) FROM jsonb_each(?1)
    WHERE EXISTS (SELECT 1 FROM connect_jobs WHERE id = value ->> 0)";

pub(super) const NEW: &str = "SELECT id FROM connect_jobs WHERE id > ?1";

pub(super) const KNOWN: &str = "
    SELECT value ->> 0, (SELECT id FROM connect_jobs
        WHERE app_key = value ->> 1 AND client_key = value ->> 2 AND kind = value ->> 3 AND delivery = value ->> 4)
    FROM jsonb_each(?1)";

/// The first blocked job of each order in which none is ready, waiting, running or suspect.
pub(super) const LET_GO: &str = "
    UPDATE connect_jobs SET state = CASE WHEN due > ?2 THEN 1 WHEN crashes > 1 THEN 5 ELSE 0 END
    WHERE id IN (
        SELECT (SELECT MIN(b.id) FROM connect_jobs b
            WHERE b.app_key = value ->> 0 AND b.client_key = value ->> 1 AND b.in_order = value ->> 2
                AND b.in_order IS NOT NULL AND b.state NOT IN (3, 4) AND b.state = 6)
        FROM jsonb_each(?1)
        WHERE NOT EXISTS (SELECT 1 FROM connect_jobs o
            WHERE o.app_key = value ->> 0 AND o.client_key = value ->> 1 AND o.in_order = value ->> 2
                AND o.in_order IS NOT NULL AND o.state NOT IN (3, 4) AND o.state IN (0, 1, 2, 5)))";

/// The name of a job's order, in the form that `LET_GO` takes; NULL for a job without one.
macro_rules! order {
    () => {
        "CASE WHEN in_order IS NOT NULL THEN json_array(app_key, client_key, in_order) END AS order_of"
    };
}

/// The ends that belong to this worker's runs: the job, how it ended, and its order. One row, because
/// its reader is woken for each.
pub(super) const ENDED: &str = "
    SELECT json_group_array(json_array(j.id, e.value ->> 2, j.app_key, j.client_key, j.in_order))
    FROM jsonb_each(?1) e JOIN connect_jobs j ON j.id = e.value ->> 0
    WHERE j.owner = ?2 AND j.attempts = e.value ->> 1 AND j.state = 2";

pub(super) const FINISH: &str = "
    UPDATE connect_jobs SET state = e.value ->> 2, due = COALESCE(e.value ->> 3, due), reason = COALESCE(e.value ->> 4, reason),
        failures = failures + (e.value ->> 2 <> 3), owner = NULL,
        finished = CASE WHEN e.value ->> 2 IN (3, 4) THEN ?3 END,
        size = CASE WHEN e.value ->> 2 = 3 THEN 0 ELSE size END
    FROM jsonb_each(?1) e
    WHERE connect_jobs.id = e.value ->> 0 AND owner = ?2 AND attempts = e.value ->> 1 AND state = 2;

    DELETE FROM connect_job_bodies WHERE id IN (SELECT value FROM jsonb_each(?4))";

pub(super) const DELETE_BODIES: &str =
    "DELETE FROM connect_job_bodies WHERE id IN (SELECT value FROM jsonb_each(?1))";

pub(super) const ALIVE: &str = "
    INSERT INTO connect_job_workers (id, alive_until) VALUES (?1, ?2)
    ON CONFLICT (id) DO UPDATE SET alive_until = ?2";

pub(super) const TAKE: &str = concat!(
    "
    UPDATE connect_jobs SET crashes = crashes + 1, owner = NULL, reason = 'the process that ran it ended',
        state = CASE WHEN crashes + 1 >= ?2 THEN 4 WHEN crashes >= 1 THEN 5 ELSE 0 END,
        finished = CASE WHEN crashes + 1 >= ?2 THEN ?1 END
    WHERE state = 2 AND owner IN (
        SELECT DISTINCT r.owner FROM connect_jobs r LEFT JOIN connect_job_workers w ON w.id = r.owner
        WHERE r.state = 2 AND COALESCE(w.alive_until, 0) < ?1)
    RETURNING connect_jobs.id, state, ",
    order!()
);

pub(super) const FORGET_WORKERS: &str = "DELETE FROM connect_job_workers WHERE alive_until < ?1";

pub(super) const HAND_BACK: &str = "
    UPDATE connect_jobs SET owner = NULL, state = CASE WHEN crashes > 1 THEN 5 ELSE 0 END
    WHERE state = 2 AND owner = ?1 AND id NOT IN (SELECT value ->> 0 FROM jsonb_each(?2))";

pub(super) const RETIRE: &str = "DELETE FROM connect_job_workers WHERE id = ?1";

pub(super) const REQUEUE: &str = concat!(
    "
    UPDATE connect_jobs SET failures = 0, crashes = 0, finished = NULL, due = ?3,
        state = CASE WHEN in_order IS NULL THEN 0 ELSE 6 END
    WHERE id IN (SELECT value FROM jsonb_each(?1)) AND app_key = ?2 AND state = 4
    RETURNING connect_jobs.id, state, ",
    order!()
);

pub(super) const PURGE: &str = "
    DELETE FROM connect_jobs WHERE id IN (
        SELECT id FROM connect_jobs WHERE state IN (3, 4) AND app_key = ?1 AND state = ?2 AND finished < ?3
        ORDER BY finished LIMIT ?4)
    RETURNING id";

pub(super) const FORGET: &str = "
    DELETE FROM connect_jobs WHERE id IN (
        SELECT id FROM connect_jobs WHERE app_key = ?1 AND client_key = ?2 LIMIT ?3)
    RETURNING id";

/// The look-up of an idle process: whether anything is running as this worker's, is to be taken
/// over, or can be claimed, and when the next one is due.
pub(super) const LOOK: &str = "
    SELECT EXISTS (SELECT 1 FROM connect_jobs WHERE state = 2 AND owner = ?2),
        EXISTS (SELECT 1 FROM connect_jobs r LEFT JOIN connect_job_workers w ON w.id = r.owner
            WHERE r.state = 2 AND COALESCE(w.alive_until, 0) < ?3),
        EXISTS (SELECT 1 FROM connect_jobs WHERE state = 0 AND app_key = ?1)
            OR EXISTS (SELECT 1 FROM connect_jobs WHERE state = 5 AND app_key = ?1),
        (SELECT MIN(due) FROM connect_jobs WHERE state = 1 AND app_key = ?1)";

pub(super) const LOST: &str = "
    SELECT value ->> 0 FROM jsonb_each(?1)
    WHERE NOT EXISTS (SELECT 1 FROM connect_jobs
        WHERE id = value ->> 0 AND attempts = value ->> 1 AND owner = ?2 AND state = 2)";

/// An owned beat.
#[derive(Debug)]
pub(super) struct Beats {
    pub(super) me: WorkerId,
    pub(super) app_key: String,
    pub(super) holds: Vec<(JobId, u32)>,
    pub(super) exact: bool,
    pub(super) lease: Duration,
}

/// An owned purge.
#[derive(Debug)]
pub(super) struct Purge {
    pub(super) app_key: String,
    pub(super) state: JobState,
    pub(super) age: Duration,
    pub(super) limit: u32,
}

/// The result of a look-up for an app and a worker.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    pub(super) runs: bool,
    pub(super) stale: bool,
    pub(super) ready: bool,
    pub(super) due: Option<i64>,
}

impl Look {
    /// Whether there is something to claim.
    pub(super) fn has_work(&self, now: i64) -> bool {
        self.ready || self.due.is_some_and(|due| due <= now)
    }
}

pub(super) async fn look(
    connection: &mut SqliteConnection,
    app_key: &str,
    me: WorkerId,
    now: i64,
) -> Result<Look, sqlx::Error> {
    let row = sqlx::query(LOOK)
        .bind(app_key)
        .bind(me.get())
        .bind(now)
        .fetch_one(connection)
        .await?;
    Ok(Look {
        runs: row.try_get(0)?,
        stale: row.try_get(1)?,
        ready: row.try_get(2)?,
        due: row.try_get(3)?,
    })
}

/// Stores jobs, and returns the result for each.
pub(super) async fn accept<J: std::borrow::Borrow<NewJob>>(
    connection: &mut SqliteConnection,
    jobs: &[J],
    now: i64,
) -> Result<Vec<Accepted>, sqlx::Error> {
    if jobs.is_empty() {
        return Ok(Vec::new());
    }
    let last: i64 = sqlx::query(LAST_ID)
        .fetch_one(&mut *connection)
        .await?
        .try_get(0)?;
    let id_of = |place: usize| last + 1 + i64::try_from(place).unwrap_or_default();
    let mut orders = BTreeSet::new();
    let length: usize = jobs.iter().map(|job| job.borrow().body.len()).sum();
    let mut bodies = Vec::with_capacity(length + 1);
    // An empty blob would be bound as NULL.
    bodies.push(0);
    let rows: Vec<Value> = jobs
        .iter()
        .enumerate()
        .map(|(place, job)| {
            let job: &NewJob = job.borrow();
            let due = job.due.map_or(now, of_moment);
            let state = match &job.order {
                Some(order) => {
                    let order = json!([job.app_key, job.client_key, order]);
                    orders.insert(order.to_string());
                    JobState::Blocked
                }
                None if due > now => JobState::Waiting,
                None => JobState::Ready,
            };
            let at = bodies.len() + 1;
            bodies.extend_from_slice(&job.body);
            json!([
                id_of(place),
                job.app_key,
                job.client_key,
                job.kind,
                job.delivery,
                job.order,
                state.code(),
                due,
                job.body.len(),
                at
            ])
        })
        .collect();
    let inserted = sqlx::query(INSERT)
        .bind(Value::Array(rows).to_string())
        .bind(now)
        .bind(bodies)
        .execute(&mut *connection)
        .await?;
    // A row and a body for each.
    let all_new = usize::try_from(inserted.rows_affected()).is_ok_and(|new| new == 2 * jobs.len());
    let mut accepted: Vec<Option<Accepted>> = if all_new {
        let new = |place| Some(Accepted::New(JobId::new(id_of(place))));
        (0..jobs.len()).map(new).collect()
    } else {
        find_new(connection, last, jobs.len()).await?
    };
    if !all_new {
        find_known(connection, jobs, &mut accepted).await?;
    }
    let_go(connection, &orders, now).await?;
    // A job that is neither new nor known can't exist: it is an error, and nothing is stored.
    accepted
        .into_iter()
        .map(|accepted| accepted.ok_or(sqlx::Error::RowNotFound))
        .collect()
}

/// Finds which of the jobs that were assigned numbers after `last` have been stored.
async fn find_new(
    connection: &mut SqliteConnection,
    last: i64,
    count: usize,
) -> Result<Vec<Option<Accepted>>, sqlx::Error> {
    let mut accepted = vec![None; count];
    let new = sqlx::query(NEW).bind(last).fetch_all(connection).await?;
    for id in ids(&new)? {
        let place = usize::try_from(id - last - 1).unwrap_or(usize::MAX);
        if let Some(accepted) = accepted.get_mut(place) {
            *accepted = Some(Accepted::New(JobId::new(id)));
        }
    }
    Ok(accepted)
}

async fn find_known<J: std::borrow::Borrow<NewJob>>(
    connection: &mut SqliteConnection,
    jobs: &[J],
    accepted: &mut [Option<Accepted>],
) -> Result<(), sqlx::Error> {
    let missing: Vec<Value> = jobs
        .iter()
        .enumerate()
        .filter(|(place, _)| accepted.get(*place).is_some_and(Option::is_none))
        .map(|(place, job)| {
            let job: &NewJob = job.borrow();
            json!([place, job.app_key, job.client_key, job.kind, job.delivery])
        })
        .collect();
    let known = sqlx::query(KNOWN)
        .bind(Value::Array(missing).to_string())
        .fetch_all(connection)
        .await?;
    for row in known {
        let place = usize::try_from(row.try_get::<i64, _>(0)?).unwrap_or(usize::MAX);
        if let (Some(accepted), Some(id)) = (accepted.get_mut(place), row.try_get(1)?) {
            *accepted = Some(Accepted::Known(JobId::new(id)));
        }
    }
    Ok(())
}

/// Unblocks the next job in each of these orders, if none is before it.
async fn let_go(
    connection: &mut SqliteConnection,
    orders: &BTreeSet<String>,
    now: i64,
) -> Result<(), sqlx::Error> {
    if orders.is_empty() {
        return Ok(());
    }
    // They are already JSON.
    let orders: Vec<&str> = orders.iter().map(String::as_str).collect();
    sqlx::query(LET_GO)
        .bind(format!("[{}]", orders.join(",")))
        .bind(now)
        .execute(connection)
        .await?;
    Ok(())
}

/// The rows of an update: how many, which of them became done, and which orders have lost their
/// first job.
#[derive(Debug, Default)]
struct Moved {
    count: u64,
    done: Vec<i64>,
    orders: BTreeSet<String>,
}

impl Moved {
    fn add(&mut self, id: i64, state: i16, order: Option<String>) {
        let state = JobState::of_code(state).unwrap_or(JobState::Dead);
        self.count += 1;
        if state == JobState::Done {
            self.done.push(id);
        }
        if !state.is_open() || state == JobState::Blocked {
            self.orders.extend(order);
        }
    }
}

fn moved(rows: &[sqlx::sqlite::SqliteRow]) -> Result<Moved, sqlx::Error> {
    let mut moved = Moved::default();
    for row in rows {
        let (id, state) = (row.try_get("id")?, row.try_get("state")?);
        moved.add(id, state, row.try_get("order_of")?);
    }
    Ok(moved)
}

/// Records how runs ended.
pub(super) async fn finish(
    connection: &mut SqliteConnection,
    me: WorkerId,
    ends: &[End],
    now: i64,
) -> Result<(), sqlx::Error> {
    if ends.is_empty() {
        return Ok(());
    }
    let rows = ends.iter().map(|end| {
        let (id, attempt) = (end.id.get(), end.attempt);
        match &end.outcome {
            Outcome::Done => json!([id, attempt, JobState::Done.code()]),
            Outcome::Retry { after, reason } => {
                let due = now + of_duration(after.unwrap_or_default());
                json!([id, attempt, JobState::Waiting.code(), due, reason])
            }
            Outcome::Dead { reason } => {
                json!([id, attempt, JobState::Dead.code(), null, reason])
            }
        }
    });
    let rows = Value::Array(rows.collect()).to_string();
    let ended = sqlx::query(ENDED)
        .bind(&rows)
        .bind(me.get())
        .fetch_one(&mut *connection)
        .await?;
    let mut moved = Moved::default();
    for (id, state, app_key, client_key, order) in
        table::<(i64, i16, String, String, Option<String>)>(&ended)?
    {
        let order = order.map(|order| json!([app_key, client_key, order]).to_string());
        moved.add(id, state, order);
    }
    if moved.count == 0 {
        return Ok(());
    }
    sqlx::query(FINISH)
        .bind(rows)
        .bind(me.get())
        .bind(now)
        .bind(json!(moved.done).to_string())
        .execute(&mut *connection)
        .await?;
    let_go(connection, &moved.orders, now).await
}

/// A table that a statement has aggregated into a JSON text.
pub(super) fn table<T: serde::de::DeserializeOwned>(
    row: &sqlx::sqlite::SqliteRow,
) -> Result<Vec<T>, sqlx::Error> {
    let text: &str = row.try_get(0)?;
    serde_json::from_str(text).map_err(|error| sqlx::Error::Decode(error.into()))
}

async fn delete_bodies(connection: &mut SqliteConnection, ids: &[i64]) -> Result<(), sqlx::Error> {
    if ids.is_empty() {
        return Ok(());
    }
    sqlx::query(DELETE_BODIES)
        .bind(json!(ids).to_string())
        .execute(connection)
        .await?;
    Ok(())
}

/// Renews a worker's lease.
pub(super) async fn alive(
    connection: &mut SqliteConnection,
    me: WorkerId,
    until: i64,
) -> Result<(), sqlx::Error> {
    sqlx::query(ALIVE)
        .bind(me.get())
        .bind(until)
        .execute(connection)
        .await?;
    Ok(())
}

/// The changes of a beat: the lease, and who owns what.
pub(super) async fn beat(
    connection: &mut SqliteConnection,
    beat: &Beats,
    now: i64,
) -> Result<u64, sqlx::Error> {
    alive(connection, beat.me, now + of_duration(beat.lease)).await?;
    let rows = sqlx::query(TAKE)
        .bind(now)
        .bind(MOST_CRASHES)
        .fetch_all(&mut *connection)
        .await?;
    let taken = moved(&rows)?;
    let_go(connection, &taken.orders, now).await?;
    if taken.count > 0 {
        sqlx::query(FORGET_WORKERS)
            .bind(now - WORKERS_KEPT)
            .execute(&mut *connection)
            .await?;
    }
    let back = if beat.exact {
        hand_back(connection, beat.me, &beat.holds).await?
    } else {
        0
    };
    Ok(taken.count + back)
}

fn holds_json(holds: &[(JobId, u32)]) -> String {
    let pairs = holds.iter().map(|(id, attempt)| json!([id.get(), attempt]));
    Value::Array(pairs.collect()).to_string()
}

async fn hand_back(
    connection: &mut SqliteConnection,
    me: WorkerId,
    but: &[(JobId, u32)],
) -> Result<u64, sqlx::Error> {
    let back = sqlx::query(HAND_BACK)
        .bind(me.get())
        .bind(holds_json(but))
        .execute(connection)
        .await?;
    Ok(back.rows_affected())
}

/// The result of a beat.
pub(super) async fn pulse(
    connection: &mut SqliteConnection,
    beat: &Beats,
    look: Look,
    taken: u64,
    now: i64,
) -> Result<Pulse, sqlx::Error> {
    let mut lost = Vec::new();
    if !beat.holds.is_empty() {
        let rows = sqlx::query(LOST)
            .bind(holds_json(&beat.holds))
            .bind(beat.me.get())
            .fetch_all(connection)
            .await?;
        for row in rows {
            lost.push(JobId::new(row.try_get(0)?));
        }
    }
    let next_due = look.due.map(|due| Duration::from_millis(many(due - now)));
    Ok(Pulse {
        taken,
        ready: look.ready,
        next_due,
        lost,
    })
}

/// Ends a worker.
pub(super) async fn retire(
    connection: &mut SqliteConnection,
    me: WorkerId,
) -> Result<(), sqlx::Error> {
    hand_back(connection, me, &[]).await?;
    sqlx::query(RETIRE)
        .bind(me.get())
        .execute(connection)
        .await?;
    Ok(())
}

/// Makes dead jobs ready again.
pub(super) async fn requeue(
    connection: &mut SqliteConnection,
    app_key: &str,
    ids: &[JobId],
    now: i64,
) -> Result<u64, sqlx::Error> {
    let ids: Vec<i64> = ids.iter().map(|id| id.get()).collect();
    let rows = sqlx::query(REQUEUE)
        .bind(json!(ids).to_string())
        .bind(app_key)
        .bind(now)
        .fetch_all(&mut *connection)
        .await?;
    let requeued = moved(&rows)?;
    let_go(connection, &requeued.orders, now).await?;
    Ok(requeued.count)
}

/// Deletes jobs that ended long ago.
pub(super) async fn purge(
    connection: &mut SqliteConnection,
    purge: &Purge,
    now: i64,
) -> Result<u64, sqlx::Error> {
    let rows = sqlx::query(PURGE)
        .bind(&purge.app_key)
        .bind(purge.state.code())
        .bind(now - of_duration(purge.age))
        .bind(purge.limit)
        .fetch_all(&mut *connection)
        .await?;
    let ids = ids(&rows)?;
    delete_bodies(connection, &ids).await?;
    Ok(many(i64::try_from(ids.len()).unwrap_or(i64::MAX)))
}

/// Deletes some of a tenant's jobs, in a separate transaction.
pub(super) async fn forget(
    writer: &SqlitePool,
    app_key: &str,
    client_key: &str,
) -> Result<u64, sqlx::Error> {
    let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await?;
    let rows = sqlx::query(FORGET)
        .bind(app_key)
        .bind(client_key)
        .bind(i64::try_from(FORGET_STEP).unwrap_or(i64::MAX))
        .fetch_all(&mut *transaction)
        .await?;
    let ids = ids(&rows)?;
    delete_bodies(&mut transaction, &ids).await?;
    transaction.commit().await?;
    Ok(many(i64::try_from(ids.len()).unwrap_or(i64::MAX)))
}

fn ids(rows: &[sqlx::sqlite::SqliteRow]) -> Result<Vec<i64>, sqlx::Error> {
    rows.iter().map(|row| row.try_get(0)).collect()
}
