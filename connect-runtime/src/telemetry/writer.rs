//! The last gate before the log.

use std::io::{self, Write};

use super::redact::redact;

/// Redacts each write before it passes on. The subscriber writes an event in one piece, so a
/// token is never cut in two.
pub(super) struct Redacting<W>(W);

impl<W> Redacting<W> {
    pub(super) fn new(writer: W) -> Self {
        Self(writer)
    }
}

impl<W: Write> Write for Redacting<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(bytes);
        self.0.write_all(redact(&text).as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
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
