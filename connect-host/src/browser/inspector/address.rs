//! The paths of the inspector's pages.

use url::form_urlencoded::byte_serialize;

use crate::host::Host;

/// A path of the inspector for this host.
pub(in crate::browser) fn of_host(host: &Host, path: &str) -> String {
    let key: String = byte_serialize(host.client_key().as_bytes()).collect();
    format!("{path}?host={key}")
}
