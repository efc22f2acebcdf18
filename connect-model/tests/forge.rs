//! Manifests: one that is right, and the faults that somebody can put into it.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeMap;

use connect_model::Origin;
use connect_model::assemble::assemble;
use connect_model::declaration::{Declaration, Route};
use connect_model::forge::check::{Files, check};
use connect_model::forge::{Settings, survey};
use serde_json::{Value, json};

fn module(kind: &'static str, key: &'static str, properties: &'static str) -> Declaration {
    let origin = Origin::new("src/main.rs", 1, 1);
    Declaration::module(kind, key, properties, Some(Route::iframe(key)), origin)
}

/// An app with a page of each sort, an event, and something for each rule to look at.
fn manifest() -> Value {
    let declarations = [
        module(
            "webPanels",
            "worklog",
            r#"{"key":"worklog","name":{"value":"Worklog"},"url":"/page?issue={issue.key}",
                "location":"atl.jira.view.issue.left.context","icon":{"url":"/icon.svg"},
                "conditions":[{"condition":"user_is_logged_in"}]}"#,
        ),
        module(
            "generalPages",
            "reports",
            r#"{"key":"reports","name":{"value":"Reports"},"url":"/page","location":"system.top.navigation.bar"}"#,
        ),
        module(
            "generalPages",
            "teams",
            r#"{"key":"teams","name":{"value":"Teams"},"url":"/page","location":"system.top.navigation.bar"}"#,
        ),
        module(
            "adminPages",
            "settings",
            r#"{"key":"settings","name":{"value":"Settings"},"url":"/page","location":"admin_plugins_menu",
                "conditions":[{"condition":"user_is_admin"}]}"#,
        ),
        module(
            "configurePage",
            "configure",
            r#"{"key":"configure","name":{"value":"Configure"},"url":"/page"}"#,
        ),
        module(
            "jiraProjectPages",
            "project",
            r#"{"key":"project","name":{"value":"Project"},"url":"/page"}"#,
        ),
        module(
            "webhooks",
            "on-issue",
            r#"{"event":"jira:issue_created","url":"/hook"}"#,
        ),
        module(
            "contentBylineItems",
            "byline",
            r#"{"key":"byline","name":{"value":"Byline"},"url":"/page","target":{"type":"dialog"}}"#,
        ),
        module(
            "spaceToolsTabs",
            "space",
            r#"{"key":"space","name":{"value":"Space"},"url":"/page","location":"contenttools"}"#,
        ),
        module(
            "staticContentMacros",
            "list",
            r#"{"key":"list","name":{"value":"List"},"url":"/page"}"#,
        ),
    ];
    let app = assemble(
        r#"{"key":"com.example.worklog","name":"Worklog"}"#,
        &declarations,
        &[],
    );
    let (forge, faults) = survey(&app.unwrap(), &declarations, &Settings::default());
    assert_eq!(faults, []);
    let mut manifest = forge.manifest.to_value();
    // What the build leaves to others.
    manifest["modules"]["scheduledTrigger"] = json!([
        { "key": "nightly", "endpoint": "connect-sched-1", "interval": "day" },
    ]);
    manifest["modules"]["endpoint"].as_array_mut().unwrap().push(json!({
        "key": "connect-sched-1", "remote": "connect", "route": { "path": "/forge/scheduled/nightly" },
    }));
    manifest["translations"] = json!({
        "resources": [{ "key": "en-US", "path": "i18n/en-US.json" }],
        "fallback": { "default": "en-US" },
    });
    module_of(&mut manifest, "confluence:contentBylineItem", 0)["title"] =
        json!({ "i18n": "byline.title" });
    manifest
}

/// The files that are beside the manifest.
struct Beside(BTreeMap<&'static str, &'static str>);

fn beside() -> Beside {
    Beside(BTreeMap::from([
        ("shell/index.html", "<!doctype html>"),
        ("i18n/en-US.json", r#"{"byline":{"title":"Byline"}}"#),
    ]))
}

impl Files for Beside {
    fn is_folder(&self, path: &str) -> bool {
        self.0
            .keys()
            .any(|file| file.starts_with(&format!("{path}/")))
    }

    fn text(&self, path: &str) -> Option<String> {
        self.0.get(path).map(|text| (*text).to_owned())
    }
}

fn module_of<'a>(manifest: &'a mut Value, name: &str, number: usize) -> &'a mut Value {
    &mut manifest["modules"][name][number]
}

fn endpoint<'a>(manifest: &'a mut Value, key: &str) -> &'a mut Value {
    let endpoints = manifest["modules"]["endpoint"].as_array_mut().unwrap();
    endpoints.iter_mut().find(|one| one["key"] == key).unwrap()
}

fn remove(holder: &mut Value, name: &str) {
    assert!(
        holder.as_object_mut().unwrap().remove(name).is_some(),
        "{name}"
    );
}

fn scopes(manifest: &mut Value) -> &mut Vec<Value> {
    manifest["permissions"]["scopes"].as_array_mut().unwrap()
}

/// A fault: what it is, how it gets in, and a part of what is said of it.
type Fault = (&'static str, fn(&mut Value), &'static str);

const FAULTS: [Fault; 51] = [
    (
        "no app.runtime",
        |it| remove(&mut it["app"], "runtime"),
        "app.runtime: it is required",
    ),
    (
        "duplicate module key",
        |it| module_of(it, "jira:adminPage", 0)["key"] = "worklog".into(),
        "`worklog` is the key of",
    ),
    (
        "module key of an endpoint",
        |it| module_of(it, "jira:adminPage", 0)["key"] = "connect-ui".into(),
        "modules and endpoints share their keys",
    ),
    (
        "endpoint of an unknown remote",
        |it| endpoint(it, "connect-ui")["remote"] = "nope".into(),
        "no remote has the key `nope`",
    ),
    (
        "trigger with an unknown endpoint",
        |it| module_of(it, "trigger", 0)["endpoint"] = "nope".into(),
        "no endpoint has the key `nope`",
    ),
    (
        "resolver with an unknown endpoint",
        |it| module_of(it, "jira:issuePanel", 0)["resolver"]["endpoint"] = "nope".into(),
        "modules.jira:issuePanel[0].resolver: no endpoint has the key `nope`",
    ),
    (
        "static macro with an unknown endpoint",
        |it| module_of(it, "macro", 0)["static"]["endpoint"] = "nope".into(),
        "modules.macro[0].static: no endpoint has the key `nope`",
    ),
    (
        "scope of an event missing",
        |it| scopes(it).retain(|scope| scope != "read:jira-work"),
        "`avi:jira:created:issue` needs the scope `read:jira-work`",
    ),
    (
        "storage without inScopeEUD",
        |it| remove(&mut it["remotes"][0], "storage"),
        "remotes[0].storage: who stores data says",
    ),
    (
        "operations without compute",
        |it| it["remotes"][0]["operations"] = json!(["storage"]),
        "remotes[0].operations: `compute` is missing",
    ),
    (
        "only scopes of tokens",
        |it| scopes(it).retain(|scope| scope.as_str().unwrap().contains("token")),
        "a token needs a scope of a product",
    ),
    (
        "unknown scope",
        |it| scopes(it).push("read:jira-wrok".into()),
        "unknown scope \"read:jira-wrok\"; did you mean \"read:jira-work\"",
    ),
    (
        "token without its scope",
        |it| scopes(it).retain(|scope| scope != "read:app-system-token"),
        "it needs the scope `read:app-system-token`",
    ),
    (
        "unknown event",
        |it| module_of(it, "trigger", 0)["events"] = json!(["avi:jira:creatd:issue"]),
        "did you mean \"avi:jira:created:issue\"",
    ),
    (
        "documented event without its scope",
        |it| module_of(it, "trigger", 0)["events"] = json!(["avi:confluence:added:label"]),
        "`avi:confluence:added:label` needs the scope",
    ),
    (
        "unknown resource",
        |it| module_of(it, "jira:issuePanel", 0)["resource"] = "nope".into(),
        "no resource has the key `nope`",
    ),
    (
        "resource without a folder",
        |it| it["resources"][0]["path"] = "none".into(),
        "there is no folder `none`",
    ),
    (
        "resource without index.html",
        |it| it["resources"][0]["path"] = "i18n".into(),
        "`i18n` has no index.html",
    ),
    (
        "resource at an address",
        |it| it["resources"][0]["path"] = "https://x.example.com".into(),
        "is an address",
    ),
    (
        "two global pages",
        |it| {
            let mut other = module_of(it, "jira:globalPage", 0).clone();
            other["key"] = "other".into();
            it["modules"]["jira:globalPage"]
                .as_array_mut()
                .unwrap()
                .push(other);
        },
        "an app has one `jira:globalPage`, and this one has 2; help: put them into `pages` of one",
    ),
    (
        "two plain admin pages",
        |it| remove(module_of(it, "jira:adminPage", 1), "useAsConfig"),
        "an app has one `jira:adminPage`",
    ),
    (
        "configuration with pages",
        |it| module_of(it, "jira:adminPage", 1)["pages"] = json!([{ "title": "A", "route": "a" }]),
        "has no pages below it",
    ),
    (
        "two pages for configuration",
        |it| module_of(it, "jira:adminPage", 0)["useAsConfig"] = true.into(),
        "an app has one with `useAsConfig`",
    ),
    (
        "unknown display condition",
        |it| {
            module_of(it, "jira:issuePanel", 0)["displayConditions"] =
                json!({ "isLoggedInn": true })
        },
        "unknown display condition \"isLoggedInn\"; did you mean \"isLoggedIn\"?",
    ),
    (
        "condition that can't be asked there",
        |it| {
            module_of(it, "jira:adminPage", 0)["displayConditions"] =
                json!({ "hasProjectPermission": "X" });
        },
        "it can't be asked in `jira:adminPage`",
    ),
    (
        "unknown module",
        |it| it["modules"]["jira:issuePanell"] = json!([]),
        "unknown Forge module \"jira:issuePanell\"; did you mean \"jira:issuePanel\"",
    ),
    (
        "unknown property of an open module",
        |it| module_of(it, "jira:issuePanel", 0)["viewportSise"] = "medium".into(),
        "unknown property \"viewportSise\"; did you mean \"viewportSize\"",
    ),
    (
        "unknown property of a closed module",
        |it| module_of(it, "confluence:contentBylineItem", 0)["viewportKontainer"] = "modal".into(),
        "unknown property \"viewportKontainer\"; did you mean \"viewportContainer\"",
    ),
    (
        "title missing",
        |it| remove(module_of(it, "jira:issuePanel", 0), "title"),
        "modules.jira:issuePanel[0].title: `jira:issuePanel` requires it",
    ),
    (
        "icon missing",
        |it| remove(module_of(it, "jira:issuePanel", 0), "icon"),
        "modules.jira:issuePanel[0].icon: `jira:issuePanel` requires it",
    ),
    (
        "route with capitals",
        |it| module_of(it, "confluence:spaceSettings", 0)["route"] = "SpaceDiagrams".into(),
        "`SpaceDiagrams` may have lower case letters",
    ),
    (
        "trigger whose endpoint has no path",
        |it| remove(endpoint(it, "connect-events"), "route"),
        "Forge calls `connect-events` itself, so it needs `route.path`",
    ),
    (
        "path without a slash",
        |it| endpoint(it, "connect-events")["route"]["path"] = "forge/events".into(),
        "`forge/events` does not begin with a slash",
    ),
    (
        "address without TLS",
        |it| it["remotes"][0]["baseUrl"] = "http://worklog.example.com".into(),
        "does not begin with `https://`",
    ),
    (
        "address with a path",
        |it| it["remotes"][0]["baseUrl"] = "https://worklog.example.com/app".into(),
        "has a path",
    ),
    (
        "endpoint key of 24 characters",
        |it| endpoint(it, "connect-gone")["key"] = "connect-gone-aaaaaaaaaaa".into(),
        "has 24 characters, and a key may have 23",
    ),
    (
        "module key of more than 23 characters",
        |it| module_of(it, "jira:issuePanel", 0)["key"] = "worklog-panel-aaaaaaaaaaaaaaaa".into(),
        "has 30 characters",
    ),
    (
        "six schedules",
        |it| {
            let schedules = it["modules"]["scheduledTrigger"].as_array_mut().unwrap();
            for number in 0..5 {
                let mut one = schedules[0].clone();
                one["key"] = format!("s{number}").into();
                schedules.push(one);
            }
        },
        "an app has 5 schedules at most, and this one has 6",
    ),
    (
        "unknown interval",
        |it| module_of(it, "scheduledTrigger", 0)["interval"] = "month".into(),
        "`month` is not an interval",
    ),
    (
        "two hooks before the end",
        |it| {
            let mut again = module_of(it, "preUninstall", 0).clone();
            again["key"] = "again".into();
            it["modules"]["preUninstall"]
                .as_array_mut()
                .unwrap()
                .push(again);
        },
        "an app has one `preUninstall`, and this one has 2",
    ),
    (
        "endpoint that nothing names",
        |it| module_of(it, "scheduledTrigger", 0)["endpoint"] = "connect-events".into(),
        "nothing names the endpoint `connect-sched-1`",
    ),
    (
        "old runtime",
        |it| it["app"]["runtime"]["name"] = "nodejs18.x".into(),
        "`nodejs18.x` is not a runtime",
    ),
    (
        "id of another shape",
        |it| it["app"]["id"] = "my-app".into(),
        "`my-app` is not an app's id",
    ),
    (
        "unknown region",
        |it| {
            it["remotes"][0]["baseUrl"] =
                json!({ "default": "https://a.example", "MARS": "https://b.example" });
        },
        "`MARS` is not a region",
    ),
    (
        "text without a translation",
        |it| {
            module_of(it, "confluence:contentBylineItem", 0)["title"] =
                json!({ "i18n": "byline.nope" })
        },
        "the default language `en-US` has no text `byline.nope`",
    ),
    (
        "impersonation in the short form",
        |it| scopes(it).push(json!({ "read:jira-user": { "allowImpersonation": true } })),
        "`allowImpersonation` is said in the long form",
    ),
    (
        "unlicensed access in Jira",
        |it| module_of(it, "jira:issuePanel", 0)["unlicensedAccess"] = json!(["anonymous"]),
        "`jira:issuePanel` is shown with a licence only",
    ),
    (
        "unlicensed access for nobody",
        |it| module_of(it, "macro", 0)["unlicensedAccess"] = json!(["martians"]),
        "`martians` is neither",
    ),
    (
        "styles that are blocked",
        |it| remove(&mut it["permissions"], "content"),
        "permissions.content.styles",
    ),
    (
        "scripts that the Marketplace refuses",
        |it| it["permissions"]["content"]["scripts"] = json!(["unsafe-inline"]),
        "the Marketplace refuses `unsafe-inline` here",
    ),
    (
        "modules of Connect without their remote",
        |it| {
            it["connectModules"] = json!({ "jira:generalPages": [{ "key": "old", "url": "/old" }] })
        },
        "app.connect: modules of Connect need `remote`",
    ),
];

#[test]
fn the_manifest_is_right() {
    let findings: Vec<String> = check(&manifest(), Some(&beside()))
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(findings, [""; 0]);
}

#[test]
fn each_fault_is_said() {
    for (name, put_in, said) in FAULTS {
        let mut manifest = manifest();
        put_in(&mut manifest);
        let findings: Vec<String> = check(&manifest, Some(&beside()))
            .iter()
            .map(ToString::to_string)
            .collect();
        assert!(
            findings.iter().any(|finding| finding.contains(said)),
            "{name}: {said:?} is not in {findings:#?}"
        );
    }
}

/// A manifest may hold anything where something else belongs.
#[test]
fn nothing_that_a_manifest_holds_ends_the_program() {
    let manifest = manifest();
    let mut pointers = Vec::new();
    collect(&manifest, String::new(), &mut pointers);
    for pointer in pointers {
        for other in [
            json!(null),
            json!(1),
            json!("x"),
            json!([1]),
            json!({ "x": 1 }),
        ] {
            let mut broken = manifest.clone();
            *broken.pointer_mut(&pointer).unwrap() = other;
            let _ = check(&broken, Some(&beside()));
        }
    }
}

fn collect(value: &Value, at: String, pointers: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                let name = name.replace('~', "~0").replace('/', "~1");
                collect(value, format!("{at}/{name}"), pointers);
            }
        }
        Value::Array(items) => {
            for (number, value) in items.iter().enumerate() {
                collect(value, format!("{at}/{number}"), pointers);
            }
        }
        _ => {}
    }
    pointers.push(at);
}
