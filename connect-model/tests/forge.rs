//! Manifests: one that is right, and the faults that it can have.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[path = "forge/linter.rs"]
mod linter;

use std::collections::BTreeMap;
use std::path::PathBuf;

use connect_model::Origin;
use connect_model::assemble::assemble;
use connect_model::declaration::{Declaration, Route};
use connect_model::forge::check::{Files, check};
use connect_model::forge::{Settings, survey};
use connect_testing::forge_faults;
use connect_testing::forge_tools::ForgeTools;
use serde_json::{Value, json};

fn module(kind: &'static str, key: &'static str, properties: &'static str) -> Declaration {
    let origin = Origin::new("src/main.rs", 1, 1);
    Declaration::module(kind, key, properties, Some(Route::iframe(key)), origin)
}

/// An app with a page of each sort, an event, and something for each rule to check.
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

/// A fault: what it is, how it gets in, a part of its message, and who reports it.
type Fault = (&'static str, fn(&mut Value), &'static str, Who);

/// Who reports that something is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    /// The check here, and Atlassian's validator.
    Both,
    /// The check here alone.
    Ours,
}

const BOTH: Who = Who::Both;
const OURS: Who = Who::Ours;

const FAULTS: [Fault; 51] = [
    (
        "no app.runtime",
        |it| remove(&mut it["app"], "runtime"),
        "app.runtime: it is required",
        BOTH,
    ),
    (
        "duplicate module key",
        |it| module_of(it, "jira:adminPage", 0)["key"] = "worklog".into(),
        "`worklog` is the key of",
        BOTH,
    ),
    (
        "module key of an endpoint",
        |it| module_of(it, "jira:adminPage", 0)["key"] = "connect-ui".into(),
        "modules and endpoints share their keys",
        BOTH,
    ),
    (
        "endpoint of an unknown remote",
        |it| endpoint(it, "connect-ui")["remote"] = "nope".into(),
        "no remote has the key `nope`",
        BOTH,
    ),
    (
        "trigger with an unknown endpoint",
        |it| module_of(it, "trigger", 0)["endpoint"] = "nope".into(),
        "no endpoint has the key `nope`",
        BOTH,
    ),
    (
        "resolver with an unknown endpoint",
        |it| module_of(it, "jira:issuePanel", 0)["resolver"]["endpoint"] = "nope".into(),
        "modules.jira:issuePanel[0].resolver: no endpoint has the key `nope`",
        BOTH,
    ),
    (
        "static macro with an unknown endpoint",
        |it| module_of(it, "macro", 0)["static"]["endpoint"] = "nope".into(),
        "modules.macro[0].static: no endpoint has the key `nope`",
        BOTH,
    ),
    (
        "scope of an event missing",
        |it| scopes(it).retain(|scope| scope != "read:jira-work"),
        "`avi:jira:created:issue` needs the scope `read:jira-work`",
        BOTH,
    ),
    (
        "storage without inScopeEUD",
        |it| remove(&mut it["remotes"][0], "storage"),
        "remotes[0].storage: who stores data says",
        BOTH,
    ),
    (
        "operations without compute",
        |it| it["remotes"][0]["operations"] = json!(["storage"]),
        "remotes[0].operations: `compute` is missing",
        OURS,
    ),
    (
        "only scopes of tokens",
        |it| scopes(it).retain(|scope| scope.as_str().unwrap().contains("token")),
        "a token needs a scope of a product",
        BOTH,
    ),
    (
        "unknown scope",
        |it| scopes(it).push("read:jira-wrok".into()),
        "unknown scope \"read:jira-wrok\"; did you mean \"read:jira-work\"",
        BOTH,
    ),
    (
        "token without its scope",
        |it| scopes(it).retain(|scope| scope != "read:app-system-token"),
        "it needs the scope `read:app-system-token`",
        OURS,
    ),
    (
        "unknown event",
        |it| module_of(it, "trigger", 0)["events"] = json!(["avi:jira:creatd:issue"]),
        "did you mean \"avi:jira:created:issue\"",
        OURS,
    ),
    (
        "documented event without its scope",
        |it| module_of(it, "trigger", 0)["events"] = json!(["avi:confluence:added:label"]),
        "`avi:confluence:added:label` needs the scope",
        OURS,
    ),
    (
        "unknown resource",
        |it| module_of(it, "jira:issuePanel", 0)["resource"] = "nope".into(),
        "no resource has the key `nope`",
        BOTH,
    ),
    (
        "resource without a folder",
        |it| it["resources"][0]["path"] = "none".into(),
        "there is no folder `none`",
        BOTH,
    ),
    (
        "resource without index.html",
        |it| it["resources"][0]["path"] = "i18n".into(),
        "`i18n` has no index.html",
        BOTH,
    ),
    (
        "resource at an address",
        |it| it["resources"][0]["path"] = "https://x.example.com".into(),
        "is an address",
        BOTH,
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
        BOTH,
    ),
    (
        "two plain admin pages",
        |it| remove(module_of(it, "jira:adminPage", 1), "useAsConfig"),
        "an app has one `jira:adminPage`",
        BOTH,
    ),
    (
        "configuration with pages",
        |it| module_of(it, "jira:adminPage", 1)["pages"] = json!([{ "title": "A", "route": "a" }]),
        "has no pages below it",
        BOTH,
    ),
    (
        "two pages for configuration",
        |it| module_of(it, "jira:adminPage", 0)["useAsConfig"] = true.into(),
        "an app has one with `useAsConfig`",
        BOTH,
    ),
    (
        "unknown display condition",
        |it| {
            module_of(it, "jira:issuePanel", 0)["displayConditions"] =
                json!({ "isLoggedInn": true })
        },
        "unknown display condition \"isLoggedInn\"; did you mean \"isLoggedIn\"?",
        BOTH,
    ),
    (
        "condition that can't be asked there",
        |it| {
            module_of(it, "jira:adminPage", 0)["displayConditions"] =
                json!({ "hasProjectPermission": "X" });
        },
        "it can't be asked in `jira:adminPage`",
        BOTH,
    ),
    (
        "unknown module",
        |it| it["modules"]["jira:issuePanell"] = json!([]),
        "unknown Forge module \"jira:issuePanell\"; did you mean \"jira:issuePanel\"",
        BOTH,
    ),
    (
        "unknown property of an open module",
        |it| module_of(it, "jira:issuePanel", 0)["viewportSise"] = "medium".into(),
        "unknown property \"viewportSise\"; did you mean \"viewportSize\"",
        OURS,
    ),
    (
        "unknown property of a closed module",
        |it| module_of(it, "confluence:contentBylineItem", 0)["viewportKontainer"] = "modal".into(),
        "unknown property \"viewportKontainer\"; did you mean \"viewportContainer\"",
        BOTH,
    ),
    (
        "title missing",
        |it| remove(module_of(it, "jira:issuePanel", 0), "title"),
        "modules.jira:issuePanel[0].title: `jira:issuePanel` requires it",
        BOTH,
    ),
    (
        "icon missing",
        |it| remove(module_of(it, "jira:issuePanel", 0), "icon"),
        "modules.jira:issuePanel[0].icon: `jira:issuePanel` requires it",
        BOTH,
    ),
    (
        "route with capitals",
        |it| module_of(it, "confluence:spaceSettings", 0)["route"] = "SpaceDiagrams".into(),
        "`SpaceDiagrams` may have lower case letters",
        BOTH,
    ),
    (
        "trigger whose endpoint has no path",
        |it| remove(endpoint(it, "connect-events"), "route"),
        "Forge calls `connect-events` itself, so it needs `route.path`",
        BOTH,
    ),
    (
        "path without a slash",
        |it| endpoint(it, "connect-events")["route"]["path"] = "forge/events".into(),
        "`forge/events` does not begin with a slash",
        OURS,
    ),
    (
        "address without TLS",
        |it| it["remotes"][0]["baseUrl"] = "http://worklog.example.com".into(),
        "does not begin with `https://`",
        OURS,
    ),
    (
        "address with a path",
        |it| it["remotes"][0]["baseUrl"] = "https://worklog.example.com/app".into(),
        "has a path",
        OURS,
    ),
    (
        "endpoint key of 24 characters",
        |it| {
            endpoint(it, "connect-gone")["key"] = "connect-gone-aaaaaaaaaaa".into();
            module_of(it, "preUninstall", 0)["endpoint"] = "connect-gone-aaaaaaaaaaa".into();
        },
        "has 24 characters, and a key may have 23",
        OURS,
    ),
    (
        "module key of more than 23 characters",
        |it| module_of(it, "jira:issuePanel", 0)["key"] = "worklog-panel-aaaaaaaaaaaaaaaa".into(),
        "has 30 characters",
        OURS,
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
        OURS,
    ),
    (
        "unknown interval",
        |it| module_of(it, "scheduledTrigger", 0)["interval"] = "month".into(),
        "`month` is not an interval",
        BOTH,
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
        OURS,
    ),
    (
        "endpoint that nothing names",
        |it| module_of(it, "scheduledTrigger", 0)["endpoint"] = "connect-events".into(),
        "nothing names the endpoint `connect-sched-1`",
        OURS,
    ),
    (
        "old runtime",
        |it| it["app"]["runtime"]["name"] = "nodejs18.x".into(),
        "`nodejs18.x` is not a runtime",
        BOTH,
    ),
    (
        "id of another shape",
        |it| it["app"]["id"] = "my-app".into(),
        "`my-app` is not an app's id",
        BOTH,
    ),
    (
        "unknown region",
        |it| {
            it["remotes"][0]["baseUrl"] =
                json!({ "default": "https://a.example", "MARS": "https://b.example" });
        },
        "`MARS` is not a region",
        BOTH,
    ),
    (
        "text without a translation",
        |it| {
            module_of(it, "confluence:contentBylineItem", 0)["title"] =
                json!({ "i18n": "byline.nope" })
        },
        "the default language `en-US` has no text `byline.nope`",
        BOTH,
    ),
    (
        "impersonation in the short form",
        |it| scopes(it).push(json!({ "read:jira-user": { "allowImpersonation": true } })),
        "`allowImpersonation` is said in the long form",
        BOTH,
    ),
    (
        "unlicensed access in Jira",
        |it| module_of(it, "jira:issuePanel", 0)["unlicensedAccess"] = json!(["anonymous"]),
        "`jira:issuePanel` is shown with a licence only",
        OURS,
    ),
    (
        "unlicensed access for nobody",
        |it| module_of(it, "macro", 0)["unlicensedAccess"] = json!(["martians"]),
        "`martians` is neither",
        OURS,
    ),
    (
        "styles that are blocked",
        |it| remove(&mut it["permissions"], "content"),
        "permissions.content.styles",
        OURS,
    ),
    (
        "scripts that the Marketplace refuses",
        |it| it["permissions"]["content"]["scripts"] = json!(["unsafe-inline"]),
        "the Marketplace refuses `unsafe-inline` here",
        OURS,
    ),
    (
        "modules of Connect without their remote",
        |it| {
            it["connectModules"] = json!({ "jira:generalPages": [{ "key": "old", "url": "/old" }] })
        },
        "app.connect: modules of Connect need `remote`",
        BOTH,
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

/// The documentation says for each of them who reports it.
#[test]
fn the_table_of_faults_has_each() {
    let who = |who| match who {
        Who::Both => "both",
        Who::Ours => "ours",
    };
    let here: Vec<_> = FAULTS.iter().map(|it| (it.0, who(it.3))).collect();
    let table = forge_faults::all();
    let there: Vec<_> = table.iter().map(|it| (&*it.name, &*it.who)).collect();
    assert_eq!(here, there);
}

#[test]
fn each_fault_is_reported() {
    for (name, put_in, expected, _) in FAULTS {
        let mut manifest = manifest();
        put_in(&mut manifest);
        let findings: Vec<String> = check(&manifest, Some(&beside()))
            .iter()
            .map(ToString::to_string)
            .collect();
        assert!(
            findings.iter().any(|finding| finding.contains(expected)),
            "{name}: {expected:?} is not in {findings:#?}"
        );
    }
}

/// What Atlassian's validator reports is its own business; what it does not report is why there is a
/// check here. A version of it that reports more changes this table.
#[test]
fn the_validator_of_forge_reports_less() {
    let Some(tools) = ForgeTools::find() else {
        return;
    };
    let scratch = tempfile::tempdir().unwrap();
    let scratch = scratch.path().canonicalize().unwrap();
    let write = |number: usize, manifest: &Value| {
        let folder = scratch.join(number.to_string());
        for (path, text) in beside().0 {
            let path = folder.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let path = folder.join("manifest.yml");
        // JSON is YAML.
        std::fs::write(&path, serde_json::to_string_pretty(manifest).unwrap()).unwrap();
        path
    };
    let right = write(FAULTS.len(), &manifest());
    let wrong = FAULTS.iter().enumerate().map(|(number, fault)| {
        let mut manifest = manifest();
        fault.1(&mut manifest);
        write(number, &manifest)
    });
    let mut manifests: Vec<_> = wrong.collect();
    manifests.push(right.clone());
    let reported = tools.validate(&manifests);
    let errors = |path: &PathBuf| -> Vec<&str> {
        let of_path = reported
            .iter()
            .filter(|(of, finding)| of == path && finding.is_error);
        of_path
            .map(|(_, finding)| finding.message.as_str())
            .collect()
    };
    assert_eq!(errors(&right), [""; 0]);
    let mut others = Vec::new();
    for ((name, _, _, who), path) in FAULTS.iter().zip(&manifests) {
        let errors = errors(path);
        let found = if errors.is_empty() { OURS } else { BOTH };
        if found != *who {
            others.push(format!("{name}: {found:?} {errors:?}"));
        }
    }
    assert_eq!(others, [""; 0]);
}

/// A manifest may hold anything where something else belongs.
#[test]
fn no_content_of_a_manifest_causes_a_panic() {
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
