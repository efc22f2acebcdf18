//! What an annotated function declares, and that all its faults are reported at once.
use connect_model::declaration::Auth;
use connect_model::{Method, Origin};
use connect_syntax::{Annotated, App, Attribute, DeclarationKind, Declared};
use proc_macro2::TokenStream;
use serde_json::{Value, json};

fn declare(attribute: &str, args: &str, item: &str) -> syn::Result<Declared> {
    let args: TokenStream = args.parse().unwrap();
    let item: Annotated = syn::parse_str(item).unwrap();
    Attribute::named(attribute)
        .expect("the attribute exists")
        .declare(args, &item)
}

fn properties(declared: &Declared) -> Value {
    match &declared.kind {
        DeclarationKind::Module { properties, .. } => properties.resolve(&[]),
        _ => Value::Null,
    }
}

fn messages(error: syn::Error) -> Vec<String> {
    error.into_iter().map(|one| one.to_string()).collect()
}

const PLACE: &str = "location = \"atl.jira.view.issue.right.context\"";

#[test]
fn key_name_and_url_come_from_the_function() {
    let declared = declare(
        "web_panel",
        PLACE,
        "/// Votes so far.\n/// More about them.\nasync fn issue_votes(\
         #[context(\"issue.key\")] a: String, #[context(\"project.id\")] b: Option<i64>, t: Tenant) {}",
    )
    .unwrap();
    assert_eq!(
        properties(&declared),
        json!({
            "key": "issue-votes",
            "name": { "value": "Votes so far" },
            "location": "atl.jira.view.issue.right.context",
            "url": "/issue-votes?issue.key={issue.key}&project.id={project.id}",
        })
    );
    assert_eq!(declared.arguments.len(), 3);
}

#[test]
fn what_is_given_wins_over_what_is_derived() {
    let args = format!(
        "{PLACE}, key = \"k\", name = {{ value = \"N\", i18n = \"n\" }}, url = \"/deep/path\""
    );
    let declared = declare("web_panel", &args, "/// Doc\nasync fn f() {}").unwrap();
    assert_eq!(
        properties(&declared),
        json!({
            "key": "k",
            "name": { "value": "N", "i18n": "n" },
            "location": "atl.jira.view.issue.right.context",
            "url": "/deep/path",
        })
    );
}

#[test]
fn every_type_of_value_becomes_descriptor_json() {
    let args = format!(
        "name = \"N\", {PLACE}, weight = -5, cacheable = true, public = true, layout = {{ width = \"10px\" }}, \
         params = {{ \"a-b\" = \"c\", d = 1 }}, \
         conditions = all(user_is_logged_in, not(user_is_admin), any(user_is_sysadmin, unlisted(\"new_one\")))"
    );
    let declared = declare("web_panel", &args, "async fn f() {}").unwrap();
    let json = properties(&declared);
    assert_eq!(json["weight"], -5);
    assert_eq!(json["cacheable"], true);
    assert_eq!(json["layout"], json!({ "width": "10px" }));
    assert_eq!(json["params"], json!({ "a-b": "c", "d": 1 }));
    assert_eq!(
        json["conditions"],
        json!([
            { "condition": "user_is_logged_in" },
            { "condition": "user_is_admin", "invert": true },
            { "or": [{ "condition": "user_is_sysadmin" }, { "condition": "new_one" }] },
        ])
    );
}

#[test]
fn a_webhook_has_no_key_and_is_posted_to() {
    let declared = declare(
        "webhook",
        "event = \"jira:issue_created\"",
        "async fn on_new(e: Event<X>) {}",
    )
    .unwrap();
    assert_eq!(
        properties(&declared),
        json!({ "event": "jira:issue_created", "url": "/webhooks/on-new" })
    );
    let route = declared
        .declaration(Origin::new("f", 1, 1), &[])
        .route
        .unwrap();
    assert_eq!(
        (&*route.methods, route.auth),
        (&[Method::Post][..], Auth::Request)
    );
}

#[test]
fn endpoints_and_public_routes_say_who_may_call() {
    for (attribute, auth) in [("endpoint", Auth::Context), ("public", Auth::Public)] {
        let declared = declare(attribute, "PUT \"/a/{b}\"", "async fn f() {}").unwrap();
        let route = declared
            .declaration(Origin::new("f", 1, 1), &[])
            .route
            .unwrap();
        assert_eq!(
            (&*route.methods, &*route.path, route.auth),
            (&[Method::Put][..], "/a/{b}", auth)
        );
    }
}

#[test]
fn all_faults_of_an_item_are_reported_at_once() {
    let error = declare(
        "web_panel",
        "key = \"a b\", location = \"nowhere\", wieght = 1, cacheable = 1, weight = ",
        "fn f<T>(self, #[context(\"issueKey\")] k: String) {}",
    )
    .unwrap_err();
    let messages = messages(error);
    for part in [
        "module key \"a b\"",
        "unknown web panel location \"nowhere\"",
        "unknown argument `wieght`",
        "`cacheable` takes `true` or `false`",
        "`weight` has no value",
        "must be `async`",
        "can't be generic",
        "can't take `self`",
        "unknown context parameter \"issueKey\"",
        "needs a name for users",
    ] {
        assert_eq!(
            messages
                .iter()
                .filter(|message| message.contains(part))
                .count(),
            1,
            "{part:?} in {messages:#?}"
        );
    }
    assert_eq!(messages.len(), 10, "{messages:#?}");
}

#[test]
fn a_misspelt_required_argument_is_one_error() {
    let error = declare(
        "web_panel",
        "name = \"N\", lokation = \"atl.general\"",
        "async fn f() {}",
    )
    .unwrap_err();
    assert_eq!(messages(error).len(), 1);
}

#[test]
fn a_section_of_the_apps_own_is_noted_for_the_build() {
    let declared = declare(
        "web_item",
        "name = \"N\", location = \"admin_plugins_menu/tools\"",
        "async fn f() {}",
    )
    .unwrap();
    let sections: Vec<_> = declared
        .sections
        .iter()
        .map(|used| used.section.as_str())
        .collect();
    assert_eq!(sections, ["tools"]);
}

#[test]
fn app_fields_become_descriptor_json() {
    let app = App::parse(
        "key = \"com.example.votes\", name = \"Votes\", vendor = { name = \"E\", url = \"https://e.example\" }, \
         scopes = [WRITE, ACT_AS_USER], enable_licensing = true, links = { homepage = \"https://e.example\" }, \
         state = crate::AppState"
            .parse()
            .unwrap(),
    )
    .unwrap();
    let json = app.properties.resolve(&[]);
    assert_eq!(
        json,
        json!({
            "key": "com.example.votes",
            "name": "Votes",
            "vendor": { "name": "E", "url": "https://e.example" },
            "scopes": ["WRITE", "ACT_AS_USER"],
            "enableLicensing": true,
            "links": { "homepage": "https://e.example" },
        })
    );
    assert!(app.state.is_some());
    let ceiling = app.ceiling.unwrap();
    assert!(ceiling.covers(connect_model::Scope::Read));
    assert!(!ceiling.covers(connect_model::Scope::Admin));
}

mod any_input {
    use super::*;
    use proptest::prelude::*;

    /// Fragments that make plausible arguments far oftener than random characters would.
    const FRAGMENTS: &[&str] = &[
        "name",
        "location",
        "weight",
        "key",
        "url",
        "event",
        "conditions",
        "params",
        "scopes",
        "=",
        ",",
        ",",
        "=",
        "-",
        "1",
        "1.5",
        "\"text\"",
        "\"atl.general\"",
        "\"{a}\"",
        "'c'",
        "true",
        "{",
        "}",
        "[",
        "]",
        "(",
        ")",
        "unlisted",
        "not",
        "all",
        "any",
        "crate",
        "::",
        "r#type",
        "GET",
        "POST",
        "\"/x\"",
        "#",
        "!",
        "&",
        "b\"x\"",
        "18446744073709551616",
    ];

    fn tokens() -> impl Strategy<Value = TokenStream> {
        prop::collection::vec(prop::sample::select(FRAGMENTS), 0..24)
            .prop_filter_map("unbalanced", |parts| parts.join(" ").parse().ok())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn never_panics(args in tokens(), app in tokens()) {
            let item: Annotated = syn::parse_str("async fn f(#[context(\"issue.key\")] k: String) {}").unwrap();
            for name in ["web_panel", "webhook", "web_item", "dynamic_content_macro", "endpoint", "public", "installed"] {
                let _ = Attribute::named(name).unwrap().declare(args.clone(), &item);
            }
            let _ = App::parse(app);
        }
    }
}

#[test]
fn a_struct_declares_data_and_names_items() {
    let declared = declare(
        "web_item",
        "location = sections::Tools, target = dialog(editor), icon = \"/icon.png\", weight = 1",
        "/// Open\nstruct OpenEditor;",
    )
    .unwrap();
    assert_eq!(declared.key, "open-editor");
    assert_eq!(declared.url, None);
    let names: Vec<String> = declared.references.iter().map(|one| one.name()).collect();
    assert_eq!(names, ["sections::Tools", "editor"]);
    let stands_for = ["a/tools".to_owned(), "editor".to_owned()];
    let written = declared.declaration(Origin::new("f", 1, 1), &stands_for);
    let json: serde_json::Value = serde_json::from_str(&written.properties).unwrap();
    assert_eq!(
        json,
        json!({
            "key": "open-editor",
            "name": { "value": "Open" },
            "location": "a/tools",
            "icon": { "url": "/icon.png" },
            "target": { "type": "dialogmodule", "options": { "key": "editor" } },
            "weight": 1,
        })
    );
    assert!(written.route.is_none());
}

#[test]
fn a_url_is_where_its_kind_has_it_and_names_what_it_asks_for() {
    let declared = declare(
        "jira_issue_glance",
        "icon = \"/i.svg\", content = { label = \"Votes\" }, url = \"/glance?key={issue.key}\"",
        "/// Votes\nasync fn glance(#[context(\"issue.key\")] key: String, #[context(\"issue.id\")] id: i64) {}",
    )
    .unwrap();
    let json = properties(&declared);
    assert_eq!(
        json["target"],
        json!({ "type": "web_panel", "url": "/glance?key={issue.key}&issue.id={issue.id}" })
    );
    assert_eq!(
        json["content"],
        json!({ "type": "label", "label": { "value": "Votes" } })
    );
    let route = declared
        .declaration(Origin::new("f", 1, 1), &[])
        .route
        .unwrap();
    assert_eq!(route.path, "/glance");
}

#[test]
fn one_handler_has_several_events() {
    let declared = declare(
        "webhook",
        "events = [\"jira:issue_created\", \"jira:issue_updated\"]",
        "async fn changed() {}",
    )
    .unwrap();
    assert_eq!(
        properties(&declared),
        json!({ "event": ["jira:issue_created", "jira:issue_updated"], "url": "/webhooks/changed" })
    );
    assert_eq!(declared.event_scopes.len(), 2);
}

#[test]
fn targets_have_their_own_options() {
    let target = |written: &str| {
        let args = format!("location = \"system.top.navigation.bar\", target = {written}");
        properties(&declare("web_item", &args, "/// A\nasync fn a() {}").unwrap())["target"].clone()
    };
    assert_eq!(target("page"), json!({ "type": "page" }));
    assert_eq!(
        target("dialog(size = x_large, header = \"H\")"),
        json!({ "type": "dialog", "options": { "size": "x-large", "header": { "value": "H" } } })
    );
    assert_eq!(
        target("inline_dialog(on_hover = true)"),
        json!({ "type": "inlinedialog", "options": { "onHover": true } })
    );
}

#[test]
fn every_attribute_remembers_unlisted_names() {
    let item = "/// Votes\nasync fn votes(#[context(unlisted(\"new.one\"))] n: String) {}";
    for (attribute, args) in [
        ("iframe", ""),
        ("callback", "\"/data\""),
        ("condition", ""),
        ("web_panel", PLACE),
    ] {
        let declared = declare(attribute, args, item).unwrap();
        let names: Vec<&str> = declared.unlisted.iter().map(|one| &*one.name).collect();
        assert_eq!(names, ["new.one"], "{attribute}");
    }
}

#[test]
fn both_spellings_of_an_argument_are_one_argument() {
    let webhook = |args: &str| {
        declare(
            "webhook",
            &format!("event = \"jira:issue_created\", {args}"),
            "async fn created(event: Event<IssueCreated>) {}",
        )
    };
    let properties = |args: &str| {
        let declared = webhook(args).unwrap();
        declared.properties().unwrap().resolve(&[])
    };
    let written = properties("exclude_body = true");
    assert_eq!(written["excludeBody"], true);
    assert_eq!(properties("excludeBody = true"), written);
    let messages = messages(webhook("exclude_body = false, excludeBody = false").unwrap_err());
    assert!(
        messages[0].starts_with("argument `exclude_body` is given twice"),
        "{messages:?}"
    );
}
