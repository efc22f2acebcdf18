//! The HTML document that an iframe module shows.

use axum::response::{Html, IntoResponse, Response};
use http::HeaderValue;
use http::header::CONTENT_SECURITY_POLICY;
use maud::{DOCTYPE, Markup, PreEscaped, Render, html};

use crate::deployment::{bridge_url, is_on_forge};
use crate::look;
use crate::nonce::Nonce;

/// A complete HTML document for an iframe: title, body, and the host's bridge script, which the
/// host needs to size the iframe and the page needs to call `AP`. Documents made in another way
/// load the script from [`bridge_url`].
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
///
/// # Look
/// A page looks like the product that it is shown in, and follows its theme: text, links, buttons,
/// forms and tables without further markup, the rest through the classes listed in the chapter
/// `docs/pages.md`.
///
/// ```
/// use connect_runtime::prelude::*;
///
/// let page = Page::new("Votes").body(html! {
///     h1 { "Votes " span.lozenge.success { "open" } }
///     div.row { button.primary { "Vote" } button { "Share" } }
/// });
/// assert!(page.to_string().contains("AP.theming.initializeTheming()"));
/// ```
///
/// Its stylesheet comes before all others, so that the app's own can override it. [`Page::bare`]
/// omits it.
///
/// # Scripts and styles
/// A page is sent with a `Content-Security-Policy`: a browser only runs scripts and applies styles
/// that are files of the app itself or have the page's [nonce](Page::nonce), not what someone
/// injects into the page, for instance through a name that was not escaped. So pass an inline
/// script to [`Page::script`] and one from elsewhere to [`Page::script_from`], and don't write
/// event handlers as attributes (`onclick="…"`):
///
/// ```
/// use connect_runtime::prelude::*;
///
/// let page = Page::new("Votes")
///     .style("progress { width: 100% }")
///     .script_from("https://cdn.example.com/chart.js")
///     .body(html! { button id="up" { "Vote" } })
///     .script("document.getElementById('up').addEventListener('click', vote);");
/// # let _ = page.to_string();
/// ```
///
/// Source: "Security requirements for cloud applications"; "Content Security Policy Level 3".
#[derive(Debug, Clone)]
#[must_use]
pub struct Page {
    title: String,
    lang: Option<String>,
    head: Markup,
    body: Markup,
    /// Markup after the body.
    last: Markup,
    nonce: Nonce,
    /// Whether to omit the stylesheet and the host's theme.
    bare: bool,
    /// Replaces the built-in policy.
    policy: Option<HeaderValue>,
}

impl Page {
    /// An empty page with this title.
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            lang: None,
            head: PreEscaped(String::new()),
            body: PreEscaped(String::new()),
            last: PreEscaped(String::new()),
            nonce: Nonce::new(),
            bare: false,
            policy: None,
        }
    }

    /// Omits the [look](Page#look): the page has no stylesheet but its own, and stays light when the
    /// product is dark.
    pub fn bare(mut self) -> Self {
        self.bare = true;
        self
    }

    /// Sets the page's body: text, which is escaped, or markup, which is not.
    pub fn body(mut self, body: impl Render) -> Self {
        self.body = body.render();
        self
    }

    /// Adds to the page's head, after the bridge script: a stylesheet, a script, a `meta`.
    pub fn head(mut self, head: impl Render) -> Self {
        head.render_to(&mut self.head.0);
        self
    }

    /// The nonce of the page's scripts and styles, for those written in [`html!`](crate::html):
    /// `script nonce=(nonce) { … }`. The bridge script already has it.
    #[must_use]
    pub fn nonce(&self) -> Nonce {
        self.nonce
    }

    /// Adds an inline script to the end of the page.
    pub fn script(mut self, code: impl AsRef<str>) -> Self {
        let code = PreEscaped(inert(code.as_ref(), "script"));
        html! { script nonce=(self.nonce) { (code) } }.render_to(&mut self.last.0);
        self
    }

    /// Adds a script URL to the page's head, from the app or from elsewhere.
    pub fn script_from(mut self, url: impl Render) -> Self {
        html! { script nonce=(self.nonce) src=(url) {} }.render_to(&mut self.head.0);
        self
    }

    /// Adds an inline stylesheet to the page's head.
    pub fn style(mut self, rules: impl AsRef<str>) -> Self {
        let rules = PreEscaped(inert(rules.as_ref(), "style"));
        html! { style nonce=(self.nonce) { (rules) } }.render_to(&mut self.head.0);
        self
    }

    /// Adds a stylesheet URL to the page's head, from the app or from elsewhere.
    pub fn style_from(mut self, url: impl Render) -> Self {
        html! { link rel="stylesheet" nonce=(self.nonce) href=(url); }.render_to(&mut self.head.0);
        self
    }

    /// Replaces the built-in `Content-Security-Policy`. It has no influence on who may frame the
    /// page: that is a separate header, which stays in force.
    pub fn policy(mut self, policy: HeaderValue) -> Self {
        self.policy = Some(policy);
        self
    }

    /// Sets the language of the page, such as `en` or `pt-BR` (`<html lang>`), for screen readers
    /// and browsers. By default, the page states none.
    pub fn lang(mut self, lang: impl Into<String>) -> Self {
        self.lang = Some(lang.into());
        self
    }

    fn document(&self) -> String {
        // Forge's shell has its own bridge, and turns on the theme itself.
        let connect = !is_on_forge();
        html! {
            (DOCTYPE)
            html lang=[&self.lang] {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    title { (self.title) }
                    @if connect {
                        script nonce=(self.nonce) src=(bridge_url()) {}
                    }
                    @if !self.bare {
                        style nonce=(self.nonce) { (PreEscaped(look::STYLESHEET)) }
                    }
                    (self.head)
                }
                body {
                    // The host measures this element to size the iframe. It must contain the margins
                    // of its children: otherwise they collapse out of it, and the end is cut off.
                    main.ac-content style="display:flow-root" { (self.body) }
                    @if connect && !self.bare {
                        script nonce=(self.nonce) { (PreEscaped(look::THEMING)) }
                    }
                    (self.last)
                }
            }
        }
        .into_string()
    }
}

/// Writes the document, with the bridge script of the running app.
impl std::fmt::Display for Page {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.document())
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let mut response = Html(self.document()).into_response();
        let policy = self.policy.unwrap_or_else(|| self.nonce.policy());
        let headers = response.headers_mut();
        headers.insert(CONTENT_SECURITY_POLICY, policy);
        response
    }
}

/// A nonce needs no escaping.
impl Render for Nonce {
    fn render_to(&self, buffer: &mut String) {
        use std::fmt::Write;

        // Writing to a string does not fail.
        let _ = write!(buffer, "{self}");
    }
}

/// Makes text safe inside an unescaped `script` or `style` element: the element's end tag must not
/// occur in it. In both, `<\/` means `</`.
fn inert(text: &str, element: &str) -> String {
    let mut inert = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("</") {
        inert.push_str(before);
        let name = after.get(..element.len()).unwrap_or_default();
        inert.push_str(if name.eq_ignore_ascii_case(element) {
            "<\\/"
        } else {
            "</"
        });
        rest = after;
    }
    inert.push_str(rest);
    // After the start of an HTML comment, a script's end tag may not count as one.
    inert.replace("<!--", "<\\!--")
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
    fn a_page_has_its_head_and_language() {
        let page = Page::new("t")
            .lang("pt-BR\"")
            .head(html! { meta name="a"; });
        let page = page.head("<b>").to_string();
        assert!(page.contains("<html lang=\"pt-BR&quot;\">"), "{page}");
        assert!(
            page.contains("</style><meta name=\"a\">&lt;b&gt;</head>"),
            "{page}"
        );
        let plain = Page::new("t").to_string();
        assert!(plain.contains("<html><head>"), "{plain}");
        assert!(
            plain.contains("<meta name=\"viewport\" content=\"width=device-width"),
            "{plain}"
        );
        assert!(
            plain.contains("<main class=\"ac-content\" style=\"display:flow-root\"></main>"),
            "{plain}"
        );
    }

    #[test]
    fn the_look_has_the_nonce_and_can_be_left_out() {
        let page = Page::new("t").style("p { color: red }");
        let nonce = page.nonce();
        let text = page.to_string();
        let sheet = format!("<style nonce=\"{nonce}\">{}</style>", look::STYLESHEET);
        let theming = format!("<script nonce=\"{nonce}\">{}</script>", look::THEMING);
        assert!(text.contains(&theming), "{text}");
        let (_, after) = text.split_once(&sheet).unwrap();
        assert!(after.contains("p { color: red }"), "{text}");

        let bare = page.bare().to_string();
        assert!(bare.contains("p { color: red }"), "{bare}");
        for part in ["--ds-", "theming"] {
            assert!(!bare.contains(part), "{part}: {bare}");
        }
    }

    #[test]
    fn scripts_and_styles_have_the_nonce_of_the_policy() {
        let page = Page::new("t")
            .script("one()")
            .script_from("https://cdn.example.com/a.js?a&b")
            .style("p { margin: 0 }")
            .style_from("/a.css");
        let nonce = page.nonce().to_string();
        let text = page.to_string();
        for part in [
            format!("<script nonce=\"{nonce}\" src=\"https://connect-cdn.atl-paas.net/all.js\">"),
            format!(
                "<script nonce=\"{nonce}\" src=\"https://cdn.example.com/a.js?a&amp;b\"></script>"
            ),
            format!("<style nonce=\"{nonce}\">p {{ margin: 0 }}</style>"),
            format!("<link rel=\"stylesheet\" nonce=\"{nonce}\" href=\"/a.css\">"),
            format!("<script nonce=\"{nonce}\">one()</script></body>"),
        ] {
            assert!(text.contains(&part), "{part}: {text}");
        }
        let response = page.into_response();
        let policy = response.headers()[CONTENT_SECURITY_POLICY]
            .to_str()
            .unwrap();
        assert!(
            policy.contains(&format!("script-src 'self' 'nonce-{nonce}'")),
            "{policy}"
        );
        assert!(
            !text.contains(&Page::new("t").nonce().to_string()),
            "each page has its own"
        );
    }

    #[test]
    fn a_policy_of_the_handlers_own() {
        let own = HeaderValue::from_static("script-src 'none'");
        let response = Page::new("t").policy(own.clone()).into_response();
        let policies = response.headers().get_all(CONTENT_SECURITY_POLICY);
        assert_eq!(policies.iter().collect::<Vec<_>>(), [own]);
    }

    #[test]
    fn a_script_cannot_be_closed_early() {
        for (text, expected) in [
            ("a</script>b</SCRIPT ", "a<\\/script>b<\\/SCRIPT "),
            ("a </b> </", "a </b> </"),
            ("'<!--<script>'", "'<\\!--<script>'"),
            ("</é", "</é"),
        ] {
            assert_eq!(inert(text, "script"), expected);
        }
        assert_eq!(inert("</style>", "style"), "<\\/style>");
    }

    #[test]
    fn markup_is_left_as_it_is() {
        let page = Page::new("t").body(html! { p { "a < b" } }).to_string();
        assert!(page.contains("<p>a &lt; b</p>"), "{page}");
    }
}
