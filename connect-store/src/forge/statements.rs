//! Installation rows, in either database: statements, reading and binding.

use url::Url;

use connect_auth::AccessToken;
use connect_auth::forge::EnvironmentType;

use super::{ForgeInstallation, Row};
use crate::encryption::{Sealed, TokenBinding};
use crate::row::{Columns, product};
use crate::{Sealer, StoreError, TenantState};

macro_rules! columns {
    () => {
        "app_key, installation_id, client_key, state, product, site, cloud_id, environment_id, environment, context, \
         api_base_url, app_version, token, token_key, token_expires_at, seen_at"
    };
}

/// The installation with this id, or else the active one with this client key.
pub(crate) const FIND: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM connect_forge_installations
    WHERE app_key = $1 AND (installation_id = $2 OR (client_key = $2 AND state = 'installed'))
    ORDER BY CASE WHEN installation_id = $2 THEN 0 ELSE 1 END LIMIT 1"
);

pub(crate) const BEFORE: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM connect_forge_installations WHERE app_key = $1 AND installation_id = $2"
);

/// One row for each client key: the active one, or the last that was.
pub(crate) const LIST: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM (
        SELECT *, ROW_NUMBER() OVER (
            PARTITION BY client_key ORDER BY CASE state WHEN 'installed' THEN 0 ELSE 1 END, seen_at DESC
        ) AS place
        FROM connect_forge_installations WHERE app_key = $1 AND client_key > $2
    ) AS installations
    WHERE place = 1 ORDER BY client_key LIMIT $3"
);

/// The active installation with this client key.
pub(crate) const HOLDER: &str = "
    SELECT installation_id FROM connect_forge_installations
    WHERE app_key = $1 AND client_key = $2 AND state = 'installed'";

/// The Connect tenant of this client key.
pub(crate) const CONNECT: &str =
    "SELECT base_url, product FROM connect_tenants WHERE app_key = $1 AND client_key = $2";

/// Rows whose token is sealed with another key, or none.
pub(crate) const OTHER_KEY: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM connect_forge_installations
    WHERE token IS NOT NULL AND (token_key IS NULL OR token_key <> $1) AND (app_key, installation_id) > ($2, $3)
    ORDER BY app_key, installation_id LIMIT $4"
);

/// Only writes the token.
pub(crate) const TOKEN: &str = "
    UPDATE connect_forge_installations SET token = $3, token_key = $4, token_expires_at = $5, updated_at = $6
    WHERE app_key = $1 AND installation_id = $2";

/// Expired tokens are useless.
pub(crate) const WIPE: &str = "
    UPDATE connect_forge_installations SET token = NULL, token_key = NULL, token_expires_at = NULL
    WHERE token_expires_at < $1";

/// Only if the row still contains what was read.
pub(crate) const RESEAL: &str = "
    UPDATE connect_forge_installations SET token = $3, token_key = $4
    WHERE app_key = $1 AND installation_id = $2 AND token = $5";

/// Implements [`Installations`](super::change::Installations) for a connection. `changed` numbers the
/// changes.
macro_rules! installations {
    ($connection:ty, $row:ty, changed: $changed:literal) => {
        impl crate::forge::change::Installations for $connection {
            async fn find(
                &mut self,
                sealer: &crate::Sealer,
                app_key: &str,
                installation_id: &str,
            ) -> Result<Option<crate::forge::Row>, crate::failed::Failed> {
                let found = sqlx::query(crate::forge::statements::BEFORE)
                    .bind(app_key)
                    .bind(installation_id)
                    .fetch_optional(self)
                    .await?;
                let found = found.map(|row| crate::forge::statements::read(&row, sealer));
                Ok(found.transpose()?)
            }

            async fn holder(
                &mut self,
                app_key: &str,
                client_key: &str,
            ) -> Result<crate::forge::Holder, crate::failed::Failed> {
                use crate::forge::statements::{CONNECT, HOLDER};

                let installation_id = sqlx::query_scalar(HOLDER).bind(app_key).bind(client_key);
                let installation_id = installation_id.fetch_optional(&mut *self).await?;
                let connect = sqlx::query(CONNECT).bind(app_key).bind(client_key);
                let connect: Option<$row> = connect.fetch_optional(self).await?;
                Ok(crate::forge::Holder {
                    installation_id,
                    connect: connect.map(|row| crate::row::site(&row)).transpose()?,
                })
            }

            async fn put(
                &mut self,
                sealer: &crate::Sealer,
                row: &crate::forge::Row,
            ) -> Result<(), crate::failed::Failed> {
                const PUT: &str = concat!(
                    "INSERT INTO connect_forge_installations (app_key, installation_id, client_key, state, product,
                        site, cloud_id, environment_id, environment, context, api_base_url, app_version, token,
                        token_key, token_expires_at, seen_at, installed_at, updated_at, changed)
                    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $17, ",
                    $changed,
                    ")
                    ON CONFLICT (app_key, installation_id) DO UPDATE SET
                        client_key = $3, state = $4, product = $5, site = $6, cloud_id = $7, environment_id = $8,
                        environment = $9, context = $10, api_base_url = $11, app_version = $12, token = $13,
                        token_key = $14, token_expires_at = $15, seen_at = $16, updated_at = $17,
                        changed = excluded.changed,
                        installed_at = CASE connect_forge_installations.state
                            WHEN 'installed' THEN connect_forge_installations.installed_at ELSE $17 END"
                );
                let installation = &row.installation;
                let sealed = crate::forge::statements::seal(row, sealer)?;
                let token = row.app_token.as_ref();
                sqlx::query(PUT)
                    .bind(&row.app_key)
                    .bind(&installation.installation_id)
                    .bind(&row.client_key)
                    .bind(row.state.as_str())
                    .bind(row.product.name())
                    .bind(row.site.as_ref().map(url::Url::as_str))
                    .bind(&installation.cloud_id)
                    .bind(&installation.environment_id)
                    .bind(installation.environment.as_str())
                    .bind(&installation.context)
                    .bind(installation.api_base_url.as_str())
                    .bind(&installation.app_version)
                    .bind(sealed.as_ref().map(|sealed| sealed.bytes.as_slice()))
                    .bind(sealed.as_ref().and_then(|sealed| sealed.key_id.as_deref()))
                    .bind(token.map(connect_auth::AccessToken::expires_at))
                    .bind(row.seen_at)
                    .bind(crate::moment::now())
                    .execute(self)
                    .await?;
                Ok(())
            }

            async fn put_token(
                &mut self,
                sealer: &crate::Sealer,
                row: &crate::forge::Row,
            ) -> Result<(), crate::failed::Failed> {
                let sealed = crate::forge::statements::seal(row, sealer)?;
                let token = row.app_token.as_ref();
                sqlx::query(crate::forge::statements::TOKEN)
                    .bind(&row.app_key)
                    .bind(&row.installation.installation_id)
                    .bind(sealed.as_ref().map(|sealed| sealed.bytes.as_slice()))
                    .bind(sealed.as_ref().and_then(|sealed| sealed.key_id.as_deref()))
                    .bind(token.map(connect_auth::AccessToken::expires_at))
                    .bind(crate::moment::now())
                    .execute(self)
                    .await?;
                Ok(())
            }
        }
    };
}

pub(crate) use installations;

/// Parses a row. A token that can't be opened is dropped: the next call brings another.
pub(crate) fn read(row: &impl Columns, sealer: &Sealer) -> Result<Row, StoreError> {
    let name = name(row)?;
    let text = |field| {
        let text = row.text(field).ok().flatten();
        text.ok_or_else(|| name.damaged(field))
    };
    let optional = |field: &'static str| {
        let text = row.text(field).map_err(|_| name.damaged(field))?;
        Ok::<_, StoreError>(text.map(str::to_owned))
    };
    let url = |field: &'static str, text: &str| Url::parse(text).map_err(|_| name.damaged(field));
    let state = TenantState::parse(text("state")?);
    let seen_at = row.number("seen_at").ok().flatten();
    Ok(Row {
        app_key: name.app_key.to_owned(),
        client_key: text("client_key")?.to_owned(),
        state: state.ok_or_else(|| name.damaged("state"))?,
        product: product(text("product")?).ok_or_else(|| name.damaged("product"))?,
        site: optional("site")?
            .map(|site| url("site", &site))
            .transpose()?,
        installation: ForgeInstallation {
            installation_id: name.installation_id.to_owned(),
            cloud_id: optional("cloud_id")?,
            environment_id: text("environment_id")?.to_owned(),
            environment: EnvironmentType::of(text("environment")?),
            context: optional("context")?,
            api_base_url: url("api_base_url", name.api_base_url)?,
            app_version: optional("app_version")?,
        },
        app_token: token(row, name, sealer)?,
        seen_at: seen_at.ok_or_else(|| name.damaged("seen_at"))?,
    })
}

fn token(
    row: &impl Columns,
    name: TokenBinding<'_>,
    sealer: &Sealer,
) -> Result<Option<AccessToken>, StoreError> {
    let Some((sealed, expires_at)) = sealed(row, name)? else {
        return Ok(None);
    };
    let opened = sealer.open_token(name, &sealed, expires_at);
    Ok(opened
        .inspect_err(|error| tracing::warn!(%error, "the token of an installation can't be opened"))
        .ok())
}

fn sealed(row: &impl Columns, name: TokenBinding<'_>) -> Result<Option<(Sealed, i64)>, StoreError> {
    let bytes = row.bytes("token").map_err(|_| name.damaged("token"))?;
    let key_id = row
        .text("token_key")
        .map_err(|_| name.damaged("token_key"))?;
    let expires_at = row.number("token_expires_at");
    let expires_at = expires_at.map_err(|_| name.damaged("token_expires_at"))?;
    Ok(bytes.zip(expires_at).map(|(bytes, expires_at)| {
        let key_id = key_id.map(str::to_owned);
        (Sealed { bytes, key_id }, expires_at)
    }))
}

/// The token as stored in a row.
pub(crate) fn seal(row: &Row, sealer: &Sealer) -> Result<Option<Sealed>, StoreError> {
    let binding = TokenBinding {
        app_key: &row.app_key,
        installation_id: &row.installation.installation_id,
        api_base_url: row.installation.api_base_url.as_str(),
    };
    let token = row.app_token.as_ref();
    token
        .map(|token| sealer.seal_token(binding, token))
        .transpose()
}

/// A token sealed with another key, and the same sealed with the first key.
pub(crate) struct SealedAnew<'r> {
    pub(crate) app_key: &'r str,
    pub(crate) installation_id: &'r str,
    pub(crate) was: Vec<u8>,
    pub(crate) anew: Sealed,
}

pub(crate) fn sealed_anew<'r>(
    row: &'r impl Columns,
    sealer: &Sealer,
) -> Result<SealedAnew<'r>, StoreError> {
    let name = name(row)?;
    let sealed = sealed(row, name)?;
    let (was, expires_at) = sealed.ok_or_else(|| name.damaged("token"))?;
    let token = sealer.open_token(name, &was, expires_at)?;
    Ok(SealedAnew {
        app_key: name.app_key,
        installation_id: name.installation_id,
        anew: sealer.seal_token(name, &token)?,
        was: was.bytes,
    })
}

/// Re-encrypts, batch by batch, the tokens sealed with another key; a token that can't be opened is skipped,
/// and the first of these errors is returned with the count. `$turn` is held while a batch is written.
macro_rules! reseal_tokens {
    ($pool:expr, $sealer:expr, $key_id:expr, $batch:expr, $turn:expr) => {{
        let (pool, sealer, key_id) = ($pool, $sealer, $key_id);
        let failed = || crate::failed::unavailable(format!("seal tokens anew with key `{key_id}`"));
        let (mut count, mut first_error) = (0, None);
        let mut after = (String::new(), String::new());
        loop {
            let next = sqlx::query(crate::forge::statements::OTHER_KEY)
                .bind(key_id)
                .bind(&after.0)
                .bind(&after.1)
                .bind($batch);
            let rows = next.fetch_all(pool).await.map_err(failed())?;
            let Some(last) = rows.last() else { break };
            let text = |column| last.try_get(column).map_err(failed());
            after = (text("app_key")?, text("installation_id")?);
            let _turn = $turn;
            for row in &rows {
                match crate::forge::statements::sealed_anew(row, sealer) {
                    Ok(token) => {
                        let replaced = sqlx::query(crate::forge::statements::RESEAL)
                            .bind(token.app_key)
                            .bind(token.installation_id)
                            .bind(&token.anew.bytes)
                            .bind(&token.anew.key_id)
                            .bind(&token.was)
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
        (count, first_error)
    }};
}

pub(crate) use reseal_tokens;

/// The columns that identify the row, and to which its token is bound.
fn name(row: &impl Columns) -> Result<TokenBinding<'_>, StoreError> {
    let mut name = TokenBinding {
        app_key: "?",
        installation_id: "?",
        api_base_url: "?",
    };
    let text = |name: TokenBinding<'_>, field| {
        let text = row.text(field).ok().flatten();
        text.ok_or_else(|| name.damaged(field))
    };
    name.app_key = text(name, "app_key")?;
    name.installation_id = text(name, "installation_id")?;
    name.api_base_url = text(name, "api_base_url")?;
    Ok(name)
}
