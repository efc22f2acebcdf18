//! Giving jobs to a worker.

use bytes::Bytes;
use sqlx::postgres::{PgPool, PgRow};
use sqlx::{AssertSqlSafe, Row as _, SqlSafeStr as _};

use super::{count, moment, now, of_duration};
use crate::jobs::{Ask, Job, JobId, WorkerId};

/// The result of a claim.
pub(super) struct Claimed {
    pub(super) jobs: Vec<Job>,
    /// The tenant that had the last turn.
    pub(super) turn: Option<String>,
}

/// Renews the worker's lease, and makes due jobs ready.
const BEFORE: &str = concat!(
    "WITH clock AS MATERIALIZED (SELECT ",
    now!(),
    " AS now),
    alive AS (
        INSERT INTO connect_job_workers (id, alive_until) SELECT $1, clock.now + $2 FROM clock
        ON CONFLICT (id) DO UPDATE SET alive_until = excluded.alive_until),
    due AS MATERIALIZED (
        SELECT id FROM connect_jobs, clock WHERE app_key = $3 AND state = 1 AND due <= clock.now
        ORDER BY due LIMIT 1000 FOR UPDATE OF connect_jobs SKIP LOCKED)
    UPDATE connect_jobs job SET state = 0 FROM due WHERE job.id = due.id AND job.state = 1"
);

/// Whether there is anything to give: an idle process writes nothing.
const ANY: &str = concat!(
    "SELECT EXISTS (SELECT 1 FROM connect_jobs WHERE app_key = $1 AND state = 0)
        OR EXISTS (SELECT 1 FROM connect_jobs WHERE app_key = $1 AND state = 5)
        OR EXISTS (SELECT 1 FROM connect_jobs WHERE app_key = $1 AND state = 1 AND due <= ",
    now!(),
    ") AS is_any"
);

/// Skips from tenant to tenant, starting after the one that had the last turn ($3) and wrapping
/// around to it, until enough of them have room. Each then gives its first job, in the second round
/// its second, and so on, until the wanted number ($4) or size ($6) is reached.
const CLAIM: &str = "
    WITH RECURSIVE walk (tenant, is_round, steps, found, runs) AS (
        SELECT $3::text COLLATE \"C\", FALSE, 0, 0, 0::bigint
        UNION ALL
        SELECT next.tenant, next.is_round, walk.steps + 1,
            walk.found + CASE WHEN next.runs < $5 THEN 1 ELSE 0 END, next.runs
        FROM walk CROSS JOIN LATERAL (
            SELECT way.tenant, way.is_round, (
                SELECT count(*) FROM (
                    SELECT 1 FROM connect_jobs running
                    WHERE running.app_key = $2 AND running.client_key = way.tenant AND running.state = 2
                    LIMIT $5) AS up_to) AS runs
            FROM (
                (SELECT ahead.client_key AS tenant, walk.is_round AS is_round, 0 AS way FROM connect_jobs ahead
                WHERE ahead.app_key = $2 AND ahead.state = 0 AND ahead.client_key > walk.tenant
                ORDER BY ahead.client_key LIMIT 1)
                UNION ALL
                (SELECT first.client_key, TRUE, 1 FROM connect_jobs first
                WHERE first.app_key = $2 AND first.state = 0 AND NOT walk.is_round
                ORDER BY first.client_key LIMIT 1)
                ORDER BY way LIMIT 1) AS way
            WHERE NOT (way.is_round AND way.tenant > $3)) AS next
        WHERE walk.found < $4 AND walk.steps < 2000),
    open AS MATERIALIZED (
        SELECT tenant, steps, $5 - runs AS room FROM walk WHERE steps > 0 AND runs < $5),
    candidates AS (
        (SELECT id, 0::bigint AS round, 0 AS steps, TRUE AS is_suspect FROM connect_jobs
        WHERE $7 AND app_key = $2 AND state = 5 ORDER BY id LIMIT 1)
        UNION ALL
        SELECT job.id, row_number() OVER (PARTITION BY open.tenant ORDER BY job.id), open.steps, FALSE
        FROM open CROSS JOIN LATERAL (
            SELECT id FROM connect_jobs ready
            WHERE ready.app_key = $2 AND ready.state = 0 AND ready.client_key = open.tenant
            ORDER BY id LIMIT LEAST(open.room, GREATEST($4 - (SELECT count(*) FROM open) + 1, 1))) AS job),
    wanted AS MATERIALIZED (
        SELECT * FROM candidates ORDER BY round, steps LIMIT $4),
    sized AS (
        SELECT wanted.*, sum(job.size::bigint) OVER (ORDER BY wanted.round, wanted.steps) - job.size AS before
        FROM wanted JOIN connect_jobs job USING (id)),
    given AS MATERIALIZED (
        SELECT job.id, sized.round, sized.steps, sized.is_suspect
        FROM connect_jobs job JOIN sized USING (id)
        WHERE sized.before < $6 AND job.state IN (0, 5) FOR UPDATE OF job SKIP LOCKED),
    claimed AS (
        UPDATE connect_jobs job SET state = 2, owner = $1, attempts = attempts + 1
        FROM given WHERE job.id = given.id
        RETURNING job.id, job.client_key, job.kind, job.delivery, job.attempts, job.failures, job.crashes, job.received,
            given.round, given.steps, given.is_suspect)
    SELECT claimed.*, body.body FROM claimed LEFT JOIN connect_job_bodies body USING (id)";

/// Claims of an app are serialized over all processes: a tenant's running jobs can't be counted
/// while another claim adds to them. It's short, and blocks nothing else.
pub(super) async fn claim(
    pool: &PgPool,
    me: WorkerId,
    ask: Ask<'_>,
    turn: &str,
) -> Result<Claimed, sqlx::Error> {
    let nothing = Claimed {
        jobs: Vec::new(),
        turn: None,
    };
    if ask.want == 0 || ask.per_tenant == 0 {
        return Ok(nothing);
    }
    let any = sqlx::query(ANY).bind(ask.app_key).fetch_one(pool).await?;
    if !any.try_get::<bool, _>("is_any")? {
        return Ok(nothing);
    }
    let begin = format!(
        "BEGIN; SELECT pg_advisory_xact_lock({})",
        line_of(ask.app_key)
    );
    let mut transaction = pool.begin_with(AssertSqlSafe(begin).into_sql_str()).await?;
    sqlx::query(BEFORE)
        .bind(me.get())
        .bind(of_duration(ask.lease))
        .bind(ask.app_key)
        .execute(&mut *transaction)
        .await?;
    let rows = sqlx::query(CLAIM)
        .bind(me.get())
        .bind(ask.app_key)
        .bind(turn)
        .bind(i64::from(ask.want))
        .bind(i64::from(ask.per_tenant))
        .bind(i64::try_from(ask.bytes).unwrap_or(i64::MAX))
        .bind(ask.suspect)
        .fetch_all(&mut *transaction)
        .await?;
    transaction.commit().await?;

    let mut last = None;
    let mut jobs = Vec::with_capacity(rows.len());
    for row in &rows {
        let job = job(row, ask.app_key)?;
        if !job.suspect {
            let place: (i64, i32) = (row.try_get("round")?, row.try_get("steps")?);
            if last.as_ref().is_none_or(|(latest, _)| place > *latest) {
                last = Some((place, job.client_key.clone()));
            }
        }
        jobs.push(job);
    }
    jobs.sort_by_key(|job| job.id);
    Ok(Claimed {
        jobs,
        turn: last.map(|(_, tenant)| tenant),
    })
}

fn job(row: &PgRow, app_key: &str) -> Result<Job, sqlx::Error> {
    let body: Option<Vec<u8>> = row.try_get("body")?;
    Ok(Job {
        id: JobId::new(row.try_get("id")?),
        app_key: app_key.to_owned(),
        client_key: row.try_get("client_key")?,
        kind: row.try_get("kind")?,
        delivery: row.try_get("delivery")?,
        attempt: count(row.try_get("attempts")?),
        failures: count(row.try_get("failures")?),
        crashes: count(row.try_get("crashes")?),
        suspect: row.try_get("is_suspect")?,
        received: moment(row.try_get("received")?),
        body: Bytes::from(body.unwrap_or_default()),
    })
}

/// The lock number for an app (FNV-1a). Two apps with the same number only wait for each other.
fn line_of(app_key: &str) -> i64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in b"connect claim ".iter().chain(app_key.as_bytes()) {
        hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    }
    hash.cast_signed()
}
