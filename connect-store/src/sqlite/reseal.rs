//! Key rotation: sealing anew what other keys, or none, have sealed.

use sqlx::sqlite::SqlitePool;

use super::{row, unavailable};
use crate::{Sealer, StoreError};

/// Few enough that an install does not wait long for a batch.
const BATCH: u32 = 100;

const NEXT: &str = "
    SELECT app_key, client_key, secret, secret_key FROM connect_tenants
    WHERE secret IS NOT NULL AND secret_key IS NOT ?1 AND (app_key, client_key) > (?2, ?3)
    ORDER BY app_key, client_key LIMIT ?4";

/// Only while the row still holds what was read: an install in between has the newer secret.
const REPLACE: &str = "
    UPDATE connect_tenants SET secret = ?3, secret_key = ?4
    WHERE app_key = ?1 AND client_key = ?2 AND secret = ?5 AND secret_key IS ?6";

pub(super) async fn reseal(sealer: &Sealer, writer: &SqlitePool) -> Result<u64, StoreError> {
    let Some(key_id) = sealer.key_id() else {
        return Ok(0);
    };
    let failed = || unavailable(format!("seal secrets anew with key `{key_id}`"));

    let mut count = 0;
    let mut first_error = None;
    let mut after = (String::new(), String::new());
    loop {
        let next = sqlx::query(NEXT)
            .bind(key_id)
            .bind(&after.0)
            .bind(&after.1)
            .bind(BATCH);
        let rows = next.fetch_all(writer).await.map_err(failed())?;
        let Some(last) = rows.last() else { break };
        let last = row::name(last)?;
        after = (last.app_key.to_owned(), last.client_key.to_owned());

        let mut transaction = writer
            .begin_with("BEGIN IMMEDIATE")
            .await
            .map_err(failed())?;
        for old in &rows {
            let name = row::name(old)?;
            let Some(was) = row::sealed(old)? else {
                continue;
            };
            let sealed = match sealer
                .open(name, &was)
                .and_then(|secret| sealer.seal(name, &secret))
            {
                Ok(sealed) => sealed,
                Err(error) => {
                    first_error.get_or_insert(error);
                    continue;
                }
            };
            let replaced = sqlx::query(REPLACE)
                .bind(name.app_key)
                .bind(name.client_key)
                .bind(&sealed.bytes)
                .bind(&sealed.key_id)
                .bind(&was.bytes)
                .bind(&was.key_id)
                .execute(&mut *transaction)
                .await
                .map_err(failed())?;
            count += replaced.rows_affected();
        }
        transaction.commit().await.map_err(failed())?;
    }
    // The log still holds the pages as they were, with what this was to hide.
    sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
        .execute(writer)
        .await
        .map_err(failed())?;
    first_error.map_or(Ok(count), Err)
}
