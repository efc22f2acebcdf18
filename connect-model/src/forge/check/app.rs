//! Checks of the app and its addresses.

use serde_json::Value;

use super::{Check, is_variable};
use crate::fact::did_you_mean;
use crate::forge::manifest::{APP_ARI, REGIONS};
use crate::nearest::nearest;

/// The runtimes of functions.
const RUNTIMES: [&str; 3] = ["nodejs20.x", "nodejs22.x", "nodejs24.x"];

impl Check<'_> {
    pub(super) fn app(&mut self) {
        let Some(app) = self.part("/app") else {
            self.say("app", "there is no `app`");
            return;
        };
        match app.get("id").and_then(Value::as_str) {
            Some(id) if id.strip_prefix(APP_ARI).is_some_and(|id| !id.is_empty()) => {}
            id => {
                let id = id.unwrap_or_default();
                let message =
                    format!("`{id}` is not an app's id; help: write `{APP_ARI}` and the id");
                self.say("app.id", message);
            }
        }
        match app.pointer("/runtime/name").and_then(Value::as_str) {
            Some(name) if RUNTIMES.contains(&name) => {}
            Some(name) => {
                let meant = nearest(name, RUNTIMES);
                let meant: Vec<String> = meant.iter().map(|name| format!("`{name}`")).collect();
                let help = did_you_mean(&meant).unwrap_or_default();
                let message = format!("`{name}` is not a runtime; {help}");
                self.say("app.runtime.name", message);
            }
            None => self.say(
                "app.runtime",
                "it is required, even without functions; help: write `name: nodejs24.x` in it",
            ),
        }
        let wraps = self
            .part("/connectModules")
            .and_then(Value::as_object)
            .is_some_and(|kinds| !kinds.is_empty());
        if wraps && app.pointer("/connect/remote").is_none() {
            self.say(
                "app.connect",
                "modules of Connect need `remote`, the key of the remote that serves them",
            );
        }
    }

    pub(super) fn remotes(&mut self) {
        for (number, remote) in self.list("/remotes") {
            let at = format!("remotes[{number}]");
            let operations = remote.get("operations").and_then(Value::as_array);
            let has = |name: &str| {
                operations.is_some_and(|all| all.iter().any(|one| one.as_str() == Some(name)))
            };
            if !has("compute") {
                self.say(
                    format!("{at}.operations"),
                    "`compute` is missing: Forge calls no endpoint of it",
                );
            }
            let says = remote.get("storage").and_then(|it| it.get("inScopeEUD"));
            if has("storage") && says.is_none_or(|says| !says.is_boolean()) {
                self.say(
                    format!("{at}.storage"),
                    "who stores data says whether it is personal: `inScopeEUD: true` or `false`",
                );
            }
            match remote.get("baseUrl") {
                Some(Value::String(url)) => self.base_url(&format!("{at}.baseUrl"), url),
                Some(Value::Object(regions)) => {
                    for (region, url) in regions {
                        let at = format!("{at}.baseUrl.{region}");
                        if region != "default" && !REGIONS.contains(&region.as_str()) {
                            let message = format!(
                                "`{region}` is not a region; it is one of {}",
                                REGIONS.join(", ")
                            );
                            self.say(&at, message);
                        }
                        self.base_url(&at, url.as_str().unwrap_or_default());
                    }
                }
                _ => self.say(format!("{at}.baseUrl"), "it is required"),
            }
        }
    }

    fn base_url(&mut self, at: &str, url: &str) {
        if is_variable(url) && url.starts_with("${") {
            return;
        }
        let Some(host) = url.strip_prefix("https://") else {
            let message = format!("`{url}` does not begin with `https://`");
            self.say(at, message);
            return;
        };
        if host.trim_end_matches('/').contains('/') {
            let message = format!(
                "`{url}` has a path, which the path of an endpoint replaces; help: write the host \
                 alone, and let the paths of endpoints begin with the rest"
            );
            self.say(at, message);
        }
    }

    /// Checks that each text with a key has a translation in the default language.
    pub(super) fn translations(&mut self) {
        let Some(files) = self.files else {
            return;
        };
        let default = self.part("/translations/fallback/default");
        let default = default.and_then(Value::as_str).unwrap_or_default();
        let path = self
            .list("/translations/resources")
            .find(|(_, one)| one.get("key").and_then(Value::as_str) == Some(default))
            .and_then(|(_, one)| one.get("path")?.as_str());
        let texts: Option<Value> = path
            .and_then(|path| files.text(path))
            .and_then(|text| serde_json::from_str(&text).ok());
        for module in self.all_modules() {
            for (name, value) in module.properties {
                let Some(key) = value.get("i18n").and_then(Value::as_str) else {
                    continue;
                };
                let found = texts.as_ref().is_some_and(|texts| {
                    texts.get(key).is_some()
                        || texts
                            .pointer(&format!("/{}", key.replace('.', "/")))
                            .is_some_and(Value::is_string)
                });
                if !found {
                    let message = format!("the default language `{default}` has no text `{key}`");
                    self.say(format!("{}.{name}", module.at), message);
                }
            }
        }
    }
}
