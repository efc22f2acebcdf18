//! Checks of references within the manifest.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Check, is_variable};

/// The modules whose endpoint has a path, because Forge itself calls them.
const CALLED_BY_FORGE: [&str; 6] = [
    "trigger",
    "scheduledTrigger",
    "preUninstall",
    "jira:workflowPostFunction",
    "jira:jqlFunction",
    "macro",
];

impl Check<'_> {
    pub(super) fn references(&mut self) {
        self.endpoints();
        self.resources();
    }

    fn endpoints(&mut self) {
        let remotes: BTreeSet<&str> = self
            .list("/remotes")
            .filter_map(|(_, remote)| remote.get("key")?.as_str())
            .collect();
        let endpoints = self.modules_of("endpoint");
        let known: BTreeSet<&str> = endpoints.iter().filter_map(|one| one.text("key")).collect();
        let routed: BTreeSet<&str> = endpoints
            .iter()
            .filter(|one| one.properties.contains_key("route"))
            .filter_map(|one| one.text("key"))
            .collect();
        let mut used = BTreeSet::new();
        for module in self.all_modules() {
            for (name, value) in module.properties {
                let own = (name == "endpoint").then_some(value);
                let inner = value.get("endpoint");
                for named in own.into_iter().chain(inner).filter_map(Value::as_str) {
                    used.insert(named);
                    let at = format!("{}.{name}", module.at);
                    if !known.contains(named) {
                        let message = format!("no endpoint has the key `{named}`");
                        self.say(at, message);
                    } else if CALLED_BY_FORGE.contains(&module.name)
                        && name != "resolver"
                        && !routed.contains(named)
                    {
                        let message =
                            format!("Forge calls `{named}` itself, so it needs `route.path`");
                        self.say(at, message);
                    }
                }
            }
        }
        for endpoint in endpoints {
            let key = endpoint.text("key").unwrap_or_default();
            if let Some(remote) = endpoint.text("remote")
                && !remotes.contains(remote)
            {
                let message = format!("no remote has the key `{remote}`");
                self.say(format!("{}.remote", endpoint.at), message);
            }
            let route = endpoint.properties.get("route");
            let path = route.and_then(|route| route.get("path")?.as_str());
            if let Some(path) = path.filter(|path| !path.starts_with('/')) {
                let message = format!("`{path}` does not begin with a slash");
                self.say(format!("{}.route.path", endpoint.at), message);
            }
            if !used.contains(key) {
                let message = format!("nothing names the endpoint `{key}`");
                self.say(&endpoint.at, message);
            }
        }
    }

    fn resources(&mut self) {
        let resources: Vec<(usize, &str, &str)> = self
            .list("/resources")
            .filter_map(|(number, one)| {
                Some((
                    number,
                    one.get("key")?.as_str()?,
                    one.get("path")?.as_str()?,
                ))
            })
            .collect();
        for (number, _, path) in &resources {
            let at = format!("resources[{number}].path");
            if path.contains("://") {
                let message = format!("`{path}` is an address; help: write a folder");
                self.say(at, message);
                continue;
            }
            let Some(files) = self.files.filter(|_| !is_variable(path)) else {
                continue;
            };
            if !files.is_folder(path) {
                let message = format!("there is no folder `{path}`");
                self.say(at, message);
            } else if files.text(&format!("{path}/index.html")).is_none() {
                let message = format!("`{path}` has no index.html");
                self.say(at, message);
            }
        }
        for module in self.all_modules() {
            for (name, value) in module.properties {
                let own = (name == "resource").then_some(value);
                let inner = value.get("resource");
                for named in own.into_iter().chain(inner).filter_map(Value::as_str) {
                    let key = named.split('/').next().unwrap_or(named);
                    if !resources.iter().any(|(_, known, _)| *known == key) {
                        let message = format!("no resource has the key `{key}`");
                        self.say(format!("{}.{name}", module.at), message);
                    }
                }
            }
        }
    }
}
