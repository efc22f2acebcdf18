//! Checks of modules: which exist, what they require, how many are allowed.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{Check, Module, consists_of};
use crate::fact::Unknown;
use crate::forge::assemble::{LONGEST_KEY, MOST_SCHEDULES};
use crate::forge::event;
use crate::forge::module::{APART, ForgeModule, INTERVALS, PerApp, forge_module};

/// Values of `unlicensedAccess`.
const UNLICENSED: [&str; 2] = ["unlicensed", "anonymous"];

impl Check<'_> {
    pub(super) fn modules(&mut self) {
        let kinds = self.part("/modules").and_then(Value::as_object);
        for name in kinds.into_iter().flat_map(Map::keys) {
            if let Err(unknown) = forge_module(name) {
                let message = with_suggestion(&unknown);
                self.say(format!("modules.{name}"), message);
            }
        }
        self.keys();
        for module in self.all_modules() {
            if let Ok(row) = forge_module(module.name) {
                self.module(&module, row);
            }
        }
        self.how_often();
        self.schedules();
        self.events();
    }

    /// Checks keys: modules and endpoints share one namespace.
    fn keys(&mut self) {
        let mut seen: BTreeMap<&str, String> = BTreeMap::new();
        for module in self.all_modules() {
            let at = format!("{}.key", module.at);
            let Some(key) = module.text("key") else {
                self.say(at, "it is required");
                continue;
            };
            if key.len() > LONGEST_KEY {
                let message = format!(
                    "`{key}` has {} characters, and a key may have {LONGEST_KEY}",
                    key.len()
                );
                self.say(&at, message);
            }
            if !consists_of(key, "_-") {
                let message =
                    format!("`{key}` may have letters, digits, `-` and `_`, and nothing else");
                self.say(&at, message);
            }
            if let Some(other) = seen.insert(key, module.at.clone()) {
                let message = format!(
                    "`{key}` is the key of {other}, too: modules and endpoints share their keys"
                );
                self.say(at, message);
            }
        }
    }

    fn module(&mut self, module: &Module<'_>, row: &ForgeModule) {
        for name in row.required {
            // One of several ways to call the app.
            let called = ["endpoint", "resource"].contains(name);
            let by_function = called && module.properties.contains_key("function");
            if !module.properties.contains_key(*name) && !by_function {
                let message = format!("`{}` requires it", row.name);
                self.say(format!("{}.{name}", module.at), message);
            }
        }
        for name in module.properties.keys() {
            if name == "key" || row.has(name) || name == "function" {
                continue;
            }
            let known = row.required.iter().chain(row.optional).copied();
            let unknown = Unknown::new("property", name, known);
            let message = with_suggestion(&unknown);
            self.say(format!("{}.{name}", module.at), message);
        }
        if let Some(route) = module.text("route")
            && !route
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        {
            let message = format!("`{route}` may have lower case letters, digits and `-`");
            self.say(format!("{}.route", module.at), message);
        }
        self.unlicensed(module, row);
        self.display_conditions(module, row);
    }

    fn unlicensed(&mut self, module: &Module<'_>, row: &ForgeModule) {
        let Some(access) = module.properties.get("unlicensedAccess") else {
            return;
        };
        let at = format!("{}.unlicensedAccess", module.at);
        if !row.unlicensed {
            let message = format!(
                "`{}` is shown with a licence only; help: remove it",
                row.name
            );
            self.say(&at, message);
            return;
        }
        for word in access.as_array().into_iter().flatten() {
            let word = word.as_str().unwrap_or_default();
            if !UNLICENSED.contains(&word) {
                let message = format!("`{word}` is neither `unlicensed` nor `anonymous`");
                self.say(&at, message);
            }
        }
    }

    fn how_often(&mut self) {
        let kinds = self.part("/modules").and_then(Value::as_object);
        for name in kinds.into_iter().flat_map(Map::keys) {
            let Ok(row) = forge_module(name) else {
                continue;
            };
            if row.per_app == PerApp::Many {
                continue;
            }
            let at = format!("modules.{name}");
            let modules = self.modules_of(name);
            let with = |property: &str| {
                let is_set = |module: &&Module<'_>| {
                    module.properties.get(property) == Some(&Value::Bool(true))
                };
                modules.iter().filter(is_set).count()
            };
            for property in APART {
                if with(property) > 1 {
                    let message = format!("an app has one with `{property}`");
                    self.say(&at, message);
                }
            }
            let is_apart = |module: &&Module<'_>| {
                APART
                    .iter()
                    .any(|name| module.properties.get(*name) == Some(&Value::Bool(true)))
            };
            let apart: Vec<_> = modules.iter().filter(is_apart).collect();
            for module in &apart {
                if ["pages", "sections"]
                    .iter()
                    .any(|name| module.properties.contains_key(*name))
                {
                    let message = "a page for configuration or for the start has no pages below it";
                    self.say(&module.at, message);
                }
            }
            let plain = modules.len() - apart.len();
            if plain > 1 {
                let help = if row.has("pages") {
                    "; help: put them into `pages` of one"
                } else {
                    ""
                };
                let message = format!("an app has one `{name}`, and this one has {plain}{help}");
                self.say(&at, message);
            }
        }
    }

    fn schedules(&mut self) {
        let schedules = self.modules_of("scheduledTrigger");
        if schedules.len() > MOST_SCHEDULES {
            let message = format!(
                "an app has {MOST_SCHEDULES} schedules at most, and this one has {}",
                schedules.len()
            );
            self.say("modules.scheduledTrigger", message);
        }
        for schedule in schedules {
            let interval = schedule.text("interval").unwrap_or_default();
            let names = INTERVALS.map(|(name, _)| name);
            if !names.contains(&interval) {
                let message = format!(
                    "`{interval}` is not an interval; it is one of {}",
                    names.join(", ")
                );
                self.say(format!("{}.interval", schedule.at), message);
            }
        }
    }

    fn events(&mut self) {
        let scopes = self.scopes();
        for trigger in self.modules_of("trigger") {
            let events = trigger.properties.get("events").and_then(Value::as_array);
            for event in events.into_iter().flatten() {
                let name = event
                    .as_str()
                    .or_else(|| event.get("eventType")?.as_str())
                    .unwrap_or_default();
                let at = format!("{}.events", trigger.at);
                if !event::is_known(name) {
                    let message =
                        with_suggestion(&Unknown::new("Forge event", name, event::names()));
                    self.say(at, message);
                    continue;
                }
                // Each event of a row needs the scopes of the row; if there are several rows, those
                // of one.
                let mut rows = event::webhook_events(name).peekable();
                let needs = rows.peek().map_or(&[] as &[&str], |row| row.scopes);
                for scope in needs.iter().filter(|scope| !scopes.contains(*scope)) {
                    let message = format!("`{name}` needs the scope `{scope}`");
                    self.say(&at, message);
                }
            }
        }
    }
}

/// The error, with what was probably meant.
pub(super) fn with_suggestion(unknown: &Unknown) -> String {
    match unknown.suggestion() {
        Some(suggestion) => format!("{unknown}; {suggestion}"),
        None => unknown.to_string(),
    }
}
