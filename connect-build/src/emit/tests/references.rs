//! Items that name each other, followed through modules and `use` declarations.

use super::*;

fn descriptor(files: &[(&str, &str)]) -> Value {
    let workspace = Workspace::new(files);
    let result = workspace.emit();
    assert!(result.is_ok(), "{result:?}");
    workspace.descriptor()
}

const SECTIONS: &str = "use super::*;\n\
    /// Tools\n#[web_section(location = \"admin_plugins_menu\")]\npub struct Tools;\n\
    /// More\n#[web_section(location = Tools)]\npub struct More;\n";

#[test]
fn names_are_followed_through_modules_renames_and_globs() {
    let main = format!(
        "{APP}mod sections;\nmod pages;\n\
         use pages::*;\nuse sections::{{self as places, More as Further}};\n\
         /// One\n#[web_item(location = places::Tools, target = dialog(editor))]\nstruct One;\n\
         /// Two\n#[web_item(location = Further, url = \"https://example.com\")]\nstruct Two;\n"
    );
    let pages = "#[dialog(key = \"the-editor\")]\npub async fn editor() {}\n\
        /// S\n#[admin_page(location = super::sections::Tools, url = \"/s?x=1\")]\npub async fn settings() {}\n\
        /// T\n#[jira_time_tracking_provider(admin_page_key = self::settings)]\nstruct Time;\n";
    let json = descriptor(&[
        ("app/src/main.rs", &main),
        ("app/src/sections.rs", SECTIONS),
        ("app/src/pages.rs", pages),
    ]);
    let items = &json["modules"]["webItems"];
    assert_eq!(items[0]["location"], "admin_plugins_menu/tools");
    assert_eq!(items[0]["target"]["options"]["key"], "the-editor");
    assert_eq!(items[1]["location"], "admin_plugins_menu/tools/more");
    assert_eq!(items[1]["url"], "https://example.com");
    assert_eq!(
        json["modules"]["adminPages"][0]["location"],
        "admin_plugins_menu/tools"
    );
    assert_eq!(json["modules"]["adminPages"][0]["url"], "/s?x=1");
    let providers = &json["modules"]["jiraTimeTrackingProviders"];
    assert_eq!(providers[0]["adminPageKey"], "settings");
}

#[test]
fn a_name_that_leads_nowhere_is_reported_where_it_stands() {
    let main = format!("{APP}/// One\n#[web_item(location = gone::Tools)]\nasync fn one() {{}}\n");
    let workspace = Workspace::new(&[("app/src/main.rs", &main)]);
    let Err(EmitError::Faults(faults)) = workspace.emit() else {
        panic!("no item of that name");
    };
    let text: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert_eq!(
        text,
        [
            "src/main.rs:4:10: can't find the item that `gone::Tools` of `location` refers to; \
             write its path from the crate root, such as crate::module::Item"
        ]
    );
}

#[test]
fn a_handler_of_several_events_is_a_webhook_for_each() {
    let main = format!(
        "{APP}#[webhook(events = [\"jira:issue_created\", \"jira:issue_updated\"])]\n\
         async fn changed() {{}}\n"
    );
    let json = descriptor(&[("app/src/main.rs", &main)]);
    assert_eq!(
        json["modules"]["webhooks"],
        serde_json::json!([
            { "event": "jira:issue_created", "url": "/webhooks/changed" },
            { "event": "jira:issue_updated", "url": "/webhooks/changed" },
        ])
    );
    assert_eq!(json["scopes"], serde_json::json!(["READ"]));
}

#[test]
fn a_key_that_no_module_has_is_reported_with_the_nearest() {
    let main = format!(
        "{APP}/// S\n#[admin_page(location = \"admin_plugins_menu\")]\nasync fn settings() {{}}\n\
         /// T\n#[jira_time_tracking_provider(admin_page_key = \"setings\")]\nstruct Time;\n"
    );
    let workspace = Workspace::new(&[("app/src/main.rs", &main)]);
    let Err(EmitError::Faults(faults)) = workspace.emit() else {
        panic!("no module has the key");
    };
    let text: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert_eq!(text.len(), 1, "{text:?}");
    let message = &text[0];
    assert!(message.starts_with("src/main.rs:7:"), "{message}");
    assert!(message.contains("`admin_page_key` of "), "{message}");
    assert!(message.ends_with("did you mean \"settings\"?"), "{message}");
}
