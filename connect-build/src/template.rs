//! The tags of template languages: `{{ … }}`, `{% … %}`, `{# … #}`, `<% … %>`.
//!
//! A page with template tags is neither HTML nor JavaScript until it is rendered. If a script
//! does not parse as it is, its tags are painted over: a tag that prints becomes a name, and a
//! control tag becomes blanks. Nothing moves, so locations stay right.

use std::ops::Range;

/// A tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tag {
    pub(crate) range: Range<usize>,
    /// Whether it prints a value.
    pub(crate) prints: bool,
}

/// The brackets, longer ones first, and whether their content can print.
const BRACKETS: [(&str, &str, bool); 6] = [
    ("{{!--", "--}}", false),
    ("{{{", "}}}", true),
    ("{{", "}}", true),
    ("{%", "%}", false),
    ("{#", "#}", false),
    ("<%", "%>", false),
];

/// The tags of a text, in order.
pub(crate) fn tags(text: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|rest| rest.find(['{', '<'])) {
        let start = at + found;
        match tag(text, start) {
            Some(tag) => {
                at = tag.range.end;
                tags.push(tag);
            }
            None => at = start + 1,
        }
    }
    tags
}

fn tag(text: &str, start: usize) -> Option<Tag> {
    let rest = text.get(start..)?;
    let (open, close, prints) = BRACKETS
        .into_iter()
        .find(|(open, ..)| rest.starts_with(open))?;
    let inside = rest.get(open.len()..)?;
    let length = inside.find(close)?;
    let what = inside.get(..length)?.trim_start();
    let prints = match open {
        // Handlebars uses the same brackets for control tags.
        "{{" => !what.starts_with(['#', '/', '!', '>', '^']) && what.trim_end() != "else",
        "<%" => what.starts_with(['=', '-']),
        _ => prints,
    };
    Some(Tag {
        range: start..start + open.len() + length + close.len(),
        prints,
    })
}

/// The text with its tags painted over, with the same length and the same lines.
pub(crate) fn paint(text: &str, tags: &[Tag]) -> String {
    let mut painted = String::with_capacity(text.len());
    let mut at = 0;
    for tag in tags {
        painted.push_str(text.get(at..tag.range.start).unwrap_or_default());
        let covered = text.get(tag.range.clone()).unwrap_or_default();
        // A name must not be broken: the rest of a multi-line tag is blank.
        let mut name = tag.prints;
        for letter in covered.bytes() {
            name &= letter != b'\n';
            painted.push(match letter {
                b'\n' => '\n',
                _ if name => '_',
                _ => ' ',
            });
        }
        at = tag.range.end;
    }
    painted.push_str(text.get(at..).unwrap_or_default());
    painted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_prints_becomes_a_name_and_what_steers_becomes_blank() {
        for (text, expected) in [
            ("a = {{ b }};", "a = _______;"),
            ("a = {{{ b }}};", "a = _________;"),
            ("{% if x %}a{% endif %}", "          a           "),
            ("{{#if x}}a{{else}}b{{/if}}", "         a        b       "),
            ("{{!-- }} --}}a", "             a"),
            ("x = <%= y %>;<% z %>", "x = ________;       "),
            ("{# {{ a }} #}b", "             b"),
            ("f({{ a\n }})", "f(____\n   )"),
            ("f({a: {b: 1}})", "f({a: {b: 1}})"),
            ("{{ never closed", "{{ never closed"),
            ("ä{{ä}}", "ä______"),
        ] {
            let painted = paint(text, &tags(text));
            assert_eq!(painted, expected);
            assert_eq!(painted.len(), text.len());
        }
    }
}
