use connect_runtime::prelude::*;

// dropped shortcut: "TOO LONG"
#[keyboard_shortcut(
    name = "K",
    context = global,
    target = { key = crate::jira::styled },
    shortcut = "k",
)]
struct K;

// dropped WEIGHT: 11
// dropped layuot: {"width":"1px"}
#[web_panel(
    name = "New",
    location = unlisted("some.new.place"),
    url = "/new?x={brand.new}&y={issue.key}",
    weight = 10,
)]
async fn new_place(
    #[context(unlisted("brand.new"))] brand_new: Option<String>,
    #[context("issue.key")] issue_key: Option<String>,
) -> Page {
    not_written!(brand_new, issue_key)
}

#[web_panel(name = "Case", location = unlisted("ATL.JIRA.VIEW.ISSUE.RIGHT.CONTEXT"), url = "/case")]
async fn wrong_case() -> Page {
    not_written!()
}
