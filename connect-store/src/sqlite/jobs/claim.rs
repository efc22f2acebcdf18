//! Giving jobs to a worker: each tenant gets a turn.

use std::collections::HashMap;
use std::time::Duration;

use bytes::Bytes;
use serde_json::json;
use sqlx::{Row as _, SqliteConnection};

use super::{batch, many, moment, number, of_duration};
use crate::jobs::{Job, JobId, WorkerId};

/// An owned claim.
#[derive(Debug)]
pub(super) struct Claim {
    pub(super) me: WorkerId,
    pub(super) app_key: String,
    pub(super) want: u32,
    pub(super) bytes: u64,
    pub(super) per_tenant: u32,
    pub(super) suspect: bool,
    pub(super) lease: Duration,
}

/// Some more tenants are considered than jobs are wanted, because some may have reached their
/// limit.
const SPARE_TENANTS: u32 = 64;

/// About how many jobs are considered.
const CHOICE: usize = 256;

/// A claim that was not satisfied, although there was more, looks again.
const ROUNDS: u32 = 4;

/// Renews the worker's lease, makes due jobs ready, and finds those that have to run alone.
pub(super) const BEGIN: &str = "
    INSERT INTO connect_job_workers (id, alive_until) VALUES (?3, ?4)
    ON CONFLICT (id) DO UPDATE SET alive_until = ?4;

    UPDATE connect_jobs SET state = CASE WHEN crashes > 1 THEN 5 ELSE 0 END
    WHERE state = 1 AND app_key = ?1 AND due <= ?2;

    SELECT id FROM connect_jobs s WHERE state = 5 AND app_key = ?1
        AND (SELECT COUNT(*) FROM connect_jobs r WHERE r.state = 2 AND r.app_key = ?1 AND r.client_key = s.client_key) < ?5
    ORDER BY id LIMIT 1";

/// The tenants that have ready jobs, starting after the one that had the last turn and wrapping around to it,
/// each with the number of its running jobs. One seek for each, regardless of the number of jobs. One row,
/// because its reader is woken for each.
pub(super) const TENANTS: &str = "
    WITH RECURSIVE
        later(t, n) AS (
            SELECT (SELECT client_key FROM connect_jobs WHERE state = 0 AND app_key = ?1 AND client_key > ?2
                ORDER BY client_key LIMIT 1), 1
            UNION ALL
            SELECT (SELECT client_key FROM connect_jobs WHERE state = 0 AND app_key = ?1 AND client_key > later.t
                ORDER BY client_key LIMIT 1), n + 1
            FROM later WHERE t IS NOT NULL AND n < ?3),
        earlier(t, n) AS (
            SELECT (SELECT client_key FROM connect_jobs WHERE state = 0 AND app_key = ?1 AND client_key <= ?2
                ORDER BY client_key LIMIT 1), 1
            UNION ALL
            SELECT (SELECT client_key FROM connect_jobs WHERE state = 0 AND app_key = ?1 AND client_key > earlier.t
                AND client_key <= ?2 ORDER BY client_key LIMIT 1), n + 1
            FROM earlier WHERE t IS NOT NULL AND n < ?3)
    SELECT json_group_array(json_array(t, (SELECT COUNT(*) FROM (SELECT 1 FROM connect_jobs r
        WHERE r.state = 2 AND r.app_key = ?1 AND r.client_key = t LIMIT ?4))))
    FROM (SELECT t FROM later WHERE t IS NOT NULL UNION ALL SELECT t FROM earlier WHERE t IS NOT NULL LIMIT ?3)";

/// The first few ready jobs of each of these tenants, also in one row.
pub(super) const CHOOSE: &str = "
    SELECT json_group_array(json_array(place, id, size)) FROM (
        SELECT l.key AS place, i.id, i.size FROM jsonb_each(?2) l JOIN connect_jobs i ON i.id IN (
            SELECT id FROM connect_jobs WHERE state = 0 AND app_key = ?1 AND client_key = l.value ORDER BY id LIMIT ?3)
        ORDER BY l.key, i.id)";

pub(super) const GIVE: &str = "
    UPDATE connect_jobs SET state = 2, owner = ?1, attempts = attempts + 1
    WHERE id IN (SELECT value FROM jsonb_each(?2))
    RETURNING id, client_key, kind, delivery, attempts, failures, crashes, received,
        (SELECT body FROM connect_job_bodies b WHERE b.id = connect_jobs.id) AS body";

/// The tenant that had the last turn, for each app.
pub(super) type Turns = HashMap<String, String>;

pub(super) async fn claim(
    connection: &mut SqliteConnection,
    claim: &Claim,
    turns: &mut Turns,
    now: i64,
) -> Result<Vec<Job>, sqlx::Error> {
    let suspect = sqlx::query(BEGIN)
        .bind(&claim.app_key)
        .bind(now)
        .bind(claim.me.get())
        .bind(now + of_duration(claim.lease))
        .bind(claim.per_tenant)
        .fetch_optional(&mut *connection)
        .await?;
    let mut given = Vec::new();
    if claim.suspect
        && claim.want > 0
        && let Some(suspect) = suspect
    {
        let id = suspect.try_get(0)?;
        given.extend(give(connection, claim, &[id]).await?);
    }
    let most = usize::try_from(claim.want).unwrap_or(usize::MAX);
    let mut bytes = 0;
    for job in &given {
        bytes += many(i64::try_from(job.body.len()).unwrap_or(i64::MAX));
    }
    for _ in 0..ROUNDS {
        let room = Room {
            jobs: most.saturating_sub(given.len()),
            bytes: claim.bytes.saturating_sub(bytes),
            first: given.is_empty(),
        };
        if room.jobs == 0 || (room.bytes == 0 && !room.first) {
            break;
        }
        let turn = turns.entry(claim.app_key.clone()).or_default();
        let chosen = choose(connection, claim, turn, &room).await?;
        bytes += chosen.bytes;
        if !chosen.ids.is_empty() {
            given.extend(give(connection, claim, &chosen.ids).await?);
        }
        if !chosen.more {
            break;
        }
    }
    given.sort_by_key(|job| job.id);
    Ok(given)
}

/// What a claim may still take.
struct Room {
    jobs: usize,
    bytes: u64,
    /// Nothing has been taken yet, so that one job of any size is allowed.
    first: bool,
}

#[derive(Default)]
struct Chosen {
    ids: Vec<i64>,
    bytes: u64,
    /// There may be more jobs to give.
    more: bool,
}

/// A tenant's jobs to choose from.
struct Choice {
    tenant: String,
    /// How many of them may run in addition to those already running.
    may: usize,
    /// Number and size, latest first.
    jobs: Vec<(i64, u64)>,
}

async fn choose(
    connection: &mut SqliteConnection,
    claim: &Claim,
    turn: &mut String,
    room: &Room,
) -> Result<Chosen, sqlx::Error> {
    let most_tenants =
        number(i64::try_from(room.jobs).unwrap_or(i64::MAX)).saturating_add(SPARE_TENANTS);
    let tenants = sqlx::query(TENANTS)
        .bind(&claim.app_key)
        .bind(&*turn)
        .bind(most_tenants)
        .bind(claim.per_tenant)
        .fetch_one(&mut *connection)
        .await?;
    let tenants = batch::table::<(String, i64)>(&tenants)?;
    let looked_at = tenants.len();
    let mut last = None;
    let mut choices = Vec::new();
    for (tenant, running) in tenants {
        let running = number(running);
        last = Some(tenant.clone());
        let may = claim.per_tenant.saturating_sub(running);
        if may > 0 {
            choices.push(Choice {
                tenant,
                may: usize::try_from(may).unwrap_or(usize::MAX),
                jobs: Vec::new(),
            });
        }
    }
    let all_looked_at = looked_at < usize::try_from(most_tenants).unwrap_or(usize::MAX);
    if choices.is_empty() {
        // All of these have reached their limit: the next round looks at those behind them.
        if let (false, Some(last)) = (all_looked_at, last) {
            *turn = last;
        }
        return Ok(Chosen {
            more: !all_looked_at,
            ..Chosen::default()
        });
    }
    let of_each = (CHOICE / choices.len()).clamp(1, room.jobs);
    let names: Vec<&str> = choices.iter().map(|choice| &*choice.tenant).collect();
    let rows = sqlx::query(CHOOSE)
        .bind(&claim.app_key)
        .bind(json!(names).to_string())
        .bind(i64::try_from(of_each).unwrap_or(i64::MAX))
        .fetch_one(&mut *connection)
        .await?;
    for (place, id, size) in batch::table::<(usize, i64, i64)>(&rows)?.into_iter().rev() {
        if let Some(choice) = choices.get_mut(place) {
            choice.jobs.push((id, many(size)));
        }
    }
    let cut_short = choices
        .iter()
        .any(|choice| choice.jobs.len() == of_each && choice.may > of_each);
    let mut chosen = take_turns(&mut choices, room, turn);
    chosen.more = cut_short || !all_looked_at;
    Ok(chosen)
}

/// Takes one job of each tenant, round by round, until there is no room.
fn take_turns(choices: &mut [Choice], room: &Room, turn: &mut String) -> Chosen {
    let mut chosen = Chosen::default();
    loop {
        let before = chosen.ids.len();
        for choice in &mut *choices {
            let has_one = !room.first || !chosen.ids.is_empty();
            if chosen.ids.len() >= room.jobs || (has_one && chosen.bytes >= room.bytes) {
                return chosen;
            }
            if choice.may > 0
                && let Some((id, size)) = choice.jobs.pop()
            {
                choice.may -= 1;
                chosen.ids.push(id);
                chosen.bytes += size;
                turn.clone_from(&choice.tenant);
            }
        }
        if chosen.ids.len() == before {
            return chosen;
        }
    }
}

async fn give(
    connection: &mut SqliteConnection,
    claim: &Claim,
    ids: &[i64],
) -> Result<Vec<Job>, sqlx::Error> {
    let rows = sqlx::query(GIVE)
        .bind(claim.me.get())
        .bind(json!(ids).to_string())
        .fetch_all(connection)
        .await?;
    let job = |row: &sqlx::sqlite::SqliteRow| {
        let crashes = number(row.try_get("crashes")?);
        let body: Option<Vec<u8>> = row.try_get("body")?;
        Ok(Job {
            id: JobId::new(row.try_get("id")?),
            app_key: claim.app_key.clone(),
            client_key: row.try_get("client_key")?,
            kind: row.try_get("kind")?,
            delivery: row.try_get("delivery")?,
            attempt: number(row.try_get("attempts")?),
            failures: number(row.try_get("failures")?),
            crashes,
            suspect: crashes > 1,
            received: moment(row.try_get("received")?),
            body: Bytes::from(body.unwrap_or_default()),
        })
    };
    rows.iter().map(job).collect()
}
