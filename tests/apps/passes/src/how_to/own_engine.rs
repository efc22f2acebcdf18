//! A document that another template engine makes.
use askama::Template;
use connect_runtime::axum::response::Html;
use connect_runtime::look;
use connect_runtime::prelude::*;

// readme: askama
#[derive(Template)]
#[template(
    source = r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><title>{{ title }}</title>
<script src="{{ bridge }}"></script>
<style>{{ stylesheet|safe }}</style>
</head>
<body><main class="ac-content">{{ text }}</main><script>{{ theming|safe }}</script></body>
</html>"#,
    ext = "html"
)]
struct Document<'a> {
    title: &'a str,
    text: &'a str,
    bridge: &'a str,
    stylesheet: &'a str,
    theming: &'a str,
}

/// Document
#[general_page]
async fn document(user: User) -> Result<Html<String>> {
    let document = Document {
        title: "Document",
        text: user.account_id(),
        bridge: &connect_runtime::bridge_url(),
        stylesheet: look::STYLESHEET,
        theming: look::THEMING,
    };
    Ok(Html(document.render()?))
}
// readme: end
