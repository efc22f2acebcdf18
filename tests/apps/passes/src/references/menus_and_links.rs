//! Links to pages and into the product; links and sections as places.
use connect_runtime::prelude::*;

#[general_page(
    name = "Board editor",
    location = "none",
    url = "/board/edit?id={board.id}"
)]
async fn board_editor() -> Page {
    Page::new("Editor")
}

#[web_item(
    name = "Edit board",
    location = "system.top.navigation.bar",
    url = board_editor,
    context = page,
)]
struct EditBoard;

#[web_item(
    name = "New issue",
    location = "system.top.navigation.bar",
    url = "/secure/CreateIssue!default.jspa",
    context = product,
)]
struct NewIssue;

#[web_item(name = "Menu", location = "system.top.navigation.bar")]
async fn board_menu() -> Page {
    Page::new("Menu")
}

#[web_section(name = "In the menu", location = board_menu)]
struct InTheMenu;

#[web_item(name = "Below", location = InTheMenu)]
async fn below_the_menu() -> Page {
    Page::new("Below")
}

#[web_section(name = "Dropdown", location = "jira.agile.board.tools")]
struct BoardLinks;

#[web_panel(name = "Board panel", location = BoardLinks)]
async fn board_panel() -> Page {
    Page::new("Panel")
}

#[web_section(name = "Project settings", location = "atl.jira.proj.config")]
struct BoardSettings;

#[jira_project_admin_tab_panel(name = "Tab", location = BoardSettings)]
async fn project_tab() -> Page {
    Page::new("Tab")
}

#[web_item(name = "Alone", location = bare(BoardSettings))]
async fn alone() -> Page {
    Page::new("Alone")
}
