//! The scopes that whole packages request: the smallest set, the reasons, the ceiling.

use serde_json::json;

use super::*;

fn call(method: &str, path: &str) -> String {
    format!(
        "pub fn call_{}() {{ jira!(jira, {method} \"{path}\"); }}\n",
        method.to_lowercase()
    )
}

const MYSELF: &str = "/rest/api/3/myself";
const ISSUE: &str = "/rest/api/3/issue/{issueIdOrKey}";

fn granted(scopes: &str) -> String {
    APP.replace(" }", &format!(", scopes = [{scopes}] }}"))
}

fn program(source: &str) -> Workspace {
    Workspace::new(&[("app/src/main.rs", source)])
}

fn scopes(source: &str) -> Value {
    let workspace = program(&format!("{APP}{source}"));
    workspace.emit().unwrap();
    workspace.descriptor()["scopes"].clone()
}

#[test]
fn an_app_asks_for_the_smallest_set_that_its_calls_need() {
    for (source, expected) in [
        (String::new(), json!([])),
        (call("GET", "/rest/api/3/field/search"), json!([])),
        (call("GET", MYSELF), json!(["READ"])),
        (call("GET", MYSELF) + &call("PUT", ISSUE), json!(["WRITE"])),
        (call("PUT", ISSUE) + &call("DELETE", ISSUE), json!(["DELETE"])),
        (call("POST", "/rest/api/3/project"), json!(["PROJECT_ADMIN"])),
        (
            call("GET", MYSELF) + &call("GET", "/rest/api/3/user/email"),
            json!(["READ", "ACCESS_EMAIL_ADDRESSES"]),
        ),
        (
            "fn f() { jira!(as_user!(jira, user), PUT \"/rest/api/3/issue/{issueIdOrKey}\"); }".to_owned(),
            json!(["WRITE", "ACT_AS_USER"]),
        ),
        (
            "const S: ScopeSet = scopes![READ, SPACE_ADMIN];".to_owned(),
            json!(["SPACE_ADMIN"]),
        ),
        (
            "#[webhook(event = \"jira:issue_created\")] async fn greet(e: Event<X>) { jira!(jira, PUT \"/rest/api/3/issue/{issueIdOrKey}\"); }".to_owned(),
            json!(["WRITE"]),
        ),
        (
            "async fn f() { confluence!(c, DELETE \"/wiki/api/v2/pages/{id}\").await }".to_owned(),
            json!(["DELETE"]),
        ),
    ] {
        assert_eq!(scopes(&source), expected, "{source}");
    }
}

#[test]
fn each_reason_is_written_with_its_place() {
    let workspace = Workspace::new(&[
        (
            "app/src/main.rs",
            &format!("{APP}mod votes;\nfn f() {{ as_user!(a, b); }}\n"),
        ),
        ("app/src/votes.rs", &call("PUT", ISSUE)),
    ]);
    workspace.emit().unwrap();
    let reasons = workspace.reasons();
    assert_eq!(
        (reasons.app.as_str(), reasons.ceiling),
        ("com.example.votes", None)
    );
    let shown: Vec<String> = reasons
        .requirements
        .iter()
        .map(|one| {
            format!(
                "{} {}: {}",
                one.origin,
                one.what,
                one.scope.map_or("NONE", connect_model::Scope::name)
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            "src/main.rs:3:10 as_user!: ACT_AS_USER",
            "src/votes.rs:1:37 PUT /rest/api/3/issue/{issueIdOrKey}: WRITE",
        ]
    );
    let needs = workspace.emitted().needs;
    assert_eq!(needs.len(), 2);
    assert_eq!(needs[1].origin.to_string(), "src/votes.rs:1:37");
}

#[test]
fn the_reasons_are_left_alone_when_nothing_changed() {
    let workspace = program(&format!("{APP}{}", call("GET", MYSELF)));
    let path = workspace.path("target/connect/app/scopes.json");
    workspace.emit().unwrap();
    let written = std::fs::metadata(&path).unwrap().modified().unwrap();
    workspace.emit().unwrap();
    assert_eq!(
        std::fs::metadata(&path).unwrap().modified().unwrap(),
        written
    );
}

#[test]
fn all_programs_of_the_package_count_and_shared_files_count_once() {
    let workspace = Workspace::new(&[
        (
            "app/src/main.rs",
            &format!("{APP}#[path = \"shared.rs\"] mod shared;"),
        ),
        (
            "app/src/bin/tool.rs",
            &format!(
                "connect_runtime::library!();\n#[path = \"../shared.rs\"] mod shared;\n{}",
                call("DELETE", ISSUE)
            ),
        ),
        ("app/src/shared.rs", &call("GET", MYSELF)),
    ]);
    workspace.emit().unwrap();
    assert_eq!(workspace.descriptor()["scopes"], json!(["DELETE"]));
    let places: Vec<String> = workspace
        .emitted()
        .needs
        .iter()
        .map(|need| need.origin.to_string())
        .collect();
    assert_eq!(
        places,
        [
            "src/bin/../shared.rs:1:37",
            "src/bin/tool.rs:3:43",
            "src/shared.rs:1:37"
        ]
    );
}

#[test]
fn a_library_counts_and_its_faults_have_a_place() {
    let library = format!("connect_runtime::library!();\n{}", call("PUT", ISSUE));
    let manifest =
        "[package]\nname = \"app\"\n[dependencies]\nhandlers = { path = \"../handlers\" }\n";
    let workspace = Workspace::new(&[
        ("app/src/main.rs", APP),
        ("app/Cargo.toml", manifest),
        ("handlers/Cargo.toml", "[package]\nname = \"handlers\"\n"),
        ("handlers/src/lib.rs", &library),
    ]);
    workspace.emit().unwrap();
    assert_eq!(workspace.descriptor()["scopes"], json!(["WRITE"]));

    workspace.write("app/src/main.rs", &granted("READ, ACT_AS_USER"));
    assert_eq!(
        faults(workspace.emit()),
        [
            "../handlers/src/lib.rs:2:37: PUT /rest/api/3/issue/{issueIdOrKey} needs WRITE, which app! \
          does not grant: add WRITE to its scopes, or leave scopes out to have them inferred"
        ]
    );
    // The last good descriptor stays.
    assert_eq!(workspace.descriptor()["scopes"], json!(["WRITE"]));

    workspace.write("handlers/src/lib.rs", &call("PUT", ISSUE));
    workspace.write("app/src/main.rs", APP);
    workspace.emit().unwrap();
    assert_eq!(
        workspace.descriptor()["scopes"],
        json!([]),
        "no library of handlers"
    );
}

#[test]
fn what_the_apps_own_code_needs_beyond_the_ceiling_is_left_to_the_compiler() {
    let webhook = "#[webhook(event = \"jira:issue_created\")]\nasync fn greet(e: Event<X>) {}\n";
    for source in [
        call("DELETE", ISSUE),
        "fn f() { as_user!(a, b); }".to_owned(),
        "const S: ScopeSet = scopes![ADMIN];".to_owned(),
        "macro_rules! edit { ($j:expr) => { jira!($j, PUT \"/rest/api/3/issue/{issueIdOrKey}\") }; }"
            .to_owned(),
        format!("mod votes {{ {} }}", call("DELETE", ISSUE)),
    ] {
        let workspace = program(&format!("{}{source}", granted("READ")));
        // Nor is there a warning that READ is not needed.
        assert_eq!(workspace.emit().unwrap(), [""; 0], "{source}");
        // What is never expanded is never called: the program must start.
        assert_eq!(workspace.descriptor()["scopes"], json!(["READ"]));
        assert_eq!(workspace.emitted().needs, [], "{source}");
    }
    let workspace = program(&format!("{}{webhook}", granted("ACT_AS_USER")));
    assert_eq!(workspace.emit().unwrap(), [""; 0]);
    assert_eq!(workspace.emitted().declarations.len(), 1);
    // A file of the app that another program of the package shares.
    let workspace = Workspace::new(&[
        (
            "app/src/main.rs",
            &format!("{}mod shared;", granted("READ")),
        ),
        (
            "app/src/bin/tool.rs",
            "connect_runtime::library!();\n#[path = \"../shared.rs\"] mod shared;\n",
        ),
        ("app/src/shared.rs", &call("DELETE", ISSUE)),
    ]);
    assert_eq!(workspace.emit().unwrap(), [""; 0]);
}

#[test]
fn what_another_program_needs_beyond_the_ceiling_is_named() {
    let tool = format!("connect_runtime::library!();\n{}", call("DELETE", ISSUE));
    let workspace = Workspace::new(&[
        ("app/src/main.rs", &granted("READ")),
        ("app/src/bin/tool.rs", &tool),
    ]);
    let faults = faults(workspace.emit());
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert!(
        faults[0].starts_with(
            "src/bin/tool.rs:2:43: DELETE /rest/api/3/issue/{issueIdOrKey} needs DELETE"
        ),
        "{faults:?}"
    );
}

#[test]
fn scopes_that_nothing_needs_are_warned_about() {
    let read = call("GET", MYSELF);
    for (ceiling, source, expected) in [
        ("READ", &read, &[][..]),
        (
            "READ, WRITE",
            &read,
            &["WRITE, which nothing needs: READ is enough"],
        ),
        (
            "ADMIN",
            &read,
            &["ADMIN, which nothing needs: READ is enough"],
        ),
        (
            "READ, ACT_AS_USER",
            &read,
            &["ACT_AS_USER, which nothing needs: remove it from scopes"],
        ),
        (
            "WRITE",
            &String::new(),
            &["WRITE, which nothing needs: remove it from scopes"],
        ),
        (
            "PROJECT_ADMIN, SPACE_ADMIN",
            &call("PUT", ISSUE),
            &[
                "PROJECT_ADMIN, which nothing needs: WRITE is enough",
                "SPACE_ADMIN, which nothing needs: WRITE is enough",
            ],
        ),
        ("", &String::new(), &[]),
    ] {
        let workspace = program(&format!("{}{source}", granted(ceiling)));
        let expected: Vec<String> = expected
            .iter()
            .map(|warning| format!("src/main.rs:1:1: app! grants {warning}"))
            .collect();
        assert_eq!(workspace.emit().unwrap(), expected, "{ceiling}");
    }
}

#[test]
fn a_hidden_call_may_need_what_nothing_else_does() {
    let hidden = "macro_rules! get { ($j:expr, $p:literal) => { jira!($j, GET $p) }; }";
    let workspace = program(&format!("{}{hidden}", granted("READ")));
    assert_eq!(workspace.emit().unwrap(), [""; 0]);
}

#[test]
fn a_wrong_call_in_a_package_is_left_to_the_compiler() {
    let workspace = program(&format!("{}{}", granted("READ"), call("GET", MYSELF)));
    workspace.emit().unwrap();
    let good = workspace.text();
    workspace.write(
        "app/src/main.rs",
        &format!("{}{}", granted("WRITE"), call("GET", "/rest/api/3/myslef")),
    );
    assert!(workspace.emit().unwrap().is_empty());
    assert_eq!(workspace.text(), good);
}

#[test]
fn an_included_expression_is_read_too() {
    let workspace = Workspace::new(&[
        (
            "app/src/main.rs",
            &format!(
                "{APP}fn f() {{ include!(\"parts/call.rs\"); wrap!(include!(\"missing.rs\")); }}"
            ),
        ),
        (
            "app/src/parts/call.rs",
            "\njira!(jira, GET \"/rest/api/3/myself\")",
        ),
    ]);
    workspace.emit().unwrap();
    assert_eq!(
        workspace.emitted().needs[0].origin.to_string(),
        "src/parts/call.rs:2:17"
    );
}

#[test]
fn scopes_are_not_called_needless_while_code_is_still_to_be_written() {
    let needless = |body: &str| {
        let source = format!(
            "{}#[general_page(name = \"P\")]\nasync fn p() {{ {body} }}\n",
            granted("READ, ACT_AS_USER")
        );
        program(&source).emit().unwrap().len()
    };
    assert_eq!(needless("todo!()"), 0);
    assert_eq!(needless("not_written!()"), 0);
    assert_eq!(needless("connect_runtime::not_written!(a)"), 0);
    assert!(needless("Page::new(\"P\")") > 0);
}
