use connect_runtime::prelude::*;

// dropped novelty: {"deep":{"er":1}}
#[service_desk_queue(name = "Queue")]
async fn queue() -> Page {
    not_written!()
}

// dropped icon.glow: true
// dropped styleClasses[1]: "1 bad"
#[web_item(
    name = "Styled",
    location = "jira.issue.tools",
    icon = { url = "/a.png", width = 16 },
    context = unlisted("galaxy"),
    style_classes = ["good"],
)]
pub(crate) async fn styled() -> Page {
    not_written!()
}

#[web_panel(
    name = "Wrong",
    location = unlisted("system.top.navigation.bar"),
    url = "/wrong/{other.new}/end",
)]
async fn wrong_kind(#[context(unlisted("other.new"))] other_new: Option<String>) -> Page {
    not_written!(other_new)
}
