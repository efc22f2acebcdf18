use connect_runtime::prelude::*;

#[configure_page(name = "Configure")]
async fn configure() -> Page {
    not_written!()
}

// dropped icon: "/icon.png"
// dropped target: "dialog"
#[web_panel(
    name = "A plain string",
    location = "atl.jira.view.issue.right.context",
    url = "https://elsewhere.example.com/panel",
    conditions = user_is_admin,
    tooltip = "plain",
    weight = 200,
)]
struct Panel;
