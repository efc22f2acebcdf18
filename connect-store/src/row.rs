//! Converting between rows and tenants, for either database.

use connect_model::Product;
use serde_json::{Map, Value};
use sqlx::Row as _;
use url::Url;

use crate::encryption::{Binding, Sealed};
use crate::failed::Failed;
use crate::moment::{is_kept, now};
use crate::reinstall::Former;
use crate::tenant::{Fields, Tenant, TenantState, Trouble};
use crate::{Origin, Sealer, Secrets, StoreError, TenantRecord};

/// A row of either database, with the columns of a tenant.
pub(crate) trait Columns {
    fn text(&self, column: &str) -> Result<Option<&str>, sqlx::Error>;
    fn number(&self, column: &str) -> Result<Option<i64>, sqlx::Error>;
    fn bytes(&self, column: &str) -> Result<Option<Vec<u8>>, sqlx::Error>;
    fn flag(&self, column: &str) -> Result<bool, sqlx::Error>;
}

macro_rules! columns {
    ($row:ty) => {
        impl Columns for $row {
            fn text(&self, column: &str) -> Result<Option<&str>, sqlx::Error> {
                self.try_get(column)
            }

            fn number(&self, column: &str) -> Result<Option<i64>, sqlx::Error> {
                self.try_get(column)
            }

            fn bytes(&self, column: &str) -> Result<Option<Vec<u8>>, sqlx::Error> {
                self.try_get(column)
            }

            fn flag(&self, column: &str) -> Result<bool, sqlx::Error> {
                self.try_get(column)
            }
        }
    };
}

#[cfg(feature = "postgres")]
columns!(sqlx::postgres::PgRow);
#[cfg(feature = "sqlite")]
columns!(sqlx::sqlite::SqliteRow);

/// Reads the columns of a tenant, without its secrets. The sealer determines whether they could be
/// opened.
pub(crate) fn tenant(row: &impl Columns, sealer: &Sealer) -> Result<Tenant, StoreError> {
    // The key columns identify the row in every other error, so they are read first.
    let name = binding(row)?;
    let damaged = |field: &'static str| move || name.damaged(field);
    let optional = |field: &'static str| row.text(field).map_err(|_| name.damaged(field));
    let text = |field: &'static str| optional(field)?.ok_or_else(|| name.damaged(field));
    let trouble = || {
        let refused_at = row
            .number("refused_at")
            .map_err(|_| name.damaged("refused_at"))?;
        let sealed = sealer.trouble(optional("secret_key")?);
        Ok(sealed.or_else(|| refused_at.map(Trouble::refused)))
    };
    let url = |field: &'static str, text: &str| Url::parse(text).map_err(|_| name.damaged(field));

    Ok(Tenant::new(Fields {
        app_key: name.app_key.into(),
        client_key: name.client_key.into(),
        state: name.state,
        enabled: row.flag("enabled").map_err(|_| name.damaged("enabled"))?,
        product: product(text("product")?).ok_or_else(damaged("product"))?,
        base_url: url("base_url", name.base_url)?,
        oauth_client_id: optional("oauth_client_id")?.map(Into::into),
        display_url: optional("display_url")?
            .map(|text| url("display_url", text))
            .transpose()?,
        description: optional("description")?.map(Into::into),
        extra: extra(text("extra")?).ok_or_else(damaged("extra"))?,
        environment: optional("environment")?.map(Into::into),
        // The others have no secret to open or to sign with.
        trouble: match name.state {
            TenantState::Installed => trouble()?,
            _ => None,
        },
        origin: Origin::Connect,
    }))
}

/// Reads all columns of a tenant.
pub(crate) fn record(row: &impl Columns, sealer: &Sealer) -> Result<TenantRecord, StoreError> {
    let (tenant, binding) = (tenant(row, sealer)?, binding(row)?);
    let secrets = match sealed(row)? {
        // What is stored of a superseded row is never returned.
        Some(sealed) if binding.state == TenantState::Installed => {
            Some(sealer.open(binding, &sealed)?)
        }
        _ => None,
    };
    let moved_to = row.text("moved_to");
    let moved_to = moved_to.map_err(|_| binding.damaged("moved_to"))?;
    Ok(TenantRecord {
        moved_to: moved_to.map(Into::into),
        ..TenantRecord::new(tenant, secrets, generation(row)?)
    })
}

/// Reads where a tenant is, from a row with only those columns.
pub(crate) fn site(row: &impl Columns) -> Result<(Url, Product), Failed> {
    let damaged = || sqlx::Error::Decode("the row of a tenant is damaged".into());
    let base_url = row.text("base_url")?.and_then(|text| Url::parse(text).ok());
    let product = row.text("product")?.and_then(product);
    Ok(base_url.zip(product).ok_or_else(damaged)?)
}

/// Reads the columns of the secrets.
pub(crate) fn sealed(row: &impl Columns) -> Result<Option<Sealed>, StoreError> {
    let row_is = binding(row)?;
    let bytes = row.bytes("secret");
    let bytes = bytes.map_err(|_| row_is.damaged("secret"))?;
    let key_id = row.text("secret_key");
    let key_id = key_id.map_err(|_| row_is.damaged("secret_key"))?;
    Ok(bytes.map(|bytes| Sealed {
        bytes,
        key_id: key_id.map(str::to_owned),
    }))
}

/// Reads the row before an install.
pub(crate) fn former(row: &impl Columns, sealer: &Sealer) -> Result<Former, Failed> {
    Ok(Former {
        state: binding(row)?.state,
        enabled: row.flag("enabled")?,
        environment: row.text("environment")?.map(str::to_owned),
        believed_at: row.number("believed_at")?.unwrap_or_default(),
        generation: generation(row)?,
        secrets: former_secrets(row, sealer)?,
    })
}

/// The secrets before an install that the host may still use; `None` if they can't be opened.
fn former_secrets(row: &impl Columns, sealer: &Sealer) -> Result<Option<Secrets>, Failed> {
    let superseded_at = row.number("superseded_at")?;
    if superseded_at.is_some_and(|at| !is_kept(at, now())) {
        return Ok(None);
    }
    Ok(secrets_that_open(row, sealer)?)
}

/// The secrets of a row, if they can be opened.
pub(crate) fn secrets_that_open(
    row: &impl Columns,
    sealer: &Sealer,
) -> Result<Option<Secrets>, StoreError> {
    let binding = binding(row)?;
    Ok(sealed(row)?.and_then(|sealed| {
        let opened = sealer.open(binding, &sealed);
        opened
            .inspect_err(|error| tracing::warn!(%error, "a former secret was dropped"))
            .ok()
    }))
}

/// The remaining secret of a row of this generation, sealed; `None` if there is nothing to drop.
pub(crate) fn settled(
    row: &impl Columns,
    sealer: &Sealer,
    generation: u64,
) -> Result<Option<Sealed>, StoreError> {
    let binding = binding(row)?;
    if binding.state != TenantState::Installed || self::generation(row)? != generation {
        return Ok(None);
    }
    let Some(sealed) = sealed(row)? else {
        return Ok(None);
    };
    let left = sealer.open(binding, &sealed)?.settled();
    left.map(|left| sealer.seal(binding, &left)).transpose()
}

/// A row, with its secrets as sealed now and as they should be sealed.
pub(crate) fn sealed_anew<'r>(
    row: &'r impl Columns,
    sealer: &Sealer,
) -> Result<(Binding<'r>, Sealed, Sealed), StoreError> {
    let name = binding(row)?;
    let was = sealed(row)?.ok_or_else(|| name.damaged("secret"))?;
    let secrets = sealer.open(name, &was)?;
    let sealed = sealer.seal(name, &secrets)?;
    Ok((name, was, sealed))
}

/// The number of the row's installs.
pub(crate) fn generation(row: &impl Columns) -> Result<u64, StoreError> {
    let generation = row.number("generation");
    generation
        .ok()
        .flatten()
        .and_then(|generation| u64::try_from(generation).ok())
        .ok_or(binding(row)?.damaged("generation"))
}

/// The columns that identify the row, and the others to which its secrets are bound.
pub(crate) fn binding(row: &impl Columns) -> Result<Binding<'_>, StoreError> {
    let mut binding = Binding {
        app_key: "?",
        client_key: "?",
        base_url: "?",
        state: TenantState::Uninstalled,
    };
    let text = |binding: Binding<'_>, field| {
        let text = row.text(field).ok().flatten();
        text.ok_or_else(|| binding.damaged(field))
    };
    binding.app_key = text(binding, "app_key")?;
    binding.client_key = text(binding, "client_key")?;
    binding.base_url = text(binding, "base_url")?;
    let state = TenantState::parse(text(binding, "state")?);
    binding.state = state.ok_or_else(|| binding.damaged("state"))?;
    Ok(binding)
}

fn extra(json: &str) -> Option<Map<String, Value>> {
    serde_json::from_str(json).ok()
}

pub(crate) fn product(text: &str) -> Option<Product> {
    Product::ALL
        .into_iter()
        .find(|product| product.name() == text)
}
