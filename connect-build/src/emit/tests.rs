//! Whole packages on disk: what is emitted, what is reported, what is left alone.
use serde_json::Value;

use super::*;
use workspace::{APP, Workspace, faults, panel};

mod app;
mod forge;
mod forge_faults;
#[cfg(feature = "front-end")]
mod front_end;
mod left_to_compiler;
mod modules;
mod paths;
mod references;
mod scopes;
mod warnings;
mod workspace;

#[test]
fn modules_are_followed_as_rustc_follows_them() {
    let workspace = Workspace::new(&[
        (
            "app/src/main.rs",
            &format!(
                "{APP}mod flat; mod nested; #[path = \"odd/name.rs\"] mod renamed;\n\
                 mod inline {{ {} mod inner; #[path = \"elsewhere.rs\"] mod there; }}\n\
                 include!(\"included.rs\");\n{}",
                panel("in_inline"),
                panel("in_root")
            ),
        ),
        (
            "app/src/flat.rs",
            &format!("mod child; {}", panel("in_flat")),
        ),
        ("app/src/flat/child.rs", &panel("in_flat_child")),
        (
            "app/src/nested/mod.rs",
            &format!("mod child; {}", panel("in_nested")),
        ),
        ("app/src/nested/child.rs", &panel("in_nested_child")),
        (
            "app/src/odd/name.rs",
            &format!("mod beside; {}", panel("in_renamed")),
        ),
        ("app/src/odd/beside.rs", &panel("in_beside")),
        ("app/src/inline/inner.rs", &panel("in_inner")),
        ("app/src/inline/elsewhere.rs", &panel("in_elsewhere")),
        ("app/src/included.rs", &panel("in_included")),
    ]);
    workspace.emit().unwrap();
    let mut expected = [
        "in-root",
        "in-flat",
        "in-flat-child",
        "in-nested",
        "in-nested-child",
        "in-renamed",
        "in-beside",
        "in-inline",
        "in-inner",
        "in-elsewhere",
        "in-included",
    ];
    expected.sort_unstable();
    assert_eq!(workspace.panels(), expected);
}

#[test]
fn cfg_decides_what_is_in_the_descriptor() {
    let source = format!(
        "{APP}#[cfg(feature = \"extra\")] mod extra {{ {} }}\n#[cfg(test)] mod tests {{ {} }}\n\
         #[cfg_attr(feature = \"extra\", path = \"one.rs\")] #[cfg_attr(not(feature = \"extra\"), path = \"two.rs\")] mod either;\n\
         #[cfg(not(unix))]\n{}",
        panel("extra"),
        panel("test"),
        panel("elsewhere")
    );
    let workspace = Workspace::new(&[
        ("app/src/main.rs", &source),
        ("app/src/one.rs", &panel("one")),
        ("app/src/two.rs", &panel("two")),
    ]);
    let unix = ("CARGO_CFG_UNIX", "");
    workspace.emit_with(&[unix]);
    assert_eq!(workspace.panels(), ["two"]);
    workspace.emit_with(&[unix, ("CARGO_FEATURE_EXTRA", "1")]);
    assert_eq!(workspace.panels(), ["extra", "one"]);
    workspace.emit_with(&[]);
    assert_eq!(workspace.panels(), ["elsewhere", "two"]);
}

#[test]
fn a_cfg_that_cfg_attr_adds_below_the_attribute_is_seen() {
    let module = panel("votes").replacen(
        "async fn",
        "#[cfg_attr(not(feature = \"extra\"), cfg(windows))]\nasync fn",
        1,
    );
    let source = format!("{APP}{module}{}", panel("other"));
    let workspace = Workspace::new(&[("app/src/main.rs", &source)]);
    workspace.emit_with(&[]);
    assert_eq!(workspace.panels(), ["other"]);
    workspace.emit_with(&[("CARGO_FEATURE_EXTRA", "1")]);
    assert_eq!(workspace.panels(), ["other", "votes"]);
}

#[test]
fn the_descriptor_has_scopes_callbacks_and_opt_ins() {
    let workspace = Workspace::new(&[(
        "app/src/lib.rs",
        &format!(
            "{APP}{}#[webhook(event = \"jira:issue_created\")] async fn greet(e: Event<X>) {{}}\n\
             #[configure_page(name = \"C\")] async fn configure() {{}}\n\
             #[endpoint(POST \"/vote\")] async fn vote() {{}}",
            panel("votes")
        ),
    )]);
    workspace.emit().unwrap();
    let descriptor = workspace.descriptor();
    assert_eq!(descriptor["scopes"], serde_json::json!(["READ"]));
    assert_eq!(descriptor["lifecycle"]["installed"], "/lifecycle/installed");
    assert_eq!(descriptor["authentication"]["type"], "jwt");
    assert_eq!(descriptor["apiMigrations"]["signed-install"], true);
    assert_eq!(descriptor["baseUrl"], "{{localBaseUrl}}");
    assert_eq!(descriptor["modules"]["configurePage"]["key"], "configure");
    assert_eq!(
        descriptor["modules"]["webhooks"][0]["url"],
        "/webhooks/greet"
    );
    assert!(
        descriptor["modules"].as_object().unwrap().len() == 3,
        "{descriptor}"
    );
}

#[test]
fn the_output_is_stable_and_left_alone_when_nothing_changed() {
    let source = format!("{APP}{}{}", panel("b"), panel("a"));
    let workspace = Workspace::new(&[("app/src/main.rs", &source)]);
    workspace.emit().unwrap();
    let (first, path) = (
        workspace.text(),
        workspace.path("target/connect/app/descriptor.json"),
    );
    let written = std::fs::metadata(&path).unwrap().modified().unwrap();
    workspace.write(
        "app/src/main.rs",
        &format!("{APP}{}{}", panel("a"), panel("b")),
    );
    workspace.emit().unwrap();
    assert_eq!(workspace.text(), first);
    assert_eq!(
        std::fs::metadata(&path).unwrap().modified().unwrap(),
        written
    );
}

#[test]
fn a_fault_inside_an_item_is_left_to_the_compiler() {
    let workspace = Workspace::new(&[("app/src/main.rs", &format!("{APP}{}", panel("good")))]);
    workspace.emit().unwrap();
    let good = workspace.text();
    for broken in [
        "async fn unfinished( {",
        "mod missing;",
        "#[web_panel(name = \"N\", location = \"nowhere\")] async fn f() {}",
    ] {
        workspace.write(
            "app/src/main.rs",
            &format!("{APP}{}{broken}", panel("other")),
        );
        assert!(workspace.emit().unwrap().is_empty(), "{broken}");
        assert_eq!(workspace.text(), good, "{broken}");
    }
}

#[test]
fn without_a_good_build_before_there_is_still_a_file_to_compile() {
    let workspace = Workspace::new(&[("app/src/main.rs", "fn broken( {")]);
    workspace.emit().unwrap();
    assert_eq!(workspace.emitted(), Emitted::default());
    assert!(
        !workspace
            .path("target/connect/app/descriptor.json")
            .exists()
    );
}

#[test]
fn crate_wide_faults_are_reported_together_with_their_places() {
    let second = "#[web_panel(key = \"votes\", name = \"O\", location = \"atl.general\")]\nasync fn other() {}\n";
    let item =
        "#[web_item(name = \"I\", location = \"admin_plugins_menu/tools\")]\nasync fn item() {}\n";
    let workspace = Workspace::new(&[(
        "app/src/main.rs",
        &format!("{APP}{}{second}{item}", panel("votes")),
    )]);
    let faults = faults(workspace.emit());
    assert_eq!(
        faults,
        [
            "src/main.rs:6:35: this app declares no web section \"tools\", so the host would show nothing there; \
             declare one with #[web_section(key = \"tools\", …)]",
            "src/main.rs:5:10: web panel \"votes\" is declared here, and so is web panel \"votes\" at src/main.rs:3:10; give one of them another key: key = \"votes-2\"",
        ]
    );
}

#[test]
fn routes_may_not_collide() {
    let workspace = Workspace::new(&[(
        "app/src/main.rs",
        &format!(
            "{APP}{}#[endpoint(GET \"/votes\")]\nasync fn list() {{}}\n",
            panel("votes")
        ),
    )]);
    assert_eq!(
        faults(workspace.emit()),
        [
            "src/main.rs:5:10: GET /votes is served by endpoint \"list\", and so is web panel \"votes\" at src/main.rs:3:10; give one of them another path"
        ]
    );
}

#[test]
fn handlers_of_libraries_count() {
    let library = format!("connect_runtime::library!();\n{}", panel("shared"));
    let workspace = Workspace::new(&[
        ("app/src/main.rs", &format!("{APP}{}", panel("own"))),
        (
            "app/Cargo.toml",
            "[package]\nname = \"app\"\n[dependencies]\nhandlers = { path = \"../handlers\" }\nplain = { path = \"../plain\" }\n\
             from-workspace = { workspace = true }\n",
        ),
        (
            "Cargo.toml",
            "[workspace.dependencies]\nfrom-workspace = { path = \"deep/er\" }\n",
        ),
        ("handlers/Cargo.toml", "[package]\nname = \"handlers\"\n"),
        ("handlers/src/lib.rs", &library),
        ("plain/Cargo.toml", "[package]\nname = \"plain\"\n"),
        ("plain/src/lib.rs", "pub fn unrelated() {}"),
        (
            "deep/er/Cargo.toml",
            "[package]\nname = \"from-workspace\"\n",
        ),
        ("deep/er/src/lib.rs", &library.replace("shared", "deep")),
        ("named/Cargo.toml", "[package]\nname = \"named\"\n"),
        ("named/src/lib.rs", &library.replace("shared", "named")),
    ]);
    workspace.emit().unwrap();
    assert_eq!(workspace.panels(), ["deep", "own", "shared"]);
    let all = Emit::new()
        .library("../named")
        .emit(&workspace.env(), &Cfg::default());
    all.unwrap();
    assert_eq!(workspace.panels(), ["deep", "named", "own", "shared"]);
    let plain = Emit::new()
        .library("../plain")
        .emit(&workspace.env(), &Cfg::default());
    assert!(plain.unwrap_err().to_string().contains("has no library!"));
}

#[test]
fn a_package_has_one_app() {
    for (files, expected) in [
        (
            &[("app/src/main.rs", "fn main() {}".to_owned())][..],
            "no app! in a crate root of this package: write connect_runtime::app! { key = \"…\" } \
             in src/main.rs or src/lib.rs",
        ),
        (
            &[
                ("app/src/main.rs", APP.to_owned()),
                ("app/src/bin/second.rs", APP.to_owned()),
            ],
            "src/main.rs:1:1: a package has only one app!, and the first one is at \
             src/bin/second.rs:1:1",
        ),
        (
            &[("app/src/main.rs", format!("{APP}{APP}"))],
            "src/main.rs:2:1: this crate root already has app! or library!; remove one of the two",
        ),
        (
            &[(
                "app/src/main.rs",
                format!("{APP}connect_runtime::library!();\n"),
            )],
            "src/main.rs:2:1: this crate root already has app! or library!; remove one of the two",
        ),
        (
            &[(
                "app/src/main.rs",
                format!("mod inner {{ {APP} }}\n{}", panel("votes")),
            )],
            "src/main.rs:1:13: app! is in a module here; move it to the crate root, src/main.rs or \
             src/lib.rs",
        ),
        (
            &[
                ("app/src/main.rs", "mod app;".to_owned()),
                ("app/src/app.rs", APP.to_owned()),
            ],
            "src/app.rs:1:1: app! is in a module here; move it to the crate root, src/main.rs or \
             src/lib.rs",
        ),
    ] {
        let files: Vec<_> = files.iter().map(|(path, text)| (*path, &**text)).collect();
        let workspace = Workspace::new(&files);
        assert_eq!(faults(workspace.emit()), [expected]);
    }
}

#[test]
fn unlisted_names_are_warned_about() {
    let panel = |arguments: &str, parameter: &str| {
        format!(
            "/// V\n#[web_panel({arguments})]\n\
             async fn f(#[context({parameter})] a: String) {{}}"
        )
    };
    let place = "location = \"atl.jira.view.issue.right.context\"";
    let new = |place: &str, name: &str| {
        format!(
            "src/main.rs:{place}: {name:?} is accepted because of unlisted({name:?}); connect's tables \
             do not have it here"
        )
    };
    let needless = |place: &str, name: &str| {
        format!(
            "src/main.rs:{place}: {name:?} needs no unlisted({name:?}): connect's tables have it; write \
             the name alone"
        )
    };
    for (source, expected) in [
        (
            "#[webhook(event = unlisted(\"jira:brand_new\"))]\nasync fn f(e: Event<X>) {}"
                .to_owned(),
            new("2:19", "jira:brand_new"),
        ),
        (
            "#[webhook(event = unlisted(\"jira:issue_created\"))]\nasync fn f(e: Event<X>) {}"
                .to_owned(),
            needless("2:19", "jira:issue_created"),
        ),
        (
            panel(place, "unlisted(\"issue.new\")"),
            new("4:22", "issue.new"),
        ),
        (
            panel(place, "unlisted(\"issue.key\")"),
            needless("4:22", "issue.key"),
        ),
        // Known, but not to this kind.
        (
            panel(place, "unlisted(\"dashboardItem.id\")"),
            new("4:22", "dashboardItem.id"),
        ),
        (
            panel(
                &format!("{place}, conditions = unlisted(\"user_is_logged_in\")"),
                "\"issue.key\"",
            ),
            needless("3:74", "user_is_logged_in"),
        ),
        (
            panel(
                &format!("{place}, conditions = unlisted(\"space_property_exists\")"),
                "\"issue.key\"",
            ),
            new("3:74", "space_property_exists"),
        ),
    ] {
        let workspace = Workspace::new(&[("app/src/main.rs", &format!("{APP}{source}"))]);
        assert_eq!(workspace.emit().unwrap(), [expected], "{source}");
    }
}

#[test]
fn a_file_inside_itself_is_not_followed_forever() {
    let workspace = Workspace::new(&[(
        "app/src/main.rs",
        &format!("{APP}#[path = \"main.rs\"] mod again;"),
    )]);
    workspace.emit().unwrap();
    assert!(!Path::new(&workspace.path("target/connect/app/descriptor.json")).exists());
}

#[test]
fn an_attribute_may_have_another_name() {
    let aliased = panel("votes").replace("#[web_panel", "#[panel");
    let workspace = Workspace::new(&[
        ("app/src/main.rs", &format!("{APP}{aliased}mod names;\n")),
        (
            "app/src/names.rs",
            "pub(crate) use connect_runtime::{prelude::*, web_panel as panel};\n",
        ),
    ]);
    workspace.emit().unwrap();
    assert_eq!(workspace.panels(), ["votes"]);
}
