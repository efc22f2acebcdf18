//! My app, for Jira and Confluence. `cargo connect dev` builds it and opens it in both.

use connect_runtime::prelude::*;

connect_runtime::app! {
    key = "com.example.my-app",
    name = "My app",
    vendor = { name = "Example", url = "https://example.com" },
    descriptors = per_product,
}

/// My app
#[web_panel(location = "atl.jira.view.issue.right.context")]
async fn greeting(#[context("issue.key")] issue: String) -> Page {
    Page::new("Greeting").body(html! { p { "Hello, " (issue) } })
}

/// My app
#[content_byline_item]
async fn page_greeting(#[context("content.id")] page: String) -> Page {
    Page::new("Greeting").body(html! { p { "Hello, page " (page) } })
}

#[connect_runtime::main]
async fn main() -> Result<()> {
    connect_runtime::serve().await
}

#[cfg(test)]
mod tests {
    use connect_host::Host;
    use connect_runtime::App;

    #[tokio::test]
    async fn the_panel_greets_its_issue() -> Result<(), Box<dyn std::error::Error>> {
        let host = Host::jira().install(&App::collected()?).await?;
        let panel = host.open("greeting").with("issue.key", "DEMO-1").await?;
        assert!(panel.body.contains("Hello, DEMO-1"), "{}", panel.body);
        Ok(())
    }

    #[tokio::test]
    async fn the_line_greets_its_page() -> Result<(), Box<dyn std::error::Error>> {
        let app = App::collected()?;
        let host = Host::confluence().install(&app).await?;
        let line = host.open("page-greeting").with("content.id", 65537).await?;
        assert!(line.body.contains("Hello, page 65537"), "{}", line.body);
        Ok(())
    }
}
