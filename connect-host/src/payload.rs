//! Lifecycle payloads.

use serde_json::{Value, json};

use crate::host::Host;

impl Host {
    /// The body of a lifecycle callback, with every field the platform documents. `sharedSecret` is
    /// there for `installed` only.
    ///
    /// Useful to post by hand what a host never would:
    ///
    /// ```no_run
    /// # async fn f(host: connect_host::Host) {
    /// let mut body = host.lifecycle_payload("installed", "com.example.votes");
    /// body["baseUrl"] = "https://evil.example".into();
    /// # }
    /// ```
    #[must_use]
    pub fn lifecycle_payload(&self, event: &str, app_key: &str) -> Value {
        let mut payload = json!({
            "key": app_key,
            "clientKey": self.client_key(),
            "oauthClientId": self.oauth_client_id(),
            "baseUrl": trimmed(self.base_url().as_str()),
            "displayUrl": trimmed(self.base_url().as_str()),
            "productType": self.product().name(),
            "description": format!("A local {}", self.product().name()),
            // Deprecated, and still sent.
            "publicKey": one_line(self.key_host().key().public_pem()),
            "serverVersion": "100000",
            "pluginsVersion": crate::host::CONNECT_VERSION,
            "serviceEntitlementNumber": "SEN-500",
            "entitlementId": "00000000-0000-4000-8000-000000000500",
            "entitlementNumber": "E-000-000-000-500",
            "cloudId": "00000000-0000-4000-8000-00000000c10d",
            "eventType": event,
        });
        if self.product() == crate::HostProduct::Jira {
            payload["displayUrlServicedeskHelpCenter"] = trimmed(self.base_url().as_str()).into();
        }
        if event == "installed" {
            payload["sharedSecret"] = self.shared_secret().into();
        }
        payload
    }
}

/// A PEM block's content without its frame and line ends.
fn one_line(pem: &str) -> String {
    pem.lines()
        .filter(|line| !line.starts_with("-----"))
        .collect()
}

/// The platform writes base URLs without a closing slash.
pub(crate) fn trimmed(url: &str) -> &str {
    url.strip_suffix('/').unwrap_or(url)
}
