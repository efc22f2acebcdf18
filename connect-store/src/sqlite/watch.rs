//! Detects other connections' writes by polling.

use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use sqlx::sqlite::SqlitePool;
use sqlx::{Row as _, SqliteConnection};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::MissedTickBehavior;

use crate::{Announcer, Change, Changes};

/// The polling interval. It costs a third of a percent of a core.
const EVERY: Duration = Duration::from_millis(100);

/// The maximum number of changes that are announced individually.
const MOST: i64 = 1000;

/// The tables whose rows are cached, each with its own numbers.
const TABLES: [Table; 2] = [
    Table {
        changed: "
    SELECT app_key, client_key, client_key AS other_name, changed
    FROM connect_tenants WHERE changed > ?1 ORDER BY changed LIMIT ?2",
        latest: "SELECT COALESCE(MAX(changed), 0) FROM connect_tenants",
    },
    Table {
        changed: "
    SELECT app_key, client_key, installation_id AS other_name, changed
    FROM connect_forge_installations WHERE changed > ?1 ORDER BY changed LIMIT ?2",
        latest: "SELECT COALESCE(MAX(changed), 0) FROM connect_forge_installations",
    },
];

struct Table {
    changed: &'static str,
    latest: &'static str,
}

/// Announces changes to tenants. SQLite tells a connection that another one, of any process, has
/// written since it last asked (sqlite.org, "PRAGMA data_version"); the table tells which rows.
#[derive(Debug)]
pub(super) struct Watch {
    announcer: Arc<Announcer>,
    task: Mutex<Option<JoinHandle<()>>>,
}

impl Watch {
    /// Starts watching: everything written once this has returned is announced.
    pub(super) async fn start(
        readers: &SqlitePool,
        wake: Arc<Notify>,
    ) -> Result<Self, sqlx::Error> {
        let mut connection = readers.acquire().await?;
        let seen = Seen::now(&mut connection).await?;
        let announcer = Arc::new(Announcer::new());
        let task = tokio::spawn(watch(
            readers.clone(),
            Some(connection),
            seen,
            Arc::clone(&announcer),
            wake,
        ));
        Ok(Self {
            announcer,
            task: Mutex::new(Some(task)),
        })
    }

    pub(super) fn changes(&self) -> Changes {
        self.announcer.changes()
    }

    /// Returns the connection.
    pub(super) async fn stop(&self) {
        let task = self.task.lock().take();
        if let Some(task) = task {
            task.abort();
            let _ = task.await;
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if let Some(task) = self.task.get_mut() {
            task.abort();
        }
    }
}

/// The watcher's progress.
#[derive(Debug, Clone, Copy)]
struct Seen {
    version: i64,
    /// One for each table.
    changes: [i64; TABLES.len()],
}

impl Seen {
    async fn now(connection: &mut SqliteConnection) -> Result<Self, sqlx::Error> {
        // In this order: what is written in between is announced twice rather than never.
        let version = number(&mut *connection, "PRAGMA data_version").await?;
        let mut changes = [0; TABLES.len()];
        for (change, table) in changes.iter_mut().zip(&TABLES) {
            *change = number(&mut *connection, table.latest).await?;
        }
        Ok(Self { version, changes })
    }
}

async fn number(
    connection: &mut SqliteConnection,
    query: &'static str,
) -> Result<i64, sqlx::Error> {
    sqlx::query(query).fetch_one(connection).await?.try_get(0)
}

async fn watch(
    readers: SqlitePool,
    mut connection: Option<sqlx::pool::PoolConnection<sqlx::Sqlite>>,
    mut seen: Seen,
    announcer: Arc<Announcer>,
    wake: Arc<Notify>,
) {
    let mut ticks = tokio::time::interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let looked = match &mut connection {
            Some(connection) => look(connection, &mut seen, &announcer, &wake).await,
            // The version is only meaningful for one connection: with another, anything may have
            // changed.
            None => match readers.acquire().await {
                Ok(mut again) => {
                    let found = Seen::now(&mut again).await;
                    connection = Some(again);
                    announcer.tell(Change::Unknown);
                    wake.notify_one();
                    found.map(|found| seen = found)
                }
                Err(error) => Err(error),
            },
        };
        if let Err(error) = looked {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "the database can't be watched for changes; trying again"
            );
            connection = None;
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }
}

async fn look(
    connection: &mut SqliteConnection,
    seen: &mut Seen,
    announcer: &Announcer,
    wake: &Notify,
) -> Result<(), sqlx::Error> {
    let version = number(&mut *connection, "PRAGMA data_version").await?;
    if version == seen.version {
        return Ok(());
    }
    // It may have been a job.
    wake.notify_one();
    for (change, table) in seen.changes.iter_mut().zip(&TABLES) {
        let changed = sqlx::query(table.changed)
            .bind(*change)
            .bind(MOST)
            .fetch_all(&mut *connection)
            .await?;
        if changed.len() as i64 == MOST {
            *change = number(&mut *connection, table.latest).await?;
            announcer.tell(Change::Unknown);
            continue;
        }
        for row in &changed {
            let app_key = row.try_get("app_key")?;
            let (name, other): (&str, &str) =
                (row.try_get("client_key")?, row.try_get("other_name")?);
            announcer.tenant(app_key, name);
            if other != name {
                announcer.tenant(app_key, other);
            }
            *change = row.try_get("changed")?;
        }
    }
    seen.version = version;
    Ok(())
}
