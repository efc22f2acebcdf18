//! The app on Forge: what the build writes for an app that is to run there, and for one that is not.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use connect_model::Product;
use connect_model::forge::check::{Files, check};
use connect_model::guard::ADMIN_CHECKS_ON_FORGE;
use connect_testing::forge_linter::{Call, documented};
use connect_testing::forge_tools::ForgeTools;

use super::*;
use crate::emit::forge::shell::tests::Weight;
use crate::emit::outcome::Good;

fn app(stage: &str) -> String {
    APP.replace(" }", &format!(", forge = {stage} }}"))
}

const REPORT: &str = "#[jira_report(name = \"Votes\", description = \"Votes\")] async fn report() -> &'static str { \"\" }\n";

fn manifest(workspace: &Workspace) -> String {
    let path = workspace.path("target/connect/app/forge/manifest.yml");
    std::fs::read_to_string(path).unwrap()
}

/// The manifest's scopes, one line each, with what needs them.
fn scopes(workspace: &Workspace) -> String {
    let manifest = manifest(workspace);
    let (_, scopes) = manifest.split_once("  scopes:\n").unwrap();
    let (scopes, _) = scopes.split_once("  content:\n").unwrap();
    scopes.to_owned()
}

fn gaps(workspace: &Workspace) -> Vec<connect_model::forge::Gap> {
    let gaps = std::fs::read_to_string(workspace.path("target/connect/app/forge/gaps.json"));
    serde_json::from_str(&gaps.unwrap()).unwrap()
}

#[test]
fn an_app_that_does_not_go_there_has_no_manifest() {
    let source = format!("{APP}{}{REPORT}", panel("votes"));
    let workspace = Workspace::new(&[("app/src/main.rs", &source)]);
    workspace.emit().unwrap();
    let folder = workspace.path("target/connect/app/forge");
    assert!(!folder.join("manifest.yml").exists());
    assert_eq!(workspace.emitted().forge, None);
    let gaps = std::fs::read_to_string(folder.join("gaps.json")).unwrap();
    assert!(
        gaps.contains("no-place") && gaps.contains("report"),
        "{gaps}"
    );
}

#[test]
fn a_manifest_stays_when_the_next_cannot_be_written() {
    let good = format!("{}{}", app("native"), panel("votes"));
    let workspace = Workspace::new(&[("app/src/main.rs", &good)]);
    workspace.emit().unwrap();
    let before = manifest(&workspace);
    workspace.write("app/src/main.rs", &format!("{good}{REPORT}"));
    let faults = faults(workspace.emit());
    assert_eq!(
        faults,
        [
            "src/main.rs:4:64: Jira report \"report\" has no place on Forge: Forge has no reports; nearest is \
             a project page; help: write `forge = skip` on it, and the rest of the app goes without"
        ]
    );
    assert_eq!(manifest(&workspace), before);
    let skipped = REPORT.replace("(name", "(forge = skip, name");
    workspace.write("app/src/main.rs", &format!("{good}{skipped}"));
    workspace.emit().unwrap();
    assert_eq!(manifest(&workspace), before);
}

#[test]
fn what_the_program_gets_makes_the_same_manifest() {
    let skipped = REPORT.replace("(name", "(forge = skip, name");
    let source = format!(
        "{}{}{skipped}#[scheduled(every = \"5m\")] async fn tidy() {{}}\n",
        app("native"),
        panel("votes")
    );
    let workspace = Workspace::new(&[("app/src/main.rs", &source)]);
    workspace.emit().unwrap();
    let emitted = workspace.emitted();
    let app =
        connect_model::assemble::assemble(&emitted.app, &emitted.declarations, &emitted.needs)
            .unwrap();
    let settings = emitted.forge.unwrap();
    assert_eq!(settings.items.len(), 1);
    let again = connect_model::forge::assemble(&app, &emitted.declarations, &settings).unwrap();
    assert_eq!(again.manifest.to_yaml(), manifest(&workspace));
    assert!(manifest(&workspace).contains("fiveMinute"));
}

/// Which Forge scopes a client method needs can't be derived from any Connect scope.
#[test]
fn the_manifest_asks_for_what_the_clients_methods_call() {
    let source = format!(
        "{}\
         #[content_byline_item(name = \"Votes\")] async fn votes(wiki: Confluence) {{\n\
         wiki.content_properties(Content::Page(\"1\"), scopes![WRITE]);\n\
         wiki.app_properties();\n\
         wiki.dynamic_modules();\n\
         wiki.report_personal_data(&kept);\n\
         wiki.unchecked(Method::Get, \"/x\", scopes![READ]);\n\
         wiki.unchecked(Method::Get, \"/y\", scopes![READ, \"read:space:confluence\"]);\n}}\n",
        app("native")
    );
    let workspace = Workspace::new(&[("app/src/main.rs", &source)]);
    workspace.emit().unwrap();
    let scopes = scopes(&workspace);
    assert_eq!(
        scopes,
        "    - read:app-data:confluence # app_properties; report_personal_data; the clientKey of tenants \
         that come from Connect\n    \
         - read:app-system-token # calls of the product as the app\n    \
         - read:page:confluence # content_properties(Content::Page)\n    \
         - read:space:confluence # scopes![READ, \"read:space:confluence\"]\n    \
         - write:app-data:confluence # app_properties; report_personal_data\n    \
         - write:page:confluence # content_properties(Content::Page)\n"
    );
    let gaps = gaps(&workspace);
    let gaps: Vec<String> = gaps.iter().map(ToString::to_string).collect();
    assert_eq!(
        gaps,
        [
            "src/main.rs:5:6: dynamic_modules: this API is Connect's own, and fails on Forge",
            "src/main.rs:6:6: report_personal_data: this API is Connect's own, and fails on Forge",
            "src/main.rs:7:35: scopes![READ]: Forge has other scopes than Connect, and the manifest asks \
             for none of them here: use a checked call, or name Forge's beside these, such as \
             `scopes![READ, \"read:jira-work\"]`",
        ]
    );
}

/// The scopes of an app that acts as users, for the code of its only function.
fn acting(code: &str) -> (String, Vec<String>) {
    let source = format!(
        "{}#[web_panel(name = \"Votes\", location = \"atl.jira.view.issue.right.context\")]\n\
         async fn votes(jira: Jira, user: User) {{\n{code}\n}}\n",
        app("native")
    );
    let workspace = Workspace::new(&[("app/src/main.rs", &source)]);
    workspace.emit().unwrap();
    let scopes = scopes(&workspace);
    let gaps = gaps(&workspace);
    let gaps = gaps.iter().map(ToString::to_string).collect();
    (scopes, gaps)
}

/// Scopes that are named where the app acts as a user count as they do elsewhere. If none are named, the
/// calls state what they need: scopes there only limit the token.
#[test]
fn scopes_where_the_app_acts_as_a_user_are_those_of_other_calls() {
    const OTHERS: &str = "    read:app-data:jira: {} # the clientKey of tenants that come from Connect\n    \
        read:app-system-token: {} # calls of the product as the app\n    \
        read:app-user-token: {} # calls of the product as the user of a page\n";
    let named = acting(
        "let me = as_user!(jira, user, scopes![READ, \"read:jira-work\"]);\n\
         me.unchecked(Method::Get, path, READING);",
    );
    let of_named =
        "    read:jira-work: # scopes![READ, \"read:jira-work\"]\n      allowImpersonation: true\n";
    assert_eq!(named, (format!("{OTHERS}{of_named}"), vec![]));

    let limited = acting(
        "let me = as_user!(jira, user, scopes![READ]);\n\
         jira!(me, GET \"/rest/api/3/myself\");\n\
         use connect_runtime::{as_user as act, scopes as only};\n\
         let me = act!(jira, user, connect_runtime::only![WRITE]);",
    );
    let of_call = "    read:jira-user: # GET /rest/api/3/myself\n      allowImpersonation: true\n";
    assert_eq!(limited, (format!("{OTHERS}{of_call}"), vec![]));

    let (_, gaps) =
        acting("let me = as_user!(jira, user).unchecked(Method::Get, path, scopes![READ]);");
    assert!(
        gaps[0].starts_with("src/main.rs:4:60: scopes![READ]: Forge has other scopes"),
        "{gaps:?}"
    );
}

/// Each of them is in "What is different" of docs/how-to/connects-end.md.
#[test]
fn what_is_different_on_forge_is_a_gap_of_its_item() {
    const DIFFERENT: [(&str, &str); 8] = [
        (
            "#[enabled] async fn on() {}",
            "src/main.rs:2:21: enabled \"on\": Forge never says that an app was enabled or disabled",
        ),
        (
            "#[webhook(event = \"jira:issue_created\", filter = \"project = A\")] async fn created() {}",
            "src/main.rs:2:75: webhook \"created\" loses the property `filter` on Forge: triggers take no \
             JQL: the function gets every event, and asks itself",
        ),
        (
            "#[scheduled(every = \"1m\")] async fn tick() {}",
            "src/main.rs:2:37: scheduled \"tick\" loses the property `every` on Forge: the shortest \
             interval of Forge is five minutes",
        ),
        (
            "#[web_panel(name = \"A\", location = \"atl.jira.view.issue.left.context\", weight = 3)] async fn a() {}",
            "src/main.rs:2:94: web panel \"a\" loses the property `weight` on Forge: Forge sorts modules itself",
        ),
        (
            "#[condition] async fn votable() -> bool { true }\n\
             #[web_panel(name = \"A\", location = \"atl.jira.view.issue.left.context\", \
             conditions = remote(votable))] async fn a() {}",
            "src/main.rs:3:112: web panel \"a\" loses the condition `/votable` on Forge: ",
        ),
        (
            "#[dynamic_content_macro(name = \"A\", output_type = block, \
             parameters = [{ identifier = \"question\", name = \"Question\", type = string }])]\n\
             async fn a(#[context(\"question\")] question: Option<String>) {}",
            "src/main.rs:3:10: dynamic content macro \"a\" loses the context parameter `question` on Forge: nobody can \
             set it without an `editor`",
        ),
        (
            "#[service_desk_queue(name = \"A\", conditions = user_is_logged_in)] async fn a() {}",
            "src/main.rs:2:76: service desk queue \"a\" loses the condition `conditions` on Forge: \
             `jiraServiceManagement:queuePage` takes no conditions",
        ),
        // The server's timer runs for sites on Forge as well.
        (
            "#[scheduled(every = \"1m\", forge = wrap)] async fn tick() {}",
            "",
        ),
    ];
    let mut wrong = Vec::new();
    for (item, expected) in DIFFERENT {
        let source = format!("{}{item}\n{}", app("native"), panel("shown"));
        let workspace = Workspace::new(&[("app/src/main.rs", &source)]);
        workspace.emit().unwrap();
        let gaps = gaps(&workspace);
        let gaps: Vec<String> = gaps.iter().map(ToString::to_string).collect();
        let is_right = match (gaps.as_slice(), expected) {
            ([], "") => true,
            ([only], expected) => !expected.is_empty() && only.starts_with(expected),
            _ => false,
        };
        if !is_right {
            wrong.push(format!("{item}: {gaps:#?}"));
        }
    }
    assert_eq!(wrong, [""; 0]);
}

/// In Confluence an item for both products has another key; the fault is at the item.
#[test]
fn a_key_that_gets_too_long_is_a_fault_of_its_item() {
    let source = format!(
        "{}#[general_page(name = \"Votes\")]\nasync fn all_votes_of_everybody() {{}}\n",
        app("native")
    );
    let workspace = Workspace::new(&[("app/src/main.rs", &source)]);
    assert_eq!(
        faults(workspace.emit()),
        [
            "src/main.rs:3:10: the key `all-votes-of-everybody-wiki` has 27 characters, and Forge takes 23; \
             help: write a shorter `key = \"…\"`, before the app is listed"
        ]
    );
}

/// Otherwise its script would also run in the other place.
#[test]
fn a_background_script_is_in_the_place_that_it_names() {
    for (place, is, is_not) in [
        (
            "issue_view",
            "jira:issueViewBackgroundScript",
            "jira:dashboardBackgroundScript",
        ),
        (
            "dashboard",
            "jira:dashboardBackgroundScript",
            "jira:issueViewBackgroundScript",
        ),
    ] {
        let source = format!(
            "{}#[jira_background_script(location = {{ type = {place} }})]\nasync fn counter() {{}}\n",
            app("native")
        );
        let workspace = Workspace::new(&[("app/src/main.rs", &source)]);
        workspace.emit().unwrap();
        let manifest = manifest(&workspace);
        assert!(
            manifest.contains(&format!("{is}:\n    - key: counter #")),
            "{manifest}"
        );
        assert!(!manifest.contains(is_not), "{manifest}");
    }
}

/// Neither a webhook nor a scheduled function has a `key` that could be changed.
#[test]
fn triggers_have_keys_that_forge_accepts_and_nothing_else_has() {
    let source = format!(
        "{}{}\
         #[webhook(event = \"jira:issue_created\")] async fn when_an_issue_has_been_created() {{}}\n\
         #[webhook(event = \"jira:issue_deleted\")] async fn when_an_issue_has_been_deleted() {{}}\n\
         mod jobs {{ #[scheduled(every = \"1h\")] async fn votes() {{}} }}\n",
        app("native"),
        panel("votes")
    );
    let workspace = Workspace::new(&[("app/src/main.rs", &source)]);
    workspace.emit().unwrap();
    let manifest = manifest(&workspace);
    for key in [
        "- key: when-an-issue-has-been # webhook",
        "- key: when-an-issue-has-bee-2 # webhook",
        "- key: votes # web panel",
        "- key: votes-2 # scheduled",
    ] {
        assert!(manifest.contains(key), "{key} is not in {manifest}");
    }
}

#[test]
fn what_users_would_notice_is_a_warning() {
    let source = format!(
        "{}\
         #[web_panel(name = \"Votes\", location = \"atl.jira.view.issue.right.context\", conditions = voting_enabled)]\n\
         async fn votes(#[context(\"version.id\")] version: String) -> String {{ version }}\n",
        app("native")
    );
    let workspace = Workspace::new(&[("app/src/main.rs", &source)]);
    let warnings = workspace.emit().unwrap();
    let lines: Vec<&str> = warnings.iter().map(String::as_str).collect();
    assert!(
        lines
            .iter()
            .any(|line| line.contains("loses the condition `voting_enabled` on Forge")),
        "{lines:#?}"
    );
    assert!(
        lines
            .iter()
            .any(|line| line.contains("loses the context parameter `version.id` on Forge")),
        "{lines:#?}"
    );
}

/// A browser reports it only in its console, where nobody looks.
#[test]
fn what_the_policy_of_forge_blocks_is_a_warning_at_its_place() {
    const FILES: [(&str, &str); 4] = [
        (
            "app/static/page.html",
            "<p>\n  <script>f()</script><style>p { color: red }</style>\n",
        ),
        ("app/static/vote.js", "onclick = f;\n"),
        (
            "app/templates/vote.html",
            "<button onclick=\"vote({{ id }})\" style=\"color: red\">\n",
        ),
        ("app/other/page.html", "<script>f()</script>\n"),
    ];
    const PAGE: &str = "#[assets(\"static\")] struct Static;\n\
        #[web_panel(name = \"Votes\", location = \"atl.jira.view.issue.right.context\")]\n\
        async fn votes() -> Page {\n\
        Page::new(\"Votes\").script(\"f()\")\n\
        .body(html! { button onclick=\"f()\" { \"Vote\" } })\n}\n";
    let policy = |stage: Option<&str>| {
        let app = stage.map_or_else(|| APP.to_owned(), app);
        let workspace = Workspace::new(&[("app/src/main.rs", &format!("{app}{PAGE}"))]);
        for (path, text) in FILES {
            workspace.write(path, text);
        }
        let warnings = workspace.emit().unwrap().into_iter();
        warnings
            .filter(|line| line.contains("script"))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        policy(Some("native")),
        [
            "src/main.rs:5:20: Forge runs no script that stands in a page; help: put it into a file \
             of an `#[assets]` folder, and write `.script_from(asset!(\"…\"))`",
            "src/main.rs:6:22: Forge ignores `onclick`, a script in an attribute; help: write \
             `addEventListener(\"click\", …)` in a file of an `#[assets]` folder",
            "static/page.html:2:3: Forge runs no script that stands in a page; help: put it into a file \
             of an `#[assets]` folder, and name that with `src`",
            "templates/vote.html:1:9: Forge ignores `onclick`, a script in an attribute; help: write \
             `addEventListener(\"click\", …)` in a file of an `#[assets]` folder",
        ]
    );
    // On Connect these run, with a nonce or a policy of the app's own.
    assert_eq!(policy(Some("wrap")), [""; 0]);
    assert_eq!(policy(None), [""; 0]);
}

/// A script fails at them in a browser, where only users notice. For an app that is not to run
/// there, they are gaps too, so that `cargo connect forge report` shows before the move what it takes.
#[test]
fn calls_of_the_bridge_that_the_shell_lacks_are_warnings_and_gaps() {
    const SCRIPT: &str = "AP.jira.getWorkflowConfiguration(show);\nAP.messages?.success('a');\n  \
        AP.jira.WorkflowConfiguration.onSave(() => value);\nAP.wobble();\n";
    const PAGE: &str = "#[assets(\"static\")] struct Static;\n\
        #[web_panel(name = \"Votes\", location = \"atl.jira.view.issue.right.context\")]\n\
        async fn votes() -> Page {\n\
        Page::new(\"Votes\").body(html! { script { \"AP.cookie.read('a', f)\" } })\n}\n";
    const SAID: [&str; 5] = [
        "src/main.rs:5:33: Forge runs no script that stands in a page; help: put it into a file of an \
         `#[assets]` folder, and name that with `src`",
        "src/main.rs:5:42: Forge's shell has no `AP.cookie.read`; help: keep it on the app's server, and \
         `fetch` it from an `#[endpoint]`",
        "static/rule.js:1:1: Forge's shell has no `AP.jira.getWorkflowConfiguration`; help: read what was \
         saved from its context parameter, such as `#[context(\"postFunction.config\")]`",
        "static/rule.js:3:3: Forge's shell has no `AP.jira.WorkflowConfiguration`; help: say what to save \
         by `__bridge.callBridge(\"setWorkflowRuleConfigurationCallback\", { data: { onConfigure } })`",
        "static/rule.js:4:1: Forge's shell has no `AP.wobble`; help: write `AP.wobble?.` where the page can \
         do without it; docs/forge.md lists the calls that there are",
    ];
    for stage in [Some("native"), None] {
        let app = stage.map_or_else(|| APP.to_owned(), app);
        let workspace = Workspace::new(&[
            ("app/src/main.rs", &format!("{app}{PAGE}")),
            ("app/static/rule.js", SCRIPT),
        ]);
        let warnings = workspace.emit().unwrap();
        let gaps = gaps(&workspace);
        let pages = gaps
            .iter()
            .filter(|gap| gap.kind == connect_model::forge::GapKind::Page);
        let pages: Vec<String> = pages.map(ToString::to_string).collect();
        assert_eq!(pages, SAID);
        let reported = warnings
            .iter()
            .filter(|line| SAID.contains(&line.as_str()))
            .count();
        assert_eq!(
            reported,
            if stage.is_some() { SAID.len() } else { 0 },
            "{warnings:#?}"
        );
    }
}

/// The files next to a manifest on disk.
pub(super) struct OnDisk<'a>(pub(super) &'a Path);

impl Files for OnDisk<'_> {
    fn is_folder(&self, path: &str) -> bool {
        self.0.join(path).is_dir()
    }

    fn text(&self, path: &str) -> Option<String> {
        std::fs::read_to_string(self.0.join(path)).ok()
    }
}

const KITCHEN_SINKS: [&str; 2] = ["kitchen-sink-jira", "kitchen-sink-confluence"];
const EXAMPLES: [&str; 4] = ["hello-world", "issue-votes", "page-approvals", "team-votes"];

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../examples")
        .join(name)
}

/// The outcome for an example on Forge, whether or not it is to run there, and its asset folders.
fn example(name: &str) -> (Box<Good>, BTreeSet<String>) {
    let outcome = Emit::new().outcome(&folder(name), &Cfg::default()).unwrap();
    let Verdict::Good(good) = outcome.verdict else {
        unreachable!("{name} is an app")
    };
    (good, outcome.assets)
}

/// Writes what a build of an example writes, and returns the folder.
fn written(
    name: &str,
    (good, assets): &(Box<Good>, BTreeSet<String>),
    artifacts: &Path,
) -> PathBuf {
    for (path, text) in crate::emit::forge::translations(&good.texts, artifacts) {
        crate::output::write_if_changed(&path, text.as_bytes()).unwrap();
    }
    for (path, text) in crate::emit::forge::files(&good.forge, true, artifacts) {
        crate::output::write_if_changed(&path, text.as_bytes()).unwrap();
    }
    let shell = crate::emit::forge::shell_folder(artifacts);
    crate::emit::forge::shell::write(&shell, &folder(name), assets).unwrap();
    artifacts.join("forge")
}

/// Every module kind: whatever has a place on Forge is there, and the manifest is valid.
#[test]
fn the_kitchen_sinks_have_a_manifest_without_a_fault() {
    for name in KITCHEN_SINKS {
        let emitted = example(name);
        let scratch = tempfile::tempdir().unwrap();
        let folder = written(name, &emitted, scratch.path());
        let (good, _) = emitted;
        let findings = check(&good.forge.manifest.to_value(), Some(&OnDisk(&folder)));
        let findings: Vec<String> = findings.iter().map(ToString::to_string).collect();
        assert_eq!(findings, [""; 0], "{name}");
        insta::assert_snapshot!(format!("{name}.manifest"), good.forge.manifest.to_yaml());
        let gaps: Vec<String> = good.forge.gaps.iter().map(ToString::to_string).collect();
        insta::assert_snapshot!(format!("{name}.gaps"), gaps.join("\n"));
    }
}

/// What a browser loads before the first page: the shell's own files, with the names of those
/// that the example packs with it.
#[test]
fn the_shell_of_each_example_is_small() {
    let mut packed = 0;
    for name in KITCHEN_SINKS.into_iter().chain(EXAMPLES) {
        let emitted = example(name);
        let scratch = tempfile::tempdir().unwrap();
        let shell = written(name, &emitted, scratch.path()).join("shell");
        let read = |file| std::fs::read_to_string(shell.join(file)).unwrap();
        let files = ["index.html", "shell.js"].map(read);
        Weight::of(&files).is_allowed(name);
        packed += usize::from(files[1].contains("connectAssets=["));
    }
    assert!(packed > 0, "some example packs files");
}

/// The only thing that Atlassian's validator reports: without a remote for Connect modules, the choice of
/// where an app stores its data is not carried over.
const TO_BE_EXPECTED: &str = "Previous connect region will not be persisted";

#[test]
fn the_validator_of_forge_accepts_every_example() {
    let Some(tools) = ForgeTools::find() else {
        return;
    };
    let scratch = tempfile::tempdir().unwrap();
    let scratch = scratch.path().canonicalize().unwrap();
    let names = KITCHEN_SINKS.into_iter().chain(EXAMPLES);
    let translated = translated();
    translated.emit().unwrap();
    let translated = translated.path(MANIFEST).canonicalize().unwrap();
    let manifests: Vec<PathBuf> = names
        .map(|name| written(name, &example(name), &scratch.join(name)).join("manifest.yml"))
        .chain([translated])
        .collect();
    let found = tools.validate(&manifests);
    let unexpected: Vec<_> = found
        .iter()
        .filter(|(_, finding)| finding.is_error || !finding.message.contains(TO_BE_EXPECTED))
        .collect();
    assert!(unexpected.is_empty(), "{unexpected:#?}");
    // It has checked each of them.
    assert_eq!(found.len(), manifests.len());
}

/// The calls of a whole app, with all scopes of its manifest. The scopes of individual calls are
/// compared in connect-model.
#[test]
fn the_linter_of_forge_misses_no_scope_in_any_example() {
    let Some(tools) = ForgeTools::find() else {
        return;
    };
    let documented: BTreeSet<(String, String)> = documented()
        .iter()
        .map(|one| (one.method.clone(), one.path()))
        .collect();
    let mut calls = Vec::new();
    let mut whose = Vec::new();
    for name in KITCHEN_SINKS.into_iter().chain(EXAMPLES) {
        let (good, _) = example(name);
        let scopes: BTreeSet<String> = good.forge.manifest.scopes.keys().cloned().collect();
        let operations = good.assembled.reasons.requirements.iter();
        let operations = operations
            .filter_map(|it| it.operation.clone())
            .map(|it| (it.product, it.method, it.path));
        let guarded = good.emitted.declarations.iter();
        let guarded = guarded.filter(|one| one.guard.admin_only).count() > 0;
        let hosts = &good.forge.manifest.modules;
        let of_app = |product: &Product| {
            let modules = hosts.keys().filter_map(|name| name.split_once(':'));
            modules.into_iter().any(|(host, _)| host == product.name())
        };
        let asked = ADMIN_CHECKS_ON_FORGE
            .into_iter()
            .filter(|(product, ..)| guarded && of_app(product))
            .map(|(product, method, path)| (product, method, path.to_owned()));
        let asked: Vec<_> = operations.chain(asked).collect();
        assert!(!asked.is_empty() || name == "hello-world", "{name}");
        for (product, method, path) in asked {
            let method = method.to_string();
            if documented.contains(&(method.clone(), path.clone())) {
                calls.push(Call {
                    product: product.name().to_owned(),
                    method,
                    path,
                    scopes: scopes.clone(),
                });
                whose.push(name);
            }
        }
    }
    let linted = tools.lint(&calls);
    let lacking: Vec<_> = whose
        .iter()
        .zip(&calls)
        .zip(&linted)
        .filter(|(_, linted)| !linted.lacks.is_empty())
        .map(|((name, call), linted)| (*name, &call.path, &linted.lacks))
        .collect();
    assert!(lacking.is_empty(), "{lacking:#?}");
    let heard: BTreeSet<&str> = whose.into_iter().collect();
    println!("{} calls of {heard:?}", calls.len());
    // Without scopes, the linter finds something to report in each of these apps.
    let bare: Vec<Call> = calls
        .iter()
        .map(|call| Call {
            scopes: BTreeSet::new(),
            ..call.clone()
        })
        .collect();
    assert!(
        tools
            .lint(&bare)
            .iter()
            .any(|linted| !linted.lacks.is_empty()),
        "the linter has checked"
    );
}

const MANIFEST: &str = "target/connect/app/forge/manifest.yml";

/// An app with titles in two languages, wherever a title can be.
fn translated() -> Workspace {
    let app = app("native").replace(
        " }",
        ", translations = { paths = { \"de-DE\" = \"/i18n/de.json\", \"en-US\" = \"/i18n/en.json\", \
         \"tlh\" = \"/i18n/en.json\" } } }",
    );
    let name = |key: &str| format!("name = {{ value = \"Votes\", i18n = \"{key}\" }}");
    let votes = name("votes.name");
    let source = format!(
        "{app}#[assets(\"i18n\")] struct Texts;\n\
         #[web_panel({votes}, location = \"atl.jira.view.issue.right.context\")]\n\
         async fn panel() -> &'static str {{ \"\" }}\n\
         #[general_page({votes}, location = \"system.top.navigation.bar\")]\n\
         async fn one() -> &'static str {{ \"\" }}\n\
         #[general_page({}, location = \"system.top.navigation.bar\")]\n\
         async fn two() -> &'static str {{ \"\" }}\n\
         #[jira_dashboard_item({votes}, description = {{ value = \"All\", i18n = \"votes.name\" }}, \
         thumbnail_url = \"/thumbnail.png\")]\n\
         async fn board() -> &'static str {{ \"\" }}\n",
        name("votes.unknown"),
    );
    Workspace::new(&[
        ("app/src/main.rs", &source),
        ("app/i18n/en.json", "{ \"votes.name\": \"Votes\" }"),
        ("app/i18n/de.json", "{ \"votes.name\": \"Stimmen\" }"),
    ])
}

#[test]
fn titles_are_translated_on_forge_too() {
    let workspace = translated();
    workspace.emit().unwrap();
    let manifest = manifest(&workspace);
    // A key without a text would be shown as is: the title in the code is better.
    assert_eq!(
        manifest.matches("i18n: votes.name").count(),
        5,
        "{manifest}"
    );
    assert!(!manifest.contains("votes.unknown"), "{manifest}");
    let last = "translations:\n  resources:\n    - key: de-DE\n      path: i18n/de-DE.json\n    \
                - key: en-US\n      path: i18n/en-US.json\n  fallback:\n    default: en-US\n";
    assert!(manifest.ends_with(last), "{manifest}");
    let folder = workspace.path("target/connect/app/forge");
    let german = std::fs::read_to_string(folder.join("i18n/de-DE.json")).unwrap();
    assert!(german.contains("Stimmen"), "{german}");
    let gaps = std::fs::read_to_string(folder.join("gaps.json")).unwrap();
    assert!(
        gaps.contains("translations.tlh") && !gaps.contains("translations.de-DE"),
        "{gaps}"
    );
}

/// The modules stay Connect modules, in a manifest.
#[test]
fn an_app_may_stay_on_connect_inside_a_manifest() {
    let source = format!(
        "{}{}{REPORT}#[webhook(event = \"jira:issue_created\")] async fn created() {{}}\n",
        app("wrap"),
        panel("votes")
    );
    let workspace = Workspace::new(&[("app/src/main.rs", &source)]);
    workspace.emit().unwrap();
    insta::assert_snapshot!("wrapped.manifest", manifest(&workspace));
}
