//! A module's page as a page of the product shows it.

use std::fmt;

use serde_json::Value;
use url::Url;

use crate::descriptor::module::Module;

/// What an iframe of the product needs: the signed URL, and what the bridge gives to its page.
#[derive(Clone)]
pub(crate) struct Frame {
    /// The app's key.
    pub(crate) app_key: String,
    /// The module whose page it is: the dialog, for a web item that opens one.
    pub(crate) module: Module,
    pub(crate) url: Url,
    /// The result of `AP.context.getToken`.
    pub(crate) context_token: String,
    /// The result of `AP.context.getContext`.
    pub(crate) context: Value,
}

/// Leaves out the URL and the token, which would allow acting as the user.
impl fmt::Debug for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Frame")
            .field("app_key", &self.app_key)
            .field("module", &self.module.key)
            .field("context", &self.context)
            .finish_non_exhaustive()
    }
}
