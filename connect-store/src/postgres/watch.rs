//! Other processes' writes: the server notifies, and polling makes sure.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use sqlx::Row as _;
use sqlx::postgres::{PgConnectOptions, PgListener, PgPool, PgPoolOptions, PgRow};
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};

use super::jobs::{CHANNEL as JOBS, Ears};
use crate::{Announcer, Change, Changes};

/// The channel on which a transaction announces the tenant that it changes.
pub(super) const TENANTS: &str = "connect_tenants";

/// How often the table is polled for missed notifications: they don't pass through a proxy that
/// shares connections between sessions (pgbouncer, "Features": LISTEN), and a network may have lost
/// them.
const LOOKS_EVERY: Duration = Duration::from_millis(500);

/// A listener that has received nothing for this long checks whether the server is still there.
const SILENCE: Duration = Duration::from_secs(15);
const ANSWERS_IN: Duration = Duration::from_secs(5);

/// How long it waits after a failure.
const RESTS: Duration = Duration::from_millis(250);

/// The maximum number of changes that are announced individually.
const MOST: i64 = 1000;

/// All transactions below the first number have ended, so the next query returns what was not
/// visible yet. Numbers from the second on come from another server, of whose database this is a
/// copy.
const CHANGED: &str = "
    WITH seen AS (
        SELECT pg_snapshot_xmin(snapshot)::text::bigint AS low, pg_snapshot_xmax(snapshot)::text::bigint AS high
        FROM pg_current_snapshot() AS snapshot)
    SELECT seen.low, tenant.app_key, tenant.client_key, tenant.changed
    FROM seen LEFT JOIN (
        SELECT app_key, client_key, changed FROM connect_tenants WHERE changed >= $1
        UNION SELECT app_key, client_key, changed FROM connect_forge_installations WHERE changed >= $1
        UNION SELECT app_key, installation_id, changed FROM connect_forge_installations WHERE changed >= $1
    ) AS tenant ON tenant.changed < seen.high
    ORDER BY tenant.changed LIMIT $2";

/// Announces changes to tenants.
#[derive(Debug)]
pub(super) struct Watch {
    announcer: Arc<Announcer>,
    tasks: Mutex<Vec<JoinHandle<()>>>,
}

impl Watch {
    /// Starts watching: everything written once this has returned is announced.
    pub(super) async fn start(
        pool: &PgPool,
        options: &PgConnectOptions,
        ears: Ears,
    ) -> Result<Self, sqlx::Error> {
        let mut seen = Seen::default();
        look(pool, &mut seen, &Announcer::new()).await?;
        let announcer = Arc::new(Announcer::new());
        let looking = look_now_and_then(pool.clone(), seen, Arc::clone(&announcer));
        let listening = listen(options.clone(), Arc::clone(&announcer), ears);
        Ok(Self {
            announcer,
            tasks: Mutex::new(vec![tokio::spawn(looking), tokio::spawn(listening)]),
        })
    }

    pub(super) fn changes(&self) -> Changes {
        self.announcer.changes()
    }

    /// Releases the connection.
    pub(super) async fn stop(&self) {
        let tasks = std::mem::take(&mut *self.tasks.lock());
        for task in tasks {
            task.abort();
            drop(task.await);
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        for task in self.tasks.get_mut() {
            task.abort();
        }
    }
}

/// The progress of polling.
#[derive(Debug, Default)]
struct Seen {
    /// Transactions below this number have ended.
    low: i64,
    /// Changes above that which were already announced: a long transaction elsewhere must not cause the
    /// same announcement again and again.
    told: HashSet<(String, String, i64)>,
}

async fn look_now_and_then(pool: PgPool, mut seen: Seen, announcer: Arc<Announcer>) {
    let mut ticks = interval(LOOKS_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut fails = false;
    loop {
        ticks.tick().await;
        let looked = timeout(ANSWERS_IN, look(&pool, &mut seen, &announcer)).await;
        let error = match looked {
            Ok(Ok(())) => {
                if std::mem::take(&mut fails) {
                    tracing::info!("the database can be watched for changes again");
                }
                continue;
            }
            Ok(Err(sqlx::Error::PoolClosed)) => return,
            Ok(Err(error)) => error,
            Err(_) => sqlx::Error::PoolTimedOut,
        };
        if !std::mem::replace(&mut fails, true) {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "the database can't be watched for changes; trying again"
            );
        }
        // What was missed meanwhile is found by the next successful poll.
        sleep(RESTS).await;
    }
}

async fn look(pool: &PgPool, seen: &mut Seen, announcer: &Announcer) -> Result<(), sqlx::Error> {
    let is_first = seen.low == 0;
    // The first poll only determines where to start.
    let from = if is_first { i64::MAX } else { seen.low };
    let rows = sqlx::query(CHANGED)
        .bind(from)
        .bind(MOST)
        .fetch_all(pool)
        .await?;
    let mut told = HashSet::new();
    for row in &rows {
        seen.low = row.try_get("low")?;
        if let Some(change) = changed(row)? {
            if !seen.told.contains(&change) {
                announcer.tenant(&change.0, &change.1);
            }
            told.insert(change);
        }
    }
    if i64::try_from(rows.len()) == Ok(MOST) {
        announcer.tell(Change::Unknown);
    }
    seen.told = told;
    Ok(())
}

fn changed(row: &PgRow) -> Result<Option<(String, String, i64)>, sqlx::Error> {
    let Some(app_key) = row.try_get("app_key")? else {
        return Ok(None);
    };
    Ok(Some((
        app_key,
        row.try_get("client_key")?,
        row.try_get("changed")?,
    )))
}

/// Listens for as long as the store exists. Notifications sent while there is no listener are lost, so
/// after each new start anything may have changed.
async fn listen(options: PgConnectOptions, announcer: Arc<Announcer>, ears: Ears) {
    let mut is_new = true;
    let mut fails = false;
    loop {
        let error = match listener(options.clone()).await {
            Ok(mut listener) => {
                if !std::mem::take(&mut is_new) {
                    announcer.tell(Change::Unknown);
                    ears.wake();
                }
                if std::mem::take(&mut fails) {
                    tracing::info!("the database notifies of changes again");
                }
                hear(&mut listener, &announcer, &ears).await
            }
            Err(error) => error,
        };
        if !std::mem::replace(&mut fails, true) {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "the database does not notify of changes; polling for them meanwhile"
            );
        }
        sleep(RESTS).await;
    }
}

async fn listener(options: PgConnectOptions) -> Result<PgListener, sqlx::Error> {
    // A listener needs a pool: a new one each time, because a connection that was lost unnoticed is
    // not given up soon.
    let pool = PgPoolOptions::new()
        .max_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .acquire_timeout(ANSWERS_IN)
        .connect_lazy_with(options);
    let mut listener = PgListener::connect_with(&pool).await?;
    listener.listen_all([TENANTS, JOBS]).await?;
    Ok(listener)
}

/// Announces what it receives until the connection is lost.
async fn hear(listener: &mut PgListener, announcer: &Announcer, ears: &Ears) -> sqlx::Error {
    listener.eager_reconnect(false);
    loop {
        match timeout(SILENCE, listener.try_recv()).await {
            Ok(Ok(Some(told))) if told.channel() == JOBS => ears.hear(told.payload()),
            Ok(Ok(Some(told))) => tell(told.payload(), announcer),
            Ok(Ok(None)) => {
                return sqlx::Error::Io(std::io::ErrorKind::ConnectionAborted.into());
            }
            Ok(Err(error)) => return error,
            Err(_) => {
                let asked = sqlx::query("SELECT 1").execute(&mut *listener);
                match timeout(ANSWERS_IN, asked).await {
                    Ok(Ok(_)) => {}
                    Ok(Err(error)) => return error,
                    Err(_) => return sqlx::Error::Io(std::io::ErrorKind::TimedOut.into()),
                }
            }
        }
    }
}

fn tell(payload: &str, announcer: &Announcer) {
    match serde_json::from_str::<(String, String)>(payload) {
        Ok((app_key, client_key)) => announcer.tenant(&app_key, &client_key),
        // A name too long for a notification, or one that this version does not know.
        Err(_) => announcer.tell(Change::Unknown),
    }
}
