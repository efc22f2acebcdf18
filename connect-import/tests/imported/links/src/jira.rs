use connect_runtime::prelude::*;

#[web_item(
    name = "New",
    location = "system.top.navigation.bar",
    url = "/secure/CreateIssue!default.jspa",
    context = product,
)]
struct New;

#[web_item(
    name = "Own",
    location = "system.top.navigation.bar",
    url = "/own?from={project.key}",
    context = addon,
)]
async fn own(#[context("project.key")] project_key: Option<String>) -> Page {
    not_written!(project_key)
}
