use connect_runtime::prelude::*;

// dropped novelty: {"deep":{"er":1}}
#[service_desk_queue(name = "Queue")]
async fn queue() -> Page {
    todo!("queue")
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
    todo!("styled")
}

#[web_panel(
    name = "Wrong",
    location = unlisted("system.top.navigation.bar"),
    url = "/wrong/{other.new}/end",
)]
async fn wrong_kind(#[context(unlisted("other.new"))] other_new: Option<String>) -> Page {
    todo!("wrong_kind: {other_new:?}")
}
