//! The scope that is inferred for a call, wherever it is: by the build script, which reads the
//! sources, and by the linker, which sees what was compiled.

use call_shapes as _;
use connect_model::{ScopeUse, ScopeUseKind};
use connect_runtime::__private_0_1_0::collected_scope_uses;
use connect_runtime::App;
use serde_json::Value;

/// Each shape of call, and what must be inferred for it.
const SHAPES: [(&str, &str); 43] = [
    ("handler", "GET /rest/api/3/configuration"),
    (
        "helper that takes the client",
        "GET /rest/api/3/configuration/timetracking/list",
    ),
    (
        "generic function",
        "GET /rest/api/3/configuration/timetracking/options",
    ),
    ("function that is never called", "GET /rest/api/3/dashboard"),
    ("closure in a closure", "GET /rest/api/3/dashboard/gadgets"),
    ("async block", "GET /rest/api/3/dashboard/search"),
    ("condition in a loop", "GET /rest/api/3/field"),
    ("match arm", "GET /rest/api/3/field/search/trashed"),
    ("let-else", "GET /rest/api/3/filter/defaultShareScope"),
    ("nested function", "GET /rest/api/3/filter/favourite"),
    (
        "call with a call among its arguments",
        "PUT /rest/api/3/issue/{issueIdOrKey}",
    ),
    (
        "call among the arguments of a call",
        "GET /rest/api/3/issue/picker",
    ),
    ("method", "GET /rest/api/3/filter/my"),
    ("constant of an impl", "GET /rest/api/3/filter/search"),
    ("default method of a trait", "GET /rest/api/3/groups/picker"),
    (
        "generic impl of a trait",
        "GET /rest/api/3/instance/license",
    ),
    ("static", "GET /rest/api/3/issueLinkType"),
    ("nested module", "GET /rest/api/3/issuetype"),
    ("impl in a function", "GET /rest/api/3/jql/autocompletedata"),
    ("module with #[path]", "GET /rest/api/3/component"),
    ("include! of items", "GET /rest/api/3/attachment/meta"),
    (
        "include! of an expression",
        "GET /rest/api/3/auditing/record",
    ),
    ("vec!", "GET /rest/api/3/jql/autocompletedata/suggestions"),
    ("tokio::join!", "GET /rest/api/3/label"),
    ("html!", "GET /rest/api/3/mypermissions"),
    (
        "macro_rules! that makes a function",
        "GET /rest/api/3/priority/search",
    ),
    (
        "macro_rules! that takes the client",
        "GET /rest/api/3/project/search",
    ),
    ("cfg_select!", "GET /rest/api/3/project/recent"),
    ("whole path", "GET /rest/api/3/projectCategory"),
    ("renamed import", "GET /rest/api/3/resolution/search"),
    (
        "renamed import of a renamed import",
        "GET /rest/api/3/project/type",
    ),
    ("re-export of a library", "GET /rest/api/3/serverInfo"),
    ("confluence!", "GET /wiki/api/v2/pages"),
    ("library of handlers", "GET /rest/api/3/issue/limit/report"),
    ("call as a user", "GET /rest/api/3/statuscategory"),
    ("as_user! in a call", "as_user!"),
    ("as_user! with less", "as_user!"),
    ("scopes! in as_user!", "scopes![READ]"),
    ("unchecked path", "scopes![WRITE]"),
    ("entity properties", "scopes![WRITE]"),
    ("content properties", "scopes![READ]"),
    ("constant", "scopes![PROJECT_ADMIN]"),
    // The last one is for the table: nothing in `absent.rs` may be found.
    ("cfg'd out, in a test, in a string, in a comment", ""),
];

/// What the client's methods call, as far as the scopes that they are given allow.
const BY_METHODS: [&str; 4] = [
    "properties(Entity::Issue): GET /rest/api/3/issue/{issueIdOrKey}/properties",
    "properties(Entity::Issue): GET /rest/api/3/issue/{issueIdOrKey}/properties/{propertyKey}",
    "properties(Entity::Issue): PUT /rest/api/3/issue/{issueIdOrKey}/properties/{propertyKey}",
    "content_properties(Content::Page): GET /wiki/api/v2/pages/{page-id}/properties",
];

/// The file's own name, line and column, without the folder: the build's are relative to the
/// package, the compiler's to where it was started.
fn place(need: &ScopeUse) -> (&str, u32, u32) {
    let path: &str = &need.origin.file;
    let (_, file) = path.rsplit_once(['/', '\\']).unwrap_or(("", path));
    (file, need.origin.line, need.origin.column)
}

/// Takes the first need of that name out of a list.
fn take(needs: &mut Vec<ScopeUse>, what: &str) -> Option<ScopeUse> {
    let index = needs.iter().position(|need| need.to_string() == what)?;
    Some(needs.remove(index))
}

#[test]
fn each_call_is_inferred_once_and_nothing_else_is() {
    let mut built = App::collected().unwrap().needs();
    let mut linked: Vec<ScopeUse> = collected_scope_uses();
    // The order of what is linked is arbitrary.
    linked.sort_by(|a, b| place(a).cmp(&place(b)));
    built.sort_by(|a, b| place(a).cmp(&place(b)));

    // Only the build sees what the client's methods call.
    let is_of_method = |need: &ScopeUse| matches!(need.kind, ScopeUseKind::MethodCall { .. });
    let (by_methods, mut built): (Vec<_>, Vec<_>) = built.into_iter().partition(is_of_method);
    let by_methods = by_methods.iter().map(|need| {
        let (_, method, path) = need.kind.operation().unwrap();
        format!("{need}: {method} {path}")
    });
    assert_eq!(by_methods.collect::<Vec<_>>(), BY_METHODS);

    for (shape, what) in SHAPES {
        if what.is_empty() {
            println!("| {shape} | nothing | | |");
            continue;
        }
        let (Some(built), Some(linked)) = (take(&mut built, what), take(&mut linked, what)) else {
            panic!("{shape}: {what} is missing, built: {built:?}, linked: {linked:?}");
        };
        assert_eq!(built.kind, linked.kind, "{shape}");
        assert_eq!(built.scopes, linked.scopes, "{shape}");
        assert_eq!(place(&built), place(&linked), "{shape}");
        println!(
            "| {shape} | {built} | {} | {} |",
            built.scopes, built.origin
        );
    }
    assert!(built.is_empty(), "only the build has {built:#?}");
    assert!(linked.is_empty(), "only the linker has {linked:#?}");
}

#[tokio::test]
async fn the_app_starts_and_asks_for_the_smallest_set_of_scopes() {
    let app = App::collected().unwrap().spawn().await.unwrap();
    let descriptor = reqwest::get(app.descriptor_url().clone()).await.unwrap();
    let descriptor: Value = descriptor.json().await.unwrap();
    assert_eq!(
        descriptor["scopes"],
        serde_json::json!(["PROJECT_ADMIN", "ACT_AS_USER"])
    );
    app.shutdown().await;
}
