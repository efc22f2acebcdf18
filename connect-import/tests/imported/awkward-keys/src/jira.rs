use connect_runtime::prelude::*;

#[admin_page(name = "Below", location = MyTools)]
async fn below() -> Page {
    not_written!()
}

#[admin_page(name = "Beside", location = OptionWebSection)]
async fn beside() -> Page {
    not_written!()
}

#[web_panel(
    name = "Quotes \" and \\ and {braces} and %s",
    location = "atl.jira.view.issue.right.context",
    url = "/a"
)]
async fn my_panel() -> Page {
    not_written!()
}

#[web_panel(
    name = "New\nline and \ttab",
    location = "atl.jira.view.issue.right.context",
    url = "/b"
)]
async fn p_nel() -> Page {
    not_written!()
}

#[web_panel(
    key = "type",
    name = "'; fn main() { panic!() } //",
    location = "atl.jira.view.issue.right.context",
    url = "/c"
)]
async fn type_web_panel() -> Page {
    not_written!()
}

#[web_panel(
    key = "long-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    name = "Long",
    location = "atl.jira.view.issue.right.context",
    url = "/d"
)]
async fn long_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx() -> Page {
    not_written!()
}

#[web_panel(
    name = "*/ /* comments \r\n end",
    location = "atl.jira.view.issue.right.context",
    url = "/e"
)]
async fn web_panel() -> Page {
    not_written!()
}

#[web_panel(
    name = "Twice",
    location = "atl.jira.view.issue.right.context",
    url = "/f"
)]
async fn twice() -> Page {
    not_written!()
}

#[web_panel(
    name = "Twice again",
    location = "atl.jira.view.issue.right.context",
    url = "/g"
)]
async fn twice_2() -> Page {
    not_written!()
}

#[web_panel(
    key = "Page",
    name = "Named like a type",
    location = "atl.jira.view.issue.right.context",
    url = "/h"
)]
async fn page() -> Page {
    not_written!()
}

#[web_panel(
    key = "self",
    name = "Self",
    location = "atl.jira.view.issue.right.context",
    url = "/i"
)]
async fn self_web_panel() -> Page {
    not_written!()
}

#[web_panel(
    key = "9lives",
    name = "Digits first",
    location = "atl.jira.view.issue.right.context",
    url = "/j"
)]
async fn module_9lives() -> Page {
    not_written!()
}

#[web_panel(
    key = "camelCaseKey",
    name = "Camel",
    location = "atl.jira.view.issue.right.context",
    url = "/k"
)]
async fn camel_case_key() -> Page {
    not_written!()
}

#[web_panel(
    name = "Snake",
    location = "atl.jira.view.issue.right.context",
    url = "/l"
)]
async fn snake_key() -> Page {
    not_written!()
}

#[web_panel(
    key = "main",
    name = "Main",
    location = "atl.jira.view.issue.right.context",
    url = "/m"
)]
async fn main_web_panel() -> Page {
    not_written!()
}

#[web_panel(
    name = "Result",
    location = "atl.jira.view.issue.right.context",
    url = "/n"
)]
async fn result() -> Page {
    not_written!()
}

#[web_panel(
    key = "crate",
    name = "Crate",
    location = "atl.jira.view.issue.right.context",
    url = "/o"
)]
async fn crate_web_panel() -> Page {
    not_written!()
}

#[web_panel(
    name = "Underscore",
    location = "atl.jira.view.issue.right.context",
    url = "/p"
)]
async fn web_panel_2() -> Page {
    not_written!()
}

#[web_panel(
    key = "gen",
    name = "Gen",
    location = "atl.jira.view.issue.right.context",
    url = "/q"
)]
async fn gen_web_panel() -> Page {
    not_written!()
}

#[web_panel(
    name = "Dialog",
    location = "atl.jira.view.issue.right.context",
    url = "/r"
)]
async fn dialog() -> Page {
    not_written!()
}

#[web_panel(
    name = "Raw",
    location = "atl.jira.view.issue.right.context",
    url = "/s"
)]
async fn r_try() -> Page {
    not_written!()
}

#[web_panel(
    name = "No key",
    location = "atl.jira.view.issue.right.context",
    url = "/t"
)]
async fn web_panel_3() -> Page {
    not_written!()
}

#[web_panel(
    name = "No key either",
    location = "atl.jira.view.issue.right.context",
    url = "/u"
)]
async fn web_panel_4() -> Page {
    not_written!()
}

#[web_section(key = "error", name = "error", location = "admin_plugins_menu")]
struct ErrorWebSection;

#[web_section(key = "option", name = "option", location = "admin_plugins_menu")]
struct OptionWebSection;

#[web_section(key = "string", name = "string", location = "admin_plugins_menu")]
struct StringWebSection;

#[web_section(key = "jira", name = "jira", location = "admin_plugins_menu")]
struct JiraWebSection;

#[web_section(key = "Self", name = "Self", location = "admin_plugins_menu")]
struct SelfWebSection;

#[web_section(name = "my tools", location = "admin_plugins_menu")]
struct MyTools;

#[web_section(key = "twice-3", name = "twice", location = "admin_plugins_menu")]
struct Twice3;
