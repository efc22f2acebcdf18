//! Finds secrets in any kind of text: a URI, a header, a sentence.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// Replaces a secret.
pub(super) const ELLIPSIS: &str = "…";

/// Names whose values are credentials, in a query, a header, a form, JSON or log fields. In lower
/// case.
const SECRET_NAMES: [&str; 8] = [
    "jwt",
    "acpt",
    "x-acpt",
    "authorization",
    "proxy-authorization",
    "cookie",
    "set-cookie",
    "sharedsecret",
];

/// Replaces credentials in text with `…`: the values of `jwt` and `acpt` parameters (even with
/// percent-encoded names), of `Authorization` and the like, of `sharedSecret`, and anything that
/// has the shape of a token, wherever it is.
///
/// In doubt it redacts too much rather than too little.
///
/// ```
/// use connect_runtime::telemetry::redact;
///
/// assert_eq!(redact("GET /votes?%6Awt=eyJh.eyJp.c2ln&x=1"), "GET /votes?%6Awt=…&x=1");
/// assert_eq!(redact("authorization: JWT abc"), "authorization: …");
/// assert_eq!(redact("nothing to hide"), "nothing to hide");
/// ```
pub fn redact(text: &str) -> Cow<'_, str> {
    let mut shown = String::new();
    // `text` has been processed up to here.
    let mut done = 0;
    let mut at = 0;
    while let Some(word) = next_word(text, at) {
        at = word.end;
        let hidden = match token_in(&text[word.start..word.end]) {
            Some(offset) => Some(word.start + offset..word.end),
            None if is_secret_name(&text[word.start..word.end]) => value_after(text, word.end),
            None => None,
        };
        if let Some(hidden) = hidden.filter(|hidden| !hidden.is_empty()) {
            shown.push_str(&text[done..hidden.start]);
            shown.push_str(ELLIPSIS);
            (done, at) = (hidden.end, hidden.end);
        }
    }
    if done == 0 {
        return Cow::Borrowed(text);
    }
    shown.push_str(&text[done..]);
    Cow::Owned(shown)
}

/// Whether a parameter, header or field with this name contains a credential.
pub(super) fn is_secret_name(name: &str) -> bool {
    let secret = |name: &str| {
        SECRET_NAMES
            .iter()
            .any(|secret| name.eq_ignore_ascii_case(secret))
    };
    secret(name) || (name.contains('%') && secret(&percent_decode_str(name).decode_utf8_lossy()))
}

/// The next run of characters that can be part of names and tokens.
fn next_word(text: &str, from: usize) -> Option<std::ops::Range<usize>> {
    let bytes = text.as_bytes();
    let mut start = from;
    // The letters of an escape sequence are not part of the name that it colours.
    while !is_word(*bytes.get(start)?) {
        let after = skip_escapes(bytes, start);
        start = if after == start { start + 1 } else { after };
    }
    let length = bytes[start..].iter().position(|byte| !is_word(*byte));
    Some(start..length.map_or(text.len(), |length| start + length))
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'%')
}

/// Where a token starts in a word: `{"`, the start of its header, is `eyJ` in base64, and it
/// contains two dots.
fn token_in(word: &str) -> Option<usize> {
    let start = word.find("eyJ")?;
    (word[start..].matches('.').count() >= 2).then_some(start)
}

/// The value after a name: `=value`, `: value`, `": "value"`, in quotes or not.
fn value_after(text: &str, name_end: usize) -> Option<std::ops::Range<usize>> {
    let bytes = text.as_bytes();
    // A coloured log puts escape sequences around a field's name and its `=`.
    let mut at = skip_escapes(bytes, name_end);
    while matches!(bytes.get(at), Some(b'"' | b'\'' | b'\\' | b' ')) {
        at += 1;
    }
    if !matches!(bytes.get(at), Some(b'=' | b':')) {
        return None;
    }
    let header = bytes[at] == b':' || !is_query_name(&text[..name_end]);
    at = skip_escapes(bytes, at + 1);
    while matches!(bytes.get(at), Some(b' ')) {
        at += 1;
    }
    while bytes.get(at) == Some(&b'\\') {
        at += 1;
    }
    let ends: fn(u8) -> bool = match bytes.get(at) {
        Some(b'"') => {
            at += 1;
            |byte| matches!(byte, b'"' | b'\n')
        }
        Some(b'\'') => {
            at += 1;
            |byte| matches!(byte, b'\'' | b'\n')
        }
        // A header's value contains spaces; it ends at the end of the line.
        _ if header => |byte| matches!(byte, b'\r' | b'\n'),
        _ => |byte| {
            byte.is_ascii_whitespace()
                || byte.is_ascii_control()
                || matches!(byte, b'&' | b'#' | b'"' | b'\'' | b'<' | b'>')
        },
    };
    let length = bytes[at..]
        .iter()
        .position(|byte| ends(*byte))
        .unwrap_or(bytes.len() - at);
    Some(at..at + length)
}

/// Whether the name that ends here belongs to a token parameter: its value contains no spaces.
fn is_query_name(before: &str) -> bool {
    let start = before
        .as_bytes()
        .iter()
        .rposition(|byte| !is_word(*byte))
        .map_or(0, |last| last + 1);
    let name = percent_decode_str(&before[start..]).decode_utf8_lossy();
    ["jwt", "acpt", "sharedSecret"]
        .iter()
        .any(|query| name.eq_ignore_ascii_case(query))
}

/// Skips any number of sequences like `ESC [ 1 ; 2 m`; nothing longer, in case a stray escape
/// character hides what follows it.
fn skip_escapes(bytes: &[u8], mut at: usize) -> usize {
    while let Some(sequence) = bytes.get(at..).and_then(|rest| rest.strip_prefix(b"\x1b[")) {
        let length = sequence
            .iter()
            .position(|byte| !byte.is_ascii_digit() && *byte != b';');
        match length {
            Some(length) if sequence[length] == b'm' => at += 2 + length + 1,
            _ => break,
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn parameters_by_any_spelling_of_their_names() {
        for (text, expected) in [
            ("/p?jwt=abc", "/p?jwt=…"),
            ("/p?a=1&jwt=abc&b=2", "/p?a=1&jwt=…&b=2"),
            ("/p?acpt=abc#x", "/p?acpt=…#x"),
            (
                "/p?%6Awt=abc&%6a%77%74=def&%61cpt=ghi",
                "/p?%6Awt=…&%6a%77%74=…&%61cpt=…",
            ),
            ("/p?JWT=abc", "/p?JWT=…"),
            ("/p?jwt=abc&jwt=def", "/p?jwt=…&jwt=…"),
            ("/p?jwt=&x=1", "/p?jwt=&x=1"),
            ("/p?jwt=a,b;c=d", "/p?jwt=…"),
            ("/p?jwt=%61%62", "/p?jwt=…"),
            (
                "GET https://x.example/p?jwt=abc HTTP/1.1",
                "GET https://x.example/p?jwt=… HTTP/1.1",
            ),
            (
                "Request { uri: \"/p?jwt=abc\", x: 1 }",
                "Request { uri: \"/p?jwt=…\", x: 1 }",
            ),
            ("jwt=\"abc def\" x=1", "jwt=\"…\" x=1"),
            ("jwt: abc", "jwt: …"),
            ("{\"jwt\": \"abc\", \"x\": 1}", "{\"jwt\": \"…\", \"x\": 1}"),
            (
                "{\"sharedSecret\":\"abc\",\"x\":1}",
                "{\"sharedSecret\":\"…\",\"x\":1}",
            ),
        ] {
            assert_eq!(redact(text), expected);
        }
    }

    #[test]
    fn authorization_in_each_way_it_is_written() {
        for (text, expected) in [
            ("Authorization: JWT abc", "Authorization: …"),
            (
                "AUTHORIZATION:JWT abc\r\nAccept: x",
                "AUTHORIZATION:…\r\nAccept: x",
            ),
            ("authorization=JWT abc", "authorization=…"),
            (
                "{\"authorization\": \"JWT abc\", \"accept\": \"x\"}",
                "{\"authorization\": \"…\", \"accept\": \"x\"}",
            ),
            ("Proxy-Authorization: Basic abc", "Proxy-Authorization: …"),
            ("set-cookie: a=b; c", "set-cookie: …"),
            ("X-acpt: abc", "X-acpt: …"),
        ] {
            assert_eq!(redact(text), expected);
        }
    }

    #[test]
    fn tokens_by_their_shape() {
        for (text, expected) in [
            (
                "token eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJhIn0.c2ln is bad",
                "token … is bad",
            ),
            ("(eyJhbGciOiJub25lIn0.e30.)", "(…)"),
            (
                "/p?u=https%3A%2F%2Fx%3Fjwt%3DeyJh.eyJi.c%26y",
                "/p?u=https%3A%2F%2Fx%3Fjwt%3D…",
            ),
            ("JWT eyJh.eyJi.c", "JWT …"),
        ] {
            assert_eq!(redact(text), expected);
        }
    }

    #[test]
    fn everything_else_is_kept_and_not_copied() {
        for text in [
            "",
            "/votes?issue.key=DEMO-1&xdm_e=https%3A%2F%2Fx.atlassian.net",
            "the jwt is missing",
            "no authorization was given",
            "a jwt",
            "/p?myjwt=1&jwtx=2&jw%74x=3",
            "eyJ.only-one-dot and eyes.example.com.net",
            "100% äöü 🦀 %zz %",
        ] {
            assert!(
                matches!(redact(text), Cow::Borrowed(shown) if shown == text),
                "{text}"
            );
        }
    }

    proptest! {
        #[test]
        fn a_parameter_never_shows_whatever_is_around_it(before in "(\\PC|\x1b\\[|;){0,20}", after in "\\PC{0,20}") {
            let text = format!("{before}?jwt=hidden1secret&{after} eyJhidden2secret.eyJ.x");
            let shown = redact(&text);
            prop_assert!(!shown.contains("hidden"), "{shown}");
        }

        #[test]
        fn any_text_is_handled(text in "(\\PC|[ \"'\\\\=:&%\n\x1b\\[m]|jwt|acpt|eyJ|authorization|%6A){0,40}") {
            let shown = redact(&text);
            prop_assert_eq!(redact(&shown).into_owned().len() <= shown.len() + ELLIPSIS.len() * text.len(), true);
        }
    }
}
