//! Where in its sources an app says what its descriptor has.

use connect_model::Origin;
use connect_model::assemble::assemble;
use connect_model::declaration::{Declaration, Emitted};
use connect_model::reasons::Reasons;
use serde_json::Value;

/// What the build of an app of connect has found in its sources: where each module is written, and why
/// the app asks for its scopes. Given to a host by
/// [`Host::set_app_sources`](crate::Host::set_app_sources); the inspector shows it.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct AppSources {
    /// Why the app asks for its scopes; `None` when that is not known.
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
    /// What the build script has found: the JSON that it writes.
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

    /// Where a module is written, by its kind and its key; a webhook's key is its event.
    #[must_use]
    pub fn origin(&self, kind: &str, key: &str) -> Option<&Origin> {
        let mut modules = self.modules.iter();
        let found = modules.find(|module| module.kind == kind && module.key == key)?;
        Some(&found.origin)
    }
}

/// What tells a module from others of its kind: its key, or the event of a webhook, which has none.
fn key(declared: &Declaration) -> String {
    let properties: Value = serde_json::from_str(&declared.properties).unwrap_or_default();
    let event = properties.get("event").and_then(Value::as_str);
    event.unwrap_or(&declared.key).to_owned()
}
