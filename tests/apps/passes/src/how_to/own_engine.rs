//! A document that another template engine makes.
use askama::Template;
use connect_runtime::axum::response::Html;
use connect_runtime::prelude::*;

// readme: askama
#[derive(Template)]
#[template(
    source = r#"<!doctype html>
<html lang="en">
<head><title>{{ title }}</title><script src="{{ bridge }}"></script></head>
<body><div class="ac-content">{{ text }}</div></body>
</html>"#,
    ext = "html"
)]
struct Document<'a> {
    title: &'a str,
    text: &'a str,
    bridge: &'a str,
}

/// Document
#[general_page]
async fn document(user: User) -> Result<Html<String>> {
    let document = Document {
        title: "Document",
        text: user.account_id(),
        bridge: &connect_runtime::bridge_url(),
    };
    Ok(Html(document.render()?))
}
// readme: end
