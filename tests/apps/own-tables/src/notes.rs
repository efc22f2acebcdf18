//! The app's own table.

use std::time::{Duration, SystemTime};

use connect_runtime::axum::extract::State;
use connect_runtime::client::{PersonalData, StoredAccount};
use connect_runtime::prelude::*;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{Row as _, SqlSafeStr as _, SqlitePool};

// readme: migrate
/// The notes of every tenant; the app's state.
#[derive(Debug, Clone)]
pub(crate) struct Notes(SqlitePool);

impl Notes {
    /// Brings the table up to date.
    pub(crate) async fn open(pool: SqlitePool) -> Result<Self> {
        // With sqlx's feature `macros` this is `sqlx::migrate!().run(&pool)`.
        let sql = include_str!("../migrations/0001_notes.sql").into_sql_str();
        let notes = Migration::new(1, "notes".into(), MigrationType::Simple, sql, false);
        Migrator::with_migrations(vec![notes]).run(&pool).await?;
        Ok(Self(pool))
    }
}
// readme: rows
impl Notes {
    /// Keeps a user's note on an issue.
    pub(crate) async fn keep(
        &self,
        tenant: &Tenant,
        issue: &str,
        user: &User,
        text: &str,
    ) -> Result<()> {
        let note = sqlx::query(
            "INSERT OR REPLACE INTO notes (client_key, issue, account_id, text) VALUES (?, ?, ?, ?)",
        );
        let note = note.bind(tenant.client_key()).bind(issue);
        note.bind(user.account_id())
            .bind(text)
            .execute(&self.0)
            .await?;
        Ok(())
    }

    /// The notes on an issue.
    pub(crate) async fn on(&self, tenant: &Tenant, issue: &str) -> Result<Vec<String>> {
        let notes = sqlx::query(
            "SELECT text FROM notes WHERE client_key = ? AND issue = ? ORDER BY account_id",
        );
        let notes = notes.bind(tenant.client_key()).bind(issue);
        let notes = notes
            .fetch_all(&self.0)
            .await
            .context("the notes can't be read")?;
        Ok(notes.iter().map(|row| row.get(0)).collect())
    }
}
// readme: forget
impl Notes {
    /// Deletes everything that is kept for a site.
    pub(crate) async fn forget(&self, tenant: &Tenant) -> Result<()> {
        let all = sqlx::query("DELETE FROM notes WHERE client_key = ?");
        all.bind(tenant.client_key()).execute(&self.0).await?;
        Ok(())
    }
}

/// A site that has removed the app leaves nothing behind.
#[uninstalled]
async fn forget(tenant: Tenant, State(notes): State<Notes>) -> Result<()> {
    notes.forget(&tenant).await
}
// readme: personal
impl Notes {
    /// The personal data of one site.
    pub(crate) fn of(&self, tenant: &Tenant) -> NotesOfSite {
        NotesOfSite {
            notes: self.clone(),
            site: tenant.client_key().to_owned(),
        }
    }
}

/// The notes of one site.
pub(crate) struct NotesOfSite {
    notes: Notes,
    site: String,
}

impl PersonalData for NotesOfSite {
    type Error = Error;

    /// The accounts in the table, in pages, and when each was written last.
    async fn stored(&self, after: Option<&str>, limit: usize) -> Result<Vec<StoredAccount>> {
        let accounts = sqlx::query(
            "SELECT account_id, max(kept) FROM notes WHERE client_key = ? AND account_id > ? \
             GROUP BY account_id ORDER BY account_id LIMIT ?",
        );
        let accounts = accounts.bind(&self.site).bind(after.unwrap_or_default());
        let accounts = accounts
            .bind(i64::try_from(limit)?)
            .fetch_all(&self.notes.0)
            .await?;
        let account = |row: &sqlx::sqlite::SqliteRow| {
            let seconds = u64::try_from(row.get::<i64, _>(1))?;
            let kept = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
            Ok(StoredAccount::new(row.get::<&str, _>(0), kept))
        };
        accounts.iter().map(account).collect()
    }

    /// The account was closed: the person is gone from every site.
    async fn erase(&self, account_id: &str) -> Result<()> {
        let all = sqlx::query("DELETE FROM notes WHERE account_id = ?");
        all.bind(account_id).execute(&self.notes.0).await?;
        Ok(())
    }

    /// What was read about the person is out of date. In a note, nothing is.
    async fn refresh(&self, account_id: &str) -> Result<()> {
        let all = sqlx::query(
            "UPDATE notes SET kept = unixepoch() WHERE client_key = ? AND account_id = ?",
        );
        all.bind(&self.site)
            .bind(account_id)
            .execute(&self.notes.0)
            .await?;
        Ok(())
    }
}
// readme: end
