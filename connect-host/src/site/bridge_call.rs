//! A recorded call that one of the app's pages made in a browser.

use std::time::SystemTime;

use super::journal::Entry;

/// A call of the JavaScript API by a page of the app.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct BridgeCall {
    /// When the host recorded it.
    pub at: SystemTime,
    /// The key of the module whose page called.
    pub module: String,
    /// The function that was called: `AP.dialog.create`.
    pub call: String,
    /// The arguments as JSON, truncated after two thousand characters. Functions are left out.
    pub arguments: String,
    /// The account id of the user; `None` when nobody is logged in.
    pub user: Option<String>,
    /// Whether nothing answered because the bridge's package is missing.
    pub missing: bool,
    /// Why the browser or the product refused it; `None` when neither did.
    pub refused: Option<String>,
}

impl Entry for BridgeCall {
    fn bytes(&self) -> usize {
        self.module.len()
            + self.call.len()
            + self.arguments.len()
            + self.refused.as_ref().map_or(0, String::len)
    }
}
