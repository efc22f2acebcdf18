use connect_runtime::prelude::*;

#[web_item(name = "Menu", location = "system.top.navigation.bar")]
async fn menu() -> Page {
    todo!("menu")
}

#[web_item(name = "Below", location = MenuSection)]
async fn below() -> Page {
    todo!("below")
}

#[web_item(name = "Bare", location = bare(Tools))]
async fn bare() -> Page {
    todo!("bare")
}

#[web_item(name = "Whole", location = Tools)]
async fn whole() -> Page {
    todo!("whole")
}

#[web_item(name = "Lost", location = unlisted("admin_plugins_menu/tolls"))]
async fn lost() -> Page {
    todo!("lost")
}

#[web_section(name = "General", location = menu)]
struct MenuSection;

#[web_section(name = "Settings", location = "atl.jira.proj.config")]
pub(crate) struct SettingsBtn;

#[web_section(name = "Tools", location = "admin_plugins_menu")]
struct Tools;

#[web_section(name = "Dropdown", location = "jira.agile.board.tools", weight = 10)]
pub(crate) struct BoardLinks;

#[web_section(name = "Round", location = unlisted("about"))]
struct Round;

#[web_section(name = "About", location = unlisted("round"))]
struct About;
