//! What a transaction of either database does beside reading and writing rows.

use std::future::Future;

/// A transaction that changes tenants or installations of an app.
pub(crate) trait Transaction: Send {
    /// Waits until no other transaction changes the app's tenants: an install may end other rows, whose own
    /// installs may end this one.
    fn lock(&mut self, app_key: &str) -> impl Future<Output = Result<(), sqlx::Error>> + Send;

    /// Lets every process know which tenant this transaction changes, once it is committed.
    fn announce(
        &mut self,
        app_key: &str,
        client_key: &str,
    ) -> impl Future<Output = Result<(), sqlx::Error>> + Send;
}
