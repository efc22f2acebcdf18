//! The document that an iframe module shows.

use axum::response::{Html, IntoResponse, Response};
use maud::{DOCTYPE, Markup, PreEscaped, Render, html};

use crate::deployment::bridge_url;

/// A whole HTML document for an iframe: title, body, and the host's bridge script, which the host
/// needs to size the iframe and the page to call `AP`. Documents that are made in another way load
/// the script from [`bridge_url`].
///
/// Text is escaped; markup comes from [`html!`](crate::html).
///
/// ```
/// use connect_runtime::prelude::*;
///
/// let page = Page::new("Votes")
///     .lang("en")
///     .head(html! { link rel="stylesheet" href="/static/votes.css"; })
///     .body(html! { p { "Seven & more votes" } });
/// assert!(page.to_string().contains("<p>Seven &amp; more votes</p>"));
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct Page {
    title: String,
    lang: Option<String>,
    head: Markup,
    body: Markup,
}

impl Page {
    /// An empty page with this title.
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            lang: None,
            head: PreEscaped(String::new()),
            body: PreEscaped(String::new()),
        }
    }

    /// The page's body: text, which is escaped, or markup, which is not.
    pub fn body(mut self, body: impl Render) -> Self {
        self.body = body.render();
        self
    }

    /// Adds to the page's head, after the bridge script: a stylesheet, a script, a `meta`.
    pub fn head(mut self, head: impl Render) -> Self {
        head.render_to(&mut self.head.0);
        self
    }

    /// The language of the page, such as `en` or `pt-BR` (`<html lang>`), which screen readers and
    /// browsers go by. Without it, the page names none.
    pub fn lang(mut self, lang: impl Into<String>) -> Self {
        self.lang = Some(lang.into());
        self
    }

    fn document(&self) -> String {
        html! {
            (DOCTYPE)
            html lang=[&self.lang] {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    title { (self.title) }
                    script src=(bridge_url()) {}
                    (self.head)
                }
                body {
                    // The host measures this element to size the iframe.
                    main.ac-content { (self.body) }
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
    fn head_and_language() {
        let page = Page::new("t")
            .lang("pt-BR\"")
            .head(html! { meta name="a"; });
        let page = page.head("<b>").to_string();
        assert!(page.contains("<html lang=\"pt-BR&quot;\">"), "{page}");
        assert!(
            page.contains("</script><meta name=\"a\">&lt;b&gt;</head>"),
            "{page}"
        );
        let plain = Page::new("t").to_string();
        assert!(plain.contains("<html><head>"), "{plain}");
        assert!(
            plain.contains("<meta name=\"viewport\" content=\"width=device-width"),
            "{plain}"
        );
        assert!(
            plain.contains("<main class=\"ac-content\"></main>"),
            "{plain}"
        );
    }

    #[test]
    fn markup_stands_as_it_is() {
        let page = Page::new("t").body(html! { p { "a < b" } }).to_string();
        assert!(page.contains("<p>a &lt; b</p>"), "{page}");
    }
}
