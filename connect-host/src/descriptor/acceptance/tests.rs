use serde_json::{Value, json};
use url::Url;

use super::{Accepted, accept};
use crate::error::DescriptorProblem;
use connect_model::HostProduct;

fn good() -> Value {
    json!({
        "key": "com.example.votes",
        "name": "Votes",
        "baseUrl": "http://127.0.0.1:3000",
        "authentication": {"type": "JWT"},
        "lifecycle": {"installed": "/lifecycle/installed"},
        "apiMigrations": {"signed-install": true},
        "scopes": ["READ", "write"],
        "modules": {
            "webPanels": [{
                "key": "votes",
                "name": {"value": "Votes"},
                "location": "atl.jira.view.issue.right.context",
                "url": "/votes?issue.key={issue.key}",
            }],
            "webhooks": [{"event": "jira:issue_created", "url": "/webhooks/greet"}],
        },
    })
}

fn judge(descriptor: &Value, product: HostProduct) -> Result<Accepted, Vec<DescriptorProblem>> {
    let fetched_from = Url::parse("http://127.0.0.1:3000/").unwrap();
    accept(&descriptor.to_string(), &fetched_from, product)
}

/// The paths of the problems after one change.
fn refused(change: impl FnOnce(&mut Value)) -> Vec<String> {
    let mut descriptor = good();
    change(&mut descriptor);
    match judge(&descriptor, HostProduct::Jira) {
        Ok(_) => Vec::new(),
        Err(problems) => problems.into_iter().map(|problem| problem.path).collect(),
    }
}

/// The warnings after one change that is not refused.
fn warned(change: impl FnOnce(&mut Value)) -> Vec<String> {
    let mut descriptor = good();
    change(&mut descriptor);
    let accepted = judge(&descriptor, HostProduct::Jira).unwrap();
    accepted.warnings.iter().map(ToString::to_string).collect()
}

#[test]
fn the_base_url_leads_to_the_address_of_the_descriptor() {
    let fetched = |from: &str| {
        let mut descriptor = good();
        descriptor["baseUrl"] = "http://127.0.0.1:3000/app".into();
        let from = Url::parse(from).unwrap();
        accept(&descriptor.to_string(), &from, HostProduct::Jira).map(|accepted| accepted.base_url)
    };
    for good in ["/app/jira/atlassian-connect.json", "/app/a.json", "/app/"] {
        let accepted = fetched(&format!("http://127.0.0.1:3000{good}")).unwrap();
        assert_eq!(accepted.path(), "/app");
    }
    for bad in ["/application/a.json", "/a.json", "/"] {
        let problems = fetched(&format!("http://127.0.0.1:3000{bad}")).unwrap_err();
        assert_eq!(problems[0].path, "baseUrl", "{bad}");
    }
}

#[test]
fn a_good_descriptor_is_accepted_without_a_warning() {
    let accepted = judge(&good(), HostProduct::Jira).unwrap();
    assert_eq!(accepted.key, "com.example.votes");
    assert_eq!(accepted.warnings, []);
    assert_eq!(accepted.modules.len(), 2);
    assert_eq!(
        accepted.lifecycle("installed"),
        Some("/lifecycle/installed")
    );
}

#[test]
fn the_key_has_a_shape() {
    assert_eq!(refused(|d| d["key"] = json!("no spaces")), ["key"]);
    assert_eq!(refused(|d| d["key"] = json!("x".repeat(65))), ["key"]);
    assert_eq!(refused(|d| d["key"] = json!(7)), ["key"]);
    assert_eq!(
        refused(|d| drop(d.as_object_mut().unwrap().remove("key"))),
        ["key"]
    );
}

#[test]
fn the_base_url_is_where_the_descriptor_came_from() {
    for bad in [
        "http://127.0.0.1:3001",
        "http://127.0.0.1:3000/x",
        "/x",
        "https://127.0.0.1:3000",
    ] {
        assert_eq!(refused(|d| d["baseUrl"] = json!(bad)), ["baseUrl"], "{bad}");
    }
    // Two faults: not https, and not where it was fetched from.
    assert_eq!(
        refused(|d| d["baseUrl"] = json!("http://x.example")),
        ["baseUrl", "baseUrl"]
    );
    for fine in ["http://127.0.0.1:3000/", "http://localhost:3000"] {
        assert!(refused(|d| d["baseUrl"] = json!(fine)).is_empty(), "{fine}");
    }
}

#[test]
fn authentication_goes_with_an_installed_callback_and_signed_install() {
    assert_eq!(
        refused(|d| d["lifecycle"] = json!({})),
        ["lifecycle.installed"]
    );
    assert_eq!(
        refused(|d| d["apiMigrations"] = json!({})),
        ["apiMigrations.signed-install"]
    );
    assert_eq!(
        refused(|d| d["authentication"] = json!({"type": "oauth"})),
        ["authentication.type"]
    );
    assert_eq!(
        refused(|d| drop(d.as_object_mut().unwrap().remove("authentication"))),
        ["authentication"]
    );
    assert_eq!(
        refused(|d| d["lifecycle"]["installed"] = json!("https://x.example/installed")),
        ["lifecycle.installed"]
    );
    assert_eq!(
        warned(|d| d["authentication"] = json!({"type": "none"})).len(),
        1
    );
}

#[test]
fn unknown_scopes_are_refused_with_the_nearest() {
    let mut descriptor = good();
    descriptor["scopes"] = json!(["REED"]);
    let problems = judge(&descriptor, HostProduct::Jira).unwrap_err();
    assert_eq!(
        problems[0].to_string(),
        r#"scopes[0]: unknown scope "REED"; did you mean "READ"?"#
    );
}

#[test]
fn modules_obey_the_tables() {
    let panel = |change: fn(&mut Value)| refused(|d| change(&mut d["modules"]["webPanels"][0]));
    assert_eq!(
        panel(|p| p["key"] = json!("my_votes")),
        ["modules.webPanels[0].key"]
    );
    assert_eq!(
        panel(|p| p["key"] = json!("x".repeat(101))),
        ["modules.webPanels[0].key"]
    );
    assert_eq!(
        panel(|p| p["name"] = json!({})),
        ["modules.webPanels[0].name.value"]
    );
    assert_eq!(
        panel(|p| p["url"] = json!("https://x.example")),
        ["modules.webPanels[0].url"]
    );
    assert_eq!(
        panel(|p| p["weight"] = json!("heavy")),
        ["modules.webPanels[0].weight"]
    );
    assert_eq!(
        panel(|p| drop(p.as_object_mut().unwrap().remove("location"))),
        ["modules.webPanels[0].location"]
    );
    assert_eq!(
        refused(|d| d["modules"]["webPanels"] = json!({})),
        ["modules.webPanels"]
    );
    assert_eq!(
        refused(|d| d["modules"]["webhooks"][0]["event"] = json!("e".repeat(101))),
        ["modules.webhooks[0].event"]
    );
}

#[test]
fn module_keys_are_unique_over_kinds() {
    let problems = refused(|d| {
        d["modules"]["generalPages"] =
            json!([{"key": "votes", "name": {"value": "V"}, "url": "/v"}]);
    });
    assert_eq!(problems, ["modules.webPanels[0].key"]);
}

#[test]
fn all_problems_are_reported_at_once() {
    let problems = refused(|d| {
        d["key"] = json!("");
        d["scopes"] = json!("READ");
        d["modules"]["webPanels"][0]["url"] = json!("");
    });
    assert_eq!(problems, ["key", "scopes", "modules.webPanels[0].url"]);
}

#[test]
fn the_other_products_modules_are_left_alone() {
    let change = |d: &mut Value| {
        d["modules"]["dynamicContentMacros"] = json!([{"key": "not valid"}]);
    };
    assert!(refused(change).is_empty());
    let mut descriptor = good();
    change(&mut descriptor);
    assert!(judge(&descriptor, HostProduct::Confluence).is_err());
}

#[test]
fn what_a_host_ignores_is_a_warning() {
    assert_eq!(warned(|d| d["licensing"] = json!(true)).len(), 1);
    let panel = |change: fn(&mut Value)| warned(|d| change(&mut d["modules"]["webPanels"][0]));
    assert_eq!(panel(|p| p["url"] = json!("/v?k={issueKey}")).len(), 1);
    assert_eq!(
        panel(|p| p["location"] = json!("atl.jira.view.issue.right.contxt")).len(),
        1
    );
    assert_eq!(panel(|p| p["configurable"] = json!(true)).len(), 1);
    assert_eq!(
        warned(|d| d["modules"]["webhooks"][0]["event"] = json!("jira:issue_create")).len(),
        1
    );
}

#[test]
fn a_section_must_be_declared() {
    let item = |section: bool| {
        warned(|d| {
            d["modules"]["webItems"] = json!([{
                "key": "item", "name": {"value": "Item"}, "url": "/item",
                "location": "admin_plugins_menu/own",
            }]);
            if section {
                d["modules"]["webSections"] = json!([{
                    "key": "own", "name": {"value": "Own"}, "location": "admin_plugins_menu",
                }]);
            }
        })
    };
    assert_eq!(item(true), [] as [&str; 0]);
    assert_eq!(item(false).len(), 1);
}

/// The problems after one change, as displayed.
fn problems(change: impl FnOnce(&mut Value)) -> Vec<String> {
    let mut descriptor = good();
    change(&mut descriptor);
    let problems = judge(&descriptor, HostProduct::Jira).unwrap_err();
    problems.iter().map(ToString::to_string).collect()
}

#[test]
fn a_webhook_needs_its_scope() {
    let missing = "scopes: The app defines features that require the READ scope, but does not \
                   request the READ scope in its descriptor";
    for without in [json!([]), json!(["NONE"]), json!(["ACT_AS_USER"])] {
        assert_eq!(
            problems(|d| d["scopes"] = without),
            [format!(
                "{missing}; add \"READ\": webhook \"jira:issue_created\" needs it"
            )]
        );
    }
    // An event without a row is treated like the others.
    let several = problems(|d| {
        d.as_object_mut().unwrap().remove("scopes");
        d["modules"]["webhooks"][0]["event"] = json!("jira:something_new");
        let another = json!({"event": "comment_created", "url": "/c"});
        d["modules"]["webhooks"]
            .as_array_mut()
            .unwrap()
            .push(another);
    });
    assert_eq!(
        several,
        [format!(
            "{missing}; add \"READ\": 2 webhooks need it, the first is the webhook \
             \"jira:something_new\""
        )]
    );
    for enough in ["READ", "write", "DELETE", "PROJECT_ADMIN", "ADMIN"] {
        assert!(
            refused(|d| d["scopes"] = json!([enough])).is_empty(),
            "{enough}"
        );
    }
    // A scope that can't be read is one fault, not two.
    assert_eq!(refused(|d| d["scopes"] = json!(["REED"])), ["scopes[0]"]);
    assert_eq!(refused(|d| d["scopes"] = json!("READ")), ["scopes"]);
    // Nothing else needs a scope just by being declared.
    let without_webhooks = refused(|d| {
        d["scopes"] = json!([]);
        d["modules"]["webhooks"] = json!([]);
    });
    assert!(without_webhooks.is_empty());
}

#[test]
fn a_module_kind_that_no_product_has_is_refused() {
    assert_eq!(
        problems(|d| d["modules"]["jiraIssueGlanze"] = json!([])),
        [
            "modules.jiraIssueGlanze: The app defined an unknown module (jiraIssueGlanze); did you \
             mean \"jiraIssueGlances\"?"
        ]
    );
    assert_eq!(
        problems(|d| d["modules"]["zzz"] = json!({})),
        ["modules.zzz: The app defined an unknown module (zzz)"]
    );
}

#[test]
fn a_site_refuses_in_its_own_words() {
    assert_eq!(
        problems(|d| d["baseUrl"] = json!("app.example.com")),
        [
            "baseUrl: The app defines a base URL that does not include a HTTP scheme (e.g. https); \
             \"app.example.com\" is not an absolute URL"
        ]
    );
    assert!(
        problems(|d| d["baseUrl"] = json!("http://x.example"))[0].starts_with(
            "baseUrl: The app requested authentication but did not specify a secure base URL \
         (beginning with https://) in its descriptor"
        )
    );
    assert!(
        problems(|d| d["lifecycle"] = json!({}))[0]
            .starts_with("lifecycle.installed: The app descriptor requested JWT authentication")
    );
    let fetched_from = Url::parse("http://127.0.0.1:3000/").unwrap();
    let malformed = accept("{,}", &fetched_from, HostProduct::Jira).unwrap_err();
    assert!(
        malformed[0]
            .to_string()
            .starts_with("Invalid Atlassian Connect descriptor: JSON is not well-formed (")
    );
}

#[test]
fn a_web_item_opens_something() {
    let item = |change: fn(&mut Value)| {
        problems(|d| {
            let mut item = json!({
                "key": "edit", "name": {"value": "Edit"}, "location": "operations-operations",
                "url": "/edit", "target": {"type": "dialog", "options": {}},
            });
            change(&mut item);
            d["modules"]["webItems"] = json!([item]);
            // One fault that is always present, so that there is a list to look at.
            d["scopes"] = json!(["REED"]);
        })
        .split_off(1)
    };
    let without_url = |item: &mut Value| drop(item.as_object_mut().unwrap().remove("url"));
    assert_eq!(item(|_| {}), [""; 0]);
    assert_eq!(
        item(without_url),
        [
            "modules.webItems[0].url: The app includes a web item (edit) with no url; write a url, \
             or a target with the type dialogmodule and the key of a dialog"
        ]
    );
    for good in [json!("400px"), json!("400"), json!("100%"), json!("1%")] {
        let found = problems(|d| {
            d["scopes"] = json!(["REED"]);
            d["modules"]["dialogs"] =
                json!([{"key": "d", "url": "/d", "options": {"height": good, "width": good}}]);
        });
        assert_eq!(found.len(), 1, "{found:?}");
    }
    for bad in [
        "0",
        "0px",
        "101%",
        "wide",
        "-1px",
        "+1px",
        "4em",
        "99999999999",
    ] {
        let found = problems(|d| {
            d["modules"]["dialogs"] =
                json!([{"key": "d", "url": "/d", "options": {"height": bad, "width": "1px"}}]);
        });
        let words = format!("The app includes dialog options with an invalid dimension ({bad})");
        assert!(
            found.iter().any(|problem| problem.contains(&words)),
            "{found:?}"
        );
    }
    assert_eq!(
        item(|item| item["target"]["options"] = json!({"height": "400px"})),
        [
            "modules.webItems[0].target.options: The app includes dialog options with only one of \
             height and width specified; write both, or a size"
        ]
    );
    let sized = |item: &mut Value| {
        item["target"]["options"] = json!({"height": "400px", "size": "small"});
    };
    assert_eq!(item(sized), [""; 0]);
    // An inline dialog's options have no height.
    let inline = |item: &mut Value| {
        item["target"] = json!({"type": "inlinedialog", "options": {"width": "400px"}});
    };
    assert_eq!(item(inline), [""; 0]);
}

#[test]
fn conditions_have_a_shape_and_their_parameters() {
    let panel = |conditions: Value| {
        let mut descriptor = good();
        descriptor["modules"]["webPanels"][0]["conditions"] = conditions;
        judge(&descriptor, HostProduct::Jira)
            .map(|accepted| accepted.warnings)
            .unwrap_or_else(|problems| problems)
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
    };
    let at = "modules.webPanels[0].conditions[0]";
    for good in [
        json!([{"condition": "user_is_logged_in"}]),
        json!([{"condition": "/beta", "invert": true}]),
        json!([{"and": [{"or": [{"condition": "user_is_admin"}]}]}]),
        json!([{"condition": "has_issue_permission", "params": {"permission": "EDIT_ISSUES"}}]),
    ] {
        assert_eq!(panel(good.clone()), [""; 0], "{good}");
    }
    assert_eq!(
        panel(json!([{"and": [{"condition": "has_issue_permission"}]}])),
        [format!(
            "{at}.and[0].params: The app includes a web fragment condition (has_issue_permission) \
             with invalid parameters (\"permission\" is missing); write \"params\": \
             {{ \"permission\": … }}"
        )]
    );
    assert_eq!(
        panel(json!(["user_is_logged_in"])),
        [format!("{at}: must be an object, not text")]
    );
    assert!(panel(json!([{}]))[0].starts_with(&format!("{at}: names no condition")));
    assert_eq!(
        panel(json!([{"or": {}}])),
        [format!("{at}.or: must be a list, not an object")]
    );
    let mut deep = json!([]);
    for _ in 0..40 {
        deep = json!([{ "and": deep }]);
    }
    assert!(panel(deep)[0].ends_with("is nested deeper than 32 levels"));
    // The facts may lag behind the platform.
    assert_eq!(
        panel(json!([{"condition": "userIsLoggedIn"}])),
        [format!(
            "{at}.condition: unknown condition \"userIsLoggedIn\"; no known condition has this \
             name; did you mean \"user_is_logged_in\"?"
        )]
    );
}

#[test]
fn fields_obey_the_tables() {
    for (field, bad, path) in [
        ("apiVersion", json!("1"), "apiVersion"),
        ("apiVersion", json!(1.5), "apiVersion"),
        ("enableLicensing", json!("true"), "enableLicensing"),
        ("editionsEnabled", json!(1), "editionsEnabled"),
        ("name", json!({"value": "Votes"}), "name"),
        ("description", json!(7), "description"),
        ("vendor", json!("Example"), "vendor"),
        ("vendor", json!({"url": "example.com"}), "vendor.url"),
        ("links", json!([]), "links"),
        ("links", json!({"self": "/a.json"}), "links.self"),
        ("links", json!({"self": 1}), "links.self"),
        (
            "regionBaseUrls",
            json!({"EU": "http://eu.example"}),
            "regionBaseUrls.EU",
        ),
        ("regionBaseUrls", json!({"EU": "/eu"}), "regionBaseUrls.EU"),
        (
            "translations",
            json!({"paths": {"de-DE": "https://x.example/de"}}),
            "translations.paths.de-DE",
        ),
        ("translations", json!({"paths": []}), "translations.paths"),
        (
            "cloudAppMigration",
            json!({"migrationWebhookPath": ""}),
            "cloudAppMigration.migrationWebhookPath",
        ),
        (
            "dataResidency",
            json!({"maxMigrationDurationHours": "long"}),
            "dataResidency.maxMigrationDurationHours",
        ),
        (
            "dataResidency",
            json!({"maxMigrationDurationHours": 0.7}),
            "dataResidency.maxMigrationDurationHours",
        ),
    ] {
        assert_eq!(refused(|d| d[field] = bad.clone()), [path], "{field} {bad}");
    }
    assert_eq!(
        refused(|d| d["apiMigrations"]["gdpr"] = json!("yes")),
        ["apiMigrations.gdpr"]
    );
    for (field, fine) in [
        ("$schema", json!("https://x.example/schema.json")),
        ("version", json!("1.0")),
        ("vendor", json!({"name": "Example", "url": ""})),
        (
            "regionBaseUrls",
            json!({"EU": "https://eu.example", "US": "http://127.0.0.1:4000"}),
        ),
        ("links", json!({"homepage": "https://example.com"})),
        ("translations", json!({"paths": {"de-DE": "/de.json"}})),
        ("apiVersion", json!(2)),
        ("dataResidency", json!({"maxMigrationDurationHours": 0.5})),
    ] {
        assert_eq!(
            warned(|d| d[field] = fine.clone()),
            [""; 0],
            "{field} {fine}"
        );
    }
    // `app!` has this field; a descriptor does not.
    assert_eq!(warned(|d| d["descriptors"] = json!("one")).len(), 1);
}

#[test]
fn something_other_than_a_descriptor_is_refused() {
    let fetched_from = Url::parse("http://127.0.0.1:3000/").unwrap();
    for text in ["<html>", "[]", "null"] {
        let problems = accept(text, &fetched_from, HostProduct::Jira).unwrap_err();
        assert_eq!(problems.len(), 1, "{text}");
    }
}
