//! The manifest faults that an app's code can cause: what a build reports for each, or that it
//! writes a manifest without it.

use connect_model::forge::check::check;
use connect_testing::forge_faults::{self, InCode};

use super::forge::OnDisk;
use super::*;

/// A fault, the fields of `app!` and the items that would cause it, and what the manifest contains, or
/// what the build reports and where.
type Case = (&'static str, &'static str, &'static str, &'static str);

const PANEL: &str = "#[web_panel(name = \"Votes\", location = \"atl.jira.view.issue.left.context\")] async fn votes";

const CASES: [Case; 17] = [
    (
        "module key of an endpoint",
        "",
        "#[web_panel(key = \"connect-ui\", name = \"Votes\", location = \"atl.jira.view.issue.left.context\")]\n\
         async fn votes() {}",
        "src/main.rs:3:10",
    ),
    (
        "only scopes of tokens",
        "",
        "PANEL(jira: Jira, user: User) { as_user!(jira, user); }",
        "- read:app-data:jira # the clientKey of tenants that come from Connect",
    ),
    (
        "two global pages",
        "",
        "#[general_page(name = \"Votes\")] async fn votes() {}\n\
         #[general_page(name = \"Teams\")] async fn teams() {}",
        "pages:\n        - route: teams",
    ),
    (
        "two plain admin pages",
        "",
        "#[admin_page(name = \"Votes\", admin_only = true)] async fn votes() {}\n\
         #[admin_page(name = \"Teams\", admin_only = true)] async fn teams() {}",
        "pages:\n        - route: teams",
    ),
    (
        "configuration with pages",
        "",
        "#[admin_page(name = \"Votes\", admin_only = true)] async fn votes() {}\n\
         #[admin_page(name = \"Teams\", admin_only = true)] async fn teams() {}\n\
         #[configure_page(name = \"Settings\", admin_only = true)] async fn settings() {}",
        "useAsConfig: true",
    ),
    (
        "condition that can't be asked there",
        "",
        "#[admin_page(name = \"Votes\", admin_only = true, \
         conditions = has_project_permission(permission = \"BROWSE_PROJECTS\"))]\n\
         async fn votes() {}",
        "src/main.rs:3:10",
    ),
    (
        "icon missing",
        "",
        "PANEL() {}",
        "icon: ${CONNECT_BASE_URL}/forge/icon.svg",
    ),
    (
        "route with capitals",
        "",
        "#[space_tools_tab(key = \"SpaceVotes\", name = \"Votes\", location = \"contenttools\")] async fn votes() {}",
        "route: spacevotes",
    ),
    (
        "address with a path",
        "region_base_urls = { EU = \"https://eu.example.com/app\" }",
        "PANEL() {}",
        "src/main.rs:1:1",
    ),
    (
        "module key of more than 23 characters",
        "",
        "#[web_panel(name = \"Votes\", location = \"atl.jira.view.issue.left.context\")]\n\
         async fn everything_about_votes_here() {}",
        "src/main.rs:3:10",
    ),
    (
        "six schedules",
        "",
        "#[scheduled(every = \"1h\")] async fn a() {}\n#[scheduled(every = \"1h\")] async fn b() {}\n\
         #[scheduled(every = \"1h\")] async fn c() {}\n#[scheduled(every = \"1h\")] async fn d() {}\n\
         #[scheduled(every = \"1h\")] async fn e() {}\n#[scheduled(every = \"1h\")] async fn f() {}\nPANEL() {}",
        "src/main.rs:2:37",
    ),
    (
        "unknown interval",
        "",
        "#[scheduled(every = \"30d\")] async fn tidy() {}\nPANEL() {}",
        "interval: week",
    ),
    (
        "unknown region",
        "region_base_urls = { MARS = \"https://mars.example.com\" }",
        "PANEL() {}",
        "src/main.rs:1:1",
    ),
    (
        "text without a translation",
        "translations = { paths = { \"en-US\" = \"/i18n/en.json\" } }",
        "#[assets(\"i18n\")] struct Texts;\n\
         #[web_panel(name = { value = \"Votes\", i18n = \"votes.nope\" }, \
         location = \"atl.jira.view.issue.left.context\")] async fn votes() {}",
        "title: Votes",
    ),
    (
        "impersonation in the short form",
        "",
        "PANEL(jira: Jira, user: User) { jira!(as_user!(jira, user), GET \"/rest/api/3/myself\"); }",
        "read:jira-user: # GET /rest/api/3/myself\n      allowImpersonation: true",
    ),
    (
        "scripts that the Marketplace refuses",
        "",
        "PANEL() -> Page { Page::new(\"Votes\").body(html! { script { \"vote()\" } }) }",
        "src/main.rs:2:136",
    ),
    (
        "modules of Connect without their remote",
        "",
        "#[web_panel(name = \"Votes\", location = \"atl.jira.view.issue.left.context\", forge = wrap)]\n\
         async fn votes() {}",
        "remote: connect\n    authentication: jwt",
    ),
];

#[test]
fn the_build_reports_each_fault_that_the_code_can_have() {
    let mut wrong = Vec::new();
    for fault in forge_faults::all() {
        if matches!(fault.in_code, InCode::Compile | InCode::Never) {
            continue;
        }
        let name = &fault.name;
        let Some((_, fields, items, expected)) = CASES.iter().find(|case| case.0 == name) else {
            wrong.push(format!("{name}: has no case"));
            continue;
        };
        let items = items.replace("PANEL", PANEL);
        let app = APP.replace(" }", &format!(", forge = native, {fields} }}"));
        let workspace = Workspace::new(&[
            ("app/src/main.rs", &format!("{app}{items}\n")),
            ("app/i18n/en.json", "{ \"votes.name\": \"Votes\" }"),
        ]);
        let result = workspace.emit();
        let line = format!("{expected}: {}", fault.says);
        match (fault.in_code, result) {
            (InCode::Build, Err(EmitError::Faults(faults))) => {
                let faults: Vec<_> = faults.iter().map(ToString::to_string).collect();
                if faults != [line.clone()] {
                    wrong.push(format!("{name}: {line:?} is not {faults:#?}"));
                }
            }
            (InCode::Build, result) => wrong.push(format!("{name}: not an error: {result:?}")),
            (InCode::Warning, Ok(warnings)) => {
                if !warnings.contains(&line) {
                    wrong.push(format!("{name}: {line:?} is not in {warnings:#?}"));
                }
            }
            (_, Ok(_)) => {
                let folder = workspace.path("target/connect/app/forge");
                let text = std::fs::read_to_string(folder.join("manifest.yml")).unwrap();
                if !text.contains(expected) {
                    wrong.push(format!("{name}: {expected:?} is not in {text}"));
                }
                let outcome = Emit::new().outcome(&workspace.path("app"), &Cfg::default());
                let Verdict::Good(good) = outcome.unwrap().verdict else {
                    unreachable!("it was emitted")
                };
                let findings = check(&good.forge.manifest.to_value(), Some(&OnDisk(&folder)));
                wrong.extend(findings.iter().map(|it| format!("{name}: {it}")));
            }
            (_, Err(error)) => wrong.push(format!("{name}: {error:?}")),
        }
    }
    assert_eq!(wrong, [""; 0]);
}
