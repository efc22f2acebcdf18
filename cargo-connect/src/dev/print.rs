//! Printing to the terminal. Closing the terminal must not make the program exit uncleanly, so nothing
//! here fails.

use std::fmt::Display;
use std::future::Future;
use std::io::Write as _;
use std::time::Duration;

use tokio::time::Instant;

/// How long before the user wants to know what the program is waiting for.
const PATIENCE: Duration = Duration::from_secs(1);
/// How long before the line is repeated.
const REPEAT: Duration = Duration::from_secs(5);

/// Prints a line with a label.
pub(super) fn line(what: &str, value: impl Display) {
    text(&format!("{what:>11}  {value}\n"));
}

/// Prints text as it is.
pub(super) fn text(text: &str) {
    let mut out = anstream::stdout().lock();
    let _ = out.write_all(text.as_bytes());
    let _ = out.flush();
}

/// Prints text from another program to standard error.
pub(super) fn error_text(text: &[u8]) {
    let mut err = anstream::stderr().lock();
    let _ = err.write_all(text);
    let _ = err.flush();
}

/// Prints what the program is waiting for if that takes more than a second.
pub(super) async fn patiently<T>(what: &str, future: impl Future<Output = T>) -> T {
    let began = Instant::now();
    let mut future = std::pin::pin!(future);
    let mut pause = PATIENCE;
    loop {
        match tokio::time::timeout(pause, &mut future).await {
            Ok(done) => return done,
            Err(_) => line(
                "waiting",
                format!("{what} ({} s)", began.elapsed().as_secs()),
            ),
        }
        pause = REPEAT;
    }
}

/// A duration for people to read.
pub(super) fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}
