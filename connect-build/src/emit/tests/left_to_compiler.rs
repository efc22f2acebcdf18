//! Names that lead nowhere or to the wrong item. The compiler reports them at their tokens, so the
//! build script must not end the build before the compiler runs, nor report follow-up errors.

use super::*;

/// Items that can be referred to.
const ITEMS: &str = "\
    /// T\n#[web_section(location = \"admin_plugins_menu\")] pub struct Tools;\n\
    /// A\n#[admin_page(location = \"admin_plugins_menu\")] pub async fn admin() {}\n\
    /// P\n#[web_panel(location = \"atl.jira.view.issue.right.context\")] pub async fn panel() {}\n\
    #[dialog] pub async fn editor() {}\n\
    #[condition] pub async fn beta() -> bool { true }\n\
    #[iframe] pub async fn edit() {}\n\
    #[endpoint(GET)] pub async fn votes() {}\n\
    pub const PLACE: &str = \"admin_plugins_menu\";\n\
    pub struct Plain;\n\
    pub async fn plain() {}\n\
    fn around() { #[dialog] async fn nested() {} }\n";

#[test]
fn a_name_that_leads_to_no_fitting_item_is_left_to_the_compiler() {
    let item = |location: &str, more: &str| {
        format!("/// I\n#[web_item(location = {location}{more})] struct I;\n")
    };
    let place = "\"system.top.navigation.bar\"";
    let target = |name: &str| {
        let target = format!(", url = \"/x\", target = dialog({name})");
        item(place, &target)
    };
    let panel = |conditions: &str| {
        format!(
            "/// V\n#[web_panel(location = \"atl.jira.view.issue.left.context\", conditions = {conditions})] async fn v() {{}}\n"
        )
    };
    let editor = |name: &str| {
        format!("/// M\n#[dynamic_content_macro(editor = {name})] async fn m() {{}}\n")
    };
    let provider = |name: &str| {
        format!("/// J\n#[jira_time_tracking_provider(admin_page_key = {name})] struct J;\n")
    };
    let mut sources = Vec::new();
    for name in [
        "Tolls",
        "crate::Tolls",
        "gone::Tolls",
        "admin",
        "panel",
        "editor",
        "PLACE",
        "Plain",
    ] {
        sources.push(item(name, ", url = \"/x\""));
        sources.push(format!(
            "/// S\n#[web_section(location = {name})] struct S;\n{}",
            item("S", ", url = \"/x\"")
        ));
    }
    for name in [
        "editr",
        "plain",
        "Tools",
        "admin",
        "nested",
        "beta",
        "crate::editr",
    ] {
        sources.push(target(name));
    }
    for name in [
        "remote(bta)",
        "remote(admin)",
        "remote(edit)",
        "remote(plain)",
        "any(remote(Tools))",
    ] {
        sources.push(panel(name));
    }
    for name in ["edt", "Tools", "plain", "PLACE", "votes"] {
        sources.push(editor(name));
    }
    for name in ["admn", "panel", "editor", "plain"] {
        sources.push(provider(name));
    }
    for source in sources {
        let workspace = Workspace::new(&[("app/src/main.rs", &format!("{APP}{ITEMS}{source}"))]);
        assert_eq!(workspace.emit().unwrap(), [""; 0], "{source}");
        // `app!` includes it.
        assert!(
            workspace.emitted().app.contains("com.example.votes"),
            "{source}"
        );
        // Only a complete app may be taken for its descriptor.
        let descriptor = workspace.path("target/connect/app/descriptor.json");
        assert!(!descriptor.exists(), "{source}");
    }
}

#[test]
fn one_attribute_twice_on_an_item_is_left_to_the_compiler() {
    let panel = "#[web_panel(name = \"V\", location = \"atl.jira.view.issue.right.context\")]\n";
    for source in [
        format!("{panel}{panel}async fn votes() {{}}"),
        format!("{panel}#[general_page(name = \"V\")]\nasync fn votes() {{}}"),
        "#[endpoint(GET \"/a\")]\n#[endpoint(GET \"/a\")]\nasync fn a() {}".to_owned(),
        "#[installed]\n#[installed]\nasync fn a(t: Tenant) {}".to_owned(),
        "#[web_section(name = \"V\", location = \"admin_plugins_menu\")]\n\
         #[web_section(name = \"V\", location = \"admin_plugins_menu\")]\nstruct A;"
            .to_owned(),
    ] {
        let workspace = Workspace::new(&[("app/src/main.rs", &format!("{APP}{source}"))]);
        assert_eq!(workspace.emit().unwrap(), [""; 0], "{source}");
    }
    // With their own keys and paths they are two modules.
    let second = panel.replace("(name", "(key = \"more\", name");
    let source = format!("{APP}{panel}{second}async fn votes() {{}}");
    let workspace = Workspace::new(&[("app/src/main.rs", &source)]);
    workspace.emit().unwrap();
    assert_eq!(workspace.panels(), ["more", "votes"]);
}
