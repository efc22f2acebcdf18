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
fn sections_in_a_circle_are_one_fault() {
    let section = |name: &str, inside: &str| {
        format!("/// {name}\n#[web_section(location = {inside})]\nstruct {name};\n")
    };
    let item = "/// I\n#[web_item(location = B)]\nasync fn item() {}\n";
    for (sections, expected) in [
        (
            vec![("A", "A")],
            "src/main.rs:3:26: the section `A` is inside itself, ",
        ),
        (
            vec![("A", "B"), ("B", "self::A")],
            "src/main.rs:3:26: the sections `A` and `B` are inside each other, ",
        ),
        (
            vec![("A", "B"), ("B", "C"), ("C", "A"), ("D", "A")],
            "src/main.rs:3:26: the sections `A`, `B` and `C` are inside each other, ",
        ),
    ] {
        let mut main = APP.to_owned();
        for (name, inside) in sections {
            main.push_str(&section(name, inside));
        }
        main.push_str(item);
        let workspace = Workspace::new(&[("app/src/main.rs", &main)]);
        let faults = faults(workspace.emit());
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert!(faults[0].starts_with(expected), "{faults:?}");
    }
}

#[test]
fn of_several_attributes_the_one_that_fits_is_meant() {
    let main = format!(
        "{APP}/// E\n#[web_panel(key = \"panel\", location = \"atl.jira.view.issue.right.context\")]\n\
         #[dialog(key = \"the-editor\")]\nasync fn editor() {{}}\n\
         /// I\n#[web_item(location = \"system.top.navigation.bar\", url = \"/x\", target = dialog(editor))]\n\
         struct Item;\n"
    );
    let json = descriptor(&[("app/src/main.rs", &main)]);
    assert_eq!(
        json["modules"]["webItems"][0]["target"]["options"]["key"],
        "the-editor"
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
    let text = faults(workspace.emit());
    assert_eq!(text.len(), 1, "{text:?}");
    let message = &text[0];
    assert!(message.starts_with("src/main.rs:7:"), "{message}");
    assert!(message.contains("`admin_page_key` of "), "{message}");
    assert!(message.ends_with("did you mean \"settings\"?"), "{message}");
}
