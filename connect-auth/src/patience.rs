//! Timeouts that tolerate an overloaded machine.

use std::pin::pin;
use std::time::Duration;

use tokio::time::timeout;

/// The number of slices in which a limit is waited out.
const SLICES: u32 = 50;

/// The future's output, unless it takes longer than the limit.
///
/// On an overloaded machine a program may not get a processor for seconds, and that must not count against
/// the server that it waits for: in a test, both are usually in one program. So each slice of the limit
/// only begins when this program runs again, and whatever is due by then gets its turn before the next.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// use std::time::Duration;
///
/// use connect_auth::patience::within;
///
/// let limit = Duration::from_millis(10);
/// assert_eq!(within(limit, async { 1 }).await, Some(1));
/// assert_eq!(within(limit, std::future::pending::<u8>()).await, None);
/// # }
/// ```
pub async fn within<T>(limit: Duration, future: impl Future<Output = T>) -> Option<T> {
    let mut future = pin!(future);
    for _ in 0..SLICES {
        if let Ok(done) = timeout(limit / SLICES, &mut future).await {
            return Some(done);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Duration = Duration::from_millis(100);

    #[tokio::test]
    async fn what_does_not_end_is_abandoned() {
        assert_eq!(within(LIMIT, std::future::pending::<()>()).await, None);
    }

    #[tokio::test]
    async fn time_in_which_nothing_runs_does_not_count() {
        let starved = async {
            std::thread::sleep(3 * LIMIT);
            tokio::task::yield_now().await;
        };
        assert_eq!(within(LIMIT, starved).await, Some(()));
    }
}
