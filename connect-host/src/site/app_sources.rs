//! Where an app's sources declare what is in its descriptor.

use connect_model::Origin;
use connect_model::assemble::assemble;
use connect_model::declaration::{Declaration, Emitted};
use connect_model::reasons::Reasons;
use serde_json::Value;

/// What the build of an app of connect has found in its sources: where each module is declared, and why
/// the app asks for its scopes. Passed to a host with
/// [`Host::set_app_sources`](crate::Host::set_app_sources); the inspector shows it.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct AppSources {
    /// Why the app asks for its scopes; `None` if unknown.
    pub reasons: Option<Reasons>,
    modules: Vec<WrittenModule>,
}

#[derive(Debug, Clone, PartialEq)]
struct WrittenModule {
    kind: String,
    key: String,
    origin: Origin,
}

impl AppSources {
    /// What the build script has found, from the JSON that it writes.
    #[must_use]
    pub fn of(emitted: &Emitted) -> AppSources {
        let assembled = assemble(&emitted.app, &emitted.declarations, &emitted.needs);
        let modules = emitted.declarations.iter().map(|declared| WrittenModule {
            kind: declared.kind.clone().into_owned(),
            key: key(declared),
            origin: declared.origin.clone(),
        });
        AppSources {
            reasons: assembled.ok().map(|assembled| assembled.reasons),
            modules: modules.collect(),
        }
    }

    /// The source location of a module, by its kind and key; a webhook's key is its event.
    #[must_use]
    pub fn origin(&self, kind: &str, key: &str) -> Option<&Origin> {
        let mut modules = self.modules.iter();
        let found = modules.find(|module| module.kind == kind && module.key == key)?;
        Some(&found.origin)
    }
}

/// What distinguishes a module from others of its kind: its key, or a webhook's event.
fn key(declared: &Declaration) -> String {
    let properties: Value = serde_json::from_str(&declared.properties).unwrap_or_default();
    let event = properties.get("event").and_then(Value::as_str);
    event.unwrap_or(&declared.key).to_owned()
}
