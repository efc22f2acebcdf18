use connect_runtime::prelude::*;

#[file_view(name = "View", url = "/view?path={file_path}", file_matches = { extensions = ["csv"] })]
async fn view(#[context("file_path")] file_path: Option<String>) -> Page {
    not_written!(file_path)
}

#[oauth_consumer(client_id = "abc")]
struct OauthConsumer;

#[repo_page(
    name = "Page",
    location = "org.bitbucket.repository.navigation",
    url = "/page?repoPath={repository.full_name}",
    params = { auiIcon = "aui-iconfont-doc-view" },
)]
async fn page(#[context("repository.full_name")] repository_full_name: Option<String>) -> Page {
    not_written!(repository_full_name)
}

#[web_item(
    name = "Item",
    location = "org.bitbucket.repository.actions",
    tooltip = "Tip"
)]
async fn item() -> Page {
    not_written!()
}

#[web_panel(
    name = "Panel",
    location = "org.bitbucket.repository.overview.informationPanel",
    conditions = unlisted("has_permission", permission = "repository:read"),
)]
async fn panel() -> Page {
    not_written!()
}
