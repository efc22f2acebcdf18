//! What is blocked in an HTML page.

use html5gum::{DefaultEmitter, StartTag, Token, Tokenizer};

use super::bridge::missing_in;
use super::handlers::is_handler;
use super::{Blocked, is_followed, is_script, runs};

/// What is blocked, with the offset of the tag or attribute, in order.
pub(super) fn blocked(html: &str) -> Vec<(usize, Blocked)> {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    // In a script, `<` does not start a tag.
    emitter.naively_switch_states(true);
    let mut found = Vec::new();
    // A script without `src`: the start and end of its tag.
    let mut open: Option<(usize, usize)> = None;
    for token in Tokenizer::new_with_emitter(html, emitter).flatten() {
        match token {
            Token::StartTag(tag) => {
                found.extend(in_attributes(&tag));
                open = stands_in_page(&tag).then_some((tag.span.start, tag.span.end));
            }
            Token::EndTag(tag) if *tag.name == b"script"[..] => {
                close(&mut open, html, tag.span.start, &mut found);
            }
            _ => {}
        }
    }
    close(&mut open, html, html.len(), &mut found);
    found.sort_by_key(|(offset, _)| *offset);
    found
}

/// Handles the end of a script; an empty one doesn't count.
fn close(
    open: &mut Option<(usize, usize)>,
    html: &str,
    end: usize,
    found: &mut Vec<(usize, Blocked)>,
) {
    if let Some((tag, begin)) = open.take()
        && let Some(code) = html.get(begin..end)
        && !code.trim().is_empty()
    {
        found.push((tag, Blocked::Script));
        // These fail in a file, too.
        let calls = missing_in(code).into_iter();
        found.extend(calls.map(|(at, call)| (begin + at, call)));
    }
}

/// Whether a browser runs the content after the tag.
fn stands_in_page(tag: &StartTag<usize>) -> bool {
    let attribute = |name: &[u8]| {
        let value = tag.attributes.get(name)?;
        Some(String::from_utf8_lossy(value).into_owned())
    };
    if *tag.name != b"script"[..] || attribute(b"src").is_some() {
        return false;
    }
    match (attribute(b"type"), attribute(b"language")) {
        (Some(kind), _) => runs(&kind),
        (None, Some(language)) if !language.is_empty() => runs(&format!("text/{language}")),
        (None, _) => true,
    }
}

fn in_attributes(tag: &StartTag<usize>) -> impl Iterator<Item = (usize, Blocked)> {
    tag.attributes.iter().filter_map(|(name, value)| {
        let name = String::from_utf8_lossy(name).into_owned();
        let at = value.span.start;
        if is_handler(&name) {
            Some((at, Blocked::Handler(name)))
        } else if is_followed(&name) && is_script(&String::from_utf8_lossy(value)) {
            Some((at, Blocked::Address(name)))
        } else {
            None
        }
    })
}
