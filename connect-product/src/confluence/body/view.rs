//! Converting storage format to HTML for a browser.

use super::markup::{Element, Node, escaped, text};

/// Inline elements.
const INLINE: [&str; 22] = [
    "a",
    "ac:emoticon",
    "ac:inline-comment-marker",
    "ac:link",
    "ac:link-body",
    "ac:plain-text-link-body",
    "b",
    "big",
    "code",
    "del",
    "em",
    "i",
    "ri:page",
    "ri:user",
    "s",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "time",
    "u",
];

/// Elements without an end tag.
const EMPTY: [&str; 4] = ["br", "col", "hr", "img"];

/// Elements that never reach a page.
const DROPPED: [&str; 8] = [
    "script",
    "style",
    "iframe",
    "object",
    "embed",
    "ac:placeholder",
    "ac:parameter",
    "ac:task-id",
];

pub(super) fn is_inline(name: &str) -> bool {
    INLINE.contains(&name)
}

/// The HTML of a body. `base` is the site's base URL.
pub(super) fn of(nodes: &[Node], base: &str) -> String {
    let mut html = String::new();
    all(nodes, base, &mut html);
    html
}

fn all(nodes: &[Node], base: &str, html: &mut String) {
    for node in nodes {
        match node {
            Node::Text(text) => html.push_str(&escaped(text)),
            Node::Element(element) => one(element, base, html),
        }
    }
}

fn one(element: &Element, base: &str, html: &mut String) {
    let mut within = |open: &str, close: &str| {
        html.push_str(open);
        all(&element.children, base, html);
        html.push_str(close);
    };
    match element.name.as_str() {
        name if DROPPED.contains(&name) => {}
        "ac:structured-macro" | "ac:macro" => macro_of(element, base, html),
        "ac:link" => link(element, base, html),
        "ac:image" => image(element, base, html),
        "ac:task-list" => within("<ul class=\"inline-task-list\">", "</ul>"),
        "ac:task" => {
            let done = element
                .named("ac:task-status")
                .any(|it| text(&it.children) == "complete");
            html.push_str(if done {
                "<li class=\"checked\">"
            } else {
                "<li>"
            });
            for body in element.named("ac:task-body") {
                all(&body.children, base, html);
            }
            html.push_str("</li>");
        }
        "ac:emoticon" => {
            let name = element.attribute("ac:name").unwrap_or_default();
            let shown = element.attribute("ac:emoji-fallback").unwrap_or(name);
            html.push_str(&format!(
                "<span class=\"emoticon\">{}</span>",
                escaped(shown)
            ));
        }
        "ac:layout" => within("<div class=\"contentLayout2\">", "</div>"),
        "ac:layout-section" => within("<div class=\"columnLayout\">", "</div>"),
        "ac:layout-cell" => within("<div class=\"cell\">", "</div>"),
        name if name.contains(':') => all(&element.children, base, html),
        name => plain(name, element, base, html),
    }
}

fn plain(name: &str, element: &Element, base: &str, html: &mut String) {
    html.push('<');
    html.push_str(name);
    for (attribute, value) in &element.attributes {
        let runs = attribute.to_ascii_lowercase().starts_with("on");
        let scripted = value
            .trim_start()
            .to_ascii_lowercase()
            .starts_with("javascript:");
        if !runs && !scripted && !attribute.contains(':') {
            html.push_str(&format!(" {attribute}=\"{}\"", escaped(value)));
        }
    }
    if EMPTY.contains(&name) {
        html.push_str("/>");
        return;
    }
    html.push('>');
    all(&element.children, base, html);
    html.push_str(&format!("</{name}>"));
}

fn macro_of(element: &Element, base: &str, html: &mut String) {
    let name = element.attribute("ac:name").unwrap_or_default();
    let plain: String = element
        .named("ac:plain-text-body")
        .map(|it| text(&it.children))
        .collect();
    match name {
        "code" | "noformat" => {
            html.push_str(&format!(
                "<pre class=\"syntaxhighlighter-pre\">{}</pre>",
                escaped(&plain)
            ));
            return;
        }
        "info" | "note" | "tip" | "warning" | "panel" => {
            html.push_str(&format!(
                "<div class=\"panel confluence-information-macro-{name}\">"
            ));
        }
        "status" => {
            let title = element.parameter("title").unwrap_or_default();
            html.push_str(&format!(
                "<span class=\"status-macro\">{}</span>",
                escaped(&title)
            ));
            return;
        }
        other => {
            html.push_str(&format!(
                "<div class=\"macro\" data-macro-name=\"{}\">",
                escaped(other)
            ));
            html.push_str(&escaped(&plain));
        }
    }
    for body in element.named("ac:rich-text-body") {
        all(&body.children, base, html);
    }
    html.push_str("</div>");
}

fn link(element: &Element, base: &str, html: &mut String) {
    let mut shown = String::new();
    for body in element
        .named("ac:link-body")
        .chain(element.named("ac:plain-text-link-body"))
    {
        all(&body.children, base, &mut shown);
    }
    let escape = |text: &str| super::super::list::escaped(text);
    if let Some(user) = element.named("ri:user").next() {
        let id = user.attribute("ri:account-id").unwrap_or_default();
        let shown = if shown.is_empty() { escaped(id) } else { shown };
        html.push_str(&format!(
            "<a class=\"confluence-userlink\" data-account-id=\"{}\" href=\"{base}/people/{}\">@{shown}</a>",
            escaped(id), escape(id)
        ));
        return;
    }
    let target = ["ri:page", "ri:attachment", "ri:blog-post"]
        .into_iter()
        .find_map(|name| element.named(name).next());
    let title = target
        .and_then(|it| {
            it.attribute("ri:content-title")
                .or(it.attribute("ri:filename"))
        })
        .unwrap_or_default();
    let key = target
        .and_then(|it| it.attribute("ri:space-key"))
        .unwrap_or_default();
    let shown = if shown.is_empty() {
        escaped(title)
    } else {
        shown
    };
    let mut href = format!("{base}/display/{}/{}", escape(key), escape(title));
    if let Some(anchor) = element.attribute("ac:anchor") {
        href.push_str(&format!("#{}", escape(anchor)));
    }
    html.push_str(&format!("<a href=\"{href}\">{shown}</a>"));
}

fn image(element: &Element, base: &str, html: &mut String) {
    let url = element.named("ri:url").next();
    let source = match url.and_then(|it| it.attribute("ri:value")) {
        Some(url) => url.to_owned(),
        None => {
            let file = element.named("ri:attachment").next();
            let file = file
                .and_then(|it| it.attribute("ri:filename"))
                .unwrap_or_default();
            format!(
                "{base}/download/attachments/{}",
                super::super::list::escaped(file)
            )
        }
    };
    let about = element.attribute("ac:alt").unwrap_or_default();
    html.push_str(&format!(
        "<img class=\"confluence-embedded-image\" src=\"{}\" alt=\"{}\"/>",
        escaped(&source),
        escaped(about)
    ));
}
