//! Rules about what modules declare.

use connect_model::context_parameter::is_added_by_host;
use connect_model::declaration::Declaration;
use connect_model::module_kind::{ModuleKind, Property, TEXT_LIMIT, Type};
use connect_model::{check_event, check_location, check_module_kind};
use serde_json::{Map, Value};

use super::ledger::{Ledger, Place};
use super::project::{Module, Project};
use super::rule::Rule;

pub(super) fn judge(project: &Project, ledger: &mut Ledger) {
    let modules: Vec<_> = project.modules().collect();
    for module in &modules {
        let kind = kind(module, ledger);
        if let Some(kind) = kind {
            location(kind, module, &modules, ledger);
            lengths(module, kind.properties, &module.properties, ledger);
        }
        event(module, ledger);
        for (name, value) in &module.properties {
            urls(project, module, name, value, ledger);
        }
    }
    translations(project, &modules, ledger);
}

fn place(declaration: &Declaration) -> Option<Place> {
    Some(Place::from(&declaration.origin))
}

fn kind(module: &Module<'_>, ledger: &mut Ledger) -> Option<&'static ModuleKind> {
    let declaration = module.declaration;
    match check_module_kind(&declaration.kind) {
        Ok(kind) => {
            ledger.judge(Rule::KnownNames);
            ledger.expect(
                Rule::DeprecatedModules,
                place(declaration),
                !kind.deprecated,
                || {
                    format!(
                        "{} is of a kind that is no longer listed",
                        declaration.label()
                    )
                },
            );
            Some(kind)
        }
        Err(unknown) => {
            let hint = unknown.help();
            ledger.find_with(
                Rule::KnownNames,
                place(declaration),
                unknown.to_string(),
                hint,
            );
            None
        }
    }
}

fn location(kind: &ModuleKind, module: &Module<'_>, all: &[Module<'_>], ledger: &mut Ledger) {
    let Some(location) = module.text("location") else {
        return;
    };
    // The app's own sections are locations too, and so are its own items.
    let own = |key: &str| all.iter().any(|one| one.declaration.key == key);
    match check_location(kind, location) {
        Err(unknown) if !location.split('/').any(own) => {
            let hint = unknown.help();
            let at = place(module.declaration);
            ledger.find_with(Rule::KnownNames, at, unknown.to_string(), hint);
        }
        _ => ledger.judge(Rule::KnownNames),
    }
}

fn event(module: &Module<'_>, ledger: &mut Ledger) {
    if module.declaration.kind != "webhooks" {
        return;
    }
    // A function with several events is a separate webhook for each.
    let events = match module.properties.get("event") {
        Some(Value::Array(events)) => events.as_slice(),
        Some(event) => std::slice::from_ref(event),
        None => &[],
    };
    for event in events {
        match check_event(event.as_str().unwrap_or_default()) {
            Ok(_) => ledger.judge(Rule::KnownNames),
            Err(unknown) => {
                let hint = unknown.help();
                let at = place(module.declaration);
                ledger.find_with(Rule::KnownNames, at, unknown.to_string(), hint);
            }
        }
    }
}

fn lengths(
    module: &Module<'_>,
    known: &[Property],
    properties: &Map<String, Value>,
    ledger: &mut Ledger,
) {
    for property in known {
        let Some(value) = properties.get(property.name) else {
            continue;
        };
        if let (Type::Object(members), Value::Object(values)) = (property.ty, value) {
            lengths(module, members, values, ledger);
        }
        let (text, limit) = match property.ty {
            Type::I18n => {
                let text = value.get("value").unwrap_or(value);
                (text.as_str(), property.max_length.or(Some(TEXT_LIMIT)))
            }
            _ => (value.as_str(), property.max_length),
        };
        if let (Some(text), Some(limit)) = (text, limit) {
            let length = text.chars().count();
            let passes = length <= limit as usize;
            ledger.expect(Rule::TextLengths, place(module.declaration), passes, || {
                format!(
                    "`{}` of {} has {length} characters, and hosts accept {limit}",
                    property.argument,
                    module.declaration.label()
                )
            });
        }
    }
}

/// Each URL among the properties, at any depth.
fn urls(project: &Project, module: &Module<'_>, name: &str, value: &Value, ledger: &mut Ledger) {
    match value {
        Value::Object(members) => {
            for (member, value) in members {
                // `icon: { url }` counts like `iconUrl`.
                let icon = member == "url" && name.to_lowercase().contains("icon");
                let named = if icon { "iconUrl" } else { member.as_str() };
                urls(project, module, named, value, ledger);
            }
        }
        Value::Array(values) => {
            for value in values {
                urls(project, module, name, value, ledger);
            }
        }
        Value::String(url) if is_image(name) => icon(project, module, url, ledger),
        Value::String(url) if name.to_lowercase().ends_with("url") => {
            own_parameters(module, url, ledger);
        }
        _ => {}
    }
}

fn is_image(name: &str) -> bool {
    ["iconUrl", "logoUrl", "thumbnailUrl"].contains(&name)
}

fn icon(project: &Project, module: &Module<'_>, url: &str, ledger: &mut Ledger) {
    let label = module.declaration.label();
    let at = place(module.declaration);
    if url.starts_with("https://") || url.starts_with("data:") {
        ledger.judge(Rule::Icons);
    } else if url.contains("://") {
        ledger.find(
            Rule::Icons,
            at,
            format!("the image {url:?} of {label} is not https"),
        );
    } else {
        let served = project.is_served_to_anybody(url);
        ledger.expect(Rule::Icons, at, served, || {
            format!("nothing serves the image {url:?} of {label} without a token")
        });
    }
}

fn own_parameters(module: &Module<'_>, url: &str, ledger: &mut Ledger) {
    let query = url.split_once('?').map_or("", |(_, query)| query);
    let mut names = query
        .split('&')
        .map(|pair| pair.split('=').next().unwrap_or(pair));
    let added = names.find(|name| is_added_by_host(name));
    let at = place(module.declaration);
    ledger.expect(Rule::HostParameters, at, added.is_none(), || {
        format!(
            "the URL {url:?} of {} has the parameter `{}`, which hosts add themselves",
            module.declaration.label(),
            added.unwrap_or_default()
        )
    });
}

fn translations(project: &Project, modules: &[Module<'_>], ledger: &mut Ledger) {
    let paths = project.app.get("translations");
    let paths = paths.and_then(|one| one.get("paths")?.as_object());
    for (locale, path) in paths.into_iter().flatten() {
        let path = path.as_str().unwrap_or_default();
        let served = project.is_served_to_anybody(path);
        ledger.expect(Rule::Translations, None, served, || {
            format!("nothing serves {path}, the translations for {locale}, without a token")
        });
    }
    if paths.is_none_or(Map::is_empty) {
        for module in modules {
            let translated = module.properties.values().any(has_key);
            if translated {
                ledger.find(
                    Rule::Translations,
                    place(module.declaration),
                    format!(
                        "{} has an i18n key, and `app!` names no translations",
                        module.declaration.label()
                    ),
                );
            }
        }
    }
}

/// Whether there is a translatable text: an object with these two members.
fn has_key(value: &Value) -> bool {
    match value {
        Value::Object(members) => {
            let translated =
                members.contains_key("value") && members.get("i18n").is_some_and(Value::is_string);
            translated || members.values().any(has_key)
        }
        Value::Array(values) => values.iter().any(has_key),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use connect_model::Origin;
    use connect_model::declaration::{Auth, Route, kind};
    use serde_json::json;

    use super::super::project::tests::{good_app, project};
    use super::*;

    fn module(kind: &'static str, properties: &Value) -> Declaration {
        let mut one = Declaration::module(
            kind,
            "votes",
            "{}",
            Some(Route::iframe("/votes")),
            Origin::new("src/main.rs", 3, 1),
        );
        one.properties = properties.to_string().into();
        one
    }

    fn panel(change: impl FnOnce(&mut Value)) -> Declaration {
        let mut properties = json!({
            "key": "votes",
            "name": { "value": "Votes" },
            "location": "atl.jira.view.issue.right.context",
            "url": "/votes?issue.key={issue.key}",
        });
        change(&mut properties);
        module("webPanels", &properties)
    }

    fn found(declaration: Declaration, rule: Rule) -> usize {
        let own = Route::own(&[connect_model::Method::Get], "/votes.svg", Auth::Public);
        let image = Declaration::own(kind::PUBLIC, "image", Some(own), Origin::new("a.rs", 1, 1));
        let project = project(good_app(), vec![declaration, image], &[]);
        let mut ledger = Ledger::default();
        judge(&project, &mut ledger);
        ledger.outcome(rule).findings.len()
    }

    #[test]
    fn each_event_of_a_function_is_looked_up() {
        for (events, count) in [
            (json!("jira:issue_created"), 0),
            (json!(["jira:issue_created", "jira:issue_updated"]), 0),
            (json!(["jira:issue_created", "jira:issue_updatd", 7]), 2),
        ] {
            let webhook = module("webhooks", &json!({ "event": events, "url": "/votes" }));
            assert_eq!(found(webhook, Rule::KnownNames), count, "{events}");
        }
    }

    #[test]
    fn each_bad_property_is_found_and_no_good_one() {
        type Case = (fn(&mut Value), Rule);
        let cases: [Case; 6] = [
            (|p| p["url"] = json!("/votes?lic=1"), Rule::HostParameters),
            (
                |p| p["name"]["value"] = json!("x".repeat(1501)),
                Rule::TextLengths,
            ),
            (
                |p| p["location"] = json!("atl.jira.view.issue.rigth"),
                Rule::KnownNames,
            ),
            (
                |p| p["icon"] = json!({ "url": "/missing.svg" }),
                Rule::Icons,
            ),
            (
                |p| p["icon"] = json!({ "url": "http://example.com/a.svg" }),
                Rule::Icons,
            ),
            (
                |p| p["name"]["i18n"] = json!("votes.name"),
                Rule::Translations,
            ),
        ];
        for (change, rule) in cases {
            assert_eq!(found(panel(|_| ()), rule), 0, "{rule:?}");
            assert_eq!(found(panel(change), rule), 1, "{rule:?}");
        }
        let good = |p: &mut Value| p["icon"] = json!({ "url": "/votes.svg" });
        assert_eq!(found(panel(good), Rule::Icons), 0);
    }

    #[test]
    fn unknown_and_deprecated_kinds_and_events_are_found() {
        let text = json!({ "key": "votes", "url": "/votes", "event": "jira:issue_created" });
        assert_eq!(found(module("webPanel", &text), Rule::KnownNames), 1);
        assert_eq!(found(module("webhooks", &text), Rule::KnownNames), 0);
        let unknown = json!({ "url": "/votes", "event": "jira:issue_create" });
        assert_eq!(found(module("webhooks", &unknown), Rule::KnownNames), 1);
        let old = connect_model::module_kinds()
            .iter()
            .find(|kind| kind.deprecated)
            .unwrap();
        assert_eq!(found(module(old.name, &text), Rule::DeprecatedModules), 1);
        assert_eq!(found(panel(|_| ()), Rule::DeprecatedModules), 0);
    }

    #[test]
    fn translations_that_nothing_serves_are_found() {
        let count = |path: &str| {
            let mut app = good_app();
            app["translations"] = json!({ "paths": { "de-DE": path } });
            let assets = "#[assets(\"i18n\")]\nstruct Files;\n";
            let project = project(app, Vec::new(), &[("src/main.rs", assets)]);
            let mut ledger = Ledger::default();
            judge(&project, &mut ledger);
            ledger.outcome(Rule::Translations).findings.len()
        };
        assert_eq!(count("/i18n/de.json"), 0);
        assert_eq!(count("/de.json"), 1);
    }
}
