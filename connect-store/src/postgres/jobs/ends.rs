//! How jobs end, and what happens to the jobs of a dead worker.

use std::time::Duration;

use sqlx::postgres::PgPool;
use sqlx::{PgConnection, Row as _};

use super::again;
use super::order::{self, Orders};
use super::{now, of_duration, text};
use crate::jobs::{Beat, End, JobId, JobState, Outcome, Pulse, WorkerId};

/// Only affects this worker's runs in that attempt.
const FINISH: &str = concat!(
    "WITH clock AS MATERIALIZED (SELECT ",
    now!(),
    " AS now),
    ended AS (
        UPDATE connect_jobs job SET state = ended.state, owner = NULL,
            failures = job.failures + CASE ended.state WHEN 3 THEN 0 ELSE 1 END,
            reason = coalesce(ended.reason, job.reason),
            due = CASE ended.state WHEN 1 THEN clock.now + ended.after ELSE job.due END,
            finished = CASE ended.state WHEN 1 THEN NULL ELSE clock.now END,
            size = CASE ended.state WHEN 3 THEN 0 ELSE job.size END
        FROM unnest($2::bigint[], $3::integer[], $4::smallint[], $5::bigint[], $6::text[])
            AS ended (id, attempt, state, after, reason), clock
        WHERE job.id = ended.id AND job.attempts = ended.attempt AND job.owner = $1 AND job.state = 2
        RETURNING job.id, job.state, job.app_key, job.client_key, job.in_order),
    bodies AS (
        DELETE FROM connect_job_bodies body USING ended WHERE body.id = ended.id AND ended.state = 3)
    SELECT DISTINCT app_key, client_key, in_order FROM ended WHERE state IN (3, 4) AND in_order IS NOT NULL"
);

pub(super) async fn finish(pool: &PgPool, me: WorkerId, ends: &[End]) -> Result<(), sqlx::Error> {
    if ends.is_empty() {
        return Ok(());
    }
    let (mut ids, mut attempts, mut states) = (Vec::new(), Vec::new(), Vec::new());
    let (mut afters, mut reasons) = (Vec::new(), Vec::new());
    for End {
        id,
        attempt,
        outcome,
    } in ends
    {
        ids.push(id.get());
        attempts.push(i32::try_from(*attempt).unwrap_or(i32::MAX));
        let (state, after, reason) = match outcome {
            Outcome::Done => (JobState::Done, Duration::ZERO, None),
            Outcome::Retry { after, reason } => {
                (JobState::Waiting, after.unwrap_or_default(), Some(reason))
            }
            Outcome::Dead { reason } => (JobState::Dead, Duration::ZERO, Some(reason)),
        };
        states.push(state.code());
        afters.push(of_duration(after));
        reasons.push(reason.map(|reason| text(reason).into_owned()));
    }
    again(|| async {
        let mut transaction = pool.begin().await?;
        let left = sqlx::query(FINISH)
            .bind(me.get())
            .bind(&ids)
            .bind(&attempts)
            .bind(&states)
            .bind(&afters)
            .bind(&reasons)
            .fetch_all(&mut *transaction)
            .await?;
        order::settle(&mut transaction, &Orders::of(&left)?).await?;
        transaction.commit().await
    })
    .await
}

const ALIVE: &str = concat!(
    "INSERT INTO connect_job_workers (id, alive_until) VALUES ($1, ",
    now!(),
    " + $2) ON CONFLICT (id) DO UPDATE SET alive_until = excluded.alive_until"
);

/// Jobs that a live worker doesn't know of never reached it.
const GIVE_BACK: &str = "
    UPDATE connect_jobs SET state = CASE WHEN crashes >= 2 THEN 5 ELSE 0 END, owner = NULL
    WHERE owner = $1 AND state = 2 AND id <> ALL ($2)";

const LOOK: &str = concat!(
    "WITH clock AS MATERIALIZED (SELECT ",
    now!(),
    " AS now)
    SELECT
        EXISTS (SELECT 1 FROM connect_jobs WHERE app_key = $1 AND state = 0)
            OR EXISTS (SELECT 1 FROM connect_jobs WHERE app_key = $1 AND state = 5) AS is_ready,
        (SELECT min(due) FROM connect_jobs WHERE app_key = $1 AND state = 1) - clock.now AS next_due,
        EXISTS (
            SELECT 1 FROM connect_jobs running LEFT JOIN connect_job_workers worker ON worker.id = running.owner
            WHERE running.state = 2 AND coalesce(worker.alive_until, 0) < clock.now) AS is_stale,
        ARRAY (
            SELECT held.id FROM unnest($3::bigint[], $4::integer[]) AS held (id, attempt)
            WHERE NOT EXISTS (
                SELECT 1 FROM connect_jobs job
                WHERE job.id = held.id AND job.state = 2 AND job.owner = $2 AND job.attempts = held.attempt)) AS lost
    FROM clock"
);

/// For any app: the processes of one app may all be gone.
const TAKE: &str = concat!(
    "WITH clock AS MATERIALIZED (SELECT ",
    now!(),
    " AS now),
    stale AS MATERIALIZED (
        SELECT running.id
        FROM connect_jobs running LEFT JOIN connect_job_workers worker ON worker.id = running.owner, clock
        WHERE running.state = 2 AND coalesce(worker.alive_until, 0) < clock.now
        FOR UPDATE OF running SKIP LOCKED)
    UPDATE connect_jobs job SET owner = NULL, crashes = crashes + 1, reason = 'the process that ran it ended',
        state = CASE WHEN crashes + 1 >= 4 THEN 4 WHEN crashes + 1 >= 2 THEN 5 ELSE 0 END,
        finished = CASE WHEN crashes + 1 >= 4 THEN clock.now END
    FROM stale, clock WHERE job.id = stale.id
    RETURNING job.state, job.app_key, job.client_key, CASE job.state WHEN 4 THEN job.in_order END AS in_order"
);

pub(super) async fn beat(
    pool: &PgPool,
    me: WorkerId,
    beat: Beat<'_>,
) -> Result<Pulse, sqlx::Error> {
    let ids: Vec<i64> = beat.holds.iter().map(|(id, _)| id.get()).collect();
    let attempts: Vec<i32> = beat
        .holds
        .iter()
        .map(|(_, attempt)| i32::try_from(*attempt).unwrap_or(i32::MAX))
        .collect();
    let mut taken = 0;
    if !ids.is_empty() {
        sqlx::query(ALIVE)
            .bind(me.get())
            .bind(of_duration(beat.lease))
            .execute(pool)
            .await?;
    }
    if beat.exact {
        let given_back = sqlx::query(GIVE_BACK)
            .bind(me.get())
            .bind(&ids)
            .execute(pool);
        taken += given_back.await?.rows_affected();
    }
    let look = sqlx::query(LOOK)
        .bind(beat.app_key)
        .bind(me.get())
        .bind(&ids)
        .bind(&attempts)
        .fetch_one(pool)
        .await?;
    if look.try_get("is_stale")? {
        taken += again(|| take_over(pool)).await?;
    }
    let next_due: Option<i64> = look.try_get("next_due")?;
    let lost: Vec<i64> = look.try_get("lost")?;
    Ok(Pulse {
        taken,
        ready: taken > 0 || look.try_get("is_ready")?,
        next_due: next_due.map(|due| Duration::from_millis(u64::try_from(due).unwrap_or(0))),
        lost: lost.into_iter().map(JobId::new).collect(),
    })
}

async fn take_over(pool: &PgPool) -> Result<u64, sqlx::Error> {
    let mut transaction = pool.begin().await?;
    let taken = sqlx::query(TAKE).fetch_all(&mut *transaction).await?;
    order::settle(&mut transaction, &Orders::of(&taken)?).await?;
    transaction.commit().await?;
    Ok(u64::try_from(taken.len()).unwrap_or(u64::MAX))
}

/// Hands back a worker's running jobs. Returns whether there were any.
pub(super) async fn retire(pool: &PgPool, me: WorkerId) -> Result<bool, sqlx::Error> {
    again(|| async {
        let given_back = sqlx::query(GIVE_BACK)
            .bind(me.get())
            .bind(Vec::<i64>::new())
            .execute(pool)
            .await?;
        sqlx::query("DELETE FROM connect_job_workers WHERE id = $1")
            .bind(me.get())
            .execute(pool)
            .await?;
        Ok(given_back.rows_affected() > 0)
    })
    .await
}

const REQUEUE: &str = concat!(
    "UPDATE connect_jobs SET state = CASE WHEN in_order IS NULL THEN 0 ELSE 6 END,
        failures = 0, crashes = 0, finished = NULL, due = ",
    now!(),
    " WHERE app_key = $1 AND id = ANY ($2) AND state = 4
    RETURNING app_key, client_key, in_order"
);

pub(super) async fn requeue(
    connection: &mut PgConnection,
    app_key: &str,
    ids: &[JobId],
) -> Result<u64, sqlx::Error> {
    let ids: Vec<i64> = ids.iter().map(|id| id.get()).collect();
    let requeued = sqlx::query(REQUEUE)
        .bind(app_key)
        .bind(&ids)
        .fetch_all(&mut *connection)
        .await?;
    order::settle(connection, &Orders::of(&requeued)?).await?;
    Ok(u64::try_from(requeued.len()).unwrap_or(u64::MAX))
}
