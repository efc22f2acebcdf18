//! Items that refer to each other, followed through modules and `use` declarations.

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
fn of_two_libraries_the_one_that_is_named_has_the_item() {
    let section = "/// T\n#[web_section(location = \"admin_plugins_menu\", key = \"KEY\")]\npub struct Tools;\n";
    let main = format!(
        "{APP}use second_handlers::Tools;\n\
         /// I\n#[web_item(location = first_handlers::Tools)]\nasync fn first() {{}}\n\
         /// I\n#[web_item(location = Tools)]\nasync fn second() {{}}\n"
    );
    let library = |key: &str| {
        format!(
            "connect_runtime::library!();\n{}",
            section.replace("KEY", key)
        )
    };
    let json = descriptor(&[
        ("app/src/main.rs", &main),
        (
            "app/Cargo.toml",
            "[package]\nname = \"app\"\n[dependencies]\nfirst-handlers = { path = \"../first\" }\n\
             second-handlers = { path = \"../second\" }\n",
        ),
        ("first/Cargo.toml", "[package]\nname = \"first-handlers\"\n"),
        ("first/src/lib.rs", &library("one")),
        (
            "second/Cargo.toml",
            "[package]\nname = \"second-handlers\"\n",
        ),
        ("second/src/lib.rs", &library("two")),
    ]);
    let items = &json["modules"]["webItems"];
    assert_eq!(items[0]["location"], "admin_plugins_menu/one");
    assert_eq!(items[1]["location"], "admin_plugins_menu/two");
}

#[test]
fn sections_in_a_circle_are_one_fault() {
    let section = |name: &str, inside: &str| {
        format!("/// {name}\n#[web_section(location = {inside})]\nstruct {name};\n")
    };
    let item = "/// I\n#[web_item(location = B)]\nasync fn item() {}\n";
    for (sections, expected) in [
        (vec![("A", "A")], "src/main.rs:3:26: `A` is inside itself, "),
        (
            vec![("A", "B"), ("B", "self::A")],
            "src/main.rs:3:26: `A` and `B` are inside each other, ",
        ),
        (
            vec![("A", "B"), ("B", "C"), ("C", "A"), ("D", "A")],
            "src/main.rs:3:26: `A`, `B` and `C` are inside each other, ",
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
fn a_menu_and_the_section_that_it_is_in_are_a_circle() {
    let main = format!(
        "{APP}/// M\n#[web_item(location = Tools)]\nasync fn menu() {{}}\n\
         /// T\n#[web_section(location = menu)]\nstruct Tools;\n"
    );
    let faults = faults(Workspace::new(&[("app/src/main.rs", &main)]).emit());
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert!(
        faults[0].starts_with("src/main.rs:3:23: `menu` and `Tools` are inside each other, "),
        "{faults:?}"
    );
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

#[test]
fn a_link_to_a_page_holds_its_key_and_one_into_the_product_its_url() {
    let main = format!(
        "{APP}/// Editor\n#[general_page(key = \"the-editor\", url = \"/pages/edit?id={{page.id}}\")]\nasync fn editor() {{}}\n\
         /// Edit\n#[web_item(location = \"system.attachment\", url = editor, context = page)]\nstruct Edit;\n\
         /// New\n#[web_item(location = \"system.browse\", url = \"/pages/createpage.action\", context = product)]\nstruct New;\n"
    );
    let json = descriptor(&[("app/src/main.rs", &main)]);
    let items = &json["modules"]["webItems"];
    assert_eq!(items[0]["url"], "the-editor");
    assert_eq!(items[0]["context"], "page");
    assert_eq!(items[1]["url"], "/pages/createpage.action");
}

#[test]
fn a_link_to_a_dialog_needs_no_url_in_any_context() {
    let main = format!(
        "{APP}#[dialog]\nasync fn question() {{}}\n\
         /// Ask\n#[web_item(location = \"system.browse\", context = page, target = dialog(question))]\nstruct Ask;\n"
    );
    let json = descriptor(&[("app/src/main.rs", &main)]);
    let item = &json["modules"]["webItems"][0];
    assert_eq!(item["target"]["options"]["key"], "question");
    assert!(item.get("url").is_none());
}

#[test]
fn the_key_of_a_page_must_be_that_of_one() {
    let main = format!(
        "{APP}/// Editor\n#[general_page]\nasync fn editor() {{}}\n\
         /// Edit\n#[web_item(location = \"system.attachment\", url = \"editr\", context = page)]\nstruct Edit;\n"
    );
    let workspace = Workspace::new(&[("app/src/main.rs", &main)]);
    let Err(EmitError::Faults(faults)) = workspace.emit() else {
        panic!("no page of that key");
    };
    let text = faults[0].to_string();
    assert!(
        text.contains("`url` of web item \"edit\" names \"editr\""),
        "{text}"
    );
    assert!(text.ends_with("did you mean \"editor\"?"), "{text}");
}

#[test]
fn places_of_the_app_are_written_as_each_kind_wants_them() {
    let main = format!(
        "{APP}/// L\n#[web_section(location = \"jira.agile.board.tools\")]\nstruct BoardLinks;\n\
         /// P\n#[web_panel(location = BoardLinks)]\nasync fn panel() {{}}\n\
         /// M\n#[web_item(location = \"system.top.navigation.bar\")]\nasync fn menu() {{}}\n\
         /// S\n#[web_section(location = menu)]\nstruct Section;\n\
         /// I\n#[web_item(location = Section)]\nasync fn item() {{}}\n\
         /// C\n#[web_section(location = \"atl.jira.proj.config\")]\nstruct Config;\n\
         /// T\n#[jira_project_admin_tab_panel(location = Config)]\nasync fn tab() {{}}\n\
         /// B\n#[web_item(key = \"z\", location = bare(Config))]\nasync fn bare() {{}}\n"
    );
    let json = descriptor(&[("app/src/main.rs", &main)]);
    let modules = &json["modules"];
    assert_eq!(modules["webPanels"][0]["location"], "board-links");
    assert_eq!(modules["webSections"][2]["location"], "menu");
    assert_eq!(modules["webItems"][0]["location"], "menu/section");
    assert_eq!(modules["webItems"][2]["location"], "config");
    let tabs = &modules["jiraProjectAdminTabPanels"];
    assert_eq!(tabs[0]["location"], "config");
}

#[test]
fn modules_at_one_path_have_queries_of_their_own() {
    let main = format!(
        "{APP}/// One\n#[general_page(url = viewer(\"d={{project.key}}\"))]\nstruct One;\n\
         /// Two\n#[general_page(url = viewer)]\nstruct Two;\n\
         #[iframe(\"/viewer.html\")]\nasync fn viewer() {{}}\n"
    );
    let json = descriptor(&[("app/src/main.rs", &main)]);
    let pages = &json["modules"]["generalPages"];
    assert_eq!(pages[0]["url"], "/viewer.html?d={project.key}");
    assert_eq!(pages[1]["url"], "/viewer.html");
}

#[test]
fn a_module_in_the_way_of_a_function_is_reported_before_rustc_reports_types() {
    const DIALOG: &str = "#[dialog]\npub async fn editor() {}\n";
    const EDIT: &str = "/// Edit\n#[web_item(location = \"operations-top-level\", target = dialog(editor))]\nstruct Edit;\n";
    let files = |main: &str, editor: &str| {
        let main = format!("{APP}mod editor;\n{main}");
        Workspace::new(&[("app/src/main.rs", &main), ("app/src/editor.rs", editor)])
    };
    let by_path = EDIT.replace("(editor)", "(editor::editor)");
    for (main, editor, expected) in [
        (
            format!("use editor::editor;\n{EDIT}"),
            DIALOG.to_owned(),
            "src/main.rs:3:13: #[dialog] fn editor and mod editor: `use` brings `editor` into a module that has \
             `mod editor`: ",
        ),
        (
            by_path.clone(),
            format!("use super::*;\n{DIALOG}"),
            "src/editor.rs:3:14: #[dialog] fn editor and mod editor: `use super::*` brings `mod editor` to the \
             function `editor`: ",
        ),
        (
            format!("use editor::*;\n{EDIT}"),
            DIALOG.to_owned(),
            "src/main.rs:6:8: #[dialog] fn editor and mod editor: `editor` is the module here, and not the \
             function: ",
        ),
        (
            format!("{DIALOG}{EDIT}"),
            String::new(),
            "src/main.rs:7:8: #[dialog] fn editor and mod editor: `editor` is the module here, and not the \
             function: ",
        ),
        (
            DIALOG.to_owned(),
            format!("use super::*;\n{EDIT}"),
            "src/editor.rs:4:8: #[dialog] fn editor and mod editor: `editor` is the module here, and not the \
             function: ",
        ),
    ] {
        let found = faults(files(&main, &editor).emit());
        assert_eq!(found.len(), 1, "{main}{editor}: {found:?}");
        assert!(found[0].starts_with(expected), "{}", found[0]);
        assert!(found[0].contains("rename one of the two"), "{}", found[0]);
    }
    // What rustc accepts.
    for (main, editor) in [
        (by_path, DIALOG.to_owned()),
        (
            format!(
                "use editor::editor as edit;\n{}",
                EDIT.replace("(editor)", "(edit)")
            ),
            DIALOG.to_owned(),
        ),
        (DIALOG.to_owned(), String::new()),
        (
            "use editor::editor;\n".to_owned(),
            panel("editor").replace("async", "pub async"),
        ),
        (String::new(), format!("use super::*;\n{}", panel("editor"))),
        (
            EDIT.replace("(editor)", "(editor::open)"),
            format!("use super::*;\n{}", DIALOG.replace("editor", "open")),
        ),
    ] {
        assert!(files(&main, &editor).emit().is_ok(), "{main}{editor}");
    }
}
