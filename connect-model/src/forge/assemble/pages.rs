//! Pages of which Forge allows only one: several are merged into one with sub-pages.

use serde_json::{Map, Value};

use super::Work;
use crate::forge::manifest::ManifestModule;
use crate::forge::module::{APART, PerApp, forge_module};

/// The properties that a sub-page keeps.
const OF_PAGE: [&str; 3] = ["title", "icon", "displayConditions"];

impl Work<'_> {
    /// Merges pages of which an app may have only one. The first keeps its key, which is used for the
    /// whole; the others are found by their routes.
    pub(super) fn merge_pages(&mut self) {
        let title = self.app.descriptor.name.clone().unwrap_or_default();
        let names: Vec<String> = self.manifest.modules.keys().cloned().collect();
        for name in names {
            let once = forge_module(&name)
                .is_ok_and(|module| module.per_app != PerApp::Many && module.has("pages"));
            if !once {
                continue;
            }
            let Some(modules) = self.manifest.modules.remove(&name) else {
                continue;
            };
            let is_apart =
                |module: &ManifestModule| APART.iter().any(|name| module.property(name).is_some());
            let (apart, mut plain): (Vec<_>, Vec<_>) = modules.into_iter().partition(is_apart);
            if plain.len() > 1 {
                plain = vec![merged(plain, &title)];
            }
            plain.extend(apart);
            self.manifest.modules.insert(name, plain);
        }
    }
}

fn merged(pages: Vec<ManifestModule>, title: &str) -> ManifestModule {
    let below: Vec<Value> = pages.iter().map(page).collect();
    let comments: Vec<&str> = pages.iter().map(|page| page.comment.as_str()).collect();
    let comment = comments.join(", ");
    let mut pages = pages.into_iter();
    let mut whole = pages.next().unwrap_or_else(|| ManifestModule {
        key: String::new(),
        properties: Vec::new(),
        comment: String::new(),
    });
    whole.comment = comment;
    whole.set("title", title.into());
    whole
        .properties
        .retain(|(name, _)| name != "displayConditions");
    whole.set("pages", below.into());
    whole
}

fn page(module: &ManifestModule) -> Value {
    let mut page: Map<String, Value> = OF_PAGE
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), module.property(name)?.clone())))
        .collect();
    page.insert("route".to_owned(), module.key.clone().into());
    page.into()
}
