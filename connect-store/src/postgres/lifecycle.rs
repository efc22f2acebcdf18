//! Installs and their consequences: each one transaction.

use std::borrow::Cow;

use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row as _};

use super::watch::TENANTS;
use crate::encryption::Binding;
use crate::failed::Failed;
use crate::host_answer::statements as host_answer;
use crate::moment::now;
use crate::proof::{Before, REMEMBERED};
use crate::reinstall::{self, Row};
use crate::row;
use crate::{Install, Installed, Proof, Sealer, Tenant, TenantRecord, TenantState, Unchanged};

/// Lifecycle changes of an app are serialized: an install may end other rows, whose own installs
/// may end this one.
const IN_LINE: &str =
    "SELECT pg_advisory_xact_lock(hashtextextended('connect lifecycle ' || $1, 0))";

const BEFORE: &str = "
    SELECT app_key, client_key, base_url, state, enabled, environment, secret, secret_key, generation, believed_at,
        superseded_at
    FROM connect_tenants WHERE app_key = $1 AND client_key = $2 FOR UPDATE";

const UPSERT: &str = "
    INSERT INTO connect_tenants AS former (app_key, client_key, state, enabled, product, base_url, environment, secret,
        secret_key, generation, oauth_client_id, display_url, description, extra, believed_at, installed_at, updated_at,
        changed)
    VALUES ($1, $2, 'installed', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15,
        pg_current_xact_id()::text::bigint)
    ON CONFLICT (app_key, client_key) DO UPDATE SET
        enabled = $3, product = $4, base_url = $5, environment = $6, secret = $7, secret_key = $8, generation = $9,
        oauth_client_id = $10, display_url = $11, description = $12, extra = $13, believed_at = $14,
        installed_at = CASE former.state WHEN 'installed' THEN former.installed_at ELSE $15 END,
        state = 'installed', superseded_at = NULL, refused_at = NULL, updated_at = $15, changed = excluded.changed";

const OF_SITE: &str = "
    SELECT app_key, client_key, base_url, state, secret, secret_key FROM connect_tenants
    WHERE app_key = $1 AND base_url = $2 AND client_key <> $3 AND state = 'installed' FOR UPDATE";

const SUPERSEDE: &str = "
    UPDATE connect_tenants
    SET state = 'superseded', enabled = FALSE, secret = $3, secret_key = $4, superseded_at = $5, refused_at = NULL,
        updated_at = $5, changed = pg_current_xact_id()::text::bigint
    WHERE app_key = $1 AND client_key = $2";

const UNINSTALL: &str = "
    UPDATE connect_tenants
    SET state = 'uninstalled', enabled = FALSE, secret = NULL, secret_key = NULL, superseded_at = NULL,
        refused_at = NULL, updated_at = $3, changed = pg_current_xact_id()::text::bigint
    WHERE app_key = $1 AND client_key = $2 AND state <> 'uninstalled'
    RETURNING app_key, client_key, state, enabled, product, base_url, environment, secret_key, refused_at,
        oauth_client_id, display_url, description, extra";

const BELIEVE: &str = "
    UPDATE connect_tenants SET believed_at = GREATEST(believed_at, $3) WHERE app_key = $1 AND client_key = $2";

const SETTLE: &str = "
    UPDATE connect_tenants
    SET secret = $3, secret_key = $4, updated_at = $5, changed = pg_current_xact_id()::text::bigint
    WHERE app_key = $1 AND client_key = $2";

const FORGET_TOKENS: &str = "DELETE FROM connect_lifecycle_tokens WHERE expires_at < $1";

const SEEN: &str = "SELECT body FROM connect_lifecycle_tokens WHERE app_key = $1 AND token = $2";

const REMEMBER: &str = "
    INSERT INTO connect_lifecycle_tokens (app_key, token, body, expires_at) VALUES ($1, $2, $3, $4)";

/// The names of a notification's tenant must fit into it (PostgreSQL, "NOTIFY": 8,000 bytes);
/// otherwise listeners assume that anything may have changed.
const LONGEST_NEWS: usize = 7_900;

/// Announces to every process which tenant this transaction changes, once it is committed.
pub(super) async fn announce(
    connection: &mut PgConnection,
    app_key: &str,
    client_key: &str,
) -> Result<(), sqlx::Error> {
    let mut news = serde_json::Value::from(vec![app_key, client_key]).to_string();
    if news.len() > LONGEST_NEWS {
        news.clear();
    }
    sqlx::query("SELECT pg_notify($1, $2)")
        .bind(TENANTS)
        .bind(news)
        .execute(connection)
        .await?;
    Ok(())
}

/// A row before the change.
struct Former(PgRow);

impl Former {
    async fn find(
        connection: &mut PgConnection,
        app_key: &str,
        client_key: &str,
    ) -> Result<Option<Self>, sqlx::Error> {
        let found = sqlx::query(BEFORE).bind(app_key).bind(client_key);
        Ok(found.fetch_optional(connection).await?.map(Self))
    }

    fn before(&self) -> Result<Before<'_>, sqlx::Error> {
        Ok(Before {
            believed_at: self.0.try_get("believed_at")?,
            environment: self.0.try_get("environment")?,
        })
    }
}

/// Text that the database can store: every character but one (PostgreSQL, "Character Types").
fn text(text: &str) -> Cow<'_, str> {
    if text.contains('\0') {
        text.replace('\0', "").into()
    } else {
        text.into()
    }
}

/// The reason why a callback must not change anything.
async fn objection(
    connection: &mut PgConnection,
    app_key: &str,
    former: Option<&Former>,
    proof: Option<&Proof>,
) -> Result<Option<Unchanged>, sqlx::Error> {
    let Some(proof) = proof else { return Ok(None) };
    let seen = sqlx::query(SEEN)
        .bind(app_key)
        .bind(&proof.token[..])
        .fetch_optional(connection)
        .await?;
    let seen: Option<Vec<u8>> = seen.map(|row| row.try_get("body")).transpose()?;
    let before = former.map(Former::before).transpose()?;
    Ok(proof.objection(seen.as_deref(), before))
}

async fn remember(
    connection: &mut PgConnection,
    app_key: &str,
    proof: Option<&Proof>,
) -> Result<(), sqlx::Error> {
    let Some(proof) = proof else { return Ok(()) };
    sqlx::query(FORGET_TOKENS)
        .bind(now().saturating_sub(REMEMBERED))
        .execute(&mut *connection)
        .await?;
    sqlx::query(REMEMBER)
        .bind(app_key)
        .bind(&proof.token[..])
        .bind(&proof.body[..])
        .bind(proof.expires_at)
        .execute(connection)
        .await?;
    Ok(())
}

pub(super) async fn in_line(
    connection: &mut PgConnection,
    app_key: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query(IN_LINE)
        .bind(app_key)
        .execute(connection)
        .await?;
    Ok(())
}

/// Drops the host's answers about an installation that begins or ends.
async fn forget_answers(
    connection: &mut PgConnection,
    app_key: &str,
    client_key: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query(host_answer::FORGET)
        .bind(app_key)
        .bind(client_key)
        .execute(connection)
        .await?;
    Ok(())
}

pub(super) async fn install(
    connection: &mut PgConnection,
    sealer: &Sealer,
    install: Install,
) -> Result<Result<Installed, Unchanged>, Failed> {
    let (app_key, client_key) = (&*install.app_key, &*install.client_key);
    let proof = install.proof.as_ref();
    in_line(connection, app_key).await?;
    let former = Former::find(connection, app_key, client_key).await?;
    if let Some(objection) = objection(connection, app_key, former.as_ref(), proof).await? {
        return Ok(Err(objection));
    }
    remember(connection, app_key, proof).await?;

    let former = former
        .map(|Former(row)| row::former(&row, sealer))
        .transpose()?;
    let Row {
        tenant,
        secrets,
        generation,
        believed_at,
    } = reinstall::installed(&install, former);
    let binding = Binding {
        app_key,
        client_key,
        base_url: tenant.base_url().as_str(),
        state: TenantState::Installed,
    };
    let sealed = sealer.seal(binding, &secrets)?;
    let extra = serde_json::Value::Object(tenant.extra().clone()).to_string();
    sqlx::query(UPSERT)
        .bind(app_key)
        .bind(client_key)
        .bind(tenant.enabled())
        .bind(tenant.product().name())
        .bind(binding.base_url)
        .bind(tenant.environment())
        .bind(&sealed.bytes)
        .bind(&sealed.key_id)
        .bind(i64::try_from(generation).unwrap_or(i64::MAX))
        .bind(tenant.oauth_client_id().map(text))
        .bind(tenant.display_url().map(url::Url::as_str))
        .bind(tenant.description().map(text))
        .bind(&extra)
        .bind(believed_at)
        .bind(now())
        .execute(&mut *connection)
        .await?;
    forget_answers(connection, app_key, client_key).await?;
    announce(connection, app_key, client_key).await?;
    let superseded = supersede(connection, sealer, binding).await?;
    Ok(Ok(Installed {
        record: TenantRecord::new(tenant, Some(secrets), generation),
        superseded,
    }))
}

/// Ends the other installations of the same site, which keep their secrets for a while.
async fn supersede(
    connection: &mut PgConnection,
    sealer: &Sealer,
    by: Binding<'_>,
) -> Result<Vec<String>, Failed> {
    let others = sqlx::query(OF_SITE)
        .bind(by.app_key)
        .bind(by.base_url)
        .bind(by.client_key)
        .fetch_all(&mut *connection)
        .await?;
    let mut superseded = Vec::new();
    for other in &others {
        let binding = row::binding(other)?;
        let kept = row::secrets_that_open(other, sealer)?;
        let ended = Binding {
            state: TenantState::Superseded,
            ..binding
        };
        let kept = kept
            .map(|secrets| sealer.seal(ended, &secrets))
            .transpose()?;
        sqlx::query(SUPERSEDE)
            .bind(binding.app_key)
            .bind(binding.client_key)
            .bind(kept.as_ref().map(|kept| &kept.bytes))
            .bind(kept.as_ref().and_then(|kept| kept.key_id.as_deref()))
            .bind(now())
            .execute(&mut *connection)
            .await?;
        announce(connection, binding.app_key, binding.client_key).await?;
        superseded.push(binding.client_key.to_owned());
    }
    Ok(superseded)
}

pub(super) async fn uninstall(
    connection: &mut PgConnection,
    sealer: &Sealer,
    app_key: &str,
    client_key: &str,
    proof: Option<&Proof>,
) -> Result<Result<Option<Tenant>, Unchanged>, Failed> {
    in_line(connection, app_key).await?;
    let former = Former::find(connection, app_key, client_key).await?;
    if let Some(objection) = objection(connection, app_key, former.as_ref(), proof).await? {
        return Ok(Err(objection));
    }
    remember(connection, app_key, proof).await?;
    if let Some(proof) = proof {
        sqlx::query(BELIEVE)
            .bind(app_key)
            .bind(client_key)
            .bind(proof.issued_at)
            .execute(&mut *connection)
            .await?;
    }
    forget_answers(connection, app_key, client_key).await?;
    let ended = sqlx::query(UNINSTALL)
        .bind(app_key)
        .bind(client_key)
        .bind(now())
        .fetch_optional(&mut *connection)
        .await?;
    if ended.is_some() {
        announce(connection, app_key, client_key).await?;
    }
    let ended = ended.map(|row| row::tenant(&row, sealer)).transpose()?;
    Ok(Ok(ended))
}

pub(super) async fn settle(
    connection: &mut PgConnection,
    sealer: &Sealer,
    app_key: &str,
    client_key: &str,
    generation: u64,
) -> Result<bool, Failed> {
    let Some(Former(row)) = Former::find(connection, app_key, client_key).await? else {
        return Ok(false);
    };
    let Some(sealed) = row::settled(&row, sealer, generation)? else {
        return Ok(false);
    };
    sqlx::query(SETTLE)
        .bind(app_key)
        .bind(client_key)
        .bind(&sealed.bytes)
        .bind(&sealed.key_id)
        .bind(now())
        .execute(&mut *connection)
        .await?;
    announce(connection, app_key, client_key).await?;
    Ok(true)
}
