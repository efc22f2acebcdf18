use connect_runtime::prelude::*;

#[jira_issue_glance(
    name = "Glance",
    icon = { height = 24, url = "/i.svg", width = 24 },
    content = { label = "3" },
)]
async fn glance() -> Page {
    not_written!()
}

// dropped weight: 100.5
#[web_item(
    name = "Item",
    location = "system.top.navigation.bar",
    url = "http://example.com/",
    context = page,
    target = inline_dialog(offset_x = "10px", on_hover = true),
)]
struct Item;
