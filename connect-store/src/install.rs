//! What an `installed` callback brings.

use connect_model::Product;
use serde_json::{Map, Value};
use url::Url;

use super::{Proof, Secret, TenantRecord};

/// A verified install, ready to be stored.
///
/// Source: "App lifecycle", "Lifecycle HTTP request payload".
#[derive(Debug, Clone)]
pub struct Install {
    /// The app that is installed; with `client_key` it names the row (one server may hold
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
    /// Everything else that the payload held. A `sharedSecret` in it is dropped, not stored.
    pub extra: Map<String, Value>,
    /// What vouches for it. Without it the install is stored whatever the row is: for tests, and
    /// for moving tenants from another store.
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

/// What a store did with an [`Install`].
#[derive(Debug, Clone)]
pub struct Installed {
    /// The row as it is now.
    pub record: TenantRecord,
    /// The `clientKey`s of the same app and base URL that this install replaced. A cache must
    /// forget them too.
    pub superseded: Vec<String>,
}
