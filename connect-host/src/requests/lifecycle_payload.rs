//! Lifecycle payloads.

use serde_json::{Value, json};
use url::Url;

use crate::site::{CONNECT_VERSION, Site};
use crate::wire::url::without_trailing_slash;
use connect_model::HostProduct;

/// The body of a lifecycle callback, with every field the platform documents. `sharedSecret` is
/// included for `installed` only.
pub(crate) fn lifecycle_payload(site: &Site, event: &str, app_key: &str) -> Value {
    let text = |url: &Url| without_trailing_slash(url.as_str()).to_owned();
    let product = site.product.name();
    let mut payload = json!({
        "key": app_key,
        "clientKey": site.client_key,
        "oauthClientId": site.oauth_client_id,
        "baseUrl": text(&site.base_url),
        "displayUrl": text(&site.display_url),
        "productType": product,
        "description": format!("A local {product}"),
        // Deprecated, but still sent.
        "publicKey": one_line(site.install_key.public_pem()),
        "serverVersion": "100000",
        "pluginsVersion": CONNECT_VERSION,
        "serviceEntitlementNumber": "SEN-500",
        "entitlementId": "00000000-0000-4000-8000-000000000500",
        "entitlementNumber": "E-000-000-000-500",
        "cloudId": "00000000-0000-4000-8000-00000000c10d",
        "eventType": event,
    });
    if site.product == HostProduct::Jira {
        payload["displayUrlServicedeskHelpCenter"] = text(&site.help_center_url).into();
    }
    if event == "installed" {
        payload["sharedSecret"] = site.shared_secret().into();
    }
    payload
}

/// The content of a PEM block without its first and last line and without line breaks.
fn one_line(pem: &str) -> String {
    pem.lines()
        .filter(|line| !line.starts_with("-----"))
        .collect()
}
