//! Between a row and a tenant.

use connect_model::Product;
use serde_json::{Map, Value};
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;
use url::Url;

use crate::encryption::{RowKey, Sealed};
use crate::tenant::{Fields, Tenant, TenantState};
use crate::{Sealer, StoreError, TenantRecord};

/// The columns of a tenant, without its secret.
pub(super) fn tenant(row: &SqliteRow) -> Result<Tenant, StoreError> {
    // The key columns name the row in every other error, so they are read first.
    let name = name(row)?;
    let damaged = |field: &'static str| move || name.damaged(field);
    let text = |field: &'static str| {
        row.try_get::<&str, _>(field)
            .map_err(|_| name.damaged(field))
    };
    let optional = |field: &'static str| {
        row.try_get::<Option<&str>, _>(field)
            .map_err(|_| name.damaged(field))
    };
    let url = |field: &'static str, text: &str| Url::parse(text).map_err(|_| name.damaged(field));

    Ok(Tenant::new(Fields {
        app_key: name.app_key.into(),
        client_key: name.client_key.into(),
        state: TenantState::parse(text("state")?).ok_or_else(damaged("state"))?,
        enabled: row
            .try_get::<bool, _>("enabled")
            .map_err(|_| name.damaged("enabled"))?,
        product: product(text("product")?).ok_or_else(damaged("product"))?,
        base_url: url("base_url", text("base_url")?)?,
        oauth_client_id: optional("oauth_client_id")?.map(Into::into),
        display_url: optional("display_url")?
            .map(|text| url("display_url", text))
            .transpose()?,
        description: optional("description")?.map(Into::into),
        extra: extra(text("extra")?).ok_or_else(damaged("extra"))?,
    }))
}

/// All columns of a tenant.
pub(super) fn record(row: &SqliteRow, sealer: &Sealer) -> Result<TenantRecord, StoreError> {
    let tenant = tenant(row)?;
    let secret = sealed(row)?
        .map(|sealed| sealer.open(name(row)?, &sealed))
        .transpose()?;
    Ok(TenantRecord { tenant, secret })
}

/// The columns of the secret.
pub(super) fn sealed(row: &SqliteRow) -> Result<Option<Sealed>, StoreError> {
    let name = name(row)?;
    let bytes: Option<Vec<u8>> = row.try_get("secret").map_err(|_| name.damaged("secret"))?;
    let key_id: Option<String> = row
        .try_get("secret_key")
        .map_err(|_| name.damaged("secret_key"))?;
    Ok(bytes.map(|bytes| Sealed { bytes, key_id }))
}

/// The columns that name the row.
pub(super) fn name(row: &SqliteRow) -> Result<RowKey<'_>, StoreError> {
    let unknown = RowKey {
        app_key: "?",
        client_key: "?",
    };
    let app_key = row
        .try_get("app_key")
        .map_err(|_| unknown.damaged("app_key"))?;
    let client_key = row
        .try_get("client_key")
        .map_err(|_| RowKey { app_key, ..unknown }.damaged("client_key"))?;
    Ok(RowKey {
        app_key,
        client_key,
    })
}

impl RowKey<'_> {
    fn damaged(self, field: &'static str) -> StoreError {
        StoreError::Damaged {
            field,
            app_key: self.app_key.to_owned(),
            client_key: self.client_key.to_owned(),
        }
    }
}

fn extra(json: &str) -> Option<Map<String, Value>> {
    serde_json::from_str(json).ok()
}

fn product(text: &str) -> Option<Product> {
    Product::ALL
        .into_iter()
        .find(|product| product.name() == text)
}
