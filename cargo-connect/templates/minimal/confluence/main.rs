//! My app, for Confluence. `cargo connect dev` builds it and opens it in a local Confluence.

use connect_runtime::prelude::*;

connect_runtime::app! {
    key = "com.example.my-app",
    name = "My app",
    vendor = { name = "Example", url = "https://example.com" },
}

/// My app
#[content_byline_item]
async fn greeting(#[context("content.id")] page: String) -> Page {
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
    async fn the_line_greets_its_page() -> Result<(), Box<dyn std::error::Error>> {
        let app = App::collected()?;
        let host = Host::confluence().install(&app).await?;
        let line = host.open("greeting").with("content.id", 65537).await?;
        assert!(line.body.contains("Hello, page 65537"), "{}", line.body);
        Ok(())
    }
}
