//! Bodies in storage format: the macros in them, and which of the rest may be shown.

use maud::{Markup, PreEscaped};

/// A macro in a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Macro {
    /// The macro's key.
    pub(super) name: String,
    pub(super) id: String,
    pub(super) parameters: Vec<(String, String)>,
    pub(super) body: String,
}

const OPEN: &str = "<ac:structured-macro";
const CLOSE: &str = "</ac:structured-macro>";

/// How many macros in one body are processed.
const MAX_MACROS: usize = 100;

/// A body with each macro replaced by `write` of its index, and the macros.
pub(super) fn split(body: &str, write: impl Fn(usize) -> String) -> (String, Vec<Macro>) {
    let mut text = String::with_capacity(body.len());
    let mut macros = Vec::new();
    let mut rest = body;
    while let Some(at) = rest.find(OPEN) {
        let Some(length) = length_of(&rest[at..]) else {
            break;
        };
        text.push_str(&rest[..at]);
        if macros.len() < MAX_MACROS {
            text.push_str(&write(macros.len()));
            macros.push(read(&rest[at..at + length]));
        }
        rest = &rest[at + length..];
    }
    text.push_str(rest);
    (text, macros)
}

/// The length of the macro that starts here, including macros nested in it.
fn length_of(text: &str) -> Option<usize> {
    let head = text.find('>')?;
    if text[..head].ends_with('/') {
        return Some(head + 1);
    }
    let mut depth = 1_usize;
    let mut at = head + 1;
    loop {
        let close = at + text[at..].find(CLOSE)?;
        let open = text[at..close].find(OPEN).map(|it| at + it);
        match open {
            Some(open) => {
                let head = open + text[open..].find('>')?;
                if !text[..head].ends_with('/') {
                    depth += 1;
                }
                at = head + 1;
            }
            None => {
                depth -= 1;
                at = close + CLOSE.len();
                if depth == 0 {
                    return Some(at);
                }
            }
        }
    }
}

fn read(text: &str) -> Macro {
    let head = text.split('>').next().unwrap_or_default();
    let inner = text.get(head.len() + 1..).unwrap_or_default();
    let (own, body) = match inner.find("<ac:rich-text-body>") {
        Some(at) => (
            &inner[..at],
            between(&inner[at..], "<ac:rich-text-body>", "</ac:rich-text-body>"),
        ),
        None => (inner, plain_body(inner)),
    };
    let mut parameters = Vec::new();
    let mut rest = own;
    while let Some(at) = rest.find("<ac:parameter") {
        let parameter = &rest[at..];
        let end = parameter.find("</ac:parameter>").unwrap_or(parameter.len());
        let whole = &parameter[..end];
        if let Some((head, value)) = whole.split_once('>') {
            parameters.push((attribute(head, "ac:name"), unescaped(value)));
        }
        rest = parameter.get(end + 1..).unwrap_or_default();
    }
    Macro {
        name: attribute(head, "ac:name"),
        id: attribute(head, "ac:macro-id"),
        parameters,
        body,
    }
}

/// The text of a plain body, which is in a CDATA section.
fn plain_body(inner: &str) -> String {
    let body = between(inner, "<ac:plain-text-body>", "</ac:plain-text-body>");
    let data = body.trim().strip_prefix("<![CDATA[");
    let data = data.and_then(|it| it.strip_suffix("]]>"));
    data.map_or_else(|| body.clone(), str::to_owned)
}

/// The text between `open` and the last `close`.
fn between(text: &str, open: &str, close: &str) -> String {
    let inner = text.split_once(open).map_or("", |(_, rest)| rest);
    inner
        .rsplit_once(close)
        .map_or("", |(inner, _)| inner)
        .to_owned()
}

fn attribute(head: &str, name: &str) -> String {
    unescaped(&between_quotes(head, &format!("{name}=\"")))
}

fn between_quotes(head: &str, open: &str) -> String {
    let value = head
        .split_once(open)
        .and_then(|(_, rest)| rest.split_once('"'));
    value.map_or("", |(value, _)| value).to_owned()
}

/// Text with entities resolved.
fn unescaped(text: &str) -> String {
    let known = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ];
    known
        .iter()
        .fold(text.to_owned(), |text, (entity, character)| {
            text.replace(entity, character)
        })
}

/// HTML without anything active: it comes from anyone who can write content, and from the app.
pub(super) fn clean(html: &str) -> Markup {
    PreEscaped(ammonia::clean(html))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn macros_are_found_with_their_parameters_and_bodies() {
        let body = "<p>a</p><ac:structured-macro ac:name=\"votes\" ac:macro-id=\"7\">\
                    <ac:parameter ac:name=\"level\">a &amp; b</ac:parameter>\
                    <ac:rich-text-body><p>x</p><ac:structured-macro ac:name=\"in\"/></ac:rich-text-body>\
                    </ac:structured-macro><p>b</p><ac:structured-macro ac:name=\"code\">\
                    <ac:plain-text-body><![CDATA[a < b]]></ac:plain-text-body></ac:structured-macro>";
        let (text, macros) = split(body, |number| format!("[{number}]"));
        assert_eq!(text, "<p>a</p>[0]<p>b</p>[1]");
        assert_eq!(macros[0].name, "votes");
        assert_eq!(macros[0].id, "7");
        assert_eq!(
            macros[0].parameters,
            [("level".to_owned(), "a & b".to_owned())]
        );
        assert_eq!(
            macros[0].body,
            "<p>x</p><ac:structured-macro ac:name=\"in\"/>"
        );
        assert_eq!((&*macros[1].name, &*macros[1].body), ("code", "a < b"));
    }

    #[test]
    fn what_is_not_closed_is_left_alone() {
        for body in [
            "<ac:structured-macro",
            "<ac:structured-macro ac:name=\"a\">x",
            "<p>",
        ] {
            assert_eq!(
                split(body, |_| String::new()),
                (body.to_owned(), Vec::new())
            );
        }
    }

    #[test]
    fn nothing_in_a_body_can_act() {
        let bad = "<p onclick=\"x()\">a</p><script>x()</script><iframe src=\"//x\"></iframe>\
                   <a href=\"javascript:x()\">b</a><form action=\"/_host/session\"><input></form>";
        let clean = clean(bad).into_string();
        for sign in ["onclick", "script", "iframe", "form", "input"] {
            assert!(!clean.contains(sign), "{clean}");
        }
        assert!(clean.contains("<p>a</p>"), "{clean}");
    }
}
