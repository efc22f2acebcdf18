//! What is printed. A terminal that is closed meanwhile must not end the program in disorder, so nothing
//! here fails.

use std::fmt::Display;
use std::future::Future;
use std::io::Write as _;
use std::time::Duration;

use tokio::time::Instant;

/// How long until a person wants to know what the program waits for.
const PATIENCE: Duration = Duration::from_secs(1);
/// How long until the line is repeated.
const REPEAT: Duration = Duration::from_secs(5);

/// A line with its subject before it.
pub(super) fn line(what: &str, value: impl Display) {
    text(&format!("{what:>11}  {value}\n"));
}

/// Text as it is.
pub(super) fn text(text: &str) {
    let mut out = anstream::stdout().lock();
    let _ = out.write_all(text.as_bytes());
    let _ = out.flush();
}

/// Text on standard error, as it came from another program.
pub(super) fn error_text(text: &[u8]) {
    let mut err = anstream::stderr().lock();
    let _ = err.write_all(text);
    let _ = err.flush();
}

/// Prints what the program waits for when that takes over a second.
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

/// A time for a person to read.
pub(super) fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}
