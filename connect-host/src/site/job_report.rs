//! What an app's own program says of its jobs.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

/// Asks the app's program for its jobs: its words, or why it says nothing.
pub(crate) type JobReport = Arc<dyn Fn() -> Reported + Send + Sync>;

pub(crate) type Reported = Pin<Box<dyn Future<Output = Result<String, String>> + Send>>;
