//! The document that an iframe module shows.

use axum::response::{Html, IntoResponse, Response};
use maud::{DOCTYPE, Markup, PreEscaped, Render, html};

use crate::deployment::bridge_url;

/// A whole HTML document for an iframe: title, body, and the host's bridge script, which the host
/// needs to size the iframe and the page to call `AP`.
///
/// Text is escaped; markup comes from [`html!`](crate::html).
///
/// ```
/// use connect_runtime::prelude::*;
///
/// let page = Page::new("Votes").body(html! { p { "Seven & more votes" } });
/// assert!(page.to_string().contains("<p>Seven &amp; more votes</p>"));
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct Page {
    title: String,
    body: Markup,
}

impl Page {
    /// An empty page with this title.
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            body: PreEscaped(String::new()),
        }
    }

    /// The page's body: text, which is escaped, or markup, which is not.
    pub fn body(mut self, body: impl Render) -> Self {
        self.body = body.render();
        self
    }

    fn document(&self) -> String {
        html! {
            (DOCTYPE)
            html {
                head {
                    meta charset="utf-8";
                    title { (self.title) }
                    script src=(bridge_url()) {}
                }
                body {
                    // The host measures this element to size the iframe.
                    div.ac-content { (self.body) }
                }
            }
        }
        .into_string()
    }
}

/// The document, with the bridge script of the running app.
impl std::fmt::Display for Page {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.document())
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        Html(self.document()).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn title_and_text_are_escaped() {
        let page = Page::new("<b>").body("<script>").to_string();
        assert!(page.contains("<title>&lt;b&gt;</title>"), "{page}");
        assert!(page.contains("&lt;script&gt;"), "{page}");
        assert!(page.starts_with("<!DOCTYPE html>"), "{page}");
        assert!(
            page.contains(&format!("src=\"{}\"", bridge_url())),
            "{page}"
        );
    }

    #[test]
    fn markup_stands_as_it_is() {
        let page = Page::new("t").body(html! { p { "a < b" } }).to_string();
        assert!(page.contains("<p>a &lt; b</p>"), "{page}");
    }
}
