use connect_runtime::prelude::*;

#[jira_project_admin_tab_panel(name = "Tab", location = SettingsBtn, url = "/settings")]
async fn tab() -> Page {
    not_written!()
}

#[jira_project_admin_tab_panel(name = "Group", location = "projectgroup1")]
async fn group() -> Page {
    not_written!()
}

#[web_item(name = "Menu", location = "system.top.navigation.bar")]
async fn menu() -> Page {
    not_written!()
}

#[web_item(name = "Below", location = MenuSection)]
async fn below() -> Page {
    not_written!()
}

#[web_item(name = "Bare", location = bare(Tools))]
async fn bare() -> Page {
    not_written!()
}

#[web_item(name = "Whole", location = Tools)]
async fn whole() -> Page {
    not_written!()
}

#[web_item(name = "Lost", location = unlisted("admin_plugins_menu/tolls"))]
async fn lost() -> Page {
    not_written!()
}

#[web_panel(
    name = "Board",
    location = BoardLinks,
    url = "/web-panel?id={board.id}&mode={board.screen}",
)]
async fn board(
    #[context("board.id")] board_id: Option<String>,
    #[context("board.screen")] board_screen: Option<String>,
) -> Page {
    not_written!(board_id, board_screen)
}

#[web_section(name = "General", location = menu)]
struct MenuSection;

#[web_section(name = "Settings", location = "atl.jira.proj.config")]
struct SettingsBtn;

#[web_section(name = "Tools", location = "admin_plugins_menu")]
struct Tools;

#[web_section(name = "Dropdown", location = "jira.agile.board.tools", weight = 10)]
struct BoardLinks;

#[web_section(name = "Round", location = unlisted("about"))]
struct Round;

#[web_section(name = "About", location = unlisted("round"))]
struct About;
