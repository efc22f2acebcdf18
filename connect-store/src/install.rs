//! The payload of an `installed` callback.

use connect_model::Product;
use serde_json::{Map, Value};
use url::Url;

use super::{Proof, Secret, TenantRecord};

/// A verified install, ready to be stored.
///
/// Source: "App lifecycle", "Lifecycle HTTP request payload".
#[derive(Debug, Clone)]
pub struct Install {
    /// The installed app; together with `client_key` it identifies the row (one server may serve
    /// several apps, and a site has one `clientKey` for all of them).
    pub app_key: String,
    /// The payload's `clientKey`, which the token's `iss` must equal.
    pub client_key: String,
    /// The payload's `baseUrl`, after the server has checked its host.
    pub base_url: Url,
    /// The payload's `sharedSecret`.
    pub shared_secret: Secret,
    /// The payload's `productType`.
    pub product: Product,
    /// The payload's `oauthClientId`.
    pub oauth_client_id: Option<String>,
    /// The payload's `displayUrl`.
    pub display_url: Option<Url>,
    /// The payload's `description`.
    pub description: Option<String>,
    /// All other fields of the payload. A `sharedSecret` among them is dropped, not stored.
    pub extra: Map<String, Value>,
    /// What vouches for it. Without one the install is always stored: for tests, and for moving
    /// tenants from another store.
    pub proof: Option<Proof>,
}

impl Install {
    /// An install with the required fields; the optional ones are public.
    pub fn new(
        app_key: impl Into<String>,
        client_key: impl Into<String>,
        base_url: Url,
        product: Product,
        shared_secret: Secret,
    ) -> Self {
        Self {
            app_key: app_key.into(),
            client_key: client_key.into(),
            base_url,
            shared_secret,
            product,
            oauth_client_id: None,
            display_url: None,
            description: None,
            extra: Map::new(),
            proof: None,
        }
    }
}

/// The result of storing an [`Install`].
#[derive(Debug, Clone)]
pub struct Installed {
    /// The new row.
    pub record: TenantRecord,
    /// The `clientKey`s with the same app and base URL that this install replaced. A cache must
    /// forget them too.
    pub superseded: Vec<String>,
}
