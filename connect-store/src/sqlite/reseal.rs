//! Key rotation: re-encrypting secrets that are sealed with other keys, or not at all.

use sqlx::sqlite::{SqlitePool, SqliteRow};
use sqlx::{Row as _, SqliteConnection};

use super::gate::Gate;
use crate::encryption::{Binding, Sealed};
use crate::failed::unavailable;
use crate::forge::statements::reseal_tokens;
use crate::row;
use crate::{Sealer, StoreError};

/// Few enough that an install does not wait long for a batch.
const BATCH: u32 = 100;

const NEXT: &str = "
    SELECT app_key, client_key, base_url, state, secret, secret_key FROM connect_tenants
    WHERE secret IS NOT NULL AND secret_key IS NOT ?1 AND (app_key, client_key) > (?2, ?3)
    ORDER BY app_key, client_key LIMIT ?4";

/// Only if the row still contains what was read: an install in between has the newer secret.
const REPLACE: &str = "
    UPDATE connect_tenants SET secret = ?3, secret_key = ?4
    WHERE app_key = ?1 AND client_key = ?2 AND secret = ?5 AND secret_key IS ?6";

pub(super) async fn reseal(
    sealer: &Sealer,
    writer: &SqlitePool,
    gate: &Gate,
) -> Result<u64, StoreError> {
    let Some(key_id) = sealer.key_id() else {
        return Ok(0);
    };
    let failed = || unavailable(format!("seal secrets anew with key `{key_id}`"));

    let mut count = 0;
    let mut first_error = None;
    let mut after = (String::new(), String::new());
    loop {
        let rows = batch(writer, key_id, &after).await.map_err(failed())?;
        let Some(last) = rows.last() else { break };
        let text = |column| last.try_get(column).map_err(failed());
        after = (text("app_key")?, text("client_key")?);

        let _turn = gate.turn().await;
        let mut transaction = writer
            .begin_with("BEGIN IMMEDIATE")
            .await
            .map_err(failed())?;
        for old in &rows {
            match row::sealed_anew(old, sealer) {
                Ok((name, was, sealed)) => {
                    let replaced = replace(&mut transaction, name, &was, &sealed).await;
                    count += u64::from(replaced.map_err(failed())?);
                }
                Err(error) => {
                    first_error.get_or_insert(error);
                }
            }
        }
        transaction.commit().await.map_err(failed())?;
    }
    let (tokens, error) = reseal_tokens!(writer, sealer, key_id, BATCH, gate.turn().await);
    count += tokens;
    first_error = first_error.or(error);
    if count > 0 {
        // The log still contains the old pages, with the secrets that this was to remove.
        sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
            .execute(writer)
            .await
            .map_err(failed())?;
    }
    first_error.map_or(Ok(count), Err)
}

/// The next rows that are sealed with another key, or not at all.
pub(super) async fn batch(
    writer: &SqlitePool,
    key_id: &str,
    after: &(String, String),
) -> Result<Vec<SqliteRow>, sqlx::Error> {
    let next = sqlx::query(NEXT)
        .bind(key_id)
        .bind(&after.0)
        .bind(&after.1)
        .bind(BATCH);
    next.fetch_all(writer).await
}

/// Replaces a sealed secret, if it is still there.
pub(super) async fn replace(
    connection: &mut SqliteConnection,
    row: Binding<'_>,
    was: &Sealed,
    sealed: &Sealed,
) -> Result<bool, sqlx::Error> {
    let replaced = sqlx::query(REPLACE)
        .bind(row.app_key)
        .bind(row.client_key)
        .bind(&sealed.bytes)
        .bind(&sealed.key_id)
        .bind(&was.bytes)
        .bind(&was.key_id)
        .execute(connection)
        .await?;
    Ok(replaced.rows_affected() > 0)
}
