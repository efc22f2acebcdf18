//! The endpoints with which Forge calls the app.

use serde_json::json;

use super::Work;
use crate::forge::manifest::{ManifestModule, REMOTE};

/// The endpoint of all pages.
pub(super) const UI: &str = "connect-ui";
/// The endpoint of all events.
pub(super) const EVENTS: &str = "connect-events";
/// The endpoint of the last call before the app is removed.
const GONE: &str = "connect-gone";

/// The endpoints that modules have requested.
#[derive(Debug, Default)]
pub(super) struct Endpoints {
    pub(super) ui: bool,
    /// Numbered endpoints: their purpose, and their paths.
    numbered: Vec<(String, String)>,
}

impl Endpoints {
    /// A separate endpoint for a module, which is only identified by its path.
    pub(super) fn of(&mut self, purpose: &str, key: &str) -> String {
        let same = self
            .numbered
            .iter()
            .filter(|(name, _)| name.starts_with(&format!("connect-{purpose}-")));
        let name = format!("connect-{purpose}-{}", same.count() + 1);
        let folder = match purpose {
            "post" => "post-function",
            "sched" => "scheduled",
            other => other,
        };
        let path = format!("/forge/{folder}/{key}");
        self.numbered.push((name.clone(), path));
        name
    }
}

impl Work<'_> {
    /// Adds the endpoints, after all modules have requested theirs.
    pub(super) fn finish_endpoints(&mut self) {
        let system = self.manifest.scopes.contains_key("read:app-system-token");
        let user = self.manifest.scopes.contains_key("read:app-user-token");
        let endpoint = |key: &str, path: Option<&str>, user: bool, comment: &str| {
            let mut properties = vec![("remote".to_owned(), REMOTE.into())];
            if let Some(path) = path {
                properties.push(("route".to_owned(), json!({ "path": path })));
            }
            let enabled = json!({ "enabled": true });
            let mut auth = serde_json::Map::new();
            if system {
                auth.insert("appSystemToken".to_owned(), enabled.clone());
            }
            if user {
                auth.insert("appUserToken".to_owned(), enabled);
            }
            if !auth.is_empty() {
                properties.push(("auth".to_owned(), auth.into()));
            }
            ManifestModule {
                key: key.to_owned(),
                properties,
                comment: comment.to_owned(),
            }
        };
        let mut endpoints = Vec::new();
        if self.endpoints.ui {
            endpoints.push(endpoint(UI, None, user, "pages"));
        }
        endpoints.push(endpoint(
            EVENTS,
            Some("/forge/events"),
            false,
            "events and installations",
        ));
        for (name, path) in &self.endpoints.numbered {
            endpoints.push(endpoint(name, Some(path), false, ""));
        }
        endpoints.push(endpoint(
            GONE,
            Some("/forge/gone"),
            false,
            "before the app is removed",
        ));
        for one in endpoints {
            self.add("endpoint", one);
        }
        let gone = ManifestModule {
            key: "connect-uninstall".to_owned(),
            properties: vec![("endpoint".to_owned(), GONE.into())],
            comment: String::new(),
        };
        self.add("preUninstall", gone);
    }
}
