//! The finished app of `docs/getting-started.md`.

use connect_runtime::prelude::*;

// readme: modules
mod dialog;
mod note;
// readme: end

connect_runtime::app! {
    key = "com.example.my-app",
    name = "My app",
    vendor = { name = "Example", url = "https://example.com" },
}

// readme: panel
/// My app
#[web_panel(location = "atl.jira.view.issue.right.context")]
async fn greeting(#[context("issue.key")] issue: String, jira: Jira) -> Result<Page> {
    let note = note::Note::of(&jira, &issue).await?;
    Ok(Page::new("Greeting").body(html! {
        p { "Hello, " (issue) }
        @if !note.text.is_empty() {
            blockquote { (note.text) }
        }
    }))
}
// readme: end

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

    // readme: test
    #[tokio::test]
    async fn a_note_is_kept_and_shown() -> Result<(), Box<dyn std::error::Error>> {
        let host = Host::jira().install(&App::collected()?).await?;
        let dialog = host.open("note").with("issue.key", "DEMO-1").await?;
        let kept = dialog
            .endpoint(connect_host::Method::PUT, "/issues/DEMO-1/note")
            .json(&serde_json::json!({ "text": "Ask Ann" }))
            .await?;
        assert_eq!(kept.status, 200, "{}", kept.body);

        let panel = host.open("greeting").with("issue.key", "DEMO-1").await?;
        assert!(panel.body.contains("Ask Ann"), "{}", panel.body);
        Ok(())
    }
    // readme: end
}
