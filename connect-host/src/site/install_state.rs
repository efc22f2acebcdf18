//! The installation of an app on a site.

use std::sync::Arc;

use crate::app::handle::AppHandle;
use crate::descriptor::acceptance::Accepted;

/// An app that is or was installed on a site.
#[derive(Clone)]
pub(crate) struct Installation {
    pub(crate) app: AppHandle,
    pub(crate) accepted: Arc<Accepted>,
    pub(crate) state: InstallState,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum InstallState {
    Enabled,
    Disabled,
    Uninstalled,
}

impl Installation {
    /// Whether the app is installed, enabled or not.
    pub(crate) fn is_installed(&self) -> bool {
        self.state != InstallState::Uninstalled
    }

    pub(crate) fn is_enabled(&self) -> bool {
        self.state == InstallState::Enabled
    }
}
