//! Logging: where events go, and what is never logged.
//!
//! Events go through [`tracing`]. A program that has set its own subscriber keeps it; otherwise
//! [`init`] writes compact lines to standard error, each passed through [`redact`], so that a token
//! does not reach the log even through another crate's message. [`Redacted`] and
//! [`RedactedHeaders`] do the same for a program with its own subscriber.

#[cfg(feature = "opentelemetry")]
mod collector;
mod redact;
mod seldom;
#[cfg(feature = "telemetry")]
mod writer;

use std::fmt;
#[cfg(feature = "telemetry")]
use std::io::{self, IsTerminal as _};

use http::HeaderMap;
#[cfg(feature = "telemetry")]
use tracing_subscriber::EnvFilter;
#[cfg(feature = "telemetry")]
use tracing_subscriber::filter::LevelFilter;

pub use redact::redact;
use redact::{ELLIPSIS, is_secret_name};
pub(crate) use seldom::Seldom;
#[cfg(feature = "telemetry")]
use writer::Redacting;

/// Starts logging to standard error, unless the program has already set a subscriber. Returns
/// whether it did.
///
/// `filter` is a level or directives (`info,connect_runtime=debug`), as in
/// [`Config::log`](crate::config::Config::log); one that can't be parsed becomes `info`, with a
/// warning.
#[cfg(feature = "telemetry")]
#[cfg_attr(docsrs, doc(cfg(feature = "telemetry")))]
pub fn init(filter: &str) -> bool {
    let parsed = EnvFilter::try_new(filter);
    let problem = parsed.as_ref().err().map(ToString::to_string);
    let started = start(parsed.unwrap_or_else(|_| EnvFilter::new("info")));
    if let Some(problem) = problem {
        tracing::warn!(
            "the log filter `{filter}` cannot be read ({problem}): logging at level info"
        );
    }
    started
}

/// Whether to colour the output: on a terminal, or if the environment asks for it, as `cargo
/// connect dev` does, through the conventional variables.
#[cfg(feature = "telemetry")]
fn is_coloured() -> bool {
    let is_set =
        |name| std::env::var_os(name).is_some_and(|value| !value.is_empty() && value != "0");
    !is_set("NO_COLOR") && (is_set("CLICOLOR_FORCE") || io::stderr().is_terminal())
}

/// Only logs lines to standard error. Returns whether it did.
#[cfg(feature = "telemetry")]
fn start_lines(filter: EnvFilter) -> bool {
    tracing_subscriber::fmt()
        .compact()
        .with_env_filter(filter)
        .with_ansi(is_coloured())
        .with_writer(|| Redacting::new(io::stderr()))
        .try_init()
        .is_ok()
}

#[cfg(all(feature = "telemetry", not(feature = "opentelemetry")))]
use start_lines as start;

/// Logs lines to standard error, and sends spans to a collector if the environment names one.
#[cfg(feature = "opentelemetry")]
fn start(filter: EnvFilter) -> bool {
    use tracing_subscriber::Layer as _;
    use tracing_subscriber::layer::SubscriberExt as _;
    use tracing_subscriber::util::SubscriberInitExt as _;

    let spans = match collector::layer() {
        Ok(None) => return start_lines(filter),
        Ok(Some(spans)) => spans,
        Err(error) => {
            let started = start_lines(filter);
            tracing::error!(%error, "spans can't be sent to the collector");
            return started;
        }
    };
    let lines = tracing_subscriber::fmt::layer()
        .compact()
        .with_ansi(is_coloured())
        .with_writer(|| Redacting::new(io::stderr()))
        .with_filter(filter);
    tracing_subscriber::registry()
        .with(lines)
        .with(spans)
        .try_init()
        .is_ok()
}

/// Sends the remaining spans before the process ends.
#[cfg(feature = "opentelemetry")]
pub(crate) use collector::flush;

/// Whether a filter can be parsed and means what it seems to: a single word that is not a level is
/// parsed as a target, and would hide all other events.
#[cfg(feature = "telemetry")]
pub(crate) fn check_filter(filter: &str) -> Result<(), String> {
    let word = filter.trim();
    let is_word = word.chars().all(|one| one.is_alphanumeric() || one == '_');
    if is_word && word.parse::<LevelFilter>().is_err() {
        return Err(format!(
            "as a target it hides all others: `{word}=trace` says so"
        ));
    }
    EnvFilter::try_new(filter)
        .map(drop)
        .map_err(|error| error.to_string())
}

/// Without our own subscriber, the filter is not used.
#[cfg(not(feature = "telemetry"))]
pub(crate) fn check_filter(_: &str) -> Result<(), String> {
    Ok(())
}

/// Displays a value that may contain a token, such as a URI, without it: see [`redact`].
///
/// ```
/// use connect_runtime::telemetry::Redacted;
///
/// let uri: axum::http::Uri = "/votes?issue.key=DEMO-1&jwt=eyJhbGciOi.x.y".parse()?;
/// assert_eq!(Redacted(&uri).to_string(), "/votes?issue.key=DEMO-1&jwt=…");
/// # Ok::<(), axum::http::uri::InvalidUri>(())
/// ```
pub struct Redacted<T>(pub T);

impl<T: fmt::Display> fmt::Display for Redacted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&redact(&self.0.to_string()))
    }
}

impl<T: fmt::Display> fmt::Debug for Redacted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Formats headers without credentials: `Authorization`, cookies and session tokens are omitted
/// entirely, and tokens in other values (a `Referer` with a signed URL) as found by [`redact`].
pub struct RedactedHeaders<'a>(pub &'a HeaderMap);

impl fmt::Debug for RedactedHeaders<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.0.iter().map(|(name, value)| {
            let value = match value.to_str() {
                Ok(value) if !value_is_secret(name.as_str()) && !self.0[name].is_sensitive() => {
                    redact(value).into_owned()
                }
                _ => ELLIPSIS.to_owned(),
            };
            (name.as_str(), value)
        });
        f.debug_map().entries(shown).finish()
    }
}

fn value_is_secret(header: &str) -> bool {
    is_secret_name(header)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_show_no_credentials() {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("authorization", "JWT secret-1"),
            ("authorization", "Bearer secret-2"),
            ("proxy-authorization", "Basic secret-3"),
            ("cookie", "a=secret-4"),
            ("x-acpt", "secret-5"),
            ("referer", "https://app.example/votes?jwt=secret-6&x=1"),
            ("accept", "text/html"),
        ] {
            headers.append(name, value.parse().unwrap());
        }
        let mut sensitive: http::HeaderValue = "secret-7".parse().unwrap();
        sensitive.set_sensitive(true);
        headers.append("x-other", sensitive);
        let shown = format!("{:?}", RedactedHeaders(&headers));
        assert!(!shown.contains("secret"), "{shown}");
        assert!(shown.contains(r#""accept": "text/html""#), "{shown}");
        assert!(
            shown.contains("https://app.example/votes?jwt=…&x=1"),
            "{shown}"
        );
    }

    #[cfg(feature = "telemetry")]
    #[test]
    fn a_programs_own_subscriber_is_kept() {
        // A silent subscriber, so that the other tests of this process stay quiet.
        let _ = tracing::subscriber::set_global_default(tracing::subscriber::NoSubscriber::new());
        assert!(!init("info"));
        assert!(!init("not a [filter"));
        assert!(check_filter("info,connect_runtime=debug").is_ok());
        assert!(check_filter("not a [filter").is_err());
    }
}
