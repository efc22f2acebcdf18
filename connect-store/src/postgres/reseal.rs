//! Key rotation: re-encrypting secrets that are sealed with other keys, or not at all.

use sqlx::Row as _;
use sqlx::postgres::PgPool;

use crate::failed::unavailable;
use crate::forge::statements::reseal_tokens;
use crate::row;
use crate::{Sealer, StoreError};

const BATCH: i64 = 100;

const NEXT: &str = "
    SELECT app_key, client_key, base_url, state, secret, secret_key FROM connect_tenants
    WHERE secret IS NOT NULL AND secret_key IS DISTINCT FROM $1 AND (app_key, client_key) > ($2, $3)
    ORDER BY app_key, client_key LIMIT $4";

/// Only if the row still contains what was read: an install in between has the newer secret. One
/// statement is one transaction, so that an install which has locked some row never waits for
/// another one that waits for it.
const REPLACE: &str = "
    UPDATE connect_tenants SET secret = $3, secret_key = $4
    WHERE app_key = $1 AND client_key = $2 AND secret = $5 AND secret_key IS NOT DISTINCT FROM $6";

pub(super) async fn reseal(sealer: &Sealer, pool: &PgPool) -> Result<u64, StoreError> {
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
        let rows = next.fetch_all(pool).await.map_err(failed())?;
        let Some(last) = rows.last() else { break };
        let text = |column| last.try_get(column).map_err(failed());
        after = (text("app_key")?, text("client_key")?);

        for old in &rows {
            match row::sealed_anew(old, sealer) {
                Ok((name, was, sealed)) => {
                    let replaced = sqlx::query(REPLACE)
                        .bind(name.app_key)
                        .bind(name.client_key)
                        .bind(&sealed.bytes)
                        .bind(&sealed.key_id)
                        .bind(&was.bytes)
                        .bind(&was.key_id)
                        .execute(pool)
                        .await;
                    count += replaced.map_err(failed())?.rows_affected();
                }
                Err(error) => {
                    first_error.get_or_insert(error);
                }
            }
        }
    }
    let (tokens, error) = reseal_tokens!(pool, sealer, key_id, BATCH, ());
    first_error.or(error).map_or(Ok(count + tokens), Err)
}
