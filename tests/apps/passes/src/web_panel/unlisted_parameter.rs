use connect_runtime::prelude::*;

/// Each would be an error without `unlisted`: of another product, of another place, of none.
#[web_panel(
    name = "Votes",
    location = "atl.jira.view.issue.right.context",
    url = "/votes?item={dashboardItem.id}"
)]
async fn votes_of_any_product(
    #[context(unlisted("content.id"))] content: Option<String>,
    #[context(unlisted("dashboardItem.id"))] item: Option<String>,
    #[context(unlisted("vote.colour"))] colour: Option<String>,
) -> String {
    format!("{content:?} {item:?} {colour:?}")
}

/// A section of the app's own may be either product's.
#[web_panel(name = "Ranks", location = Toolbox)]
async fn ranks(
    #[context("issue.key")] issue: Option<String>,
    #[context("content.id")] content: Option<String>,
) -> String {
    format!("{issue:?} {content:?}")
}

/// Tools
#[web_section(location = unlisted("example.tools"))]
struct Toolbox;

/// An iframe of any module may use the parameters of all.
#[iframe]
async fn editor(#[context("macro.id")] id: Option<String>) -> String {
    format!("{id:?}")
}

/// A dialog is opened from anywhere.
#[dialog]
async fn picker(#[context("dashboardItem.id")] item: Option<String>) -> String {
    format!("{item:?}")
}

/// An item that can be named is a function as well.
fn functions() {
    let _ = (editor, picker);
}
