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

/// Checks that the code contains all of these.
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
    assert!(
        code.contains("#[admin_page(name = \"Settings\", location = Tools, admin_only = true)]")
    );
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
    for wanted in [
        "#[general_page(name = \"One\", url = page)]\nstruct One;",
        "#[general_page(name = \"Two\", url = page(\"x=1\"))]\nstruct Two;",
        "// Serves generalPages \"one\" and generalPages \"two\".\n#[iframe]\nasync fn page(",
        "    #[context(\"x\")]\n    x: Option<String>,",
    ] {
        assert!(code.contains(wanted), "{wanted} is not in\n{code}");
    }
    assert_eq!(messages.len(), 1, "{messages:?}");
}

#[test]
fn a_module_without_a_url_gets_a_free_path() {
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

/// The messages about a descriptor with these fields.
fn messages(fields: &str) -> Vec<String> {
    imported(&format!(r#"{{ "key": "a", {fields} }}"#)).1
}

#[test]
fn a_base_url_that_is_not_an_address_is_not_suggested() {
    for url in [
        "${addon.base-url}",
        "<% BASE_URL %>",
        "",
        "https://<replace>.example.com/",
        "TBD",
        "{{localBaseUrl}}",
        "https://",
    ] {
        let messages = messages(&format!(r#""baseUrl": "{url}""#));
        assert!(
            messages[0].ends_with("CONNECT_BASE_URL set to its public https URL"),
            "{messages:?}"
        );
    }
    let messages = messages(r#""baseUrl": "https://a.example.com:8443/app""#);
    assert!(
        messages[0].ends_with("CONNECT_BASE_URL=https://a.example.com:8443/app"),
        "{messages:?}"
    );
}

#[test]
fn what_is_not_a_scope_of_connect_is_reported() {
    let messages = messages(r#""scopes": ["READ", "read:jira-work", "write:jira-work"]"#);
    assert!(
        messages[0].starts_with("`read:jira-work`, `write:jira-work` are scopes of OAuth 2.0"),
        "{messages:?}"
    );
    let none: [&str; 0] = [];
    assert_eq!(self::messages(r#""scopes": ["READ", "BRAND_NEW"]"#), none);
}

#[test]
fn modules_outside_of_modules_are_reported() {
    let messages = messages(r#""webhooks": [{ "event": "jira:issue_updated", "url": "/u" }]"#);
    assert!(
        messages[0].starts_with("dropped `webhooks`, which is outside `modules`"),
        "{messages:?}"
    );
}

#[test]
fn an_app_of_hipchat_is_not_imported() {
    let text = r#"{ "key": "a", "capabilities": { "webhook": [] } }"#;
    let source = Source::parse(Path::new("descriptor.json"), text).unwrap();
    let error = import(&source, &Options::default()).unwrap_err();
    assert!(
        error.to_string().contains("HipChat ended in February 2019"),
        "{error}"
    );
}

#[test]
fn a_key_that_no_module_has_is_reported_once_with_its_cause() {
    let (_, messages) = imported(&module(
        "customContent",
        r#"{ "key": "note", "name": "N", "apiSupport": { "supportedContainerTypes": ["space"] },
            "uiSupport": { "listViewComponent": { "moduleKey": "nobody" },
                "icons": { "item": { "url": "/n.png" } } } }"#,
    ));
    let about: Vec<&String> = messages.iter().filter(|it| it.contains("note")).collect();
    assert!(
        matches!(&about[..], [only] if only.contains("no general page of the app has the key \"nobody\"")),
        "{messages:?}"
    );
}

#[test]
fn undeclared_parameters_of_a_macro_are_reported() {
    let (_, messages) = imported(&module(
        "dynamicContentMacros",
        r#"{ "key": "m", "name": "M", "url": "/v?a={revision}&b={page.id}&c={zoom}",
            "parameters": [{ "identifier": "zoom", "name": "Z", "type": "string" }] }"#,
    ));
    let wanted = "its URL requests `revision`, which its `parameters` do not declare";
    assert!(
        messages.iter().any(|it| it.contains(wanted)),
        "{messages:?}"
    );
}

#[test]
fn a_key_in_the_message_is_that_of_the_descriptor() {
    let (_, messages) = imported(&module(
        "jiraEntityProperties",
        r#"{ "key": "p", "name": "P", "entityType": "issue",
            "keyConfigurations": [{ "propertyKey": "k", "extractions": [{ "objectName": "o" }] }] }"#,
    ));
    let none = messages.iter().all(|it| !it.contains("key_configurations"));
    assert!(none, "{messages:?}");
}

#[test]
fn a_property_of_other_kinds_is_reported_as_one() {
    let (_, messages) = imported(&module(
        "jiraReports",
        r#"{ "key": "r", "name": "R", "description": "D", "url": "/r", "weight": 5 }"#,
    ));
    let wanted = "dropped `weight`: a property of other kinds, which a host ignores here";
    assert!(
        messages.iter().any(|it| it.contains(wanted)),
        "{messages:?}"
    );
}

#[test]
fn an_icon_of_the_own_host_is_relative() {
    let (code, messages) = imported(&module(
        "generalPages",
        r#"{ "key": "p", "name": "P", "url": "/p",
            "icon": { "width": 24, "height": 24, "url": "https://a.example.com/logo.svg" } }"#,
    ));
    assert!(code.contains("url = \"/logo.svg\""), "{code}");
    assert_eq!(messages.len(), 1, "{messages:?}");
}

#[test]
fn the_manifest_has_all_that_the_code_and_its_tests_use() {
    let (code, _) = imported(r#"{ "key": "a" }"#);
    let workspace = include_str!("../../Cargo.toml");
    assert!(workspace.contains("\nmaud = \"0.27"));
    for wanted in ["maud = \"0.27\"", "[dev-dependencies]\nconnect-host = "] {
        assert!(code.contains(wanted), "{code}");
    }
}

#[test]
fn arguments_are_named_after_their_parameters() {
    holds(
        &module(
            "dynamicContentMacros",
            r#"{ "key": "m", "name": "M", "url": "/m?a={page.id}&b={pageId}&c={type}",
                "parameters": [{ "type": "string", "name": "T", "identifier": "type" }] }"#,
        ),
        &[
            "#[context(\"page.id\")] page_id: Option<String>",
            "page_id_parameter: Option<String>",
            "#[context(\"type\")] type_parameter: Option<String>",
            "[{ identifier = \"type\", name = \"T\", type = string }]",
            "not_written!(page_id, page_id_parameter, type_parameter)",
        ],
    );
}

#[test]
fn a_page_for_administrators_is_guarded_where_the_scopes_allow_to_ask() {
    let of = |scopes: &str, module: &str| {
        imported(&format!(
            r#"{{ "key": "a", "scopes": {scopes}, "modules": {{ {module} }} }}"#
        ))
        .0
    };
    let admin_page =
        r#""adminPages": [{ "key": "settings", "name": {"value": "S"}, "url": "/settings" }]"#;
    assert!(of(r#"["read"]"#, admin_page).contains("admin_only = true"));
    // The descriptor is preserved: it requests nothing that the old one did not.
    assert!(!of("[]", admin_page).contains("admin_only"));
    let panel = |location: &str, more: &str| {
        format!(
            r#""webPanels": [{{ "key": "p", "name": {{"value": "P"}}, "url": "/p",
                "location": "{location}"{more} }}]"#
        )
    };
    let issue = "atl.jira.view.issue.right.context";
    let conditions = r#", "conditions": [{ "condition": "user_is_admin" }]"#;
    assert!(of(r#"["READ"]"#, &panel(issue, conditions)).contains("admin_only = true"));
    assert!(!of(r#"["READ"]"#, &panel(issue, "")).contains("admin_only"));
}

#[test]
fn what_an_app_has_for_data_residency_is_kept() {
    let (code, messages) = imported(
        r#"{ "key": "a", "lifecycle": { "dare-migration": "/moved" },
            "dataResidency": { "maxMigrationDurationHours": 1.5 },
            "regionBaseUrls": { "EU": "https://eu.example.com", "US": "https://us.example.com" } }"#,
    );
    for wanted in [
        "// was at /moved\n// The host asks whether the app will take part.\n#[dare_migration(step = schedule)]\n\
         async fn schedule_migration(tenant: Tenant) -> Result<()> {\n    not_written!(tenant)",
        "#[dare_migration(step = start)]",
        "#[dare_migration(step = status)]\nasync fn status_migration(",
        "#[dare_migration(step = commit)]",
        "#[dare_migration(step = rollback)]\nasync fn rollback_migration(tenant: Tenant) -> Result<()>",
        "data_residency = { max_migration_duration_hours = 1.5 }",
        "region_base_urls = { EU = \"https://eu.example.com\", US = \"https://us.example.com\" }",
    ] {
        assert!(code.contains(wanted), "{wanted} is not in\n{code}");
    }
    assert!(
        messages.iter().all(|it| it.starts_with("lifecycle:")),
        "{messages:?}"
    );
}

#[test]
fn parameters_of_a_macro_are_known_in_its_editor_and_its_render_modes() {
    let (code, _) = imported(&module(
        "dynamicContentMacros",
        r#"{ "key": "m", "name": "M", "url": "/view?d={diagram}",
            "parameters": [{ "identifier": "diagram", "name": "D", "type": "string" }],
            "editor": { "url": "/edit?d={diagram}" },
            "renderModes": { "default": { "url": "/render?d={diagram}&page={page.id}" } } }"#,
    ));
    assert!(!code.contains("unlisted"), "{code}");
}

#[test]
fn what_bitbucket_has_is_listed() {
    let text = r#"{ "key": "a", "baseUrl": "https://a.example.com", "scopes": ["webhook", "repository:write"],
        "modules": {
            "fileViews": [{ "key": "v", "name": "V", "file_matches": { "extensions": ["xml"] },
                "url": "/v?path={file_path}&cset={file_cset}&name={file_name}" }],
            "adminPages": [{ "key": "a", "name": "A", "location": "org.bitbucket.repository.admin",
                "url": "/a?r={repository.uuid}" }] } }"#;
    let (code, messages) = imported(text);
    assert!(
        !code.contains("unlisted") && messages.len() == 1,
        "{code}\n{messages:?}"
    );
    assert!(
        code.contains("file_matches = { extensions = [\"xml\"] }"),
        "{code}"
    );
    assert!(
        code.contains("scopes = [webhook, \"repository:write\"]"),
        "{code}"
    );
}

#[test]
fn the_actions_of_a_design_provider_are_callbacks() {
    let text = r#"{ "key": "a", "baseUrl": "https://a.example.com", "modules": {
        "jiraDesignInfoProvider": { "key": "d", "name": { "value": "D" }, "homeUrl": "https://b.example.com",
            "actions": { "associateEntity": { "templateUrl": "https://a.example.com/a" },
                "grant3LO": { "templateUrl": "https://a.example.com/g" } } } } }"#;
    holds(
        text,
        &[
            "actions = { associate_entity = a, grant3_lo = g }",
            "#[callback]\nasync fn g()",
        ],
    );
}

#[test]
fn names_that_hosts_add_are_removed_from_urls() {
    let (code, messages) = imported(&module(
        "generalPages",
        r#"{ "key": "one", "name": "One", "url": "/one?lic=active&a=1" },
            { "key": "two", "name": "Two", "url": "/two?jwt=x" },
            { "key": "three", "name": "Three", "url": "/two?cp=y&b=2" }"#,
    ));
    assert!(code.contains("url = \"/one?a=1\""), "{code}");
    assert!(code.contains("url = two(\"b=2\")"), "{code}");
    for name in ["lic", "jwt", "cp"] {
        let wanted = format!("removed `{name}` from its URL");
        assert!(
            messages.iter().any(|it| it.contains(&wanted)),
            "{messages:?}"
        );
    }
}

#[test]
fn the_comparison_sees_what_a_link_opens() {
    let descriptor = |context: &str, url: &str| {
        let item =
            serde_json::json!({ "key": "a", "location": "l", "context": context, "url": url });
        let json = serde_json::json!({ "key": "k", "modules": { "webItems": [item] } });
        json.as_object().unwrap().clone()
    };
    for (context, before, after, same) in [
        ("page", "editor", "/editor", false),
        ("PAGE", "editor", "/editor", false),
        ("page", "editor", "editor", true),
        ("product", "secure/A.jspa", "/secure/A.jspa", false),
        ("addon", "editor", "/editor", true),
    ] {
        let found = differences(&descriptor(context, before), &descriptor(context, after));
        assert_eq!(found.is_empty(), same, "{context} {before}: {found:?}");
    }
}

#[test]
fn unknown_kinds_are_reported() {
    let text = include_str!("../../connect-model/tests/descriptors/unknown-kinds-and-fields.json");
    let (code, messages) = imported(text);
    let wanted = "dropped `holographicPanels`, which is not a module kind";
    assert!(messages.iter().any(|line| line == wanted), "{messages:?}");
    assert!(code.contains("// dropped holographicPanels: ["), "{code}");
}
