//! Transactions that change tenants, in PostgreSQL.

use sqlx::PgConnection;
use sqlx::postgres::PgRow;

use super::watch::TENANTS;
use crate::forge::statements::installations;
use crate::lifecycle::rows::tenant_rows;
use crate::transaction::Transaction;

const LOCK: &str = "SELECT pg_advisory_xact_lock(hashtextextended('connect lifecycle ' || $1, 0))";

/// A notification must hold the names of its tenant (PostgreSQL, "NOTIFY": 8,000 bytes); without them its
/// listeners take everything for changed.
const LONGEST_NOTIFICATION: usize = 7_900;

impl Transaction for PgConnection {
    async fn lock(&mut self, app_key: &str) -> Result<(), sqlx::Error> {
        sqlx::query(LOCK).bind(app_key).execute(self).await?;
        Ok(())
    }

    async fn announce(&mut self, app_key: &str, client_key: &str) -> Result<(), sqlx::Error> {
        let mut payload = serde_json::Value::from(vec![app_key, client_key]).to_string();
        if payload.len() > LONGEST_NOTIFICATION {
            payload.clear();
        }
        sqlx::query("SELECT pg_notify($1, $2)")
            .bind(TENANTS)
            .bind(payload)
            .execute(self)
            .await?;
        Ok(())
    }
}

tenant_rows! {
    PgConnection, PgRow,
    changed: "pg_current_xact_id()::text::bigint", for_update: " FOR UPDATE", later: "GREATEST",
}

installations! { PgConnection, PgRow, changed: "pg_current_xact_id()::text::bigint" }
