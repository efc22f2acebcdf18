use connect_runtime::prelude::*;

#[web_section(key = "error", name = "error", location = "admin_plugins_menu")]
struct ErrorWebSection;

#[web_section(key = "option", name = "option", location = "admin_plugins_menu")]
pub(crate) struct OptionWebSection;

#[web_section(key = "string", name = "string", location = "admin_plugins_menu")]
struct StringWebSection;

#[web_section(key = "jira", name = "jira", location = "admin_plugins_menu")]
struct JiraWebSection;

#[web_section(key = "Self", name = "Self", location = "admin_plugins_menu")]
struct SelfWebSection;

#[web_section(name = "my tools", location = "admin_plugins_menu")]
pub(crate) struct MyTools;

#[web_section(key = "twice-3", name = "twice", location = "admin_plugins_menu")]
struct Twice3;
