//! The statements for the rows of tenants: one text for both databases, but for what their SQL spells
//! differently.

use std::borrow::Cow;

/// A text as either database can hold it: PostgreSQL takes every character but one ("Character Types").
pub(crate) fn text(text: &str) -> Cow<'_, str> {
    if text.contains('\0') {
        text.replace('\0', "").into()
    } else {
        text.into()
    }
}

/// Implements [`TenantRows`](super::TenantRows) for a connection. `changed` numbers the changes, `for_update`
/// locks a row that is read, and `later` is the function that takes the greater of two numbers.
macro_rules! tenant_rows {
    (
        $connection:ty, $row:ty,
        changed: $changed:literal, for_update: $for_update:literal, later: $later:literal $(,)?
    ) => {
        impl crate::lifecycle::TenantRows for $connection {
            type Row = $row;

            async fn find(
                &mut self,
                app_key: &str,
                client_key: &str,
            ) -> Result<Option<$row>, sqlx::Error> {
                const FIND: &str = concat!(
                    "SELECT app_key, client_key, base_url, state, enabled, environment, secret, secret_key, generation,
                        believed_at, superseded_at
                    FROM connect_tenants WHERE app_key = $1 AND client_key = $2",
                    $for_update
                );
                let found = sqlx::query(FIND).bind(app_key).bind(client_key);
                found.fetch_optional(self).await
            }

            async fn seen(
                &mut self,
                app_key: &str,
                proof: &crate::Proof,
            ) -> Result<Option<Vec<u8>>, sqlx::Error> {
                const SEEN: &str =
                    "SELECT body FROM connect_lifecycle_tokens WHERE app_key = $1 AND token = $2";
                let seen = sqlx::query_scalar(SEEN).bind(app_key).bind(&proof.token[..]);
                seen.fetch_optional(self).await
            }

            async fn remember(
                &mut self,
                app_key: &str,
                proof: &crate::Proof,
            ) -> Result<(), sqlx::Error> {
                const FORGET: &str = "DELETE FROM connect_lifecycle_tokens WHERE expires_at < $1";
                const REMEMBER: &str = "
                    INSERT INTO connect_lifecycle_tokens (app_key, token, body, expires_at)
                    VALUES ($1, $2, $3, $4)";
                let expired = crate::moment::now().saturating_sub(crate::proof::REMEMBERED);
                sqlx::query(FORGET).bind(expired).execute(&mut *self).await?;
                sqlx::query(REMEMBER)
                    .bind(app_key)
                    .bind(&proof.token[..])
                    .bind(&proof.body[..])
                    .bind(proof.expires_at)
                    .execute(self)
                    .await?;
                Ok(())
            }

            async fn put(
                &mut self,
                row: &crate::reinstall::Row,
                secrets: &crate::Sealed,
            ) -> Result<(), sqlx::Error> {
                const PUT: &str = concat!(
                    "INSERT INTO connect_tenants (app_key, client_key, state, enabled, product, base_url, environment,
                        secret, secret_key, generation, oauth_client_id, display_url, description, extra, believed_at,
                        installed_at, updated_at, changed)
                    VALUES ($1, $2, 'installed', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15, ",
                    $changed,
                    ")
                    ON CONFLICT (app_key, client_key) DO UPDATE SET
                        enabled = $3, product = $4, base_url = $5, environment = $6, secret = $7, secret_key = $8,
                        generation = $9, oauth_client_id = $10, display_url = $11, description = $12, extra = $13,
                        believed_at = $14, state = 'installed', superseded_at = NULL, refused_at = NULL,
                        installed_at = CASE connect_tenants.state
                            WHEN 'installed' THEN connect_tenants.installed_at ELSE $15 END,
                        updated_at = $15, changed = excluded.changed"
                );
                let tenant = &row.tenant;
                let extra = serde_json::Value::Object(tenant.extra().clone()).to_string();
                sqlx::query(PUT)
                    .bind(tenant.app_key())
                    .bind(tenant.client_key())
                    .bind(tenant.enabled())
                    .bind(tenant.product().name())
                    .bind(tenant.base_url().as_str())
                    .bind(tenant.environment())
                    .bind(&secrets.bytes)
                    .bind(&secrets.key_id)
                    .bind(i64::try_from(row.generation).unwrap_or(i64::MAX))
                    .bind(tenant.oauth_client_id().map(crate::lifecycle::rows::text))
                    .bind(tenant.display_url().map(url::Url::as_str))
                    .bind(tenant.description().map(crate::lifecycle::rows::text))
                    .bind(&extra)
                    .bind(row.believed_at)
                    .bind(crate::moment::now())
                    .execute(self)
                    .await?;
                Ok(())
            }

            async fn others(
                &mut self,
                of: crate::Binding<'_>,
            ) -> Result<Vec<$row>, sqlx::Error> {
                const OTHERS: &str = concat!(
                    "SELECT app_key, client_key, base_url, state, secret, secret_key FROM connect_tenants
                    WHERE app_key = $1 AND base_url = $2 AND client_key <> $3 AND state = 'installed'",
                    $for_update
                );
                let others = sqlx::query(OTHERS)
                    .bind(of.app_key)
                    .bind(of.base_url)
                    .bind(of.client_key);
                others.fetch_all(self).await
            }

            async fn supersede(
                &mut self,
                app_key: &str,
                client_key: &str,
                secrets: Option<&crate::Sealed>,
            ) -> Result<(), sqlx::Error> {
                const SUPERSEDE: &str = concat!(
                    "UPDATE connect_tenants
                    SET state = 'superseded', enabled = FALSE, secret = $3, secret_key = $4, superseded_at = $5,
                        refused_at = NULL, updated_at = $5, changed = ",
                    $changed,
                    " WHERE app_key = $1 AND client_key = $2"
                );
                sqlx::query(SUPERSEDE)
                    .bind(app_key)
                    .bind(client_key)
                    .bind(secrets.map(|sealed| &sealed.bytes))
                    .bind(secrets.and_then(|sealed| sealed.key_id.as_deref()))
                    .bind(crate::moment::now())
                    .execute(self)
                    .await?;
                Ok(())
            }

            async fn believe(
                &mut self,
                app_key: &str,
                client_key: &str,
                issued_at: i64,
            ) -> Result<(), sqlx::Error> {
                const BELIEVE: &str = concat!(
                    "UPDATE connect_tenants SET believed_at = ",
                    $later,
                    "(believed_at, $3) WHERE app_key = $1 AND client_key = $2"
                );
                sqlx::query(BELIEVE)
                    .bind(app_key)
                    .bind(client_key)
                    .bind(issued_at)
                    .execute(self)
                    .await?;
                Ok(())
            }

            async fn end(
                &mut self,
                app_key: &str,
                client_key: &str,
            ) -> Result<Option<$row>, sqlx::Error> {
                const END: &str = concat!(
                    "UPDATE connect_tenants
                    SET state = 'uninstalled', enabled = FALSE, secret = NULL, secret_key = NULL,
                        superseded_at = NULL, refused_at = NULL, updated_at = $3, changed = ",
                    $changed,
                    " WHERE app_key = $1 AND client_key = $2 AND state <> 'uninstalled'
                    RETURNING app_key, client_key, state, enabled, product, base_url, environment, secret_key,
                        refused_at, oauth_client_id, display_url, description, extra"
                );
                let ended = sqlx::query(END)
                    .bind(app_key)
                    .bind(client_key)
                    .bind(crate::moment::now());
                ended.fetch_optional(self).await
            }

            async fn put_secrets(
                &mut self,
                app_key: &str,
                client_key: &str,
                secrets: &crate::Sealed,
            ) -> Result<(), sqlx::Error> {
                const PUT_SECRETS: &str = concat!(
                    "UPDATE connect_tenants SET secret = $3, secret_key = $4, updated_at = $5, changed = ",
                    $changed,
                    " WHERE app_key = $1 AND client_key = $2"
                );
                sqlx::query(PUT_SECRETS)
                    .bind(app_key)
                    .bind(client_key)
                    .bind(&secrets.bytes)
                    .bind(&secrets.key_id)
                    .bind(crate::moment::now())
                    .execute(self)
                    .await?;
                Ok(())
            }

            async fn forget_answers(
                &mut self,
                app_key: &str,
                client_key: &str,
            ) -> Result<(), sqlx::Error> {
                sqlx::query(crate::host_answer::statements::FORGET)
                    .bind(app_key)
                    .bind(client_key)
                    .execute(self)
                    .await?;
                Ok(())
            }
        }
    };
}

pub(crate) use tenant_rows;
