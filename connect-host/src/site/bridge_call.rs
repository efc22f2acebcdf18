//! What is recorded of the calls that the app's pages make in a browser.

use std::time::SystemTime;

use super::journal::Entry;

/// One call of the JavaScript API by a page of the app.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct BridgeCall {
    /// When the host heard of it.
    pub at: SystemTime,
    /// The key of the module whose page called.
    pub module: String,
    /// What was called: `AP.dialog.create`.
    pub call: String,
    /// The arguments as JSON, cut after two thousand characters. Functions are left out.
    pub arguments: String,
    /// The account id of the user; `None` when no user is logged in.
    pub user: Option<String>,
    /// Whether nothing answered, because the bridge's package is not there.
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
