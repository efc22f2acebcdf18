//! The installed and enabled app.

use url::Url;

use super::visit::Visit;
use crate::descriptor::module::Module;

/// The installed and enabled app.
#[derive(Clone)]
pub(super) struct App {
    pub(super) key: String,
    pub(super) name: String,
    pub(super) base_url: Url,
    pub(super) modules: Vec<Module>,
}

impl App {
    pub(super) fn on(visit: &Visit) -> Option<App> {
        let installation = visit.host().enabled()?;
        let accepted = installation.accepted;
        let name = accepted.descriptor.name.clone();
        Some(App {
            key: accepted.key.clone(),
            name: name.unwrap_or_else(|| accepted.key.clone()),
            base_url: accepted.base_url.clone(),
            modules: accepted.modules.clone(),
        })
    }

    pub(super) fn module(&self, key: &str) -> Option<&Module> {
        let mut modules = self.modules.iter();
        modules.find(|module| module.key.as_deref() == Some(key))
    }

    /// An address in the descriptor as an absolute URL.
    pub(super) fn url(&self, address: &str) -> Option<Url> {
        if let Ok(url) = Url::parse(address) {
            return matches!(url.scheme(), "http" | "https").then_some(url);
        }
        let base = self.base_url.as_str().trim_end_matches('/');
        Url::parse(&format!("{base}/{}", address.trim_start_matches('/'))).ok()
    }
}
