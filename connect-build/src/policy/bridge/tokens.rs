//! The tokens of a script, to the extent needed for names, members and calls.
//!
//! This is not a parser: it distinguishes code from comments, strings and regular expressions, so that what
//! is found is really called. A script that a browser can't parse yields some tokens, too.

use std::ops::Range;

/// A token with its location.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token<'s> {
    pub(super) range: Range<usize>,
    pub(super) kind: Kind<'s>,
}

/// The kind of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind<'s> {
    Name(&'s str),
    /// A string literal's raw content.
    Text(&'s str),
    /// `?.`
    Optional,
    /// The start of a template literal: `` ` ``.
    Template,
    /// Anything else, by its first character.
    Other(char),
}

/// Words after which `/` starts a regular expression.
const BEFORE_A_VALUE: [&str; 14] = [
    "await",
    "case",
    "delete",
    "do",
    "else",
    "in",
    "instanceof",
    "new",
    "of",
    "return",
    "throw",
    "typeof",
    "void",
    "yield",
];

/// The tokens of a script, in order.
pub(super) fn tokens(script: &str) -> Vec<Token<'_>> {
    let mut reader = Reader {
        script,
        at: 0,
        tokens: Vec::new(),
        templates: Vec::new(),
    };
    while reader.next() {}
    reader.tokens
}

struct Reader<'s> {
    script: &'s str,
    at: usize,
    tokens: Vec<Token<'s>>,
    /// For each open template literal, how many braces are open in its `${…}`.
    templates: Vec<usize>,
}

impl<'s> Reader<'s> {
    fn rest(&self) -> &'s str {
        self.script.get(self.at..).unwrap_or_default()
    }

    fn push(&mut self, length: usize, kind: Kind<'s>) {
        let range = self.at..self.at + length;
        self.at = range.end;
        self.tokens.push(Token { range, kind });
    }

    /// Advances to the first of some characters, or to the end.
    fn skip_to(&mut self, end: impl Fn(char) -> bool) {
        let rest = self.rest();
        self.at += rest.find(end).unwrap_or(rest.len());
    }

    /// Reads one token or skips something else; `false` at the end.
    fn next(&mut self) -> bool {
        let rest = self.rest();
        let Some(first) = rest.chars().next() else {
            return false;
        };
        if rest.starts_with("//") {
            self.skip_to(|letter| letter == '\n');
        } else if rest.starts_with("/*") {
            let end = rest.find("*/").map_or(rest.len(), |end| end + 2);
            self.at += end.max(2);
        } else if first.is_whitespace() {
            self.at += first.len_utf8();
        } else if is_of_name(first) {
            let length = rest
                .find(|letter| !is_of_name(letter))
                .unwrap_or(rest.len());
            self.push(length, Kind::Name(rest.get(..length).unwrap_or_default()));
        } else if first == '"' || first == '\'' {
            self.text(first);
        } else if first == '`' {
            self.push(1, Kind::Template);
            self.template();
        } else if first == '/' && self.begins_a_value() {
            self.expression();
        } else if rest.starts_with("?.")
            && !rest
                .get(2..)
                .unwrap_or_default()
                .starts_with(|it: char| it.is_ascii_digit())
        {
            self.push(2, Kind::Optional);
        } else {
            self.other(first);
        }
        true
    }

    fn other(&mut self, letter: char) {
        match (letter, self.templates.last_mut()) {
            // The `${…}` ends, and the template literal continues.
            ('}', Some(0)) => {
                self.templates.pop();
                // The start of it is not a token either.
                self.at += 1;
                self.template();
                return;
            }
            ('}', Some(open)) => *open -= 1,
            ('{', Some(open)) => *open += 1,
            _ => {}
        }
        self.push(letter.len_utf8(), Kind::Other(letter));
    }

    /// A quoted string; an unclosed one ends with its line.
    fn text(&mut self, quote: char) {
        let inside = self.rest().get(1..).unwrap_or_default();
        let mut escaped = false;
        let mut end = inside.len();
        let mut length = inside.len() + 1;
        for (at, letter) in inside.char_indices() {
            if letter == '\n' && !escaped {
                (end, length) = (at, at + 1);
                break;
            }
            if letter == quote && !escaped {
                (end, length) = (at, at + 2);
                break;
            }
            escaped = letter == '\\' && !escaped;
        }
        let text = inside.get(..end).unwrap_or_default();
        self.push(length, Kind::Text(text));
    }

    /// The text of a template literal, up to its end or the next `${`.
    fn template(&mut self) {
        let mut escaped = false;
        let rest = self.rest();
        for (at, letter) in rest.char_indices() {
            if !escaped && letter == '`' {
                self.at += at + 1;
                return;
            }
            if !escaped && rest.get(at..).is_some_and(|it| it.starts_with("${")) {
                self.at += at + 2;
                self.templates.push(0);
                return;
            }
            escaped = letter == '\\' && !escaped;
        }
        self.at += rest.len();
    }

    /// A regular expression; an unclosed one ends with its line.
    fn expression(&mut self) {
        let rest = self.rest();
        let mut escaped = false;
        let mut class = false;
        for (at, letter) in rest.char_indices().skip(1) {
            match letter {
                '\n' => {
                    self.at += at;
                    return;
                }
                _ if escaped => {}
                '[' => class = true,
                ']' => class = false,
                '/' if !class => {
                    self.push(at + 1, Kind::Other('/'));
                    return;
                }
                _ => {}
            }
            escaped = letter == '\\' && !escaped;
        }
        self.at += rest.len();
    }

    /// Whether a value is expected here, so that `/` is not a division.
    fn begins_a_value(&self) -> bool {
        match self.tokens.last().map(|token| token.kind) {
            None => true,
            Some(Kind::Name(word)) => BEFORE_A_VALUE.contains(&word),
            Some(Kind::Text(_) | Kind::Template | Kind::Optional) => false,
            Some(Kind::Other(letter)) => ![')', ']', '}', '/'].contains(&letter),
        }
    }
}

pub(super) fn is_of_name(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_' || letter == '$'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(script: &str) -> Vec<&str> {
        let names = tokens(script)
            .into_iter()
            .filter_map(|token| match token.kind {
                Kind::Name(name) => Some(name),
                _ => None,
            });
        names.collect()
    }

    #[test]
    fn what_is_mentioned_is_not_a_name() {
        for (script, expected) in [
            ("a /* b */ c // d\ne", vec!["a", "c", "e"]),
            ("a('b', \"c\\\"d\", 'e\\'f') g", vec!["a", "g"]),
            (
                "a(`b ${c} d ${{ e: `f ${g}` }} h`) i",
                vec!["a", "c", "e", "g", "i"],
            ),
            ("x = /a\"b[/]'/g.test(c)", vec!["x", "g", "test", "c"]),
            ("return /'/ \n a / b / c", vec!["return", "a", "b", "c"]),
            ("(a) / b / c", vec!["a", "b", "c"]),
            ("don't\na", vec!["don", "a"]),
            ("a?.b ? .5 : c", vec!["a", "b", "5", "c"]),
            ("a ?.5 : b", vec!["a", "5", "b"]),
            ("/* a", vec![]),
            ("`a ${b", vec!["b"]),
            ("a\\", vec!["a"]),
        ] {
            assert_eq!(names(script), expected, "{script}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_script_ends_and_its_tokens_are_in_order(script in "[aA/*`${}'\"\\\\?.()\\[\\]\n é]{0,40}") {
            let tokens = tokens(&script);
            let ranges: Vec<_> = tokens.iter().map(|token| token.range.clone()).collect();
            proptest::prop_assert!(ranges.windows(2).all(|two| two[0].end <= two[1].start));
            proptest::prop_assert!(ranges.iter().all(|range| script.get(range.clone()).is_some()));
        }
    }
}
