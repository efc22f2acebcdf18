//! The last filter before the log.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Write};

use super::redact::redact;

/// Redacts each write before passing it on, and keeps it on one line. The subscriber writes an
/// event in a single call, so a token is never split.
pub(super) struct Redacting<W>(W);

impl<W> Redacting<W> {
    pub(super) fn new(writer: W) -> Self {
        Self(writer)
    }
}

impl<W: Write> Write for Redacting<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(bytes);
        self.0.write_all(one_line(&redact(&text)).as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Escapes, in Rust notation, everything in an event that could pass for another line or a terminal
/// command. Names come from elsewhere: a site's description, a client key, a library's error.
fn one_line(event: &str) -> Cow<'_, str> {
    let (text, end) = match event.strip_suffix('\n') {
        Some(text) => (text, "\n"),
        None => (event, ""),
    };
    if !text.contains(breaks_lines) {
        return Cow::Borrowed(event);
    }
    let mut line = String::with_capacity(event.len() + 16);
    let mut rest = text;
    while let Some(at) = rest.find(breaks_lines) {
        line.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(colour) = colour(rest) {
            line.push_str(&rest[..colour]);
            rest = &rest[colour..];
        } else if let Some(character) = rest.chars().next() {
            // Writing to a string does not fail.
            let _ = write!(line, "{}", character.escape_debug());
            rest = &rest[character.len_utf8()..];
        }
    }
    line.push_str(rest);
    line.push_str(end);
    Cow::Owned(line)
}

fn breaks_lines(character: char) -> bool {
    character.is_control() || matches!(character, '\u{2028}' | '\u{2029}')
}

/// The length of the escape sequence at the start of a text, if it only sets a colour: the
/// subscriber writes these on a terminal, and escapes those in values.
fn colour(text: &str) -> Option<usize> {
    let codes = text.strip_prefix("\u{1b}[")?;
    let end = codes.find(|character: char| !character.is_ascii_digit() && character != ';')?;
    codes[end..].starts_with('m').then_some(end + 3)
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Log(Arc<Mutex<Vec<u8>>>);

    impl Write for Log {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn an_event_is_one_line() {
        let log = Log::default();
        for ansi in [false, true] {
            let writer = log.clone();
            let subscriber = tracing_subscriber::fmt()
                .compact()
                .with_ansi(ansi)
                .with_writer(move || Redacting::new(writer.clone()))
                .finish();
            let name = "a\r\nWARN forged\u{1b}[2J\u{2028}\u{85}\t";
            tracing::subscriber::with_default(subscriber, || {
                tracing::info!(%name, "by display");
                tracing::info!(name, "by value");
                tracing::info!(?name, "by debug");
                tracing::info!("in the message: {name}");
                let _span = tracing::info_span!("span", %name).entered();
                tracing::info!("in a span");
            });
        }
        let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
        assert_eq!(text.lines().count(), 10, "{text}");
        for line in text.lines() {
            assert!(line.contains("\\r\\nWARN forged"), "{line}");
            assert!(!line.contains("\u{1b}[2J"), "{line:?}");
            assert!(!line.contains(['\t', '\u{85}', '\u{2028}']), "{line:?}");
        }
        // The subscriber's own colours.
        assert!(text.contains("\u{1b}[32m"), "{text:?}");
    }

    #[test]
    fn an_event_of_any_crate_shows_no_token() {
        let log = Log::default();
        let writer = log.clone();
        for ansi in [false, true] {
            let writer = writer.clone();
            let subscriber = tracing_subscriber::fmt()
                .compact()
                .with_ansi(ansi)
                .with_writer(move || Redacting::new(writer.clone()))
                .finish();
            tracing::subscriber::with_default(subscriber, || {
                tracing::info!(uri = "/votes?jwt=secret-1&x=1", "request");
                tracing::info!(jwt = "secret-2", authorization = %"JWT secret-3", "fields");
                let mut headers = axum::http::HeaderMap::new();
                headers.insert("authorization", "JWT secret-4".parse().unwrap());
                tracing::info!(?headers, "headers");
                tracing::info!("a token in a sentence: eyJsecret.secret.secret, and the rest");
            });
        }
        let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
        assert!(!text.contains("secret"), "{text}");
        assert!(
            text.contains("&x=1") && text.contains("headers") && text.contains(", and the rest"),
            "{text}"
        );
        assert_eq!(text.lines().count(), 8);
    }
}
