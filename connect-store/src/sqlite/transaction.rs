//! Transactions that change tenants, in SQLite.

use sqlx::SqliteConnection;
use sqlx::sqlite::SqliteRow;

use crate::forge::statements::installations;
use crate::lifecycle::rows::tenant_rows;
use crate::transaction::Transaction;

impl Transaction for SqliteConnection {
    async fn lock(&mut self, _app_key: &str) -> Result<(), sqlx::Error> {
        // A transaction that writes has exclusive access to the database.
        Ok(())
    }

    async fn announce(&mut self, _app_key: &str, _client_key: &str) -> Result<(), sqlx::Error> {
        // The other processes look for rows whose `changed` is new.
        Ok(())
    }
}

tenant_rows! {
    SqliteConnection, SqliteRow,
    changed: "(SELECT COALESCE(MAX(changed), 0) + 1 FROM connect_tenants)", for_update: "", later: "MAX",
}

installations! {
    SqliteConnection, SqliteRow,
    changed: "(SELECT COALESCE(MAX(changed), 0) + 1 FROM connect_forge_installations)"
}
