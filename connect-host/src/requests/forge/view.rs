//! What a user has in view.

use serde_json::Value;

use crate::descriptor::module::Module;

/// What is in view: a module, how it is shown, and with what.
#[derive(Debug, Clone)]
pub(crate) struct View {
    pub(crate) module: Module,
    /// Another page of the module: a macro's `editor`, a workflow function's `create`.
    pub(crate) part: Option<String>,
    /// Whether what is not known of the place is made up.
    pub(crate) samples: bool,
    /// With what a page of the app has opened it.
    pub(crate) modal: Option<Value>,
    /// The key of the dialog in front of it.
    pub(crate) dialog: Option<String>,
}

impl View {
    pub(crate) fn of(module: Module) -> View {
        View {
            module,
            part: None,
            samples: false,
            modal: None,
            dialog: None,
        }
    }

    /// The key that is signed: of a page that was merged, that of the whole.
    pub(crate) fn signed_key(&self) -> &str {
        let own = self.module.key.as_deref().unwrap_or_default();
        self.module.merged_into.as_deref().unwrap_or(own)
    }
}
