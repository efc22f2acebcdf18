//! The scripts, handlers and comments of an HTML page.

use std::ops::Range;

use html5gum::{DefaultEmitter, StartTag, Token, Tokenizer};

use super::script::{Comment, Language};
use crate::page_file::code_of;

/// The content of a `script` element.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Script {
    /// The offset of its tag.
    pub(super) tag: usize,
    pub(super) range: Range<usize>,
    pub(super) language: Language,
}

/// A script in an attribute: `onclick="…"`, `href="javascript:…"`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Handler {
    /// The offset of its tag.
    pub(super) tag: usize,
    /// The offset of the attribute.
    pub(super) at: usize,
    /// The code with entities resolved, so its offsets are not those of the page.
    pub(super) code: String,
}

/// The contents of a page.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Page {
    pub(super) scripts: Vec<Script>,
    pub(super) handlers: Vec<Handler>,
    pub(super) comments: Vec<Comment>,
}

/// Splits a page into its parts as a browser does ("Tokenization" in the HTML standard).
pub(super) fn read(html: &str) -> Page {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    // In a script, `<` does not start a tag.
    emitter.naively_switch_states(true);
    let mut page = Page::default();
    let mut open: Option<Script> = None;
    for token in Tokenizer::new_with_emitter(html, emitter).flatten() {
        match token {
            Token::StartTag(tag) => {
                page.handlers.extend(handlers(&tag));
                if *tag.name == b"script"[..]
                    && let Some(language) = language(&tag)
                {
                    open = Some(Script {
                        tag: tag.span.start,
                        range: tag.span.end..html.len(),
                        language,
                    });
                }
            }
            Token::EndTag(tag) if *tag.name == b"script"[..] => {
                if let Some(mut script) = open.take() {
                    script.range.end = tag.span.start;
                    page.scripts.push(script);
                }
            }
            Token::Comment(comment) => {
                let text = String::from_utf8_lossy(&comment.value).into_owned();
                // "<!--" precedes it, except in a bogus comment.
                page.comments.push(Comment {
                    range: comment.span.start..comment.span.end,
                    text,
                    inside: comment.span.start + 4,
                });
            }
            _ => {}
        }
    }
    page.scripts.extend(open);
    page
}

/// The language of a script; `None` if a browser does not run it, or loads it from elsewhere.
fn language(tag: &StartTag<usize>) -> Option<Language> {
    let attribute = |name: &[u8]| {
        let value = tag.attributes.get(name)?;
        Some(String::from_utf8_lossy(value).trim().to_ascii_lowercase())
    };
    if attribute(b"src").is_some() {
        return None;
    }
    let kind = attribute(b"type").unwrap_or_default();
    let lang = attribute(b"lang").unwrap_or_default();
    match (&*kind, &*lang) {
        (_, "ts") | ("text/typescript" | "application/typescript", _) => Some(Language::TypeScript),
        (_, "tsx") => Some(Language::Tsx),
        ("" | "module" | "text/babel" | "text/jsx", _) => Some(Language::JavaScript),
        (kind, _) if kind.contains("javascript") || kind.contains("ecmascript") => {
            Some(Language::JavaScript)
        }
        _ => None,
    }
}

fn handlers(tag: &StartTag<usize>) -> impl Iterator<Item = Handler> {
    tag.attributes.iter().filter_map(|(name, value)| {
        let code = String::from_utf8_lossy(value);
        let code = if name.starts_with(b"on") {
            &*code
        } else {
            code_of(&code)?
        };
        Some(Handler {
            tag: tag.span.start,
            at: value.span.start,
            code: code.to_owned(),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_those_of_the_page() {
        let html = "<!-- ä -->\r\n<p>1 < 2\r\n<script>if (a</b/) '</p>'\r\n</script >\r\n\
                    <button class=x onclick=\"f(&quot;ä&quot;)\">\r\n<script type=module>g()";
        let page = read(html);
        let scripts: Vec<_> = page
            .scripts
            .iter()
            .map(|script| html.get(script.range.clone()).unwrap())
            .collect();
        assert_eq!(scripts, ["if (a</b/) '</p>'\r\n", "g()"]);
        for script in &page.scripts {
            assert!(html.get(script.tag..).unwrap().starts_with("<script"));
        }
        let handler = page.handlers.first().unwrap();
        assert_eq!(handler.code, "f(\"ä\")");
        assert!(html.get(handler.at..).unwrap().starts_with("onclick"));
        assert!(html.get(handler.tag..).unwrap().starts_with("<button"));
        let comment = page.comments.first().unwrap();
        assert_eq!(
            (comment.text.as_str(), comment.range.clone()),
            (" ä ", 0..11)
        );
    }

    #[test]
    fn only_what_a_browser_runs_is_a_script() {
        for (html, expected) in [
            ("<script>a</script>", Some(Language::JavaScript)),
            (
                "<SCRIPT TYPE='Text/JavaScript'>a</SCRIPT>",
                Some(Language::JavaScript),
            ),
            (
                "<script type=text/typescript>a</script>",
                Some(Language::TypeScript),
            ),
            ("<script lang=ts>a</script>", Some(Language::TypeScript)),
            ("<script type=application/json>{}</script>", None),
            ("<script type=text/template><script></script>", None),
            ("<script src=a.js></script>", None),
            ("<!-- <script>a</script> -->", None),
            ("<textarea><script>a</script></textarea>", None),
            ("<style><script>a</script></style>", None),
            ("<a href='javascript:f()'>", None),
        ] {
            let found = read(html).scripts.first().map(|script| script.language);
            assert_eq!(found, expected, "{html}");
        }
        assert_eq!(read("<a href=' JavaScript:f()'>").handlers[0].code, "f()");
    }
}
