//! The app's own tables.

use connect_runtime::jobs::NewJob;
use connect_runtime::prelude::*;
use connect_runtime::tenants::PostgresStore;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::postgres::PgPool;
use sqlx::{Row as _, SqlSafeStr as _};

/// The votes of every tenant; the app's state.
#[derive(Debug, Clone)]
pub(crate) struct Votes(PgPool);

impl Votes {
    /// Brings the tables up to date. Several processes may do that at once: the migrator has a lock.
    pub(crate) async fn open(pool: PgPool) -> Result<Self> {
        // With sqlx's feature `macros` this is `sqlx::migrate!().run(&pool)`.
        let sql = include_str!("../migrations/0001_votes.sql").into_sql_str();
        let votes = Migration::new(1, "votes".into(), MigrationType::Simple, sql, false);
        let migrations = vec![votes];
        Migrator::with_migrations(migrations).run(&pool).await?;
        Ok(Self(pool))
    }

    /// Notes a vote and what is to be done for it: both or neither. For a user's second vote on an issue
    /// nothing is done.
    pub(crate) async fn vote(
        &self,
        tenant: &Tenant,
        issue: &str,
        user: &str,
        then: NewJob,
    ) -> Result<()> {
        let mut transaction = self.0.begin().await?;
        let vote = sqlx::query("INSERT INTO votes VALUES ($1, $2, $3) ON CONFLICT DO NOTHING");
        let vote = vote.bind(tenant.client_key()).bind(issue).bind(user);
        if vote.execute(&mut *transaction).await?.rows_affected() > 0 {
            PostgresStore::accept_in(&mut transaction, then).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// How many have voted for an issue.
    pub(crate) async fn on(&self, tenant: &Tenant, issue: &str) -> Result<i64> {
        let votes = sqlx::query("SELECT count(*) FROM votes WHERE client_key = $1 AND issue = $2");
        let votes = votes.bind(tenant.client_key()).bind(issue);
        Ok(votes.fetch_one(&self.0).await?.try_get(0)?)
    }

    /// Whether a user has voted for an issue.
    pub(crate) async fn has(&self, tenant: &Tenant, issue: &str, user: &str) -> Result<bool> {
        let vote = "SELECT 1 FROM votes WHERE client_key = $1 AND issue = $2 AND account_id = $3";
        let vote = sqlx::query(vote).bind(tenant.client_key());
        let vote = vote.bind(issue).bind(user).fetch_optional(&self.0).await?;
        Ok(vote.is_some())
    }

    /// Notes an issue; twice is fine.
    pub(crate) async fn note(&self, tenant: &Tenant, issue: &str) -> Result<()> {
        let note = sqlx::query("INSERT INTO issues VALUES ($1, $2) ON CONFLICT DO NOTHING");
        let note = note.bind(tenant.client_key()).bind(issue);
        note.execute(&self.0).await?;
        Ok(())
    }
}
