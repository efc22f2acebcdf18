//! The first app of the README.

mod votes;

// readme: app
use connect_runtime::events::jira::IssueEvent;
use connect_runtime::prelude::*;

connect_runtime::app! {
    key = "com.example.hello-world",
    name = "Hello world",
    vendor = { name = "Example", url = "https://example.com" },
}

/// Greeting
#[web_panel(location = "atl.jira.view.issue.right.context")]
async fn greeting(#[context("issue.key")] issue: String) -> Page {
    Page::new("Greeting").body(html! { p { "Hello, " (issue) } })
}

#[webhook(event = "jira:issue_created")]
async fn issue_created(event: Event<IssueEvent>, tenant: Tenant) -> Result<()> {
    tracing::info!(
        tenant = tenant.client_key(),
        issue = event.issue.key,
        "hello, new issue"
    );
    Ok(())
}

#[connect_runtime::main]
async fn main() -> Result<()> {
    connect_runtime::serve().await
}

// readme: tests
#[cfg(test)]
mod tests {
    use connect_host::Host;
    use connect_runtime::App;

    #[tokio::test]
    async fn the_panel_greets_its_issue() -> Result<(), Box<dyn std::error::Error>> {
        let host = Host::jira().install(&App::collected()?).await?;
        let panel = host.open("greeting").with("issue.key", "DEMO-1").await?;
        assert!(panel.body.contains("Hello, DEMO-1"));
        let deliveries = host.fire("jira:issue_created").until_handled().await?;
        assert_eq!(deliveries[0].handled, Some(Ok(())));
        Ok(())
    }
}
