//! Reading a Forge manifest, and whether Forge accepts it.

use connect_model::HostProduct;
use connect_model::descriptor::Descriptor;
use connect_model::forge::check::check;
use connect_model::forge::manifest::ManifestModule;
use connect_model::forge::{Forge, Manifest};
use serde_json::{Map, Value};
use url::Url;

use super::acceptance::Accepted;
use super::module::Module;
use crate::error::DescriptorProblem;

/// The name prefixes of modules that only one product has.
const OF_PRODUCT: [(&str, HostProduct); 5] = [
    ("jira:", HostProduct::Jira),
    ("jiraServiceManagement:", HostProduct::Jira),
    ("devops:", HostProduct::Jira),
    ("confluence:", HostProduct::Confluence),
    ("macro", HostProduct::Confluence),
];

/// Reads the manifest of an app at this base URL, and refuses what Forge would refuse.
pub(crate) fn accept(
    forge: &Forge,
    base_url: &Url,
    product: HostProduct,
) -> Result<Accepted, Vec<DescriptorProblem>> {
    let manifest = &forge.manifest;
    let found = check(&manifest.to_value(), None);
    if !found.is_empty() {
        let problems = found.into_iter().map(|finding| DescriptorProblem {
            path: finding.at,
            message: finding.message,
            help: None,
        });
        return Err(problems.collect());
    }
    let modules = manifest.all_modules();
    let modules = modules.filter(|(name, _)| is_for(name, product));
    let descriptor = Descriptor {
        key: manifest.connect_key.clone(),
        enable_licensing: manifest.licensing.then_some(true),
        editions_enabled: manifest.editions.then_some(true),
        ..Descriptor::default()
    };
    Ok(Accepted {
        key: manifest.connect_key.clone().unwrap_or_default(),
        base_url: base_url.clone(),
        modules: modules.flat_map(|(name, one)| listed(name, one)).collect(),
        warnings: Vec::new(),
        descriptor,
        lifecycle: Default::default(),
        forge: Some(forge.clone()),
    })
}

/// The product that an app is for: Confluence if it has modules for it and none for Jira.
pub(crate) fn product_of(manifest: &Manifest) -> HostProduct {
    let has = |product| {
        let mut modules = manifest.all_modules();
        modules.any(|(name, _)| of_product(name) == Some(product))
    };
    if has(HostProduct::Confluence) && !has(HostProduct::Jira) {
        HostProduct::Confluence
    } else {
        HostProduct::Jira
    }
}

fn of_product(module: &str) -> Option<HostProduct> {
    let mut rows = OF_PRODUCT.iter();
    let row = rows.find(|(start, _)| module.starts_with(start))?;
    Some(row.1)
}

fn is_for(module: &str, product: HostProduct) -> bool {
    of_product(module).is_none_or(|only| only == product)
}

/// A module, or the pages that were merged into it, the first of which keeps its key.
fn listed(name: &str, module: &ManifestModule) -> Vec<Module> {
    let whole = Module::of_manifest(name, &module.key, properties(module));
    let pages = module.property("pages").and_then(Value::as_array);
    let below = pages.into_iter().flatten().filter_map(|page| {
        let route = page.get("route")?.as_str()?;
        let mut properties = properties(module);
        for (name, value) in page.as_object()? {
            properties.insert(name.clone(), value.clone());
        }
        let mut page = Module::of_manifest(name, route, properties);
        page.merged_into = Some(module.key.clone());
        Some(page)
    });
    let below: Vec<Module> = below.collect();
    if below.is_empty() { vec![whole] } else { below }
}

fn properties(module: &ManifestModule) -> Map<String, Value> {
    let properties = module.properties.iter().cloned();
    properties.collect()
}

/// An endpoint at which Forge calls the app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Endpoint {
    /// Its path; `None` for the pages' endpoint, whose calls carry their own path.
    pub(crate) path: Option<String>,
    /// Whether a call carries a token to act as the app.
    pub(crate) as_app: bool,
    /// Whether a call carries a token to act as the user viewing the page.
    pub(crate) as_user: bool,
}

/// The endpoint with this key.
pub(crate) fn endpoint(manifest: &Manifest, key: &str) -> Option<Endpoint> {
    let mut all = manifest.modules.get("endpoint")?.iter();
    let found = all.find(|endpoint| endpoint.key == key)?;
    let enabled = |token: &str| {
        let auth = found.property("auth");
        let enabled = auth.and_then(|auth| auth.get(token)?.get("enabled"));
        enabled == Some(&Value::Bool(true))
    };
    let path = found.property("route").and_then(|route| route.get("path"));
    Some(Endpoint {
        path: path.and_then(Value::as_str).map(str::to_owned),
        as_app: enabled("appSystemToken"),
        as_user: enabled("appUserToken"),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn module(key: &str, properties: Value) -> ManifestModule {
        let Value::Object(properties) = properties else {
            unreachable!("it is an object")
        };
        ManifestModule {
            key: key.to_owned(),
            properties: properties.into_iter().collect(),
            comment: String::new(),
        }
    }

    #[test]
    fn merged_pages_are_modules_of_their_own() {
        let merged = module(
            "one",
            json!({"title": "App", "resource": "connect-shell", "pages": [
                {"title": "One", "route": "one"}, {"title": "Two", "route": "two"},
            ]}),
        );
        let modules = listed("jira:globalPage", &merged);
        let keys: Vec<_> = modules.iter().map(|one| one.key.as_deref()).collect();
        assert_eq!(keys, [Some("one"), Some("two")]);
        assert_eq!(modules[1].name.as_deref(), Some("Two"));
        assert_eq!(modules[1].merged_into.as_deref(), Some("one"));
        assert!(modules.iter().all(Module::can_be_opened));
    }

    #[test]
    fn an_app_is_for_the_product_that_shows_it() {
        let of = |names: &[&str]| {
            let mut manifest = Manifest::default();
            for name in names {
                let one = module("key", json!({}));
                manifest.modules.insert((*name).to_owned(), vec![one]);
            }
            product_of(&manifest)
        };
        assert_eq!(of(&["macro", "trigger"]), HostProduct::Confluence);
        assert_eq!(of(&["macro", "jira:issuePanel"]), HostProduct::Jira);
        assert_eq!(of(&["trigger"]), HostProduct::Jira);
    }

    #[test]
    fn an_endpoint_says_which_tokens_it_gets() {
        let mut manifest = Manifest::default();
        let events = json!({"route": {"path": "/forge/events"},
            "auth": {"appSystemToken": {"enabled": true}}});
        let endpoints = vec![module("events", events), module("ui", json!({}))];
        manifest.modules.insert("endpoint".to_owned(), endpoints);
        let events = endpoint(&manifest, "events").unwrap();
        assert_eq!(events.path.as_deref(), Some("/forge/events"));
        assert!(events.as_app && !events.as_user);
        assert_eq!(endpoint(&manifest, "ui").unwrap().path, None);
        assert_eq!(endpoint(&manifest, "other"), None);
    }
}
