mod any_json;

use std::path::Path;

use super::*;

/// The code of all files, and the messages.
fn imported(text: &str) -> (String, Vec<String>) {
    let source = Source::parse(Path::new("descriptor.json"), text).unwrap();
    let import = import(&source, &Options::default()).unwrap();
    let code: Vec<&str> = import.files.iter().map(|(_, text)| text).collect();
    let messages = import.diagnostics.into_iter().map(|one| one.message);
    (code.join("\n"), messages.collect())
}

/// One module of a kind, in a descriptor.
fn module(kind: &str, fields: &str) -> String {
    format!(
        r#"{{ "key": "a", "baseUrl": "https://a.example.com", "modules": {{ "{kind}": [{fields}] }} }}"#
    )
}

fn panel(fields: &str) -> String {
    let location = r#""location": "atl.jira.view.issue.right.context""#;
    module(
        "webPanels",
        &format!(r#"{{ "key": "panel", "name": "Panel", "url": "/panel", {location}, {fields} }}"#),
    )
}

/// All of the code must hold these.
fn holds(text: &str, wanted: &[&str]) {
    let (code, messages) = imported(text);
    for one in wanted {
        assert!(code.contains(one), "{one} is not in\n{code}\n{messages:?}");
    }
}

#[test]
fn a_tidy_descriptor_loses_nothing() {
    let text = include_str!("../../connect-model/tests/descriptors/tidy-jira.json");
    let (code, messages) = imported(text);
    // They are about the framework, not about losses.
    assert!(
        matches!(&messages[..], [base, lifecycle] if lifecycle.starts_with("lifecycle: ") && base.contains("CONNECT_BASE_URL")),
        "{messages:?}"
    );
    assert!(code.contains("#[context(\"issue.key\")] issue_key: Option<String>"));
    assert!(code.contains("scopes = [READ, ACT_AS_USER]"));
    assert!(code.contains("#[admin_page(name = \"Settings\", location = Tools)]"));
}

#[test]
fn webhooks_of_one_url_become_one_handler() {
    holds(
        &module(
            "webhooks",
            r#"{ "event": "jira:issue_created", "url": "/hook" },
               { "event": "jira:issue_deleted", "url": "/hook" }"#,
        ),
        &[r#"events = ["jira:issue_created", "jira:issue_deleted"]"#],
    );
}

#[test]
fn a_condition_is_kept_with_its_parameters() {
    holds(
        &panel(
            r#""conditions": [{ "condition": "new", "params": { "a-b": "c", "d": 1 }, "invert": true }]"#,
        ),
        &[r#"conditions = not(unlisted("new", "a-b" = "c", d = 1))"#],
    );
    holds(
        &panel(
            r#""conditions": [{ "condition": "is_admin" }, { "condition": "user_is_logged_in" }]"#,
        ),
        &[r#"conditions = all(unlisted("is_admin"), user_is_logged_in)"#],
    );
}

#[test]
fn a_remote_condition_is_a_handler() {
    holds(
        &panel(
            r#""conditions": [{ "condition": "user_is_logged_in" },
                { "condition": "https://a.example.com/beta", "invert": true }, { "condition": "/beta" }]"#,
        ),
        &[
            "conditions = all(user_is_logged_in, not(remote(beta)), remote(beta))",
            "#[condition]\nasync fn beta() -> Result<bool>",
        ],
    );
}

#[test]
fn a_context_parameter_of_elsewhere_is_unlisted() {
    let page = r#"{ "key": "page", "name": "Page", "url": "/page?i={issue.key}&m={macro.id}&s={space.key}" }"#;
    holds(
        &module("generalPages", page),
        &[
            "#[context(\"issue.key\")] issue_key",
            "#[context(unlisted(\"macro.id\"))] macro_id",
            "#[context(\"space.key\")] space_key",
        ],
    );
    let item =
        r#"{ "key": "item", "name": "Item", "url": "/item/{issue.key}?c={content.id}&d={vote}" }"#;
    holds(
        &module("contentBylineItems", item),
        &[
            "#[context(unlisted(\"issue.key\"))] issue_key",
            "#[context(\"content.id\")] content_id",
            "#[context(unlisted(\"vote\"))] vote",
        ],
    );
    // The host fills nothing into a cacheable page.
    let cacheable =
        r#"{ "key": "page", "name": "Page", "url": "/page?m={macro.id}", "cacheable": true }"#;
    holds(
        &module("generalPages", cacheable),
        &["url = \"/page?m={macro.id}\""],
    );
}

#[test]
fn an_unknown_member_is_left_out_alone() {
    let (code, messages) = imported(&panel(
        r#""weight": 5, "wieght": 6, "layout": { "width": "1px", "depth": "2px" }"#,
    ));
    assert!(code.contains("weight = 5"), "{code}");
    assert!(code.contains("layout = { width = \"1px\" }"), "{code}");
    assert!(code.contains("// dropped layout.depth: \"2px\""), "{code}");
    let wanted = "webPanels \"panel\": dropped `wieght`: unknown property; did you mean `weight`?";
    assert!(messages.iter().any(|line| line == wanted), "{messages:?}");
}

#[test]
fn comments_stay_at_their_place() {
    holds(
        &panel(
            r#""//weight": "to the top", "weight": 1, "layout": { "//width": "all", "width": "100%" }"#,
        ),
        &[
            "// weight: to the top\n#[web_panel(",
            "        // width: all\n        width = \"100%\",",
        ],
    );
}

#[test]
fn no_comment_can_end_itself() {
    let (code, _) = imported(r#"{ "key": "a", "//": "a\nfn main() {}\r\u202e\u2028*/" }"#);
    assert!(
        code.contains("// a\n// fn main() {}\\r\\u{202e}\\u{2028}*/"),
        "{code}"
    );
}

#[test]
fn two_modules_at_one_path_have_one_handler() {
    let (code, messages) = imported(&module(
        "generalPages",
        r#"{ "key": "one", "name": "One", "url": "/page" }, { "key": "two", "name": "Two", "url": "page?x=1" }"#,
    ));
    assert!(code.contains("async fn one()"), "{code}");
    assert!(
        code.contains("#[general_page(name = \"Two\", url = \"/page?x=1\")]\nstruct Two;"),
        "{code}"
    );
    assert_eq!(messages.len(), 1, "{messages:?}");
}

#[test]
fn a_module_without_a_url_takes_a_path_that_is_free() {
    holds(
        &module(
            "generalPages",
            r#"{ "key": "one", "name": "One" }, { "key": "two", "name": "Two", "url": "/one" }"#,
        ),
        &[
            "name = \"One\", url = \"/one-2\"",
            "name = \"Two\", url = \"/one\"",
        ],
    );
}

#[test]
fn unknown_kinds_are_reported() {
    let text = include_str!("../../connect-model/tests/descriptors/unknown-kinds-and-fields.json");
    let (code, messages) = imported(text);
    let wanted = "dropped `holographicPanels`, which is not a module kind";
    assert!(messages.iter().any(|line| line == wanted), "{messages:?}");
    assert!(code.contains("// dropped holographicPanels: ["), "{code}");
}
