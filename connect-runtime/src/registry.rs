//! The items that the linker collected, sorted and checked.
//!
//! The linker guarantees no order (debug and release builds differ) and drops a crate that the
//! program never names. So everything is sorted by (kind, key), and compared with what the build
//! script emitted before the first request is served.

mod collect;
pub(crate) mod difference;
mod entry;
mod state;

use connect_model::ScopeUse;
use connect_model::assemble::{Assembled, assemble};
use connect_model::declaration::{Declaration, Emitted};
use connect_model::forge::{self, Forge};
use connect_model::guard::Licensed;

pub use self::collect::{
    Entry, ScopeUseEntry, collected_apps, collected_items, collected_scope_uses,
};
pub(crate) use self::difference::Collected;
pub use self::difference::{Difference, Differences};
pub use self::entry::{AppRegistration, InOrder, Registration, StateType, Work};
pub(crate) use self::state::States;
use crate::start_error::StartError;

/// One app: its declarations and their handlers.
#[derive(Debug, Clone)]
pub(crate) struct Registry {
    pub(crate) app: AppRegistration,
    /// Sorted by (kind, key).
    pub(crate) registrations: Vec<Registration>,
    /// The places in the linked code that need scopes, in no particular order.
    pub(crate) needs: Vec<ScopeUse>,
}

impl Registry {
    /// The app linked into this program.
    pub(crate) fn collected() -> Result<Self, StartError> {
        let apps: Vec<AppRegistration> = collected_apps();
        let app = match apps.as_slice() {
            [] => return Err(StartError::NoApp),
            [app] => *app,
            several => {
                let mut packages: Vec<String> =
                    several.iter().map(|app| app.package.to_owned()).collect();
                packages.sort();
                return Err(StartError::SeveralApps { packages });
            }
        };
        let registrations = collected_items();
        Ok(Self {
            needs: collected_scope_uses(),
            ..Self::new(app, registrations)
        })
    }

    /// An app assembled by hand.
    pub(crate) fn new(app: AppRegistration, mut registrations: Vec<Registration>) -> Self {
        registrations.sort_by(|a, b| {
            let (a, b) = (&a.declaration, &b.declaration);
            (&a.kind, &a.key, &a.origin).cmp(&(&b.kind, &b.key, &b.origin))
        });
        Self {
            app,
            registrations,
            needs: Vec::new(),
        }
    }

    /// The app's key; empty if `app!` has none, which [`Registry::check`] rejects.
    pub(crate) fn key(&self) -> String {
        #[derive(serde::Deserialize)]
        struct Keyed {
            key: String,
        }
        serde_json::from_str(self.app.properties)
            .map(|Keyed { key }| key)
            .unwrap_or_default()
    }

    /// The app's default for `licensed` on its pages.
    pub(crate) fn licensed(&self) -> Option<Licensed> {
        #[derive(serde::Deserialize)]
        struct Says {
            licensed: Option<Licensed>,
        }
        serde_json::from_str(self.app.properties)
            .ok()
            .and_then(|Says { licensed }| licensed)
    }

    /// Compares the collected view with the emitted one and assembles the descriptors, without a
    /// base URL as yet.
    pub(crate) fn check(&self) -> Result<Assembled, StartError> {
        let declarations = self.declarations();
        let emitted = self.emitted()?;
        // Conflicts first: a duplicate key would also show as a difference.
        let assembled = assemble(self.app.properties, &declarations, &emitted.needs)
            .map_err(StartError::Conflicts)?;
        let linked = Collected {
            declarations: &declarations,
            needs: &self.needs,
            granted: assembled.reasons.scopes(),
        };
        let differences = Differences::between(&emitted, &self.app, &linked);
        if differences.is_empty() {
            Ok(assembled)
        } else {
            Err(StartError::Differs(differences))
        }
    }

    /// The app on Forge; `None` if it doesn't opt in.
    pub(crate) fn forge(&self) -> Result<Option<Forge>, StartError> {
        let assembled = self.check()?;
        let Some(settings) = self.emitted()?.forge else {
            return Ok(None);
        };
        forge::assemble(&assembled, &self.declarations(), &settings)
            .map(Some)
            .map_err(StartError::Conflicts)
    }

    /// The app's Forge settings; the defaults if it has none.
    pub(crate) fn forge_settings(&self) -> Result<forge::Settings, StartError> {
        Ok(self.emitted()?.forge.unwrap_or_default())
    }

    fn declarations(&self) -> Vec<Declaration> {
        let registrations = self.registrations.iter();
        registrations.map(|one| one.declaration.clone()).collect()
    }

    fn emitted(&self) -> Result<Emitted, StartError> {
        serde_json::from_str(self.app.emitted).map_err(|source| StartError::Unreadable {
            package: self.app.package,
            source,
        })
    }
}
