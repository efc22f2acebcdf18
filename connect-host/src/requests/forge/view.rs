//! What a user is viewing.

use serde_json::Value;

use crate::descriptor::module::Module;

/// A module as a user views it: how it is shown, and in which context.
#[derive(Debug, Clone)]
pub(crate) struct View {
    pub(crate) module: Module,
    /// Another page of the module: a macro's `editor`, a workflow function's `create`.
    pub(crate) part: Option<String>,
    /// Whether unknown parts of the context get sample values.
    pub(crate) samples: bool,
    /// The context that a page of the app passed when it opened this as a modal dialog.
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

    /// The key that is signed: for a merged page, that of the module that contains it.
    pub(crate) fn signed_key(&self) -> &str {
        let own = self.module.key.as_deref().unwrap_or_default();
        self.module.merged_into.as_deref().unwrap_or(own)
    }
}
