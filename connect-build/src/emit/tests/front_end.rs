//! What the pages of a whole package add to its scopes.

use serde_json::json;

use super::*;

const EDIT: &str = "AP.request(`/rest/api/3/issue/${key}`, { type: 'PUT' });\n";

#[test]
fn calls_of_declared_folders_count_with_their_places() {
    let workspace = Workspace::new(&[
        ("app/src/main.rs", &format!("{APP}{}", panel("votes"))),
        (
            "app/static/app.js",
            "const key = 1;\n\nAP.request(somewhere);\n",
        ),
        ("app/static/deep/edit.ts", &format!("  {EDIT}")),
        (
            "app/static/node_modules/a/a.js",
            "AP.request('/rest/api/3/issue', { type: 'POST' })",
        ),
        ("app/static/notes.txt", "AP.request(no)"),
        (
            "app/templates/page.html",
            "<script>\nAP.request('/rest/api/3/myself')\n</script>",
        ),
        ("web/shared.js", "// connect: scopes DELETE\n"),
    ]);
    workspace.emit().unwrap();
    assert_eq!(workspace.descriptor()["scopes"], json!([]));

    let warnings = workspace
        .with_front_end(&["./static/", "templates"])
        .unwrap();
    assert_eq!(
        warnings,
        [
            "static/app.js:3:1: can't determine which operation AP.request calls\nhelp: declare it in a comment \
             just above: `// connect: PUT /rest/api/3/issue/{issueIdOrKey}`, or `// connect: scopes WRITE`"
        ]
    );
    assert_eq!(workspace.descriptor()["scopes"], json!(["WRITE"]));
    let lines: Vec<String> = workspace
        .reasons()
        .requirements
        .iter()
        .map(|needed| {
            format!(
                "{} {} {}",
                needed.origin,
                needed.what,
                needed.scope.map_or("NONE", connect_model::Scope::name)
            )
        })
        .collect();
    assert_eq!(
        lines,
        [
            "static/deep/edit.ts:1:3 AP.request PUT /rest/api/3/issue/{issueIdOrKey} WRITE",
            "templates/page.html:2:1 AP.request GET /rest/api/3/myself READ",
        ]
    );

    workspace.with_front_end(&["../web", "static"]).unwrap();
    assert_eq!(workspace.descriptor()["scopes"], json!(["DELETE"]));
}

#[test]
fn a_page_may_not_need_more_than_the_app_grants() {
    let granted = APP.replace(" }", ", scopes = [READ] }");
    let workspace = Workspace::new(&[("app/src/main.rs", &granted), ("app/static/a.js", EDIT)]);
    assert_eq!(
        faults(workspace.with_front_end(&["static"])),
        [
            "static/a.js:1:1: AP.request PUT /rest/api/3/issue/{issueIdOrKey} needs WRITE, which app! \
             does not grant: add WRITE to its scopes, or leave scopes out to have them inferred"
        ]
    );
}

#[test]
fn a_missing_folder_is_a_fault() {
    let workspace = Workspace::new(&[("app/src/main.rs", APP)]);
    assert_eq!(
        faults(workspace.with_front_end(&["statics"])),
        ["the build script declares \"statics\" as front end, but there is no such folder"]
    );
}

#[test]
fn the_apps_modules_determine_the_product() {
    let path = "AP.request('/rest/atlassian-connect/1/app/module/dynamic')";
    let workspace = Workspace::new(&[("app/src/main.rs", APP), ("app/static/a.js", path)]);
    let emitted = || {
        workspace.with_front_end(&["static"]).unwrap();
        workspace.emitted().needs.len()
    };
    assert_eq!(emitted(), 2);
    workspace.write("app/src/main.rs", &format!("{APP}{}", panel("votes")));
    assert_eq!(emitted(), 1);
}

#[cfg(unix)]
#[test]
fn folders_inside_themselves_are_not_followed_forever() {
    let workspace = Workspace::new(&[("app/src/main.rs", APP), ("app/static/a/b.js", EDIT)]);
    let link = |to: &str, at: &str| {
        std::os::unix::fs::symlink(workspace.path(to), workspace.path(at)).unwrap();
    };
    link("app/static", "app/static/a/again");
    link("app/static/a/b.js", "app/static/c.js");
    link("app/nowhere.js", "app/static/d.js");
    workspace.with_front_end(&["static", "static/a"]).unwrap();
    assert_eq!(workspace.descriptor()["scopes"], json!(["WRITE"]));
    let deep: String = (0..40).map(|_| "x/").collect();
    workspace.write(&format!("app/static/{deep}e.js"), "AP.request(url)");
    workspace.write("app/static/large.js", &" ".repeat((4 << 20) + 1));
    let warnings = workspace.with_front_end(&["static"]).unwrap();
    assert_eq!(warnings.len(), 2, "{warnings:?}");
    assert!(
        warnings
            .iter()
            .any(|it| it.starts_with("static/large.js:1:1: larger than 4 MiB"))
    );
    assert!(
        warnings
            .iter()
            .any(|it| it.ends_with("not read: its folder is nested too deeply"))
    );
}
